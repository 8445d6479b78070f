import type { Body } from 'cannon-es';
import { Box, Cylinder, Material, Quaternion, Sphere, Vec3 } from 'cannon-es';
import type { Shape } from 'cannon-es';
import { quaternionOfRotation } from './rotation.ts';

/** A solid about its centre, lengths in m. */
export type BodyShape =
  /** Full lengths along x, y, z. */
  | { readonly kind: 'box'; readonly size: readonly [number, number, number] }
  /** Stands along z. */
  | { readonly kind: 'cylinder'; readonly radiusM: number; readonly heightM: number }
  | { readonly kind: 'sphere'; readonly radiusM: number };

/** A solid as part of a body: where its centre is in the body's frame, m, and its axes there (rotation, row-major). */
export interface BodyPart {
  readonly shape: BodyShape;
  readonly translation?: readonly [number, number, number];
  readonly rotation?: readonly number[];
}

/** What touches others. */
export interface Surface {
  /** Coulomb coefficient, dimensionless; pairs combine by the geometric mean. Default: that of the world. */
  readonly friction?: number | undefined;
  /**
   * Stiffness of each contact point, N/m; two soft surfaces give way like springs in series. Default: as hard as the
   * solver makes it. Pads of 2e3 to 5e3 N/m let two driven fingers squeeze something light without a fight.
   */
  readonly stiffnessNpm?: number | undefined;
}

/** A material that gives way: the compliance of a contact point, m/N. Two of them in contact add up. */
export class SurfaceMaterial extends Material {
  readonly complianceMpN: number;

  constructor(surface: Surface) {
    super(surface.friction === undefined ? {} : { friction: surface.friction });
    this.complianceMpN = surface.stiffnessNpm === undefined ? 0 : 1 / surface.stiffnessNpm;
  }
}

/** Corners of the prism that stands for a cylinder between solids; on the ground a cylinder is round. */
const CYLINDER_SEGMENTS = 12;

export function addParts(body: Body, parts: readonly BodyPart[]): void {
  for (const { shape, translation, rotation } of parts) {
    const offset = translation ? new Vec3(...translation) : new Vec3();
    const turn = new Quaternion();
    if (rotation) {
      const q = quaternionOfRotation(rotation, 0, new Float64Array(4));
      turn.set(q[0], q[1], q[2], q[3]);
    }
    // The library's cylinder lies along y.
    if (shape.kind === 'cylinder') turn.mult(new Quaternion(Math.SQRT1_2, 0, 0, Math.SQRT1_2), turn);
    body.addShape(libraryShape(shape), offset, turn);
  }
}

/**
 * Sets the principal moments of inertia about the centre of mass along the body's axes, kg m2. cannon-es takes those of
 * the bounding box at construction, wrong for everything but boxes that are not turned.
 */
export function setPrincipalInertia(body: Body, xx: number, yy: number, zz: number): void {
  body.inertia.set(xx, yy, zz);
  body.invInertia.set(1 / xx, 1 / yy, 1 / zz);
  body.updateInertiaWorld(true);
}

/** Principal moments of a homogeneous solid, kg m2: the closed forms of mechanics. */
export function principalInertia(shape: BodyShape, massKg: number): [xx: number, yy: number, zz: number] {
  if (shape.kind === 'sphere') {
    const i = 0.4 * massKg * shape.radiusM * shape.radiusM;
    return [i, i, i];
  }
  if (shape.kind === 'cylinder') {
    const r2 = shape.radiusM * shape.radiusM;
    const across = (massKg * (3 * r2 + shape.heightM * shape.heightM)) / 12;
    return [across, across, (massKg * r2) / 2];
  }
  const [x, y, z] = shape.size;
  const k = massKg / 12;
  return [k * (y * y + z * z), k * (x * x + z * z), k * (x * x + y * y)];
}

function libraryShape(shape: BodyShape): Shape {
  if (shape.kind === 'sphere') return new Sphere(shape.radiusM);
  if (shape.kind === 'cylinder') {
    return new Cylinder(shape.radiusM, shape.radiusM, shape.heightM, CYLINDER_SEGMENTS);
  }
  return new Box(new Vec3(shape.size[0] / 2, shape.size[1] / 2, shape.size[2] / 2));
}
