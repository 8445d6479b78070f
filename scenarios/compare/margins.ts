import { COMPARED_RATES, SCORE_IDS } from '../results/domain-measures.ts';
import { DURATIONS, MEAN_METRICS, QUANTILES } from './measures.ts';

/**
 * Largest differences that are no matter, by metric as it is named in differences (`collision`, `minTtcS`,
 * `stalenessAtUseMs.p95`), in its unit. `share`: of rates and other shares in [0, 1] without a margin of their own.
 */
export type Margins = Readonly<Record<string, number>> & { readonly share: number };

/** Two percentage points of a share; other metrics are tested for equivalence only with a margin that somebody chose. */
export const DEFAULT_MARGINS: Margins = { share: 0.02 };

/** Null: no claim of equivalence. */
export function marginOf(margins: Margins, metric: string, isShare: boolean): number | null {
  if (Object.hasOwn(margins, metric)) return margins[metric];
  return isShare ? margins.share : null;
}

/** Whether differences have a metric of this name. */
export function isMarginName(name: string): boolean {
  return [
    ...COMPARED_RATES,
    ...MEAN_METRICS,
    ...SCORE_IDS.map((id) => `scores.${id}`),
    ...DURATIONS.flatMap((duration) => QUANTILES.map(([label]) => `${duration.name}.${label}`)),
  ].some((known) => known === name);
}
