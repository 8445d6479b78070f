/**
 * A serial arm with revolute joints and a two-finger gripper, as plain data. Lengths m, masses kg, angles rad. Frames are
 * right-handed; at joint angles 0 each link's frame is its joint's frame.
 */
export interface ArmModel {
  readonly name: string;
  /** From base to hand; 1 to 12. */
  readonly joints: readonly JointModel[];
  /** `links[0]` stands still on the table, `links[i + 1]` is moved by `joints[i]`. */
  readonly links: readonly LinkModel[];
  /**
   * The tool centre point, between the finger pads, in the last link's frame. Its z axis points out of the hand, its y
   * axis along the line on which the fingers open.
   */
  readonly tcp: Frame;
  readonly gripper: GripperModel;
  /** A posture far from limits and singularities, rad; what redundancy is resolved towards. */
  readonly home: readonly number[];
}

/** A rigid transform: rotation (row-major) and then translation, m. */
export interface Frame {
  readonly rotation: readonly [number, number, number, number, number, number, number, number, number];
  readonly translation: readonly [number, number, number];
}

export interface JointModel {
  readonly name: string;
  /** The joint's frame in the frame of the link before it. */
  readonly origin: Frame;
  /** Unit vector in the joint's frame. */
  readonly axis: readonly [number, number, number];
  readonly lowerRad: number;
  readonly upperRad: number;
  readonly maxSpeedRadps: number;
  readonly maxAccelerationRadps2: number;
  readonly maxTorqueNm: number;
}

export interface LinkModel {
  readonly name: string;
  readonly massKg: number;
  /** Centre of mass in the link's frame, m. */
  readonly centre: readonly [number, number, number];
  /** About the centre of mass, along the axes of the link's frame, kg m2: xx, yy, zz, xy, xz, yz. */
  readonly inertia: readonly [number, number, number, number, number, number];
  /** What stands for the link's surface in distances, in the link's frame. The hand's without its fingers. */
  readonly spheres: readonly SphereModel[];
  /** What stands for it in contacts and pictures. */
  readonly boxes: readonly BoxModel[];
}

export interface SphereModel {
  readonly centre: readonly [number, number, number];
  readonly radiusM: number;
}

export interface BoxModel {
  readonly frame: Frame;
  /** Full lengths along the axes of `frame`, m. */
  readonly size: readonly [number, number, number];
}

/** Two equal fingers that close symmetrically along the y axis of the tool centre point. */
export interface GripperModel {
  /** Between the pads, m. */
  readonly maxWidthM: number;
  /** Of the width, m/s. */
  readonly maxSpeedMps: number;
  readonly maxForceN: number;
  /** A finger: along x and z of the tool centre point, and its thickness along y, m. */
  readonly fingerSize: readonly [number, number, number];
  /** From the finger's tip back to the tool centre point, along z, m. */
  readonly tipBeyondTcpM: number;
  /** Pad against object, Coulomb, dimensionless. */
  readonly padFriction: number;
  /** Effective radius of a pad's contact patch, for its torsional friction, m. */
  readonly padRadiusM: number;
}
