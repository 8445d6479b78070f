import { BufferGeometry, Float32BufferAttribute } from 'three';
import { BAY_M, FACADE_BAYS } from './canvas-textures.ts';
import { linear, SURFACES } from './palette.ts';
import { ShapeBuilder, type Finish, type Point3 } from './shape-builder.ts';
import { BUILDING_SIZES, type BuildingName, type TreeName } from './surroundings.ts';

/** Shapes of trees, lamp posts and buildings, standing on z = 0 around the origin. */

/** Foliage has no edges. */
const SOFT_RAD = 1.3;

const BARK: Finish = { colour: '#5b4633' };

export function treeGeometry(name: TreeName): BufferGeometry {
  return TREE_BUILDERS[name]().build(SOFT_RAD);
}

const TREE_BUILDERS: Readonly<Record<TreeName, () => ShapeBuilder>> = {
  conifer: () => {
    const shape = new ShapeBuilder();
    shape.tube([0, 0, 0], [0, 0, 1.6], 0.2, 0.16, 6, BARK);
    const tiers = ['#3a5138', '#415a3b', '#48633f', '#526d45'];
    tiers.forEach((colour, i) => {
      const z = 1 + 1.65 * i;
      const radius = 1.9 - 0.4 * i;
      shape.tube([0, 0, z], [0.05 * (i % 2), 0, z + 2.7 - 0.15 * i], radius, 0, 8, { colour });
    });
    return shape;
  },
  broadleaf: () => {
    const shape = new ShapeBuilder();
    shape.tube([0, 0, 0], [0, 0, 2.8], 0.24, 0.17, 7, BARK);
    shape.tube([0, 0, 2.1], [1, 0.5, 3.6], 0.13, 0.07, 5, BARK);
    const crowns: readonly (readonly [Point3, number, string])[] = [
      [[0, 0, 4.7], 2.1, '#647f48'],
      [[1.2, 0.6, 4.0], 1.5, '#58733f'],
      [[-1.2, 0.5, 4.2], 1.55, '#5e7843'],
      [[0.1, -1.3, 4.1], 1.5, '#546e3d'],
      [[0.3, 0.2, 6.0], 1.45, '#728d52'],
    ];
    for (const [centre, radius, colour] of crowns) {
      shape.ellipsoid(centre, [radius, radius, 0.85 * radius], { colour }, 7, 4);
    }
    return shape;
  },
  bush: () => {
    const shape = new ShapeBuilder();
    shape.ellipsoid([0, 0, 0.6], [0.85, 0.8, 0.62], { colour: '#62784a' }, 7, 4);
    shape.ellipsoid([0.5, 0.35, 0.45], [0.6, 0.55, 0.5], { colour: '#586e44' }, 7, 4);
    shape.ellipsoid([-0.45, 0.2, 0.42], [0.55, 0.6, 0.45], { colour: '#6c8352' }, 7, 4);
    return shape;
  },
};

/** The mast of a lamp post; its arm reaches over the road, which lies to the right (-y). */
export function lampPostGeometry(): BufferGeometry {
  const shape = new ShapeBuilder();
  const steel: Finish = { colour: '#6d7378' };
  shape.tube([0, 0, 0], [0, 0, 0.9], 0.11, 0.09, 8, steel);
  shape.tube([0, 0, 0.9], [0, 0, 7.2], 0.075, 0.055, 8, steel);
  shape.tube([0, 0, 7.2], [0, -0.8, 7.7], 0.05, 0.045, 6, steel);
  shape.tube([0, -0.8, 7.7], [0, -2.2, 7.8], 0.045, 0.04, 6, steel);
  shape.box([-0.14, 0.14], [-2.75, -2.05], [7.74, 7.86], steel, 0.03);
  return shape.build();
}

/** The shining underside of a lamp post's head, and where its light falls. */
export const LANTERN = { y: -2.4, z: 7.73, poolRadiusM: 8 } as const;

export function lanternGeometry(): BufferGeometry {
  return new ShapeBuilder().box([-0.11, 0.11], [-2.7, -2.1], [7.7, 7.745], { colour: '#ffffff' }).build();
}

/** A white post with a black band and a reflector. */
export function delineatorGeometry(): BufferGeometry {
  const shape = new ShapeBuilder();
  shape.box([-0.06, 0.06], [-0.05, 0.05], [0, 0.72], { colour: '#e9e8e2' });
  shape.box([-0.062, 0.062], [-0.052, 0.052], [0.72, 0.9], { colour: '#1c1d1f' });
  shape.box([-0.06, 0.06], [-0.05, 0.05], [0.9, 1], { colour: '#e9e8e2' }, 0.02);
  shape.box([-0.066, 0.066], [-0.025, 0.025], [0.74, 0.88], { colour: '#d8943a' });
  return shape.build();
}

const ROOF = { house: '#8d6a5c', row: '#75645e', block: '#7c7a76' } as const;

/**
 * Walls that show a facade's picture in its true size, and a roof, whose texture coordinates lie on plain wall. The front
 * is the right side (-y).
 */
export function buildingGeometry(name: BuildingName): BufferGeometry {
  const [length, depth, height] = BUILDING_SIZES[name];
  const [x, y] = [length / 2, depth / 2];
  const mesh = new WallBuilder();
  const corners: readonly (readonly [number, number])[] = [
    [-x, -y],
    [x, -y],
    [x, y],
    [-x, y],
  ];
  corners.forEach((from, i) => mesh.wall(from, corners[(i + 1) % 4], height));
  const roof = ROOF[name];
  if (name === 'block') {
    mesh.flat([-x, -y, height], [x, -y, height], [x, y, height], [-x, y, height], roof);
    parapet(mesh, x, y, height);
  } else {
    const [over, ridge] = [0.5, height + 0.42 * depth];
    const eaves = height - 0.3;
    mesh.flat(
      [-x - over, -y - over, eaves],
      [x + over, -y - over, eaves],
      [x + over, 0, ridge],
      [-x - over, 0, ridge],
      roof,
    );
    mesh.flat(
      [x + over, y + over, eaves],
      [-x - over, y + over, eaves],
      [-x - over, 0, ridge],
      [x + over, 0, ridge],
      roof,
    );
    // Undersides of the eaves, seen from the street.
    mesh.flat(
      [-x - over, -y - over, eaves],
      [-x - over, 0, ridge],
      [x + over, 0, ridge],
      [x + over, -y - over, eaves],
      '#4f4239',
    );
    mesh.flat(
      [x + over, y + over, eaves],
      [x + over, 0, ridge],
      [-x - over, 0, ridge],
      [-x - over, y + over, eaves],
      '#4f4239',
    );
    mesh.gable([x, -y, height], [x, y, height], [x, 0, ridge - 0.25]);
    mesh.gable([-x, y, height], [-x, -y, height], [-x, 0, ridge - 0.25]);
    const [cx, top] = [0.28 * length, ridge + 0.9];
    mesh.chimney(cx, 0.15 * depth, ridge - 2.2, top);
  }
  return mesh.build();
}

function parapet(mesh: WallBuilder, x: number, y: number, z: number): void {
  const [rim, grey] = [0.6, '#8f8b84'];
  const ring: Point3[] = [
    [-x, -y, z],
    [x, -y, z],
    [x, y, z],
    [-x, y, z],
  ];
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % 4];
    mesh.flat(a, b, [b[0], b[1], z + rim], [a[0], a[1], z + rim], grey);
    mesh.flat(b, a, [a[0], a[1], z + rim], [b[0], b[1], z + rim], grey);
  });
}

class WallBuilder {
  private readonly positions: number[] = [];
  private readonly colours: number[] = [];
  private readonly uvs: number[] = [];

  wall([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], height: number): void {
    const width = Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
    // Whole bays and storeys, and another part of the picture on every wall.
    const bays = Math.max(1, Math.floor(width / BAY_M));
    const storeys = Math.max(1, Math.round(height / BAY_M));
    const u0 = (this.positions.length / 18) % FACADE_BAYS;
    const [u1, v1] = [(u0 + bays) / FACADE_BAYS, storeys / FACADE_BAYS];
    const u = u0 / FACADE_BAYS;
    this.quad([ax, ay, 0], [bx, by, 0], [bx, by, height], [ax, ay, height], [u, 0, u1, 0, u1, v1, u, v1], '#ffffff');
  }

  flat(a: Point3, b: Point3, c: Point3, d: Point3, colour: string): void {
    this.quad(a, b, c, d, [0.004, 0.004, 0.004, 0.004, 0.004, 0.004, 0.004, 0.004], colour);
  }

  gable(a: Point3, b: Point3, top: Point3): void {
    this.flat(a, b, top, top, '#ffffff');
  }

  chimney(x: number, y: number, low: number, high: number): void {
    const half = 0.35;
    const ring: Point3[] = [
      [x - half, y - half, low],
      [x + half, y - half, low],
      [x + half, y + half, low],
      [x - half, y + half, low],
    ];
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % 4];
      this.flat(a, b, [b[0], b[1], high], [a[0], a[1], high], '#6e4436');
    });
    const top = ring.map(([px, py]): Point3 => [px, py, high]);
    this.flat(top[0], top[1], top[2], top[3], '#2c2522');
  }

  build(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute(this.positions, 3));
    geometry.setAttribute('color', new Float32BufferAttribute(this.colours, 3));
    geometry.setAttribute('uv', new Float32BufferAttribute(this.uvs, 2));
    geometry.computeVertexNormals();
    return geometry;
  }

  private quad(a: Point3, b: Point3, c: Point3, d: Point3, uv: readonly number[], colour: string): void {
    const { r, g, b: blue } = linear(colour);
    for (const k of [0, 1, 2, 0, 2, 3]) {
      this.positions.push(...[a, b, c, d][k]);
      this.colours.push(r, g, blue);
      this.uvs.push(uv[2 * k], uv[2 * k + 1]);
    }
  }
}

/** Post of a guard rail. */
export function railPostGeometry(): BufferGeometry {
  return new ShapeBuilder().box([-0.05, 0.05], [-0.07, 0.07], [0, 0.72], { colour: SURFACES.steel }).build();
}
