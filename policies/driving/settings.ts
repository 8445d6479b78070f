import type { ArbitrationSettings } from './merge.ts';

/**
 * Constants of the standard arms, fixed before the first run on test seeds. The brake's threshold, contact time, pessimism
 * and harm ratio of the arbitration, the gate and `planSafer` were chosen on the validation split (`npm run tune`, tables
 * in docs/evidence/tuning-*.md); the others were set by hand and not varied.
 */

/** Time to collision below which the emergency brake of `aeb` acts, s. */
export const AEB_THRESHOLD_S = 1.8;

/** Arbitration of `reflex`, and of every arm that arbitrates. */
export const ARBITRATION: ArbitrationSettings = {
  contactS: 4,
  harmRatio: 0.85,
  planBias: 1,
  planSafer: 1,
  holdS: 0.3,
  pessimism: 0.25,
};

/** The gate of `dual`: calibrated uncertainty level, and time to collision in s. */
export const GATE = {
  level: 0.99,
  timeToCollisionS: 4,
  lower: 0.6,
  holdMs: 300,
  refractoryMs: 450,
} as const;

/**
 * Draws per minute of `random`. `dual` makes 67 calls a minute on the validation split at 200 ms (longtail, 320 episodes); a
 * draw while a request is in flight (22 % of the time) is lost, hence 86.
 */
export const RANDOM_CALLS_PER_MINUTE = 86;

/** Period of `periodic`, ms. */
export const PERIODIC_MS = 1000;

/** Replanning period of `oracle`, ms. */
export const ORACLE_PERIOD_MS = 200;

/** A plan may be used for this long after its start, s. */
export const PLAN_IN_FORCE_S = 1.6;

/** Weight of the pessimistic hypothesis in the planner's expected cost, beside 1 for the nominal one. */
export const VALUE_PESSIMISM = 0.25;

/** Candidate evaluations of one planner call. */
export const PLANNER_EVALUATIONS = 96;
