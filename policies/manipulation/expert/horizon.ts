import { CHUNK_TICKS, KNOT_TICKS } from '../action-chunk.ts';

/** Control ticks of a step of a roll-out, and how many steps a chunk takes. */
export const STEP_TICKS = 2;
export const STEPS = CHUNK_TICKS / STEP_TICKS;
export const STEPS_PER_KNOT = KNOT_TICKS / STEP_TICKS;

/** What moves is taken to go on at its velocity for so long, s, and then to stay: nothing that turns back does more. */
const KEEPS_GOING_S = 0.5;

/** For how long a thing is moved on at its velocity to be where it will be after a time, s. */
export function movingTimeS(laterS: number): number {
  return laterS < KEEPS_GOING_S ? laterS : KEEPS_GOING_S;
}
