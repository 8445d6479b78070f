import { type EpisodeResult, pairKey } from '../results/episode-result.ts';
import { groupBy } from '../results/group.ts';
import { commonDomain } from '../results/common-domain.ts';
import { measuresOf } from '../results/domain-measures.ts';
import { RATE_METRICS } from '../results/rates.ts';
import type { RateMetric } from '../results/summary-types.ts';
import type { Difference } from './comparison.ts';
import { marginOf, type Margins } from './margins.ts';
import {
  DURATIONS,
  MEAN_METRICS,
  MEANS,
  type MeanMetric,
  QUANTILES,
  RATE_SENSE,
  scoreMeasure,
  type Sense,
} from './measures.ts';
import type { SituationPair } from './situation-pairs.ts';
import { bootstrapMean, quantileDifferences, resampleQuantiles, type ResampledQuantiles } from './stats/bootstrap.ts';
import { holm } from './stats/holm.ts';
import { CONFIDENCE } from './stats/interval.ts';
import { macroDifference } from './stats/macro-difference.ts';
import { mcnemarExact, mcnemarMidP } from './stats/mcnemar.ts';
import { newcombePairedDifference } from './stats/newcombe.ts';
import { countPairs, type PairedCounts } from './stats/paired-counts.ts';
import { pairsNeeded } from './stats/power.ts';
import { wilson } from './stats/wilson.ts';
import { ENOUGH_RUNS, verdictOf } from './verdict.ts';

const EQUIVALENCE_CONFIDENCE = 0.9;

/** What names two compared arms. */
export type DifferenceHead = Pick<Difference, 'a' | 'b' | 'latency'>;

/**
 * All differences between two arms: rates (pooled, mean over families, per family), means, and quantiles of durations.
 *
 * @param cache for comparisons of the same arms with others
 */
export function differencesOf(
  head: DifferenceHead,
  pairs: readonly SituationPair[],
  margins: Margins,
  cache: QuantileCache = new Map(),
): Difference[] {
  const families = groupBy(pairs, ({ a }) => a.family);
  return [
    ...measuresOf(commonDomain(pairs.map(({ a }) => a))).rates.flatMap((metric) =>
      rateRows(head, metric, pairs, families, margins),
    ),
    ...MEAN_METRICS.flatMap((metric) => meanRow(head, metric, pairs, margins)),
    ...scoreRows(head, pairs, margins),
    ...quantileRows(head, pairs, margins, cache),
  ];
}

function rateRows(
  head: DifferenceHead,
  metric: RateMetric,
  pairs: readonly SituationPair[],
  families: ReadonlyMap<string, readonly SituationPair[]>,
  margins: Margins,
): Difference[] {
  const margin = marginOf(margins, metric, true);
  const perFamily = [...families].map(([family, members]): [string, PairedCounts] => [
    family,
    countsOf(metric, members),
  ]);
  const tested = perFamily.filter(([, counts]) => total(counts) > 0);
  const corrected = holm(tested.map(([, { aOnly, bOnly }]) => mcnemarExact(aOnly, bOnly)));
  const rows = [pooledRateRow(head, metric, pairs, margins)];
  if (families.size > 1)
    rows.push(
      macroRow(
        head,
        metric,
        tested.map(([, counts]) => counts),
        margin,
      ),
    );
  for (const [i, [family, counts]] of tested.entries())
    rows.push(rateRow(head, family, metric, counts, margin, corrected[i]));
  return rows;
}

/** All pairs of a rate as one. */
export function pooledRateRow(
  head: DifferenceHead,
  metric: RateMetric,
  pairs: readonly SituationPair[],
  margins: Margins,
): Difference {
  return rateRow(head, 'all', metric, countsOf(metric, pairs), marginOf(margins, metric, true), null);
}

/** A rate of which the pairs are counted already. */
export function rateRow(
  head: DifferenceHead,
  scope: string,
  metric: RateMetric,
  counts: PairedCounts,
  margin: number | null,
  holmP: number | null,
): Difference {
  const { both, aOnly, bOnly } = counts;
  const n = total(counts);
  const some = n > 0;
  const ci95 = some ? newcombePairedDifference(counts) : null;
  const ci90 = some ? newcombePairedDifference(counts, EQUIVALENCE_CONFIDENCE) : null;
  const verdict = verdictOf({ n, ci95, ci90, margin, sense: RATE_SENSE[metric], correctedP: holmP });
  const open = verdict === 'undecided' || verdict === 'not-enough';
  return {
    ...head,
    scope,
    metric,
    kind: 'rate',
    n,
    valueA: some ? (both + aOnly) / n : null,
    valueB: some ? (both + bOnly) / n : null,
    difference: some ? (aOnly - bOnly) / n : null,
    ci95,
    pValue: some ? mcnemarExact(aOnly, bOnly) : null,
    midP: some ? mcnemarMidP(aOnly, bOnly) : null,
    holmP,
    verdict,
    pairsNeeded: some && open ? enoughPairs((aOnly - bOnly) / n, (aOnly + bOnly) / n) : null,
  };
}

/** Never fewer than a verdict takes. */
function enoughPairs(difference: number, discordance: number): number | null {
  const needed = pairsNeeded(difference, discordance);
  return needed === null ? null : Math.max(ENOUGH_RUNS, needed);
}

function macroRow(
  head: DifferenceHead,
  metric: RateMetric,
  families: readonly PairedCounts[],
  margin: number | null,
): Difference {
  const macro = macroDifference(families);
  const ci90 = macroDifference(families, EQUIVALENCE_CONFIDENCE)?.interval ?? null;
  const n = families.reduce((sum, counts) => sum + total(counts), 0);
  const meanRate = (events: (counts: PairedCounts) => number): number | null =>
    families.length === 0
      ? null
      : families.reduce((sum, counts) => sum + events(counts) / total(counts), 0) / families.length;
  const ci95 = macro?.interval ?? null;
  return {
    ...head,
    scope: 'macro',
    metric,
    kind: 'rate',
    n,
    valueA: meanRate(({ both, aOnly }) => both + aOnly),
    valueB: meanRate(({ both, bOnly }) => both + bOnly),
    difference: macro?.difference ?? null,
    ci95,
    ...NO_TEST,
    verdict: verdictOf({ n, ci95, ci90, margin, sense: RATE_SENSE[metric], correctedP: null }),
  };
}

const NO_TEST = { pValue: null, midP: null, holmP: null, pairsNeeded: null } as const;

/** Mean over the pairs of a number that episodes have; none where no pair has it. */
export function meanRow(
  head: DifferenceHead,
  metric: MeanMetric,
  pairs: readonly SituationPair[],
  margins: Margins,
): Difference[] {
  const margin = marginOf(margins, metric, MEANS[metric].isShare);
  return valueRow(head, metric, pairs, (episode) => episode[metric], MEANS[metric], margin);
}

function scoreRows(head: DifferenceHead, pairs: readonly SituationPair[], margins: Margins): Difference[] {
  const ids = new Set(pairs.flatMap(({ a }) => (a.scores === null ? [] : Object.keys(a.scores))));
  return [...ids].sort().flatMap((id) => {
    const valueOf = ({ scores }: EpisodeResult): number | null => {
      const score = scores === null || !Object.hasOwn(scores, id) ? null : scores[id];
      return score?.valid === true ? score.value : null;
    };
    const measure = scoreMeasure(id);
    const margin = marginOf(margins, `scores.${id}`, measure.isShare);
    return valueRow(head, `scores.${id}`, pairs, valueOf, measure, margin);
  });
}

function valueRow(
  head: DifferenceHead,
  metric: string,
  pairs: readonly SituationPair[],
  valueOf: (episode: EpisodeResult) => number | null,
  { sense, isShare }: { readonly sense: Sense; readonly isShare: boolean },
  margin: number | null,
): Difference[] {
  const a: number[] = [];
  const b: number[] = [];
  for (const pair of pairs) {
    const [ofA, ofB] = [valueOf(pair.a), valueOf(pair.b)];
    if (ofA === null || ofB === null) continue;
    a.push(ofA);
    b.push(ofB);
  }
  const n = a.length;
  if (n === 0) return [];
  const differences = a.map((value, i) => value - b[i]);
  const limits = bootstrapMean(differences);
  const ci95 = limits.at(CONFIDENCE);
  const ci90 = limits.at(EQUIVALENCE_CONFIDENCE);
  const few = fewDiffering(differences, isShare);
  const verdict = verdictOf({ n, ci95, ci90, margin, sense, ...few });
  return [
    {
      ...head,
      scope: 'all',
      metric,
      kind: 'mean',
      n,
      valueA: mean(a),
      valueB: mean(b),
      difference: mean(differences),
      ci95,
      ...NO_TEST,
      verdict,
    },
  ];
}

/** Fewest pairs that must differ for the bootstrap to know how differences spread. */
const ENOUGH_DIFFERING = 10;

/**
 * What a claim needs beside the bootstrap's interval where hardly any pair differs: that interval cannot hold what no pair
 * shows, and of equal pairs alone has no width at all. A difference needs a sign test; equivalence needs that the share of
 * pairs that differ, by at most 1 in a share, is small enough itself (upper limit of Wilson's interval of the same level).
 */
function fewDiffering(
  differences: readonly number[],
  isShare: boolean,
): { readonly correctedP: number | null; readonly leastMargin: number } {
  const n = differences.length;
  const above = differences.filter((difference) => difference > 0).length;
  const below = differences.filter((difference) => difference < 0).length;
  if (above + below >= ENOUGH_DIFFERING) return { correctedP: null, leastMargin: 0 };
  const leastMargin = isShare ? wilson(above + below, n, EQUIVALENCE_CONFIDENCE)[1] : Infinity;
  return { correctedP: mcnemarExact(above, below), leastMargin };
}

/** Resampled quantiles by arm, latency, duration and situations: an arm is in many pairs, mostly with the same situations. */
export type QuantileCache = Map<string, ResampledQuantiles>;

function quantileRows(
  head: DifferenceHead,
  pairs: readonly SituationPair[],
  margins: Margins,
  cache: QuantileCache,
): Difference[] {
  return DURATIONS.flatMap(({ name, counts }) => {
    const known = pairs.filter(({ a, b }) => counts(a) !== null && counts(b) !== null);
    const n = known.length;
    const has = (side: 'a' | 'b'): boolean => known.some((pair) => (counts(pair[side]) ?? []).length > 0);
    if (!has('a') || !has('b')) return [];
    const situations = known.map(({ a }) => pairKey(a)).join('\n');
    const resampled = (side: 'a' | 'b'): ResampledQuantiles => {
      const key = [head[side], known[0][side].latency, name, situations].join('\n');
      const quantiles =
        cache.get(key) ??
        resampleQuantiles(
          known.map((pair) => counts(pair[side]) ?? []),
          QUANTILES.map(([, p]) => p),
        );
      cache.set(key, quantiles);
      return quantiles;
    };
    const estimates = quantileDifferences(resampled('a'), resampled('b'));
    return QUANTILES.flatMap(([label], i): Difference[] => {
      const estimate = estimates[i];
      if (estimate === null) return [];
      const metric = `${name}.${label}`;
      const ci95 = estimate.limits.at(CONFIDENCE);
      const ci90 = estimate.limits.at(EQUIVALENCE_CONFIDENCE);
      const margin = marginOf(margins, metric, false);
      return [
        {
          ...head,
          scope: 'all',
          metric,
          kind: 'quantile',
          n,
          valueA: estimate.a,
          valueB: estimate.b,
          difference: estimate.a - estimate.b,
          ci95,
          ...NO_TEST,
          verdict: verdictOf({ n, ci95, ci90, margin, sense: -1, correctedP: null }),
        },
      ];
    });
  });
}

function countsOf(metric: RateMetric, pairs: readonly SituationPair[]): PairedCounts {
  const eventsA: boolean[] = [];
  const eventsB: boolean[] = [];
  for (const { a, b } of pairs) {
    const [ofA, ofB] = [RATE_METRICS[metric](a), RATE_METRICS[metric](b)];
    if (ofA === null || ofB === null) continue;
    eventsA.push(ofA);
    eventsB.push(ofB);
  }
  return countPairs(eventsA, eventsB);
}

function total({ both, aOnly, bOnly, neither }: PairedCounts): number {
  return both + aOnly + bOnly + neither;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
