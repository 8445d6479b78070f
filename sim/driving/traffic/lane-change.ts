/**
 * Lateral motion of a lane change: the quintic that minimises the integral of squared jerk between two points of rest
 * (Takahashi et al. 1989; Werling et al. 2010), as a share of the way against a share `u` of the duration in [0, 1].
 */
export function laneChangeShare(u: number): number {
  return u * u * u * (10 + u * (6 * u - 15));
}

/** Steepest rise of `laneChangeShare`, at u = 1/2. */
export const LANE_CHANGE_PEAK_SLOPE = 1.875;

/**
 * Largest lateral speed of a lane change as a share of the driving speed: a car has no lateral speed without
 * forward speed. 0.5 is a drift angle of 30 degrees, about the full steering lock of a car that creeps.
 */
export const MAX_LATERAL_SHARE = 0.5;

/**
 * How far the share `u` grows in `dt` seconds for a lane change of `distanceM` meant to take `durationS`, at
 * `speedMps`: dt / durationS, less where the vehicle is too slow for that.
 */
export function laneChangeStep(dt: number, durationS: number, distanceM: number, speedMps: number): number {
  const rate = 1 / durationS;
  const wanted = Math.abs(distanceM) * LANE_CHANGE_PEAK_SLOPE * rate;
  const possible = MAX_LATERAL_SHARE * speedMps;
  return wanted > possible ? (dt * rate * possible) / wanted : dt * rate;
}
