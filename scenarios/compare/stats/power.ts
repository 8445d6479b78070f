import { exp, ln } from '../../../sim/kernel/math.ts';
import { lnChoose } from './special-functions.ts';

/** Beyond this many pairs nobody runs episodes for one question. */
export const MOST_PAIRS = 100_000;

/**
 * Power of the exact two-sided McNemar test: the probability that `pairs` pairs give a p-value of at most `level`, with
 * the number of discordant pairs itself random (unconditional power; Duffy 1984, Biometrics 40, 1005-1015). By summing
 * over the outcomes, not by an approximation; absolute error below 1e-9.
 *
 * @param pairs whole, >= 0
 * @param difference P(only a has the event) - P(only b has it)
 * @param discordance P(exactly one of them has it), at least |difference|
 * @throws RangeError for probabilities that cannot be
 */
export function mcnemarPower(pairs: number, difference: number, discordance: number, level = 0.05): number {
  requireRates(difference, discordance);
  if (!(Number.isInteger(pairs) && pairs >= 0))
    throw new RangeError(`Pairs must be a whole number >= 0, not ${pairs}.`);
  const aShare = discordance === 0 ? 0.5 : (discordance + difference) / (2 * discordance);
  const mean = pairs * discordance;
  const reach = 10 * Math.sqrt(mean * (1 - discordance)) + 20;
  const last = Math.min(pairs, Math.ceil(mean + reach));
  const critical = criticalCounts(level, last);
  let power = 0;
  for (let m = Math.max(0, Math.floor(mean - reach)); m <= last; m++) {
    if (critical[m] < 0) continue;
    const rejected = lowerTail(critical[m], m, aShare) + lowerTail(critical[m], m, 1 - aShare);
    power += binomial(m, pairs, discordance) * rejected;
  }
  return Math.min(1, power);
}

/**
 * How many pairs the exact McNemar test needs to find this difference with this power: enough, where one pair less is
 * not (exact power has small teeth, so that other such numbers may lie close by).
 *
 * @returns null without a difference, or when more than `MOST_PAIRS` are needed
 */
export function pairsNeeded(difference: number, discordance: number, power = 0.8, level = 0.05): number | null {
  requireRates(difference, discordance);
  if (!(power > 0 && power < 1)) throw new RangeError(`The power must lie between 0 and 1, but is ${power}.`);
  if (difference === 0) return null;
  const isEnough = (pairs: number): boolean => mcnemarPower(pairs, difference, discordance, level) >= power;
  let enough = 1;
  while (!isEnough(enough)) {
    if (enough === MOST_PAIRS) return null;
    enough = Math.min(2 * enough, MOST_PAIRS);
  }
  let short = Math.floor(enough / 2);
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

interface CriticalCounts {
  readonly level: number;
  readonly counts: number[];
  /** Of the last count: P(X <= k) and P(X = k) for X ~ Binomial(m, 1/2) at the next k to reject. */
  cumulative: number;
  mass: number;
}

const tables = new Map<number, CriticalCounts>();

/**
 * For each number of discordant pairs up to `last`, the largest k so that k against the rest is rejected; -1: none.
 * By recurrence: the distribution for m + 1 from that for m, at the one k that matters.
 */
function criticalCounts(level: number, last: number): readonly number[] {
  const table = tables.get(level) ?? { level, counts: [-1], cumulative: 1, mass: 1 };
  tables.set(level, table);
  const { counts } = table;
  for (let m = counts.length; m <= last; m++) {
    const next = counts[m - 1] + 1;
    table.cumulative -= table.mass / 2;
    table.mass *= m / (2 * (m - next));
    if (2 * table.cumulative > level || 2 * next >= m) {
      counts.push(next - 1);
      continue;
    }
    counts.push(next);
    table.mass *= (m - next) / (next + 1);
    table.cumulative += table.mass;
  }
  return counts;
}

/** P(X <= k) for X ~ Binomial(n, p), 0 <= k < n, summed away from the mean. */
function lowerTail(k: number, n: number, p: number): number {
  if (p === 0) return 1;
  if (p === 1) return 0;
  const odds = p / (1 - p);
  if (k > n * p) {
    let term = binomial(k + 1, n, p);
    let sum = term;
    for (let i = k + 1; i < n && term > sum * 1e-17; i++) {
      term *= ((n - i) / (i + 1)) * odds;
      sum += term;
    }
    return 1 - sum;
  }
  let term = binomial(k, n, p);
  let sum = term;
  for (let i = k; i > 0 && term > sum * 1e-17; i--) {
    term *= i / (n - i + 1) / odds;
    sum += term;
  }
  return sum;
}

function binomial(k: number, n: number, p: number): number {
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  return exp(lnChoose(n, k) + k * ln(p) + (n - k) * ln(1 - p));
}

function requireRates(difference: number, discordance: number): void {
  if (!(discordance >= 0 && discordance <= 1 && Math.abs(difference) <= discordance)) {
    throw new RangeError(
      `A difference needs |difference| <= discordance <= 1, but they are ${difference} and ${discordance}.`,
    );
  }
}
