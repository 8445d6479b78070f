import { BufferAttribute, BufferGeometry } from 'three';

/** Corners around a limb, and rings of each of its ends. */
const SIDES = 28;
const RINGS = 7;

export type Colour = readonly [red: number, green: number, blue: number];
export type Spot = readonly [number, number, number];

/** Gathers round shapes with smooth normals and linear colours into one geometry. */
export class LimbBuilder {
  private readonly positions: number[] = [];
  private readonly normals: number[] = [];
  private readonly colours: number[] = [];
  private readonly indices: number[] = [];

  /**
   * The hull of two balls. Where one contains the other, it alone is drawn.
   * @param radiusA, radiusB m
   */
  capsule(a: Spot, radiusA: number, b: Spot, radiusB: number, colour: Colour): this {
    const way = distance(a, b);
    if (way <= Math.abs(radiusA - radiusB) + 1e-9) {
      const [centre, radius] = radiusA >= radiusB ? [a, radiusA] : [b, radiusB];
      return this.revolve(centre, [0, 0, 1], roundProfile(0, radius, 0, radius, 0), colour);
    }
    // The tangent cone touches both balls where the normal is this steep.
    const steep = Math.asin((radiusA - radiusB) / way);
    const axis: Spot = [(b[0] - a[0]) / way, (b[1] - a[1]) / way, (b[2] - a[2]) / way];
    return this.revolve(a, axis, roundProfile(0, radiusA, way, radiusB, steep), colour);
  }

  ball(centre: Spot, radius: number, colour: Colour): this {
    return this.capsule(centre, radius, centre, radius, colour);
  }

  /** A cylinder about `centre` along `axis` (length 1), its edges rounded by `bevel`, m. */
  disc(centre: Spot, axis: Spot, radius: number, half: number, bevel: number, colour: Colour): this {
    const profile: Profile = [[-half, 0, -1, 0]];
    for (const end of [-1, 1] as const) {
      for (let k = 0; k <= RINGS; k++) {
        const angle = (end < 0 ? -Math.PI / 2 : 0) + (k / RINGS) * (Math.PI / 2);
        const [s, c] = [Math.sin(angle), Math.cos(angle)];
        profile.push([end * (half - bevel) + bevel * s, radius - bevel + bevel * c, s, c]);
      }
    }
    profile.push([half, 0, 1, 0]);
    return this.revolve(centre, axis, profile, colour);
  }

  build(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(Float32Array.from(this.positions), 3));
    geometry.setAttribute('normal', new BufferAttribute(Float32Array.from(this.normals), 3));
    geometry.setAttribute('color', new BufferAttribute(Float32Array.from(this.colours), 3));
    geometry.setIndex(this.indices);
    return geometry;
  }

  private revolve(origin: Spot, axis: Spot, profile: Profile, colour: Colour): this {
    const first = this.positions.length / 3;
    const [u, v] = across(axis);
    for (const [along, out, normalAlong, normalOut] of profile) {
      for (let k = 0; k < SIDES; k++) {
        const angle = (2 * Math.PI * k) / SIDES;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let i = 0; i < 3; i++) {
          const side = c * u[i] + s * v[i];
          this.positions.push(origin[i] + along * axis[i] + out * side);
          this.normals.push(normalAlong * axis[i] + normalOut * side);
        }
        this.colours.push(...colour);
      }
    }
    for (let ring = 0; ring + 1 < profile.length; ring++) {
      for (let k = 0; k < SIDES; k++) {
        const a = first + ring * SIDES + k;
        const b = first + ring * SIDES + ((k + 1) % SIDES);
        this.indices.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
      }
    }
    return this;
  }
}

/** Rings from end to end: way along the axis, distance from it, and the normal's parts along and out. */
type Profile = [along: number, out: number, normalAlong: number, normalOut: number][];

/** Two round ends whose surfaces meet where the normal's angle against the axis' plane is `steep`. */
function roundProfile(fromA: number, radiusA: number, fromB: number, radiusB: number, steep: number): Profile {
  const profile: Profile = [];
  for (let k = 0; k <= RINGS; k++) addRing(profile, fromA, radiusA, -Math.PI / 2 + (k / RINGS) * (Math.PI / 2 + steep));
  for (let k = 0; k <= RINGS; k++) addRing(profile, fromB, radiusB, steep + (k / RINGS) * (Math.PI / 2 - steep));
  return profile;
}

function addRing(profile: Profile, centre: number, radius: number, angle: number): void {
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  profile.push([centre + radius * s, radius * c, s, c]);
}

/** Two unit vectors across `axis`, right-handed with it. */
function across([x, y, z]: Spot): readonly [Spot, Spot] {
  const [hx, hy, hz] = Math.abs(z) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const u: Spot = [hy * z - hz * y, hz * x - hx * z, hx * y - hy * x];
  const length = Math.hypot(...u);
  const n: Spot = [u[0] / length, u[1] / length, u[2] / length];
  return [n, [y * n[2] - z * n[1], z * n[0] - x * n[2], x * n[1] - y * n[0]]];
}

export function distance(a: Spot, b: Spot): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
}
