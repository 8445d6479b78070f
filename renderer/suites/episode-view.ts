import type { SuiteRow } from '../host/suite-contract.ts';
import type { EpisodeTable } from './episode-table.ts';
import { hasDropped, OUTCOMES, outcomeOf, type Outcome } from './suite-words.ts';

/** Which episodes are shown; null: all. */
export interface EpisodeFilter {
  readonly outcome: Outcome | 'failures' | 'drop' | null;
  readonly arm: string | null;
  readonly scenario: string | null;
  /** Every word has to occur in what the row says. */
  readonly text: string;
}

export const NO_FILTER: EpisodeFilter = { outcome: null, arm: null, scenario: null, text: '' };

export const SORTS = ['outcome', 'scenario', 'seed', 'arm', 'latency', 'impact', 'time', 'calls'] as const;
export type SortColumn = (typeof SORTS)[number];

export interface EpisodeSort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** The worst first. */
export const FAILURES_FIRST: EpisodeSort = { column: 'outcome', descending: false };

export function isShown(row: SuiteRow, { outcome, arm, scenario, text }: EpisodeFilter): boolean {
  if (arm !== null && row.arm !== arm) return false;
  if (scenario !== null && row.scenario !== scenario) return false;
  if (!isOutcome(row, outcome)) return false;
  if (text.trim() === '') return true;
  const dropped = hasDropped(row) ? 'dropped' : '';
  const how = [outcomeOf(row), row.collisionWith, dropped, row.error];
  const said = [row.scenario, `seed ${row.seed}`, row.arm, row.latency, ...how].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

function isOutcome(row: SuiteRow, outcome: EpisodeFilter['outcome']): boolean {
  if (outcome === null) return true;
  if (outcome === 'drop') return hasDropped(row);
  return outcome === 'failures' ? outcomeOf(row) !== 'goal' : outcomeOf(row) === outcome;
}

const RANK = Object.fromEntries(OUTCOMES.map((outcome, rank) => [outcome, rank])) as Readonly<Record<Outcome, number>>;

const BY_COLUMN: Readonly<Record<SortColumn, (a: SuiteRow, b: SuiteRow) => number>> = {
  outcome: (a, b) => RANK[outcomeOf(a)] - RANK[outcomeOf(b)],
  scenario: (a, b) => compareText(a.scenario, b.scenario),
  seed: (a, b) => a.seed - b.seed,
  arm: (a, b) => compareText(a.arm, b.arm),
  latency: (a, b) => a.latency.length - b.latency.length || compareText(a.latency, b.latency),
  // Without an impact last, slower ones before faster.
  impact: (a, b) => (a.impactSpeedMps ?? -1) - (b.impactSpeedMps ?? -1),
  time: (a, b) => a.simSeconds - b.simSeconds,
  calls: (a, b) => a.calls - b.calls,
};

/** By the column, then by situation, arm and latency, so that the order does not depend on which worker was first. */
export function comparatorOf({ column, descending }: EpisodeSort): (a: SuiteRow, b: SuiteRow) => number {
  const main = BY_COLUMN[column];
  const sign = descending ? -1 : 1;
  return (a, b) =>
    sign * main(a, b) ||
    BY_COLUMN.scenario(a, b) ||
    BY_COLUMN.seed(a, b) ||
    BY_COLUMN.arm(a, b) ||
    BY_COLUMN.latency(a, b) ||
    compareText(a.split, b.split);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows of a growing table in an order: what comes anew is sorted in, without sorting all again. */
export class EpisodeView {
  private order: SuiteRow[] = [];
  private seen = 0;
  private generation: number;

  constructor(
    private readonly table: EpisodeTable,
    private readonly filter: EpisodeFilter,
    private readonly sort: EpisodeSort,
  ) {
    this.generation = table.generation;
  }

  /** The rows that are shown, as of now. */
  rows(): readonly SuiteRow[] {
    const { table } = this;
    if (table.generation !== this.generation) {
      this.generation = table.generation;
      this.order = [];
      this.seen = 0;
    }
    if (table.rows.length === this.seen) return this.order;
    const compare = comparatorOf(this.sort);
    const fresh = table.rows.slice(this.seen).filter((row) => isShown(row, this.filter));
    this.seen = table.rows.length;
    if (fresh.length > 0) this.order = mergeSorted(this.order, fresh.sort(compare), compare);
    return this.order;
  }
}

/** Two sorted lists as one; equals of `a` first. Fast where `b` is short: its places are found by halving. */
function mergeSorted<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): T[] {
  const merged: T[] = [];
  let copied = 0;
  for (const item of b) {
    const place = placeOf(item, a, copied, compare);
    while (copied < place) merged.push(a[copied++]);
    merged.push(item);
  }
  while (copied < a.length) merged.push(a[copied++]);
  return merged;
}

/** Behind all of `sorted` from `low` on that do not come after the item. */
function placeOf<T>(item: T, sorted: readonly T[], low: number, compare: (a: T, b: T) => number): number {
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle], item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
