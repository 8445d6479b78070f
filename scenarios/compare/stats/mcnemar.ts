import { exp, ln } from '../../../sim/kernel/math.ts';
import { requireCount } from './interval.ts';
import { lnChoose } from './special-functions.ts';

/**
 * Exact conditional McNemar test: two-sided p-value of `aOnly` against `bOnly` discordant pairs under Binomial(n, 1/2)
 * (McNemar 1947; Fagerland, Lydersen and Laake 2013, BMC Medical Research Methodology 13:91). Never above the nominal
 * level; 1 without discordant pairs.
 *
 * @throws RangeError unless both are whole numbers >= 0
 */
export function mcnemarExact(aOnly: number, bOnly: number): number {
  const n = discordant(aOnly, bOnly);
  if (aOnly === bOnly) return 1;
  return Math.min(1, 2 * lowerTail(Math.min(aOnly, bOnly), n).cumulative);
}

/**
 * The mid-p version: results as likely as the observed one count half. Less conservative, recommended by Fagerland,
 * Lydersen and Laake 2013; may exceed the nominal level slightly.
 *
 * @throws RangeError unless both are whole numbers >= 0
 */
export function mcnemarMidP(aOnly: number, bOnly: number): number {
  const n = discordant(aOnly, bOnly);
  if (n === 0) return 1;
  const { cumulative, last } = lowerTail(Math.min(aOnly, bOnly), n);
  return aOnly === bOnly ? 1 - last / 2 : 2 * cumulative - last;
}

function discordant(aOnly: number, bOnly: number): number {
  requireCount(aOnly, aOnly + bOnly);
  return aOnly + bOnly;
}

/** P(X <= k) and P(X = k) for X ~ Binomial(n, 1/2). */
function lowerTail(k: number, n: number): { cumulative: number; last: number } {
  const last = halfBinomial(k, n);
  let term = last;
  let cumulative = last;
  for (let i = k; i > 0 && term > cumulative * 1e-18; i--) {
    term *= i / (n - i + 1);
    cumulative += term;
  }
  return { cumulative, last };
}

function halfBinomial(k: number, n: number): number {
  // Beyond this 2^-n underflows; below it the product is exact but for rounding.
  if (n > 1000) return exp(lnChoose(n, k) - n * ln(2));
  let probability = 1;
  for (let i = 0; i < n; i++) {
    probability /= 2;
    if (i < k) probability *= (n - i) / (k - i);
  }
  return probability;
}
