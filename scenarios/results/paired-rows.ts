import { mcnemarExact } from '../compare/stats/mcnemar.ts';
import { isAblationOf } from '../../policies/manipulation/arm-names.ts';
import { countPairs } from '../compare/stats/paired-counts.ts';
import { relativeReduction } from '../compare/stats/relative-reduction.ts';
import { type EpisodeResult, pairKey } from './episode-result.ts';
import { RATE_METRICS, withoutErrors } from './rates.ts';
import { type ReportedArm, sharedLatency } from './shared-latency.ts';
import type { PairedRow, RateMetric } from './summary-types.ts';

/**
 * Compares arms in the situations that both met: every `dual` arm (name beginning with 'dual') against every other arm,
 * every arm against `fast`, and what an arm without one of its parts is an ablation of against that one. Two dual arms meet once, in the order of their names. Arms that plan and are reported at
 * different latencies are not compared.
 *
 * @param arms in the order of the names
 * @param metrics in which they are compared
 */
export function pairArms(arms: ReadonlyMap<string, ReportedArm>, metrics: readonly RateMetric[]): PairedRow[] {
  const rows: PairedRow[] = [];
  for (const [a, ofA] of arms) {
    for (const [b, ofB] of arms) {
      if (!arePaired(a, b)) continue;
      const shared = sharedLatency(ofA, ofB);
      if (shared?.a !== ofA.reported || shared.b !== ofB.reported) continue;
      rows.push(...pairEpisodes(a, ofA.byLatency.get(shared.a) ?? [], b, ofB.byLatency.get(shared.b) ?? [], metrics));
    }
  }
  return rows;
}

function arePaired(a: string, b: string): boolean {
  if (a === b) return false;
  if (isDual(a)) return !isDual(b) || a < b;
  return b === 'fast' || isAblationOf(b, a);
}

function isDual(arm: string): boolean {
  return arm.startsWith('dual');
}

function pairEpisodes(
  a: string,
  ofA: readonly EpisodeResult[],
  b: string,
  ofB: readonly EpisodeResult[],
  metrics: readonly RateMetric[],
): PairedRow[] {
  const byKey = new Map(withoutErrors(ofB).map((episode) => [pairKey(episode), episode]));
  const pairs: [EpisodeResult, EpisodeResult][] = [];
  for (const episode of withoutErrors(ofA)) {
    const partner = byKey.get(pairKey(episode));
    if (partner !== undefined) pairs.push([episode, partner]);
  }
  return metrics.map((metric) => pairedRow(a, b, metric, pairs));
}

function pairedRow(
  a: string,
  b: string,
  metric: RateMetric,
  pairs: readonly (readonly [EpisodeResult, EpisodeResult])[],
): PairedRow {
  const eventsA: boolean[] = [];
  const eventsB: boolean[] = [];
  for (const [first, second] of pairs) {
    const eventA = RATE_METRICS[metric](first);
    const eventB = RATE_METRICS[metric](second);
    if (eventA === null || eventB === null) continue;
    eventsA.push(eventA);
    eventsB.push(eventB);
  }
  const counts = countPairs(eventsA, eventsB);
  const reduction = relativeReduction(counts);
  return {
    a,
    b,
    metric,
    n: eventsA.length,
    aOnly: counts.aOnly,
    bOnly: counts.bOnly,
    pValue: eventsA.length === 0 ? null : mcnemarExact(counts.aOnly, counts.bOnly),
    relativeReduction: reduction?.value ?? null,
    ci95: reduction === null ? null : [finiteOrNull(reduction.interval[0]), reduction.interval[1]],
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
