/**
 * What the sensors measure: the true state at a tick, in flat arrays that the world fills and the sensors only read. Poses
 * are 12 numbers: rotation row-major, then translation, m.
 */
export interface PerceptionTruth {
  /** Joint angles, rad, and speeds, rad/s. */
  readonly q: Float64Array;
  readonly qd: Float64Array;
  /** Between the pads, m. */
  readonly widthM: number;
  /** Of the pads on what is between them, N. */
  readonly forceN: number;
  /** Poses of the objects, in the order of the specification. */
  readonly objects: Float64Array;
  /** Poses of the obstacles, in the order of the specification. */
  readonly obstacles: Float64Array;
  /** Balls that stand for the arm and its fingers where they hide things: centre x, y, z and radius, m, 4 numbers each. */
  readonly spheres: Float64Array;
  /** Shoulder, elbow and hand of the person: x, y, z each, m; not read without a person. */
  readonly person: Float64Array;
}
