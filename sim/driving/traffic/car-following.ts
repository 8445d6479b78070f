import type { FollowSpec } from '../spec.ts';
import { gippsFreeSpeed, gippsSafeSpeed } from './gipps.ts';
import { idmFreeAcceleration, idmInteraction } from './idm.ts';

/** Hardest braking of any vehicle, m/s2: dry asphalt, friction about 0.9. */
export const MAX_DECEL_MPS2 = 9;

/**
 * Acceleration that the driver would choose on an empty road, m/s2. Slowing down to a lower desired speed is limited to
 * the driver's own comfortable (IDM) or intended (Gipps) deceleration: the published formulas know no limit there.
 */
export function freeAcceleration(follow: FollowSpec, desiredSpeedMps: number, speedMps: number): number {
  if (follow.model === 'idm') {
    return Math.max(-follow.comfortDecelMps2, idmFreeAcceleration(follow, desiredSpeedMps, speedMps));
  }
  const change = gippsFreeSpeed(follow, desiredSpeedMps, speedMps) - speedMps;
  return Math.max(-follow.decelMps2, change / follow.reactionS);
}

/**
 * Acceleration behind a leader, m/s2, given the acceleration on an empty road; at least -9 m/s2. Gipps' speed for one
 * reaction time later is turned into the constant acceleration that leads there.
 */
export function followAcceleration(
  follow: FollowSpec,
  freeMps2: number,
  speedMps: number,
  gapM: number,
  leaderSpeedMps: number,
): number {
  if (follow.model === 'idm') {
    return Math.max(-MAX_DECEL_MPS2, freeMps2 - idmInteraction(follow, speedMps, gapM, leaderSpeedMps));
  }
  const safe = (gippsSafeSpeed(follow, speedMps, gapM, leaderSpeedMps) - speedMps) / follow.reactionS;
  return Math.max(-MAX_DECEL_MPS2, Math.min(freeMps2, safe));
}
