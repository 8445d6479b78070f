import type { FollowSpec } from '../spec.ts';

/** Parameters of Gipps' model. Decelerations are positive numbers here (b_n = -decelMps2 in the paper). */
export type GippsSpec = Extract<FollowSpec, { model: 'gipps' }>;

/**
 * Speed that a driver on an empty road has one reaction time later, m/s: v + 2.5 a tau (1 - v / V) sqrt(0.025 + v / V),
 * Gipps 1981, "A behavioural car-following model for computer simulation", Transportation Research B 15, eq. 1. A
 * desired speed of 0 asks for a stop.
 */
export function gippsFreeSpeed(p: GippsSpec, desiredSpeedMps: number, speedMps: number): number {
  if (desiredSpeedMps <= 0) return 0;
  const ratio = speedMps / desiredSpeedMps;
  return speedMps + 2.5 * p.maxAccelMps2 * p.reactionS * (1 - ratio) * Math.sqrt(0.025 + ratio);
}

/**
 * Largest speed one reaction time later from which the driver, braking at b, still stops behind a leader that brakes at
 * the estimated b^, with half a reaction time to spare, m/s: the second term of Gipps 1981, eq. 10,
 * -b tau + sqrt(b^2 tau^2 + b (2 (gap - s0) - v tau + v_lead^2 / b^)). 0 where the paper's root is not real (too close
 * to avoid a crash by braking at b). A leader that comes nearer (negative speed) takes its own stopping distance away.
 */
export function gippsSafeSpeed(p: GippsSpec, speedMps: number, gapM: number, leaderSpeedMps: number): number {
  const b = p.decelMps2;
  const bTau = b * p.reactionS;
  const leaderStop = (leaderSpeedMps * Math.abs(leaderSpeedMps)) / p.estimatedLeaderDecelMps2;
  const room = 2 * (gapM - p.minGapM) - speedMps * p.reactionS + leaderStop;
  const square = bTau * bTau + b * room;
  return square <= 0 ? 0 : Math.max(0, Math.sqrt(square) - bTau);
}

/** Speed one reaction time later, m/s, not negative: Gipps 1981, eq. 10. */
export function gippsSpeed(p: GippsSpec, speedMps: number, gapM: number, leaderSpeedMps: number): number {
  const free = gippsFreeSpeed(p, p.desiredSpeedMps, speedMps);
  return Math.max(0, Math.min(free, gippsSafeSpeed(p, speedMps, gapM, leaderSpeedMps)));
}

/** Gap of followers at one constant speed below their desired speed, m: s0 + 3/2 v tau + v^2 (1/b - 1/b^) / 2, from eq. 10. */
export function gippsEquilibriumGap(p: GippsSpec, speedMps: number): number {
  const brakingDifference = (speedMps * speedMps * (1 / p.decelMps2 - 1 / p.estimatedLeaderDecelMps2)) / 2;
  return p.minGapM + 1.5 * speedMps * p.reactionS + brakingDifference;
}

export const GIPPS_PRESETS = {
  /**
   * Means of Gipps 1981, section 4: a 1.7 m/s2, b 2 a, V 20 m/s, tau 2/3 s, b^ the larger of 3.0 and (b + 3) / 2. Its
   * effective vehicle size of 6.5 m is a car of 4.5 m and a gap of 2 m.
   */
  gipps1981: {
    model: 'gipps',
    desiredSpeedMps: 20,
    reactionS: 2 / 3,
    minGapM: 2,
    maxAccelMps2: 1.7,
    decelMps2: 3.4,
    estimatedLeaderDecelMps2: 3.2,
  },
} as const satisfies Record<string, GippsSpec>;
