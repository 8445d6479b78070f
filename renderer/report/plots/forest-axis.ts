import type { Difference } from '../../../scenarios/compare/comparison.ts';
import { type Axis, linearAxis } from './axis.ts';

export const FOREST = { width: 210, height: 24, margin: 14 } as const;

/** An axis that holds 0 and the intervals of all rows. */
export function forestAxis(rows: readonly Pick<Difference, 'difference' | 'ci95'>[], scale: number): Axis {
  const ends = rows.flatMap(({ difference, ci95 }) => [...(difference === null ? [] : [difference]), ...(ci95 ?? [])]);
  const values = [0, ...ends.filter((end) => Number.isFinite(end)).map((end) => end * scale)];
  return linearAxis(Math.min(...values), Math.max(...values), FOREST.margin, FOREST.width - FOREST.margin);
}
