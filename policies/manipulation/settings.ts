import type { UncertaintyGateSettings } from './gate.ts';
import type { StopOrRetreatSettings } from './reflex.ts';
import type { SystemTwoSettings } from './system-two.ts';

/**
 * Constants of the arm's standard arms. Those of Hume are the paper's (Song et al. 2025, arXiv 2505.21432) where it names
 * them: N = 5 candidates, T in 0.7 to 0.9, 4 Hz. Depth, noise, noise forcing, gate and reflex were chosen on the validation
 * split (`npm run tune -- arm`, docs/evidence/tuning-arm-*.md) before the first run on test seeds.
 */

/**
 * A plan stays in force as long as those that System 1 was trained with were stale at most, and noise forcing is within
 * what it was trained with.
 */
export const SYSTEM_TWO: SystemTwoSettings = {
  candidates: 5,
  depth: 0.7,
  step: 0.05,
  noise: 1,
  noiseForcing: 0,
  choose: 'best',
  inForceTicks: 40,
};

/**
 * Without a plan System 1 acts on a sample from so much of the noise that it was trained with: likelier chunks, and less to
 * and fro of the hand. Its uncertainty is of samples from all of it.
 */
export const ACTED_NOISE = 0.5;

/** System 1 starts from the same noise for this long, control ticks: as Hume does, which carries out a chunk of 8 knots. */
export const NOISE_HELD_TICKS = 32;

/**
 * System 1's uncertainty is renewed once a knot, control ticks: sampling it takes three times as long as acting, and the
 * cameras see nothing new at most of the ticks between.
 */
export const UNCERTAINTY_TICKS = 4;

/** Samples of System 1 for its uncertainty, beside the one that is acted on. */
export const SPREAD_SAMPLES = 3;

export const GATE: UncertaintyGateSettings = {
  level: 0.5,
  rise: 4,
  riseTimeConstantS: 0.5,
  riseLeastDeviation: 0.1,
  contactS: 0,
  lower: 0.4,
  holdMs: 100,
  refractoryMs: 700,
};

export const REFLEX: StopOrRetreatSettings = {
  stopM: 0.01,
  contactS: 0.25,
  release: 1.5,
  retreatM: 0.05,
  retreatMps: 0.4,
};

/** Hume's own mode, 4 Hz, ms. */
export const PERIODIC_MS = 250;

/** Draws per minute of `random`: as many calls as `dual` makes on the validation split at 200 ms. */
export const RANDOM_CALLS_PER_MINUTE = 128.3;

/** Candidate evaluations of one planner call. */
export const PLANNER_EVALUATIONS = 16;
