import type { MobilSpec } from '../spec.ts';

/**
 * Gain of a lane change, m/s2, beyond its threshold: the driver changes when it is positive. Minus infinity when the
 * change is unsafe. Kesting, Treiber and Helbing 2007, "General lane-changing model MOBIL for car-following models":
 *
 *     a~_c - a_c + p (a~_n - a_n + a~_o - a_o) > threshold  and  a~_n >= -b_safe
 *
 * with c the driver, n the follower in the target lane and o the follower in the present lane; `After` is the
 * acceleration with the change made. The bias makes changes to the right easier and to the left harder by the same
 * amount (symmetric rules with keep-right directive). Beyond the paper the driver itself must not have to brake harder
 * than b_safe either, so that a lane that ends does not drive it into the back of another vehicle. Without follower
 * both its accelerations are 0.
 */
export function mobilGain(
  p: MobilSpec,
  toRight: boolean,
  own: number,
  ownAfter: number,
  newFollower: number,
  newFollowerAfter: number,
  oldFollower: number,
  oldFollowerAfter: number,
): number {
  if (newFollowerAfter < -p.safeDecelMps2 || ownAfter < -p.safeDecelMps2) return -Infinity;
  const others = newFollowerAfter - newFollower + (oldFollowerAfter - oldFollower);
  const bias = toRight ? p.biasRightMps2 : -p.biasRightMps2;
  return ownAfter - own + p.politeness * others - p.thresholdMps2 + bias;
}

export const MOBIL_PRESETS = {
  /** Treiber, traffic-simulation.de: politeness 0 to 0.5 (here 0.2), safe 4, threshold and right bias 0.2 m/s2. */
  treiber: { politeness: 0.2, safeDecelMps2: 4, thresholdMps2: 0.2, biasRightMps2: 0.2, durationS: 4 },
  /** highway-env `IDMVehicle`: politeness 0, imposed braking at most 2, gain at least 0.2 m/s2. */
  highwayEnv: { politeness: 0, safeDecelMps2: 2, thresholdMps2: 0.2, biasRightMps2: 0, durationS: 4 },
} as const satisfies Record<string, MobilSpec>;
