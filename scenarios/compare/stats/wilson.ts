import { CONFIDENCE, type Interval, requireConfidence, requireCount } from './interval.ts';
import { normalTwoSided } from './normal-quantile.ts';

/**
 * Score interval for a proportion (Wilson 1927; method 3 of Newcombe 1998, Statistics in Medicine 17, 857-872): all p
 * with |count / n - p| <= z sqrt(p (1 - p) / n). Sane at count = 0 and count = n.
 *
 * @returns [0, 1] when n = 0
 * @throws RangeError unless 0 <= count <= n are whole numbers and 0 < confidence < 1
 */
export function wilson(count: number, n: number, confidence: number = CONFIDENCE): Interval {
  requireCount(count, n);
  requireConfidence(confidence);
  if (n === 0) return [0, 1];
  const z = normalTwoSided(confidence);
  const z2 = z * z;
  const centre = 2 * count + z2;
  const half = z * Math.sqrt(z2 + (4 * count * (n - count)) / n);
  const scale = 2 * (n + z2);
  // Exactly 0 and 1 at the ends: rounding would leave limits like 1e-17.
  return [count === 0 ? 0 : (centre - half) / scale, count === n ? 1 : (centre + half) / scale];
}
