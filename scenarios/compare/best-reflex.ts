import type { Summary } from '../results/summary-types.ts';

/** Arms without a planner that a planner must beat. */
export const REFLEX_ARMS = ['aeb', 'reflex'];

/** The arm without planner that has the lowest collision rate; null if none ran. */
export function bestReflex(summary: Summary): string | null {
  let best: string | null = null;
  let lowest = Infinity;
  for (const arm of REFLEX_ARMS) {
    const rate = Object.hasOwn(summary.arms, arm) ? summary.arms[arm].collision.rate : null;
    if (rate === null || rate >= lowest) continue;
    best = arm;
    lowest = rate;
  }
  return best;
}
