import { entriesByArm } from '../../scenarios/compare/arm-order.ts';
import type { Difference } from '../../scenarios/compare/comparison.ts';
import { rateRow } from '../../scenarios/compare/differences.ts';
import { DEFAULT_MARGINS } from '../../scenarios/compare/margins.ts';
import { countPairs } from '../../scenarios/compare/stats/paired-counts.ts';
import { compareLatencies } from '../../scenarios/results/latency-label.ts';
import { rateFrom } from '../../scenarios/results/rates.ts';
import type { ArmSummary, LatencyPoint, RateSummary, Summary } from '../../scenarios/results/summary-types.ts';
import type { SuiteRow } from '../host/suite-contract.ts';
import { seriesId, situationId, type EpisodeTable } from './episode-table.ts';
import { comparatorOf } from './episode-view.ts';
import { type Outcome, outcomeOf } from './suite-words.ts';

/** An arm at one latency, in numbers. */
export interface SeriesStatistics {
  readonly arm: string;
  readonly latency: string;
  /** All, those with errors included. */
  readonly episodes: number;
  readonly errors: number;
  readonly collision: RateSummary;
  readonly success: RateSummary;
  /** Of simulated time; null where the planner was never called. */
  readonly callsPerMinute: number | null;
  /** Share of ticks with a call in flight; null where it was never called, or is not known before the end. */
  readonly dutyCycle: number | null;
}

export type SeriesName = Pick<SeriesStatistics, 'arm' | 'latency'>;

/** A situation that two series drove to different ends. */
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
  collisions: number;
  successes: number;
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

  /** In the order of the tables: from no thinking to knowing everything, then by latency. */
  statistics(): SeriesStatistics[] {
    return inOrder([...this.series.values()].map(statisticsOf));
  }

  arms(): string[] {
    return entriesByArm(Object.fromEntries([...this.series.values()].map(({ arm }) => [arm, null]))).map(
      ([arm]) => arm,
    );
  }

  scenarios(): string[] {
    return [...this.scenarioNames].sort();
  }

  /** Series that drove a situation, in the order of the tables. */
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

  /** Collisions of `a` minus those of `b` on the situations that both have driven; null: there are none. */
  difference(a: SeriesName, b: SeriesName): Difference | null {
    const id = `${seriesId(a)}\n${seriesId(b)}`;
    let difference = this.known.get(id);
    if (difference === undefined) {
      difference = this.compare(a, b);
      this.known.set(id, difference);
    }
    return difference;
  }

  private compare(a: SeriesName, b: SeriesName): Difference | null {
    const collidedA: boolean[] = [];
    const collidedB: boolean[] = [];
    for (const [rowA, rowB] of this.pairs(a, b)) {
      collidedA.push(rowA.collision);
      collidedB.push(rowB.collision);
    }
    if (collidedA.length === 0) return null;
    const head = { a: a.arm, b: b.arm, latency: a.latency };
    return rateRow(head, 'all', 'collision', countPairs(collidedA, collidedB), DEFAULT_MARGINS.share, null);
  }

  /** Situations that the two drove to different ends: first those in which `a` is worse, the largest difference first. */
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
    if (row.collision) series.collisions++;
    else if (row.end === 'goal') series.successes++;
  }

  private seriesOf({ arm, latency }: SuiteRow): Series {
    const id = seriesId({ arm, latency });
    let series = this.series.get(id);
    if (series === undefined) {
      series = {
        ...{ arm, latency, rows: [], episodes: 0, errors: 0, collisions: 0, successes: 0 },
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

/** The same table from the summary of a run: every arm at every latency that it ran with. */
export function seriesOfSummary({ arms, latencySweep }: Summary): SeriesStatistics[] {
  const series = Object.entries(arms).flatMap(([arm, summary]): SeriesStatistics[] => {
    const swept = latencySweep !== null && Object.hasOwn(latencySweep.arms, arm) ? latencySweep.arms[arm] : [];
    return (swept.length > 0 ? swept : [summary]).map((point) => ofPoint(arm, point));
  });
  return inOrder(series);
}

function ofPoint(arm: string, point: ArmSummary | LatencyPoint): SeriesStatistics {
  const { latency, episodes, errors, collision, success, planner } = point;
  const called = planner.calls > 0;
  return {
    ...{ arm, latency, episodes, errors, collision, success },
    callsPerMinute: called ? planner.callsPerMinute : null,
    dutyCycle: called ? planner.dutyCycle : null,
  };
}

function statisticsOf({ arm, latency, episodes, errors, collisions, successes, calls, simSeconds }: Series) {
  const n = episodes - errors;
  return {
    ...{ arm, latency, episodes, errors },
    collision: rateFrom(collisions, n),
    success: rateFrom(successes, n),
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
