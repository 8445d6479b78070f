import { BufferGeometry, Float32BufferAttribute } from 'three';
import { mergeVertices, toCreasedNormals } from 'three/addons/utils/BufferGeometryUtils.js';
import { linear } from './palette.ts';

export type Point3 = readonly [x: number, y: number, z: number];

/** How a part looks. */
export interface Finish {
  readonly colour: string;
  /** 1: multiplied by the actor's own colour. */
  readonly paint?: number;
  /** 0: dull, 1: as glass. */
  readonly gloss?: number;
  readonly lamp?: number;
}

/** Values of `Finish.lamp`. */
export const LAMP = { none: 0, head: 1, tail: 2, beacon: 3 } as const;

/** How a part moves against its actor: about an axis along y through (x, z). Modes are the shader's (`actor-material.ts`). */
export interface Joint {
  readonly x: number;
  readonly z: number;
  readonly mode: number;
  /** Wheel: 1 / radius. Limb: share of the swing, negative in counter-phase. */
  readonly gain: number;
}

export const JOINT = { fixed: 0, wheel: 1, stride: 2, pedal: 3 } as const;
const FIXED: Joint = { x: 0, z: 0, mode: JOINT.fixed, gain: 0 };

/** Of bodywork. */
const CREASE_RAD = 0.7;

/** A cross-section of a loft: points (y, z), counter-clockwise as seen from +x. */
export interface Section {
  readonly x: number;
  readonly points: readonly (readonly [y: number, z: number])[];
}

/**
 * Collects coloured surfaces and makes one geometry of them: `position`, `normal`, `color`, `aSurface` (paint, gloss,
 * lamp) and `aJoint` (x, z, mode, gain). Metres; x forward, y left, z up. Faces are counter-clockwise from outside.
 */
export class ShapeBuilder {
  /** Applies to what is added next. */
  joint: Joint = FIXED;
  private readonly positions: number[] = [];
  private readonly colours: number[] = [];
  private readonly surfaces: number[] = [];
  private readonly joints: number[] = [];

  moving(joint: Joint, add: () => void): this {
    this.joint = joint;
    add();
    this.joint = FIXED;
    return this;
  }

  triangle(a: Point3, b: Point3, c: Point3, finish: Finish): this {
    const { r, g, b: blue } = linear(finish.colour);
    for (const point of [a, b, c]) {
      this.positions.push(...point);
      this.colours.push(r, g, blue);
      this.surfaces.push(finish.paint ?? 0, finish.gloss ?? 0, finish.lamp ?? LAMP.none);
      this.joints.push(this.joint.x, this.joint.z, this.joint.mode, this.joint.gain);
    }
    return this;
  }

  quad(a: Point3, b: Point3, c: Point3, d: Point3, finish: Finish): this {
    return this.triangle(a, b, c, finish).triangle(a, c, d, finish);
  }

  /** A quad and its mirror image on the other side of the plane y = 0. */
  quadPair(a: Point3, b: Point3, c: Point3, d: Point3, finish: Finish): this {
    return this.quad(a, b, c, d, finish).quad(mirror(d), mirror(c), mirror(b), mirror(a), finish);
  }

  /** A box; its top is narrower by `taper` on every side. */
  box(
    [x0, x1]: readonly [number, number],
    [y0, y1]: readonly [number, number],
    [z0, z1]: readonly [number, number],
    finish: Finish,
    taper = 0,
  ): this {
    const t = taper;
    const low: Point3[] = [
      [x0, y0, z0],
      [x1, y0, z0],
      [x1, y1, z0],
      [x0, y1, z0],
    ];
    const high: Point3[] = [
      [x0 + t, y0 + t, z1],
      [x1 - t, y0 + t, z1],
      [x1 - t, y1 - t, z1],
      [x0 + t, y1 - t, z1],
    ];
    this.quad(high[0], high[1], high[2], high[3], finish).quad(low[3], low[2], low[1], low[0], finish);
    for (let i = 0; i < 4; i++) this.quad(low[i], low[(i + 1) % 4], high[(i + 1) % 4], high[i], finish);
    return this;
  }

  /** Two boxes, mirrored at y = 0. */
  boxPair(
    x: readonly [number, number],
    [y0, y1]: readonly [number, number],
    z: readonly [number, number],
    finish: Finish,
    taper = 0,
  ): this {
    return this.box(x, [y0, y1], z, finish, taper).box(x, [-y1, -y0], z, finish, taper);
  }

  /** A skin over cross-sections by growing x, closed at both ends. */
  loft(sections: readonly Section[], finish: Finish): this {
    for (let i = 1; i < sections.length; i++) {
      const [rear, front] = [sections[i - 1], sections[i]];
      const count = rear.points.length;
      for (let k = 0; k < count; k++) {
        const next = (k + 1) % count;
        this.quad(
          [rear.x, ...rear.points[k]],
          [rear.x, ...rear.points[next]],
          [front.x, ...front.points[next]],
          [front.x, ...front.points[k]],
          finish,
        );
      }
    }
    const [first, last] = [sections[0], sections[sections.length - 1]];
    for (let k = 1; k + 1 < last.points.length; k++) {
      this.triangle([last.x, ...last.points[0]], [last.x, ...last.points[k]], [last.x, ...last.points[k + 1]], finish);
      this.triangle(
        [first.x, ...first.points[0]],
        [first.x, ...first.points[k + 1]],
        [first.x, ...first.points[k]],
        finish,
      );
    }
    return this;
  }

  /** A closed cylinder or cone from `a` to `b`. */
  tube(a: Point3, b: Point3, radiusA: number, radiusB: number, sides: number, finish: Finish): this {
    const axis = normalized([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    const across = normalized(cross(Math.abs(axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], axis));
    const up = cross(axis, across);
    const rim = (centre: Point3, radius: number, k: number): Point3 => {
      const angle = (2 * Math.PI * k) / sides;
      const [c, s] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      return [
        centre[0] + c * across[0] + s * up[0],
        centre[1] + c * across[1] + s * up[1],
        centre[2] + c * across[2] + s * up[2],
      ];
    };
    for (let k = 0; k < sides; k++) {
      const [a0, a1, b0, b1] = [rim(a, radiusA, k), rim(a, radiusA, k + 1), rim(b, radiusB, k), rim(b, radiusB, k + 1)];
      if (radiusA > 0 && radiusB > 0) this.quad(a0, a1, b1, b0, finish);
      else if (radiusA > 0) this.triangle(a0, a1, b, finish);
      else this.triangle(a, b1, b0, finish);
      if (radiusA > 0) this.triangle(a, a1, a0, finish);
      if (radiusB > 0) this.triangle(b, b0, b1, finish);
    }
    return this;
  }

  ellipsoid([cx, cy, cz]: Point3, [rx, ry, rz]: Point3, finish: Finish, sides = 10, rows = 6): this {
    const at = (row: number, k: number): Point3 => {
      const latitude = (Math.PI * row) / rows - Math.PI / 2;
      const angle = (2 * Math.PI * k) / sides;
      const ring = Math.cos(latitude);
      return [cx + rx * ring * Math.cos(angle), cy + ry * ring * Math.sin(angle), cz + rz * Math.sin(latitude)];
    };
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < sides; k++) {
        const [a, b, c, d] = [at(row, k), at(row, k + 1), at(row + 1, k + 1), at(row + 1, k)];
        // The rows at the poles are triangles.
        if (row > 0) this.triangle(a, b, c, finish);
        if (row + 1 < rows) this.triangle(a, c, d, finish);
      }
    }
    return this;
  }

  /** A ring about an axis along y. */
  torus([cx, cy, cz]: Point3, radius: number, thickness: number, sides: number, finish: Finish): this {
    const around = 5;
    const at = (i: number, k: number): Point3 => {
      const [a, b] = [(2 * Math.PI * i) / sides, (2 * Math.PI * k) / around];
      const r = radius + thickness * Math.cos(b);
      return [cx + r * Math.cos(a), cy + thickness * Math.sin(b), cz + r * Math.sin(a)];
    };
    for (let i = 0; i < sides; i++) {
      for (let k = 0; k < around; k++) this.quad(at(i, k), at(i, k + 1), at(i + 1, k + 1), at(i + 1, k), finish);
    }
    return this;
  }

  /** @param crease edges sharper than this stay sharp, rad */
  build(crease = CREASE_RAD): BufferGeometry {
    const raw = new BufferGeometry();
    raw.setAttribute('position', new Float32BufferAttribute(this.positions, 3));
    raw.setAttribute('color', new Float32BufferAttribute(this.colours, 3));
    raw.setAttribute('aSurface', new Float32BufferAttribute(this.surfaces, 3));
    raw.setAttribute('aJoint', new Float32BufferAttribute(this.joints, 4));
    return mergeVertices(toCreasedNormals(raw, crease));
  }
}

/** A rounded outline of a body from `low` to `high`, at most `half` wide on either side; `top` of that at the top. */
export function bodySection(x: number, half: number, low: number, high: number, top = 0.86): Section {
  const h = high - low;
  const side: [number, number][] = [
    [0.8 * half, low],
    [0.96 * half, low + 0.14 * h],
    [half, low + 0.5 * h],
    [0.975 * half, low + 0.74 * h],
    [(0.4 + 0.6 * top) * half, low + 0.93 * h],
    [0.72 * top * half, high],
  ];
  return { x, points: [...side, ...side.map(([y, z]): [number, number] => [-y, z]).reverse()] };
}

function mirror([x, y, z]: Point3): Point3 {
  return [x, -y, z];
}

function cross(a: Point3, b: Point3): Point3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function normalized(a: Point3): Point3 {
  const length = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  return [a[0] / length, a[1] / length, a[2] / length];
}
