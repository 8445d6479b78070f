import type { ActorSpec } from './spec.ts';

/**
 * Obstacles that a person can put on the road while an episode runs. The actors of an episode are fixed from its start, so
 * that spare ones wait far beside the road, where nobody sees them, until they are placed.
 */

/** Ids of spare obstacles begin so; it sorts behind every id that a scenario can give. */
export const SPARE_PREFIX = '~obstacle-';

/** Offset from road 0 at which they wait, m, to the right; no map reaches that far. */
export const SPARE_OFFSET_M = 100_000;

export function isSpare(actor: ActorSpec): boolean {
  return actor.id.startsWith(SPARE_PREFIX);
}

/** Whether an actor at the lateral offset `d`, m, is a spare one that still waits. */
export function waitsBesideTheRoad(d: number): boolean {
  return d < -SPARE_OFFSET_M / 2;
}
