import type { Clip } from '../../scenarios/clips/clip.ts';
import type { ClipSampler } from './sample-clip.ts';

/** Boxes that differ by less than this are in the same place, m and rad. */
const SAME = 0.05;

/** For each actor of `b` its row in `a`, or -1. */
export function sameActors(a: Clip, b: Clip): Int32Array {
  const rows = new Map(a.actors.map(({ id }, row) => [id, row]));
  return Int32Array.from(b.actors, ({ id }) => rows.get(id) ?? -1);
}

/** Whether an actor of B is where A has it, so that its ghost would only blur it. */
export function inSamePlace(a: ClipSampler, b: ClipSampler, rows: Int32Array, row: number): boolean {
  const other = rows[row];
  return (
    other >= 0 &&
    Math.abs(a.x[other] - b.x[row]) < SAME &&
    Math.abs(a.y[other] - b.y[row]) < SAME &&
    Math.abs(a.heading[other] - b.heading[row]) < SAME
  );
}
