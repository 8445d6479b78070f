import {
  Color,
  Group,
  InstancedMesh,
  Matrix4,
  PlaneGeometry,
  Vector3,
  type BufferGeometry,
  type Material,
} from 'three';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { OpenedEpisode } from '../live/protocol.ts';
import { DECAL_ORDER, type Materials } from './materials.ts';
import type { Daylight } from './palette.ts';
import { guardRails, railPosts } from './road-furniture.ts';
import {
  buildingGeometry,
  delineatorGeometry,
  LANTERN,
  lampPostGeometry,
  lanternGeometry,
  railPostGeometry,
  treeGeometry,
} from './scenery-models.ts';
import { BUILDINGS, CROWN_M, TREES, type Placed, type Surroundings, type TreeName } from './surroundings.ts';

const WALLS = ['#d9cdb8', '#c9b89c', '#cfc6bd', '#b98d74', '#d8c9a6', '#a9a8a2', '#e2dccf'] as const;
const LEAVES: Readonly<Record<TreeName, readonly string[]>> = {
  conifer: ['#ffffff', '#dfeeda', '#c6d8cc'],
  broadleaf: ['#ffffff', '#e9f0c0', '#d5e6cf', '#fff0c4'],
  bush: ['#ffffff', '#e6e9c2', '#cfdcc2'],
};
/** Tree shadows fall at most so far, in heights of the crown. */
const LONGEST_SHADOW = 2.6;
/** Side of the squares that are drawn or left out as a whole, m. */
const SQUARE_M = 240;
/** Farther away, fog has hidden everything, m. */
const REACH_M = 1300;

/** Trees, buildings, lamp posts and posts: one instanced mesh per shape and square, so that what is out of sight costs nothing. */
export class SurroundingsLayer {
  readonly object = new Group();
  /** Shapes are built once and kept for all episodes. */
  private readonly shapes = new Map<string, BufferGeometry>();
  private readonly flat = new PlaneGeometry(1, 1);
  private built: InstancedMesh[] = [];
  private squares: Square[] = [];
  private treeShadows: InstancedMesh | null = null;
  private pools: InstancedMesh | null = null;
  private placed: Surroundings | null = null;
  private daylight: Daylight | null = null;

  constructor(private readonly materials: Materials) {
    this.object.matrixAutoUpdate = false;
  }

  open(episode: OpenedEpisode, map: RoadMap, placed: Surroundings): void {
    this.clear();
    this.placed = placed;
    const { materials } = this;
    for (const name of TREES) {
      const tints = LEAVES[name];
      this.add(
        name,
        () => treeGeometry(name),
        materials.scenery,
        placed.trees[name],
        (t) => tints[Math.floor(t * tints.length)],
      );
    }
    for (const name of BUILDINGS) {
      const walls = (t: number): string => WALLS[Math.floor(t * WALLS.length)];
      const meshes = this.add(name, () => buildingGeometry(name), materials.facade, placed.buildings[name], walls);
      for (const mesh of meshes) mesh.castShadow = true;
    }
    for (const mast of this.add('lamp', lampPostGeometry, materials.scenery, placed.lamps)) mast.castShadow = true;
    this.add('lantern', lanternGeometry, materials.lantern, placed.lamps);
    this.add('post', delineatorGeometry, materials.scenery, placed.posts);
    this.add('rail-post', railPostGeometry, materials.scenery, railPosts(map, guardRails(episode.map, map)));
    this.treeShadows = this.addTreeShadows(placed);
    this.pools = this.addPools(placed.lamps);
    if (this.daylight !== null) this.light(this.daylight);
  }

  light(daylight: Daylight): void {
    this.daylight = daylight;
    if (this.pools !== null) this.pools.visible = daylight.lamps > 0;
    if (this.treeShadows !== null && this.placed !== null) castTreeShadows(this.treeShadows, this.placed, daylight);
  }

  /** Leaves out what nobody sees from (x, y). */
  follow(x: number, y: number): void {
    for (const { mesh, at, radiusM } of this.squares) mesh.visible = Math.hypot(at.x - x, at.y - y) < REACH_M + radiusM;
  }

  clear(): void {
    this.squares = [];
    for (const mesh of this.built) {
      this.object.remove(mesh);
      mesh.dispose();
    }
    this.built = [];
    this.treeShadows = null;
    this.pools = null;
    this.placed = null;
  }

  dispose(): void {
    this.clear();
    for (const geometry of this.shapes.values()) geometry.dispose();
    this.shapes.clear();
    this.flat.dispose();
  }

  private add(
    key: string,
    build: () => BufferGeometry,
    material: Material,
    places: readonly Placed[],
    tint?: (t: number) => string,
  ): readonly InstancedMesh[] {
    if (places.length === 0) return [];
    const geometry = this.shapes.get(key) ?? build();
    this.shapes.set(key, geometry);
    return inSquares(places).map((near) => {
      const mesh = new InstancedMesh(geometry, material, near.length);
      near.forEach((place, i) => {
        placeMatrix(place, matrix);
        mesh.setMatrixAt(i, matrix);
        if (tint !== undefined) mesh.setColorAt(i, colour.set(tint(place.tint)));
      });
      this.keep(mesh);
      const sphere = mesh.boundingSphere!;
      this.squares.push({ mesh, at: sphere.center, radiusM: sphere.radius });
      return mesh;
    });
  }

  private addTreeShadows({ trees }: Surroundings): InstancedMesh | null {
    const count = TREES.reduce((sum, name) => sum + trees[name].length, 0);
    if (count === 0) return null;
    const mesh = this.keep(new InstancedMesh(this.flat, this.materials.treeShadow, count));
    mesh.renderOrder = DECAL_ORDER.shadow;
    return mesh;
  }

  private addPools(lamps: readonly Placed[]): InstancedMesh | null {
    if (lamps.length === 0) return null;
    const mesh = this.keep(new InstancedMesh(this.flat, this.materials.pool, lamps.length));
    mesh.renderOrder = DECAL_ORDER.light;
    lamps.forEach(({ x, y, heading }, i) => {
      const size = 2 * LANTERN.poolRadiusM;
      matrix.makeScale(size, size, 1);
      matrix.setPosition(x - LANTERN.y * Math.sin(heading), y + LANTERN.y * Math.cos(heading), 0.02);
      mesh.setMatrixAt(i, matrix);
    });
    return mesh;
  }

  private keep(mesh: InstancedMesh): InstancedMesh {
    mesh.matrixAutoUpdate = false;
    mesh.computeBoundingSphere();
    this.object.add(mesh);
    this.built.push(mesh);
    return mesh;
  }
}

interface Square {
  readonly mesh: InstancedMesh;
  readonly at: Vector3;
  readonly radiusM: number;
}

function inSquares(places: readonly Placed[]): readonly (readonly Placed[])[] {
  const squares = new Map<string, Placed[]>();
  for (const place of places) {
    const key = `${Math.floor(place.x / SQUARE_M)} ${Math.floor(place.y / SQUARE_M)}`;
    const square = squares.get(key);
    if (square === undefined) squares.set(key, [place]);
    else square.push(place);
  }
  return [...squares.values()];
}

function placeMatrix({ x, y, heading, scale }: Placed, out: Matrix4): void {
  out
    .makeRotationZ(heading)
    .scale(size.set(scale, scale, scale))
    .setPosition(x, y, 0);
}

/** Soft spots under and beside the trees, drawn out away from the sun. */
function castTreeShadows(mesh: InstancedMesh, { trees }: Surroundings, daylight: Daylight): void {
  const stretch = Math.min(LONGEST_SHADOW, 1 / Math.tan(daylight.sunElevation));
  const away = daylight.sunAzimuth + Math.PI;
  let i = 0;
  for (const name of TREES) {
    const height = name === 'bush' ? 1 : 5;
    for (const { x, y, scale } of trees[name]) {
      const width = 2.3 * CROWN_M[name] * scale;
      const reach = stretch * height * scale;
      matrix.makeRotationZ(away);
      matrix.scale(size.set(width + reach, width, 1));
      matrix.setPosition(x + 0.45 * reach * Math.cos(away), y + 0.45 * reach * Math.sin(away), 0.015);
      mesh.setMatrixAt(i++, matrix);
    }
  }
  mesh.instanceMatrix.needsUpdate = true;
  mesh.computeBoundingSphere();
}

const matrix = new Matrix4();
const size = new Vector3();
const colour = new Color();
