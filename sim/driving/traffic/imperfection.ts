import { exp } from '../../kernel/math.ts';

/**
 * Nobody holds the pedal still: an Ornstein-Uhlenbeck process of unit variance, scaled by the caller. It moves in steps
 * of `IMPERFECTION_PERIOD_S`, about the rhythm in which drivers correct the pedal.
 */
export const IMPERFECTION_PERIOD_S = 0.2;

/** Correlation time, s: our choice, long enough to move the gap, short enough to leave the mean speed alone. */
export const IMPERFECTION_CORRELATION_S = 2;

const KEEP = exp(-IMPERFECTION_PERIOD_S / IMPERFECTION_CORRELATION_S);
const FRESH = Math.sqrt(1 - KEEP * KEEP);

/** The value one period later; `k` numbers the periods, the keys are the driver's own. */
export function nextImperfection(value: number, key0: number, key1: number, k: number): number {
  return KEEP * value + FRESH * bell(key0, key1, k);
}

/** Sum of four uniform numbers scaled to mean 0 and variance 1: nearly normal, and never beyond 3.5. */
function bell(key0: number, key1: number, k: number): number {
  const p = mix(key0 ^ Math.imul(k, 0x9e3779b9));
  const q = mix(key1 ^ Math.imul(k, 0x85ebca6b));
  const sum = (p >>> 16) + (p & 0xffff) + (q >>> 16) + (q & 0xffff);
  return (sum / 0xffff - 2) * Math.sqrt(3);
}

/** Finaliser of MurmurHash3 (Appleby): every input bit flips every output bit with a chance of about one half. */
function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
