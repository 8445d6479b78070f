import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  DirectionalLight,
  Group,
  HemisphereLight,
  LineBasicMaterial,
  LineSegments,
  Mesh,
} from 'three';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import type { TableMaterials } from './table-materials.ts';

/** The table at least, and room around what is farther out, m. */
const TABLE = { left: -0.45, right: 1.05, side: 0.85, marginM: 0.15, thickM: 0.04 } as const;
/** Lines on the table, and their height above it, m. */
const GRID_M = 0.1;
const GRID_Z_M = 0.0006;
const SHADOW_REACH_M = 1.3;

/** The table's top with a grid of 10 cm, a lamp with shadows, and the room's light. */
export class TableRoom {
  readonly object = new Group();
  private readonly lamp = new DirectionalLight('#fff4e2', 2.6);
  private readonly fill = new DirectionalLight('#dbe8ff', 0.7);
  private readonly room = new HemisphereLight('#ffffff', '#8f8a80', 1.15);
  private readonly gridMaterial = new LineBasicMaterial({ transparent: true, opacity: 0.75 });
  private readonly geometries: BufferGeometry[] = [];

  /** @param shadowMapPx side of the shadow map */
  constructor(
    private readonly materials: TableMaterials,
    shadowMapPx: number,
  ) {
    const { shadow } = this.lamp;
    this.lamp.castShadow = true;
    shadow.mapSize.set(shadowMapPx, shadowMapPx);
    shadow.bias = -0.0008;
    shadow.normalBias = 0.004;
    shadow.radius = 4;
    const { camera } = shadow;
    [camera.left, camera.right, camera.bottom, camera.top] = [-1, 1, -1, 1].map((side) => side * SHADOW_REACH_M);
    [camera.near, camera.far] = [0.5, 6];
    camera.up.set(0, 1, 0);
    this.lamp.position.set(0.9, 0.9, 2.6);
    this.lamp.target.position.set(0.35, 0, 0.2);
    this.fill.position.set(-1, -2, 1.5);
    this.room.position.set(0, 0, 1);
    this.object.add(this.lamp, this.lamp.target, this.fill, this.room);
  }

  /** Builds the table for an episode; the last one's is freed. */
  open(spec: ManipulationSpec): void {
    this.clear();
    const { left, right, bottom, top } = tableBounds(spec);
    const plate = new BoxGeometry(right - left, top - bottom, TABLE.thickM);
    const grid = gridGeometry(left, right, bottom, top);
    this.geometries.push(plate, grid);
    const { top: onTop, edge } = this.materials;
    const mesh = new Mesh(plate, [edge, edge, edge, edge, onTop, edge]);
    mesh.position.set((left + right) / 2, (bottom + top) / 2, -TABLE.thickM / 2);
    mesh.receiveShadow = true;
    this.object.add(mesh, new LineSegments(grid, this.gridMaterial));
  }

  /** To be called before drawing: the theme may have changed. */
  update(): void {
    this.gridMaterial.color.copy(this.materials.grid);
    this.room.intensity = this.materials.isLight ? 1.5 : 1.05;
    this.lamp.intensity = this.materials.isLight ? 2.4 : 2.7;
  }

  castShadows(casts: boolean): void {
    const { shadow } = this.lamp;
    shadow.autoUpdate = casts;
    shadow.intensity = casts ? 0.85 : 0;
  }

  clear(): void {
    for (const geometry of this.geometries.splice(0)) geometry.dispose();
    for (const child of [...this.object.children])
      if (child instanceof Mesh || child instanceof LineSegments) child.removeFromParent();
  }

  dispose(): void {
    this.clear();
    this.gridMaterial.dispose();
    this.lamp.dispose();
    this.fill.dispose();
    this.room.dispose();
  }
}

export interface TableBounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** What of the endless table is drawn, m: what an arm reaches, and all that is there at the start. */
export function tableBounds({ objects, belt }: ManipulationSpec): TableBounds {
  const xs = objects.map(({ position }) => position[0]);
  const ys = objects.map(({ position }) => position[1]);
  if (belt !== null) {
    const along = belt.lengthM / 2;
    const c = Math.abs(Math.cos(belt.headingRad)) * along + (Math.abs(Math.sin(belt.headingRad)) * belt.widthM) / 2;
    const s = Math.abs(Math.sin(belt.headingRad)) * along + (Math.abs(Math.cos(belt.headingRad)) * belt.widthM) / 2;
    xs.push(belt.x - c, belt.x + c);
    ys.push(belt.y - s, belt.y + s);
  }
  const { left, right, side, marginM } = TABLE;
  return {
    left: Math.min(left, ...xs.map((x) => x - marginM)),
    right: Math.max(right, ...xs.map((x) => x + marginM)),
    bottom: Math.min(-side, ...ys.map((y) => y - marginM)),
    top: Math.max(side, ...ys.map((y) => y + marginM)),
  };
}

function gridGeometry(left: number, right: number, bottom: number, top: number): BufferGeometry {
  const positions: number[] = [];
  for (let k = Math.ceil(left / GRID_M); k * GRID_M <= right; k++) {
    positions.push(k * GRID_M, bottom, GRID_Z_M, k * GRID_M, top, GRID_Z_M);
  }
  for (let k = Math.ceil(bottom / GRID_M); k * GRID_M <= top; k++) {
    positions.push(left, k * GRID_M, GRID_Z_M, right, k * GRID_M, GRID_Z_M);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  return geometry;
}
