import type { Verdict } from './comparison.ts';
import type { Sense } from './measures.ts';
import type { Interval } from './stats/interval.ts';

/**
 * Fewest runs for a rate to be shown: below 20, not even a rate of zero excludes 1 in 6 (Wilson's upper limit of 0/20 is
 * 16 %). What is shown instead says how many events there were in how many runs.
 */
export const ENOUGH_RUNS = 20;

export interface Evidence {
  readonly n: number;
  /** 95 % of the difference a - b; null when not defined. */
  readonly ci95: Interval | null;
  /** 90 %: two one-sided tests at 5 % (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680). */
  readonly ci90: Interval | null;
  /** Differences within +- this are no matter; null: no equivalence is claimed. */
  readonly margin: number | null;
  readonly sense: Sense;
  /** Corrected p-value that has to be below 0.05 as well; null: none. */
  readonly correctedP: number | null;
  /** Equivalence is claimed within margins above this alone; default 0. */
  readonly leastMargin?: number;
}

/** What may be said of a difference; see `Verdict`. */
export function verdictOf({ n, ci95, ci90, margin, sense, correctedP, leastMargin = 0 }: Evidence): Verdict {
  if (n < ENOUGH_RUNS) return 'not-enough';
  if (ci95 !== null && (correctedP === null || correctedP < 0.05)) {
    if (ci95[0] > 0) return sense === 1 ? 'better' : 'worse';
    if (ci95[1] < 0) return sense === 1 ? 'worse' : 'better';
  }
  const within = ci90 !== null && margin !== null && margin > leastMargin && ci90[0] > -margin && ci90[1] < margin;
  return within ? 'equivalent' : 'undecided';
}
