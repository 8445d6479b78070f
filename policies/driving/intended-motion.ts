import { atan2 } from '../../sim/kernel/math.ts';
import type { IntendedMotion } from '../../sim/driving/metrics/episode-log.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import { STEP_S } from './value/horizon.ts';
import type { Manoeuvre } from './value/manoeuvre.ts';
import { EgoTrack, rollManoeuvre } from './value/rollout.ts';
import { Scene } from './value/scene.ts';

/** Samples of an intended motion: 2 s in steps of 0.1 s. */
export const INTENDED_SAMPLES = 20;

/** A car that is slower does not turn, m/s: its course is not defined when it stands. */
const TURNING_MPS = 0.5;

/** Rolls commands out from the ego's sensed state, by the law by which the merges compare them. */
export class IntendedMotions {
  private readonly scene: Scene;
  private readonly track = new EgoTrack();

  constructor(map: RoadMap) {
    this.scene = new Scene(map);
  }

  /**
   * The motion of the next 2 s under a manoeuvre that began `ageS` ago: sample `k` is the mean acceleration (m/s2) and
   * turning of the course (rad/s) from `k` to `k + 1` tenths of a second.
   */
  of(
    { ego, egoLengthM, egoWidthM, desiredSpeedMps }: DrivingObservation,
    manoeuvre: Manoeuvre,
    ageS: number,
  ): IntendedMotion {
    const { scene, track } = this;
    const { s, d, speed, lateralVelocity } = ego;
    scene.setEgo(s, d, speed, lateralVelocity, ego.acceleration, egoLengthM, egoWidthM, desiredSpeedMps);
    rollManoeuvre(scene, manoeuvre, ageS, track);
    const acceleration = new Float64Array(INTENDED_SAMPLES);
    const yawRate = new Float64Array(INTENDED_SAMPLES);
    let course = courseAt(track, 0, 0);
    for (let k = 0; k < INTENDED_SAMPLES; k++) {
      const next = courseAt(track, k + 1, course);
      acceleration[k] = (track.v[k + 1] - track.v[k]) / STEP_S;
      yawRate[k] = (scene.curvature * (track.s[k + 1] - track.s[k]) + next - course) / STEP_S;
      course = next;
    }
    return { acceleration, yawRate };
  }
}

/** Angle of the motion to the road, rad. */
function courseAt(track: EgoTrack, k: number, before: number): number {
  return track.v[k] < TURNING_MPS ? before : atan2(track.vd[k], track.v[k]);
}
