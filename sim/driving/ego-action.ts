import type { StateIo, Stateful } from '../kernel/state-io.ts';

/**
 * What a controller asks of the ego for one control tick: a longitudinal acceleration and a lateral position on its
 * road. The ego's own tracker turns it into steering, throttle and brake; a manoeuvre is a sequence of such actions.
 */
export class EgoAction implements Stateful {
  /** Requested longitudinal acceleration, m/s2; negative brakes. The vehicle delivers what tyres and engine allow. */
  accelerationMps2 = 0;
  /** Requested lateral offset of the ego's centre on road 0, m, left positive. */
  targetOffsetM = 0;
  /** 0: comfortable lane change; 1: evasive (index into `LATERAL_MODES`). */
  urgency = 0;

  exchange(io: StateIo): void {
    this.accelerationMps2 = io.number('accelerationMps2', this.accelerationMps2);
    this.targetOffsetM = io.number('targetOffsetM', this.targetOffsetM);
    this.urgency = io.number('urgency', this.urgency);
  }
}

/** Lateral dynamics that the tracker imposes: critically damped second order towards the target offset, with bounded acceleration. */
export interface LateralMode {
  /** Natural frequency, rad/s. */
  readonly frequency: number;
  /** Bound of lateral acceleration relative to the road, m/s2. */
  readonly maxAcceleration: number;
}

/** Comfortable (a 3.5 m lane change settles to 5 % in 4.3 s, below nuPlan's comfort bound of 4.89 m/s2) and evasive (near the tyres' limit of 0.8 g). */
export const LATERAL_MODES: readonly [LateralMode, LateralMode] = [
  { frequency: 1.1, maxAcceleration: 2 },
  { frequency: 2.6, maxAcceleration: 6 },
];
