import type { RateSummary } from '../results/summary-types.ts';
import type { Interval } from './stats/interval.ts';
import { ENOUGH_RUNS } from './verdict.ts';

/** What is not defined. */
export const UNDEFINED = '-';

/** A rate with its interval in percentage points; of too few runs, what there was instead, and how many are needed. */
export function rateCell(rate: RateSummary): string {
  return rate.n < ENOUGH_RUNS ? notEnough(rate) : withInterval(rate.rate, rate.ci95);
}

/** The same in short. */
export function shortRateCell(rate: RateSummary): string {
  return rate.n < ENOUGH_RUNS ? countCell(rate) : withInterval(rate.rate, rate.ci95);
}

export function countCell({ count, n }: Pick<RateSummary, 'count' | 'n'>): string {
  return `${count}/${n}`;
}

function notEnough(rate: RateSummary): string {
  return `not enough runs (${countCell(rate)}, ${ENOUGH_RUNS} needed)`;
}

export function withInterval(rate: number | null, interval: Interval | null): string {
  if (rate === null || interval === null) return UNDEFINED;
  return `${points(rate)} [${points(interval[0])}, ${points(interval[1])}]`;
}

/** A difference with its interval, in percentage points for shares; `+` says that it is one. */
export function differenceCell(difference: number | null, interval: Interval | null, isShare: boolean): string {
  if (difference === null) return UNDEFINED;
  const text = (value: number): string => signed(isShare ? points(value) : plain(value));
  return interval === null ? text(difference) : `${text(difference)} [${text(interval[0])}, ${text(interval[1])}]`;
}

/** A p-value. */
export function pCell(p: number | null): string {
  if (p === null) return UNDEFINED;
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

export function percent(share: number | null): string {
  return share === null ? UNDEFINED : `${points(share)} %`;
}

/** Percentage points of a share, without the sign. */
export function points(share: number): string {
  return (100 * share).toFixed(1);
}

export function fixed(value: number | null, digits: number): string {
  return value === null ? UNDEFINED : value.toFixed(digits);
}

/** A number of any size in three digits or a little more: `0.0123`, `4.57`, `217`. */
export function plain(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return value.toFixed(0);
  if (size >= 0.001) return value.toPrecision(3);
  return value.toExponential(1);
}

function signed(text: string): string {
  if (/^-?0(\.0*)?$/.test(text)) return text.replace('-', '');
  return text.startsWith('-') ? text : `+${text}`;
}
