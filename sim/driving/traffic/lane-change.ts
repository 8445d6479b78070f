import { MINIMUM_JERK_PEAK } from '../../kernel/minimum-jerk.ts';

/**
 * Largest lateral speed of a lane change as a share of the driving speed: a car has no lateral speed without
 * forward speed. 0.5 is a drift angle of 30 degrees, about the full steering lock of a car that creeps.
 */
export const MAX_LATERAL_SHARE = 0.5;

/**
 * Lateral motion of a lane change is at minimum jerk (`minimumJerk`) over a share of its duration in [0, 1].
 * How far the share of the duration grows in `dt` seconds for a lane change of `distanceM` meant to take `durationS`, at
 * `speedMps`: dt / durationS, less where the vehicle is too slow for that.
 */
export function laneChangeStep(dt: number, durationS: number, distanceM: number, speedMps: number): number {
  const rate = 1 / durationS;
  const wanted = Math.abs(distanceM) * MINIMUM_JERK_PEAK * rate;
  const possible = MAX_LATERAL_SHARE * speedMps;
  return wanted > possible ? (dt * rate * possible) / wanted : dt * rate;
}
