import { compareSituations, episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import { groupBy } from '../results/group.ts';
import { compareLatencies } from '../results/latency-label.ts';
import { PAIRED_METRICS } from '../results/paired-rows.ts';
import { RATE_METRICS, withoutErrors } from '../results/rates.ts';
import { pairedBootstrapDifference } from './stats/bootstrap.ts';
import type { Interval } from './stats/interval.ts';
import { mcnemarExact } from './stats/mcnemar.ts';
import { newcombePairedDifference } from './stats/newcombe.ts';
import { countPairs } from './stats/paired-counts.ts';
import { type Cells, plainTable } from './text-table.ts';

const MEAN_METRICS = ['minTtcS', 'progress', 'meanSpeedMps', 'hardBrakingShare', 'comfort'] as const;

/** One arm and metric in a candidate and in a baseline, on the same scenarios and seeds. */
export interface BaselineRow {
  readonly arm: string;
  readonly latency: string;
  readonly metric: string;
  /** Pairs that both have a value for. */
  readonly n: number;
  /** Pairs whose episodes are equal to the bit. */
  readonly identical: number;
  readonly baseline: number;
  readonly candidate: number;
  /** candidate - baseline. */
  readonly difference: number;
  /** Of the difference: Newcombe's paired interval for rates, a bootstrap over pairs for means. */
  readonly ci95: Interval;
  /** Exact McNemar test for rates; null for means. */
  readonly pValue: number | null;
}

/**
 * Rows for every arm and latency that both have in common; none where no pair has a value.
 *
 * @param armOf name in the baseline of an arm of the candidate
 */
export function compareWithBaseline(
  candidate: readonly EpisodeResult[],
  baseline: readonly EpisodeResult[],
  armOf: (arm: string) => string = (arm) => arm,
): BaselineRow[] {
  const rows: BaselineRow[] = [];
  // One order, whichever worker finished first: the bootstrap draws by position.
  const ordered = withoutErrors(candidate).sort(compareSituations);
  const earlier = new Map(withoutErrors(baseline).map((episode) => [episodeKey(episode), episode]));
  for (const [arm, ofArm] of groupBy(ordered, (episode) => episode.arm)) {
    const byLatency = groupBy(ofArm, (episode) => episode.latency);
    for (const latency of [...byLatency.keys()].sort(compareLatencies)) {
      const pairs: Pair[] = [];
      for (const now of byLatency.get(latency) ?? []) {
        const before = earlier.get(episodeKey({ ...now, arm: armOf(arm) }));
        if (before !== undefined) pairs.push({ now, before });
      }
      rows.push(...rowsOf(arm, latency, pairs));
    }
  }
  return rows;
}

/** For a terminal. */
export function renderBaseline(rows: readonly BaselineRow[]): string {
  if (rows.length === 0) return 'The baseline has no episode in common with these results.\n';
  const head = ['arm', 'latency', 'metric', 'pairs', 'identical', 'baseline', 'now', 'difference [95 %]', 'p'];
  const cells: Cells = rows.map((row) => [
    row.arm,
    row.latency,
    row.metric,
    String(row.n),
    String(row.identical),
    row.baseline.toFixed(3),
    row.candidate.toFixed(3),
    `${signed(row.difference)} [${signed(row.ci95[0])}, ${signed(row.ci95[1])}]`,
    row.pValue === null ? '-' : row.pValue < 0.001 ? '<0.001' : row.pValue.toFixed(3),
  ]);
  return `Against the baseline, on the same scenarios and seeds\n\n${plainTable([head, ...cells])}`;
}

interface Pair {
  readonly now: EpisodeResult;
  readonly before: EpisodeResult;
}

function rowsOf(arm: string, latency: string, pairs: readonly Pair[]): BaselineRow[] {
  const rows: BaselineRow[] = [];
  for (const metric of PAIRED_METRICS) {
    const used = definedPairs(pairs, RATE_METRICS[metric]);
    if (used.length === 0) continue;
    const counts = countPairs(
      used.map(({ now }) => now),
      used.map(({ before }) => before),
    );
    rows.push({
      ...rowHead(arm, latency, metric, used),
      baseline: (counts.both + counts.bOnly) / used.length,
      candidate: (counts.both + counts.aOnly) / used.length,
      difference: (counts.aOnly - counts.bOnly) / used.length,
      ci95: newcombePairedDifference(counts),
      pValue: mcnemarExact(counts.aOnly, counts.bOnly),
    });
  }
  for (const metric of MEAN_METRICS) {
    const used = definedPairs(pairs, (episode) => episode[metric]);
    if (used.length === 0) continue;
    const now = used.map((pair) => pair.now);
    const before = used.map((pair) => pair.before);
    rows.push({
      ...rowHead(arm, latency, metric, used),
      baseline: meanOf(before),
      candidate: meanOf(now),
      difference: meanOf(used.map((pair) => pair.now - pair.before)),
      ci95: pairedBootstrapDifference(now, before, { seed: metric, resamples: resamplesFor(used.length) }),
      pValue: null,
    });
  }
  return rows;
}

/** Fewer for large samples, whose intervals are smooth anyway, so that a comparison takes seconds. */
function resamplesFor(pairs: number): number {
  return Math.min(2000, Math.max(500, Math.floor(1e7 / pairs)));
}

interface ValuePair<T> {
  readonly now: T;
  readonly before: T;
  readonly identical: boolean;
}

function definedPairs<T>(pairs: readonly Pair[], valueOf: (episode: EpisodeResult) => T | null): ValuePair<T>[] {
  return pairs.flatMap((pair) => {
    const now = valueOf(pair.now);
    const before = valueOf(pair.before);
    return now === null || before === null ? [] : [{ now, before, identical: pair.now.digest === pair.before.digest }];
  });
}

function rowHead(
  arm: string,
  latency: string,
  metric: string,
  used: readonly ValuePair<unknown>[],
): Pick<BaselineRow, 'arm' | 'latency' | 'metric' | 'n' | 'identical'> {
  return { arm, latency, metric, n: used.length, identical: used.filter(({ identical }) => identical).length };
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function signed(value: number): string {
  const text = value.toFixed(3);
  return value > 0 ? `+${text}` : text;
}
