import { entriesByArm } from '../../scenarios/compare/arm-order.ts';
import type { Difference } from '../../scenarios/compare/comparison.ts';
import { rateRow } from '../../scenarios/compare/differences.ts';
import { DEFAULT_MARGINS, marginOf } from '../../scenarios/compare/margins.ts';
import { countPairs } from '../../scenarios/compare/stats/paired-counts.ts';
import type { DomainName } from '../../scenarios/domains/concrete.ts';
import { measuresOf } from '../../scenarios/results/domain-measures.ts';
import { compareLatencies } from '../../scenarios/results/latency-label.ts';
import { rateFrom } from '../../scenarios/results/rates.ts';
import type {
  ArmSummary,
  LatencyPoint,
  RateMetric,
  RateSummary,
  Summary,
} from '../../scenarios/results/summary-types.ts';
import type { SuiteRow } from '../host/suite-contract.ts';
import { seriesId, situationId, type EpisodeTable } from './episode-table.ts';
import { comparatorOf } from './episode-view.ts';
import { type Outcome, outcomeOf } from './suite-words.ts';

type Rates = Readonly<Partial<Record<RateMetric, RateSummary>>>;

/** An arm at one latency, in numbers. */
export interface SeriesStatistics {
  readonly arm: string;
  readonly latency: string;
  /** All, those with errors included. */
  readonly episodes: number;
  readonly errors: number;
  /** Those that the domain is measured in. */
  readonly rates: Rates;
  /** Of simulated time; null where the planner was never called. */
  readonly callsPerMinute: number | null;
  /** Share of ticks with a call in flight; null where it was never called, or is not known before the end. */
  readonly dutyCycle: number | null;
}

export type SeriesName = Pick<SeriesStatistics, 'arm' | 'latency'>;

/** A situation that two series brought to different ends. */
export interface Differing {
  readonly a: SuiteRow;
  readonly b: SuiteRow;
  /** From b to a: a became worse, or better. */
  readonly direction: 'worse' | 'better';
}

interface Series extends SeriesName {
  /** By number of the situation. */
  readonly rows: (SuiteRow | undefined)[];
  episodes: number;
  errors: number;
  /** Episodes that count, and those that say something, by rate. */
  readonly counts: Map<RateMetric, { count: number; n: number }>;
  calls: number;
  /** Calls of episodes with an error included. */
  everCalled: boolean;
  simSeconds: number;
}

/** Numbers over the episodes that have ended so far; with all of them they are those of the run's summary. */
export class SuiteTally {
  private series = new Map<string, Series>();
  private situations = new Map<string, number>();
  private readonly scenarioNames = new Set<string>();
  private seen = 0;
  private generation: number;
  /** What was asked for since the last row: the test of power behind a difference takes its time. */
  private readonly known = new Map<string, Difference | null>();

  constructor(private readonly table: EpisodeTable) {
    this.generation = table.generation;
  }

  /** Takes in what the table has got since. */
  update(): void {
    const { table } = this;
    if (table.generation !== this.generation) {
      this.generation = table.generation;
      this.series = new Map();
      this.situations = new Map();
      this.scenarioNames.clear();
      this.seen = 0;
    }
    if (this.seen < table.rows.length || this.seen === 0) this.known.clear();
    for (; this.seen < table.rows.length; this.seen++) this.add(table.rows[this.seen]);
  }

  /** The one domain of all rows; driving while there are none. */
  get domain(): DomainName {
    return this.table.rows.at(0)?.domain ?? 'driving';
  }

  /** In the order of the tables: from no thinking to knowing everything, then by latency. */
  statistics(): SeriesStatistics[] {
    const { rates } = measuresOf(this.domain);
    return inOrder([...this.series.values()].map((series) => statisticsOf(series, rates)));
  }

  arms(): string[] {
    return entriesByArm(Object.fromEntries([...this.series.values()].map(({ arm }) => [arm, null]))).map(
      ([arm]) => arm,
    );
  }

  scenarios(): string[] {
    return [...this.scenarioNames].sort();
  }

  /** Series that met a situation, in the order of the tables. */
  driversOf(row: SuiteRow): SeriesName[] {
    const situation = this.situations.get(situationId(row));
    if (situation === undefined) return [];
    return inOrder([...this.series.values()].filter(({ rows }) => rows[situation] !== undefined));
  }

  rowOf(name: SeriesName, sameSituation: SuiteRow): SuiteRow | null {
    const situation = this.situations.get(situationId(sameSituation));
    return situation === undefined ? null : (this.series.get(seriesId(name))?.rows[situation] ?? null);
  }

  /**
   * The series of another arm that one can be compared with: at the same latency, unless one of them never plans and so
   * stands for every latency.
   */
  partnerOf(name: SeriesName, arm: string): SeriesName | null {
    const own = this.series.get(seriesId(name));
    const others = [...this.series.values()].filter((series) => series.arm === arm);
    if (own === undefined || arm === name.arm) return null;
    const same = others.find(({ latency }) => latency === name.latency);
    if (same !== undefined) return same;
    const alone = others.length === 1 && !others[0].everCalled;
    const ownAlone = !own.everCalled && [...this.series.values()].filter((one) => one.arm === own.arm).length === 1;
    return alone || ownAlone ? (inOrder(others)[0] ?? null) : null;
  }

  /** A rate of `a` minus that of `b` on the situations that both have met; null: there are none. */
  difference(a: SeriesName, b: SeriesName, metric: RateMetric): Difference | null {
    const id = `${seriesId(a)}\n${seriesId(b)}\n${metric}`;
    let difference = this.known.get(id);
    if (difference === undefined) {
      difference = this.compare(a, b, metric);
      this.known.set(id, difference);
    }
    return difference;
  }

  private compare(a: SeriesName, b: SeriesName, metric: RateMetric): Difference | null {
    const hadA: boolean[] = [];
    const hadB: boolean[] = [];
    let met = false;
    for (const [rowA, rowB] of this.pairs(a, b)) {
      met = true;
      const [ofA, ofB] = [rowA.rates[metric] ?? null, rowB.rates[metric] ?? null];
      if (ofA === null || ofB === null) continue;
      hadA.push(ofA);
      hadB.push(ofB);
    }
    if (!met) return null;
    const head = { a: a.arm, b: b.arm, latency: a.latency };
    const margin = marginOf(DEFAULT_MARGINS, metric, true);
    return rateRow(head, 'all', metric, countPairs(hadA, hadB), margin, null);
  }

  /** Situations that the two brought to different ends: first those in which `a` is worse, the largest difference first. */
  differing(a: SeriesName, b: SeriesName): Differing[] {
    const found: (Differing & { readonly severity: number })[] = [];
    for (const [rowA, rowB] of this.pairs(a, b)) {
      const change = harmOf(rowA) - harmOf(rowB);
      if (outcomeOf(rowA) === outcomeOf(rowB)) continue;
      found.push({ a: rowA, b: rowB, direction: change > 0 ? 'worse' : 'better', severity: change });
    }
    const rank = ({ severity }: { severity: number }): number => (severity > 0 ? WORSE + severity : -severity);
    const bySituation = comparatorOf({ column: 'scenario', descending: false });
    return found.sort((x, y) => rank(y) - rank(x) || bySituation(x.a, y.a));
  }

  /** Without those that ended in an error. */
  private *pairs(a: SeriesName, b: SeriesName): Generator<readonly [SuiteRow, SuiteRow]> {
    const ofA = this.series.get(seriesId(a))?.rows ?? [];
    const ofB = this.series.get(seriesId(b))?.rows ?? [];
    for (const [situation, rowA] of ofA.entries()) {
      const rowB = ofB[situation];
      if (rowA === undefined || rowB === undefined || rowA.error !== null || rowB.error !== null) continue;
      yield [rowA, rowB];
    }
  }

  private add(row: SuiteRow): void {
    const series = this.seriesOf(row);
    this.scenarioNames.add(row.scenario);
    series.rows[this.situationOf(row)] = row;
    series.episodes++;
    if (row.calls > 0) series.everCalled = true;
    if (row.error !== null) {
      series.errors++;
      return;
    }
    series.simSeconds += row.simSeconds;
    series.calls += row.calls;
    for (const metric of measuresOf(this.domain).rates) {
      const had = row.rates[metric] ?? null;
      if (had === null) continue;
      const counted = series.counts.get(metric) ?? { count: 0, n: 0 };
      series.counts.set(metric, { count: counted.count + (had ? 1 : 0), n: counted.n + 1 });
    }
  }

  private seriesOf({ arm, latency }: SuiteRow): Series {
    const id = seriesId({ arm, latency });
    let series = this.series.get(id);
    if (series === undefined) {
      series = {
        ...{ arm, latency, rows: [], episodes: 0, errors: 0, counts: new Map() },
        ...{ calls: 0, everCalled: false, simSeconds: 0 },
      };
      this.series.set(id, series);
    }
    return series;
  }

  private situationOf(row: SuiteRow): number {
    const id = situationId(row);
    let situation = this.situations.get(id);
    if (situation === undefined) {
      situation = this.situations.size;
      this.situations.set(id, situation);
    }
    return situation;
  }
}

/**
 * The same table from the summary of a run: every arm at every latency that it ran with.
 * @param counted the statistics of its rows, for rates that summaries have at one latency alone
 */
export function seriesOfSummary(
  { arms, latencySweep, domain }: Summary,
  counted: readonly SeriesStatistics[],
): SeriesStatistics[] {
  const metrics = measuresOf(domain ?? 'driving').rates;
  const ofRows = new Map(counted.map((one) => [seriesId(one), one.rates]));
  const series = Object.entries(arms).flatMap(([arm, summary]): SeriesStatistics[] => {
    const swept = latencySweep !== null && Object.hasOwn(latencySweep.arms, arm) ? latencySweep.arms[arm] : [];
    return (swept.length > 0 ? swept : [summary]).map((point) => {
      const rates = ofRows.get(seriesId({ arm, latency: point.latency })) ?? {};
      return ofPoint(arm, point, { ...rates, ...ratesIn(point, metrics) });
    });
  });
  return inOrder(series);
}

function ratesIn(point: Rates, metrics: readonly RateMetric[]): Rates {
  return Object.fromEntries(
    metrics.flatMap((metric) => (point[metric] === undefined ? [] : [[metric, point[metric]]])),
  );
}

function ofPoint(arm: string, point: ArmSummary | LatencyPoint, rates: Rates): SeriesStatistics {
  const { latency, episodes, errors, planner } = point;
  const called = planner.calls > 0;
  return {
    ...{ arm, latency, episodes, errors, rates },
    callsPerMinute: called ? planner.callsPerMinute : null,
    dutyCycle: called ? planner.dutyCycle : null,
  };
}

function statisticsOf(series: Series, metrics: readonly RateMetric[]): SeriesStatistics {
  const { arm, latency, episodes, errors, counts, calls, simSeconds } = series;
  const rates = metrics.map((metric) => {
    const { count, n } = counts.get(metric) ?? { count: 0, n: 0 };
    return [metric, rateFrom(count, n)] as const;
  });
  return {
    ...{ arm, latency, episodes, errors, rates: Object.fromEntries(rates) },
    callsPerMinute: calls > 0 && simSeconds > 0 ? (60 * calls) / simSeconds : null,
    dutyCycle: null,
  };
}

function inOrder<T extends SeriesName>(series: readonly T[]): T[] {
  const byArm: Record<string, T[]> = {};
  for (const one of series) (byArm[one.arm] ??= []).push(one);
  return entriesByArm(byArm).flatMap(([, members]) => members.sort((x, y) => compareLatencies(x.latency, y.latency)));
}

/** Above any impact speed, so that the kind of the outcome comes first. */
const PER_KIND = 1000;
const WORSE = 10 * PER_KIND;
const HARM: Readonly<Record<Outcome, number>> = { goal: 0, error: 0, timeout: 1, 'off-road': 2, lost: 2, collision: 3 };

function harmOf(row: SuiteRow): number {
  return PER_KIND * HARM[outcomeOf(row)] + Math.min(PER_KIND / 2, row.impactSpeedMps ?? 0);
}
