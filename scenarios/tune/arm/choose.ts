import type { RateSummary } from '../../results/summary-types.ts';

/** `dual` may think for this share of the time at most. */
export const MOST_DUTY = 0.3;

/** What episodes of one variant at one latency came to. */
export interface Measures {
  readonly latency: string;
  /** Goal reached without any collision. */
  readonly success: RateSummary;
  /** A collision, a drop, or both. */
  readonly harm: RateSummary;
  readonly collision: RateSummary;
  readonly drop: RateSummary;
  readonly dutyCycle: number | null;
  readonly callsPerMinute: number | null;
  /** Episodes that ended in an internal error; they are in no rate. */
  readonly errors: number;
}

/** How a variant is chosen, in words: `RULES`. */
export type Rule = 'success' | 'harm' | 'gate';

export const RULES: Readonly<Record<Rule, string>> = {
  success: 'Chosen: most successes; among equals the fewest collisions and drops.',
  harm: 'Chosen: most successes less episodes with a collision or a drop, and no fewer successes than `fast`; among equals the fewest collisions and drops.',
  gate: `Chosen: most successes less episodes with a collision or a drop, at a duty of at most ${100 * MOST_DUTY} % and no fewer successes than \`fast\`; among equals the fewest collisions and drops.`,
};

export interface Choice {
  /** Index of the chosen one. */
  readonly at: number;
  /** A sentence where no variant held all conditions, else empty. */
  readonly note: string;
}

/**
 * Chooses among variants that ran in the same situations. One with errors is never chosen.
 * @param fast the arm `fast` in these situations
 * @param inForce index of the one with the values in force, which wins among equals; else the first does
 * @throws RangeError when every variant has errors
 */
export function choose(rule: Rule, rows: readonly Measures[], fast: Measures, inForce: number): Choice {
  const whole = rows.map((row, at) => ({ row, at })).filter(({ row }) => row.errors === 0);
  if (whole.length === 0) throw new RangeError('choose: expected a variant without errors, found none; run it again');
  const least = (of: typeof whole, ...costs: ((row: Measures) => number)[]): number => {
    const costsOf = (one: (typeof whole)[number]): number[] => [
      ...costs.map((cost) => cost(one.row)),
      one.at === inForce ? 0 : 1,
    ];
    return of.reduce((best, one) => (isLess(costsOf(one), costsOf(best)) ? one : best)).at;
  };
  const harm = ({ harm: { count } }: Measures): number => count;
  const failure = ({ success: { count } }: Measures): number => -count;
  const duty = ({ dutyCycle }: Measures): number => dutyCycle ?? 0;
  if (rule === 'success') return { at: least(whole, failure, harm), note: '' };
  const thrifty = rule === 'gate' ? whole.filter(({ row }) => duty(row) <= MOST_DUTY) : whole;
  if (thrifty.length === 0)
    return { at: least(whole, duty), note: `No variant thinks at most ${100 * MOST_DUTY} % of the time: the least.` };
  const able = thrifty.filter(({ row }) => row.success.count >= fast.success.count);
  if (able.length === 0)
    return {
      at: least(thrifty, failure, harm),
      note: 'No variant succeeds as often as `fast`: the one that does most often.',
    };
  const loss = (row: Measures): number => harm(row) + failure(row);
  return { at: least(able, loss, harm), note: '' };
}

/** In lexicographic order. */
function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((cost, i) => cost !== b[i]);
  return at >= 0 && a[at] < b[at];
}
