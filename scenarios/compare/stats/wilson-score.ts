import type { Interval } from './interval.ts';

/** Two-sided 95 % of the normal distribution, for those who need no other level. */
export const Z_95 = 1.959963984540054;

/**
 * The interval of `wilson` for a quantile `z` of the normal distribution. Free of transcendental functions, and so small
 * enough for a page. The counts must be whole numbers, 0 <= count <= n.
 *
 * @returns [0, 1] when n = 0
 */
export function wilsonScore(count: number, n: number, z: number): Interval {
  if (n === 0) return [0, 1];
  const z2 = z * z;
  const centre = 2 * count + z2;
  const half = z * Math.sqrt(z2 + (4 * count * (n - count)) / n);
  const scale = 2 * (n + z2);
  // Exactly 0 and 1 at the ends: rounding would leave limits like 1e-17.
  return [count === 0 ? 0 : (centre - half) / scale, count === n ? 1 : (centre + half) / scale];
}
