import { clamp } from '../../kernel/math.ts';
import { GRAVITY_MPS2 } from '../../kernel/physics-world.ts';
import { LATERAL_MODES } from '../ego-action.ts';

/** Share of friction that a lateral manoeuvre may use, curve included; the rest is left to feedback. */
const GRIP = 0.8;
/** On no road less than this is left for a manoeuvre, m/s2. */
const LEAST_ACCELERATION_MPS2 = 0.5;
/** Natural frequency per speed, 1/m: slow cars converge over a distance instead of a time, since they can only turn as they roll. */
const FREQUENCY_PER_METRE = 0.26;
/** Sine of the greatest angle to the road that is asked for (30 degrees). */
const MOST_HEADING_SINE = 0.5;
/** Speeds below are taken as this one, m/s, so that a car that stands has a definite demand. */
export const LEAST_LATERAL_SPEED_MPS = 1;

/**
 * The lateral motion that the tracker imposes: d'' = clip(-w^2 (d - d*) - 2 w d', +-a), critically damped, with w and a of
 * `LATERAL_MODES`. Where the road gives less grip than a, both shrink together so that the same path is run more slowly
 * (time scaling: w^2 in proportion to a). Planners predict with the same function.
 * @param error d - d*, m
 * @param rate d', m/s
 * @param speed along the road, m/s
 * @param urgency index into `LATERAL_MODES`, rounded
 * @param friction tyre-road coefficient
 * @param roadAcceleration lateral acceleration that following the road takes, m/s2, either sign
 * @returns lateral acceleration relative to the road, m/s2, left positive
 */
export function lateralLaw(
  error: number,
  rate: number,
  speed: number,
  urgency: number,
  friction: number,
  roadAcceleration: number,
): number {
  const mode = LATERAL_MODES[urgency > 0.5 ? 1 : 0];
  const rolling = Math.max(speed, LEAST_LATERAL_SPEED_MPS);
  const available = Math.max(GRIP * friction * GRAVITY_MPS2 - Math.abs(roadAcceleration), LEAST_ACCELERATION_MPS2);
  const share = Math.min(1, available / mode.maxAcceleration);
  const frequency = Math.min(mode.frequency * Math.sqrt(share), FREQUENCY_PER_METRE * rolling);
  const mostRate = MOST_HEADING_SINE * rolling;
  const wantedRate = clamp((-frequency * error) / 2, -mostRate, mostRate);
  const most = share * mode.maxAcceleration;
  return clamp(2 * frequency * (wantedRate - rate), -most, most);
}
