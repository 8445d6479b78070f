import { CONFIDENCE, type Interval, requireConfidence, requireCount } from './interval.ts';
import { normalTwoSided } from './normal-quantile.ts';
import { wilsonScore } from './wilson-score.ts';

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
  return wilsonScore(count, n, normalTwoSided(confidence));
}
