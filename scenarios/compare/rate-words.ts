import type { RateMetric, Rates, RateSummary } from '../results/summary-types.ts';

/** What rates are called in tables. */
export const RATE_WORDS: Readonly<Record<RateMetric, string>> = {
  collision: 'collisions',
  atFaultCollision: 'at fault',
  success: 'success',
  offRoad: 'off road',
  timeout: 'timeouts',
  drop: 'drops',
  lost: 'lost',
};

/** At the beginning of a line. */
export function rateTitle(metric: RateMetric): string {
  const words = RATE_WORDS[metric];
  return words[0].toUpperCase() + words.slice(1);
}

/** Of a rate that the domain does not have: of no episode. */
export function rateIn(rates: Rates, metric: RateMetric): RateSummary {
  return rates[metric] ?? { count: 0, n: 0, rate: null, ci95: null };
}
