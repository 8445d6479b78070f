import { FEATURE_COUNT, FEATURE_VERSION } from '../../policies/driving/features.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { CHOICES } from '../../policies/driving/driving-decision.ts';
import { NETWORK_KNOTS } from '../../policies/driving/fast-policy.ts';
import { LATERAL_NAMES } from '../../policies/driving/value/candidates.ts';
import { KNOT_S } from '../../policies/driving/value/manoeuvre.ts';

/** One row of training data: features, lateral choice (index into `CHOICES`), accelerations of seconds 1 to 3 (m/s2), weight; all float32. */
export const ROW_LENGTH = FEATURE_COUNT + 1 + NETWORK_KNOTS + 1;

/** Describes the layout, so that the training program can refuse what it does not know. */
export const ROW_LAYOUT = {
  featureVersion: FEATURE_VERSION,
  features: FEATURE_COUNT,
  choices: CHOICES,
  knots: NETWORK_KNOTS,
  rowLength: ROW_LENGTH,
} as const;

/** From this acceleration on, m/s2, a row counts more, by so much per m/s2: emergencies are rare, and a median forgets them. */
const FIRM_BRAKING_MPS2 = -1;
const WEIGHT_PER_MPS2 = 3;
/** Rows in which the expert evades count so much more. */
const EVASION_WEIGHT = 4;
const EVASIVE = CHOICES.indexOf('evade-left');

/** The expert's lateral option as a choice of the fast policy: a swerve beside the lane is an evasion to that side. */
export function choiceOf(lateral: number): number {
  const name = LATERAL_NAMES[lateral] ?? 'keep';
  return CHOICES.indexOf(name === 'swerve-left' ? 'evade-left' : name === 'swerve-right' ? 'evade-right' : name);
}

/** Writes one row into `rows` at `at` (in rows). */
export function writeRow(rows: Float32Array, at: number, features: Float32Array, plan: DrivingPlan): void {
  let i = at * ROW_LENGTH;
  rows.set(features, i);
  i += FEATURE_COUNT;
  const choice = choiceOf(plan.guidance[0]);
  rows[i++] = choice;
  const perSecond = Math.round(1 / KNOT_S);
  for (let k = 0; k < NETWORK_KNOTS; k++) {
    let sum = 0;
    for (let j = 0; j < perSecond; j++) sum += plan.manoeuvre.acceleration[k * perSecond + j];
    rows[i++] = sum / perSecond;
  }
  const firmness = Math.max(0, FIRM_BRAKING_MPS2 - rows[i - NETWORK_KNOTS]);
  rows[i] = 1 + WEIGHT_PER_MPS2 * firmness + (choice >= EVASIVE ? EVASION_WEIGHT : 0);
}
