import { commonDomain } from '../results/common-domain.ts';
import { COMPARED_RATES, measuresOf } from '../results/domain-measures.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { groupBy } from '../results/group.ts';
import { compareLatencies } from '../results/latency-label.ts';
import { RATE_METRICS } from '../results/rates.ts';
import type { BaselineRow, Difference } from './comparison.ts';
import { type DifferenceHead, meanRow, pooledRateRow } from './differences.ts';
import type { Margins } from './margins.ts';
import { MEAN_METRICS } from './measures.ts';
import { pairSituations, type SituationPair } from './situation-pairs.ts';

/**
 * Rows for every arm and latency that both have in common; none where no pair has a value.
 *
 * @param armOf name in the baseline of an arm of the candidate
 */
export function compareWithBaseline(
  candidate: readonly EpisodeResult[],
  baseline: readonly EpisodeResult[],
  armOf: (arm: string) => string,
  margins: Margins,
): BaselineRow[] {
  const earlier = groupBy(baseline, ({ arm, latency }) => JSON.stringify([arm, latency]));
  return [...groupBy(candidate, ({ arm }) => arm)].flatMap(([arm, ofArm]) => {
    const byLatency = [...groupBy(ofArm, ({ latency }) => latency)].sort(([a], [b]) => compareLatencies(a, b));
    return byLatency.flatMap(([latency, now]) => {
      const before = earlier.get(JSON.stringify([armOf(arm), latency])) ?? [];
      return rowsOf({ a: arm, b: armOf(arm), latency }, pairSituations(now, before), margins);
    });
  });
}

/** What the gate looked at: how often, how often with too few pairs to see anything, and what chance does then. */
export function gateNotes(rows: readonly BaselineRow[]): string[] {
  const looks = rows.filter(({ metric }) => isGuarded(metric));
  const blind = looks.filter(({ verdict }) => verdict === 'not-enough').length;
  return [
    `The gate looked at ${looks.length} rates${blind === 0 ? '' : `, ${blind} of them with too few pairs to show anything`}.`,
    'Each is looked at for itself: without any change in skill, about 1 in 40 shows a regression.',
  ];
}

/** The rows in which the candidate is worse in a guarded metric, and its interval says so. */
export function regressionsOf(rows: readonly BaselineRow[]): BaselineRow[] {
  return rows.filter(({ metric, verdict }) => isGuarded(metric) && verdict === 'worse');
}

/** What a candidate must not get worse in: all rates that arms are compared in. */
export function isGuarded(metric: string): boolean {
  return COMPARED_RATES.some((guarded) => guarded === metric);
}

function rowsOf(head: DifferenceHead, pairs: readonly SituationPair[], margins: Margins): BaselineRow[] {
  const same = pairs.filter(({ a, b }) => a.digest === b.digest);
  const identical = (valueOf: (episode: EpisodeResult) => unknown): number =>
    same.filter(({ a }) => valueOf(a) !== null).length;
  return [
    ...measuresOf(commonDomain(pairs.map(({ a }) => a))).rates.flatMap((metric) =>
      baselineRow(pooledRateRow(head, metric, pairs, margins), identical(RATE_METRICS[metric])),
    ),
    ...MEAN_METRICS.flatMap((metric) =>
      meanRow(head, metric, pairs, margins).flatMap((row) =>
        baselineRow(
          row,
          identical((episode) => episode[metric]),
        ),
      ),
    ),
  ];
}

function baselineRow(row: Difference, identical: number): BaselineRow[] {
  const {
    a: arm,
    latency,
    metric,
    n,
    valueA: candidate,
    valueB: baseline,
    difference,
    ci95,
    pValue,
    midP,
    verdict,
  } = row;
  if (candidate === null || baseline === null || difference === null || ci95 === null) return [];
  return [{ arm, latency, metric, n, identical, baseline, candidate, difference, ci95, pValue, midP, verdict }];
}
