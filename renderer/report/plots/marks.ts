import { px } from '../../../scenarios/compare/chart-series.ts';

/** A point of a drawing, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A horizontal whisker with caps of half the height `cap`, px. */
export function whiskerAcross(from: number, to: number, y: number, cap: number): string {
  const [a, b, middle] = [px(from), px(to), px(y)];
  return `M${a} ${px(y - cap)}V${px(y + cap)}M${a} ${middle}H${b}M${b} ${px(y - cap)}V${px(y + cap)}`;
}

export function whiskerUp(x: number, from: number, to: number, cap: number): string {
  const [a, b, middle] = [px(from), px(to), px(x)];
  return `M${px(x - cap)} ${a}H${px(x + cap)}M${middle} ${a}V${b}M${px(x - cap)} ${b}H${px(x + cap)}`;
}

export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}

/** Along the first of each two points, then up or down to the second: the curve of a cumulative share. */
export function stepPath(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => (i === 0 ? `M${px(x)} ${px(y)}` : `H${px(x)}V${px(y)}`)).join('');
}

/** The area between two lines over the same places. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  return upper.length === 0 ? '' : `${linePath(upper)}${linePath([...lower].reverse()).replace('M', 'L')}Z`;
}
