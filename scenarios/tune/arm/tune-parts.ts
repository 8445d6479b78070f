import { isDeepStrictEqual } from 'node:util';
import type { ManipulationArmSettings } from '../../../policies/manipulation/arms.ts';
import { ARM_STEPS, rateOfRandom, type ArmPart, type ArmStep, type ArmVariant } from './arm-steps.ts';
import { choose, RULES, type Measures } from './choose.ts';

export interface TunedRow {
  readonly variant: ArmVariant;
  /** By latency; choices are made at the first, and only what is chosen, or held against, ran at the others. */
  readonly measures: readonly Measures[];
}

export interface TunedStep {
  readonly name: string;
  readonly about: string;
  /** How the choice is made, a sentence. */
  readonly rule: string;
  /** What variants are held against; not to be chosen. */
  readonly references: readonly TunedRow[];
  readonly rows: readonly TunedRow[];
  /** Index in `rows`. */
  readonly chosen: number;
  readonly note: string;
}

export interface TunedPart {
  readonly part: ArmPart;
  readonly steps: readonly TunedStep[];
  /** With what was chosen. */
  readonly settings: ManipulationArmSettings;
}

/**
 * @param isWhole at all latencies, else only at the first
 * @returns a row for every latency
 */
export type Measure = (variant: ArmVariant, isWhole: boolean) => Promise<readonly Measures[]>;

/** Tunes one part from `base` on, each step standing on the choices of those before. */
export async function tunePart(part: ArmPart, base: ManipulationArmSettings, measure: Measure): Promise<TunedPart> {
  if (part === 'random') return tuneRandom(base, measure);
  const steps: TunedStep[] = [];
  let settings = base;
  for (const step of ARM_STEPS[part]) {
    const tuned = await tuneStep(step, settings, measure);
    settings = tuned.rows[tuned.chosen].variant.settings;
    steps.push(tuned);
  }
  return { part, steps, settings };
}

async function tuneStep(step: ArmStep, base: ManipulationArmSettings, measure: Measure): Promise<TunedStep> {
  const { name, about, rule } = step;
  const fast: ArmVariant = { name: '`fast`', arm: 'fast', settings: base };
  const references = rule === 'success' ? [] : [await rowOf(fast, measure, true)];
  const rows: TunedRow[] = [];
  for (const variant of step.variants(base)) rows.push(await rowOf(variant, measure));
  const first = rows.map(({ measures }) => measures[0]);
  const inForce = rows.findIndex(({ variant: { settings } }) => isDeepStrictEqual(settings, base));
  const { at, note } = choose(rule, first, references.length > 0 ? references[0].measures[0] : first[0], inForce);
  rows[at] = await rowOf(rows[at].variant, measure, true);
  return { name, about, rule: RULES[rule], references, rows, chosen: at, note };
}

/** So many draws that `random` calls as often as `dual`: as many as `dual` calls, or what makes up for those in flight. */
async function tuneRandom(base: ManipulationArmSettings, measure: Measure): Promise<TunedPart> {
  const dual = await rowOf({ name: '`dual`', arm: 'dual', settings: base }, measure, true);
  const callsPerMinute = dual.measures[0].callsPerMinute ?? 0;
  const duty = dual.measures[0].dutyCycle ?? 0;
  const rates = [...new Set([rateOfRandom(callsPerMinute, 0), rateOfRandom(callsPerMinute, Math.min(0.9, duty))])];
  const rows: TunedRow[] = [];
  for (const rate of rates) {
    const settings = { ...base, randomCallsPerMinute: rate };
    rows.push(await rowOf({ name: `${rate} draws a minute`, arm: 'random', settings }, measure));
  }
  const distances = rows.map(({ measures }) => Math.abs((measures[0].callsPerMinute ?? 0) - callsPerMinute));
  const chosen = distances.indexOf(Math.min(...distances));
  rows[chosen] = await rowOf(rows[chosen].variant, measure, true);
  const step: TunedStep = {
    name: 'draws a minute',
    about: 'RANDOM_CALLS_PER_MINUTE: a draw while a request is in flight has no effect.',
    rule: 'Chosen: as many calls a minute as `dual`.',
    references: [dual],
    ...{ rows, chosen },
    note: '',
  };
  return { part: 'random', steps: [step], settings: rows[chosen].variant.settings };
}

async function rowOf(variant: ArmVariant, measure: Measure, isWhole = false): Promise<TunedRow> {
  return { variant, measures: await measure(variant, isWhole) };
}
