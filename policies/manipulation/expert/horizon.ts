import { CHUNK_TICKS, KNOT_TICKS } from '../action-chunk.ts';

/** Control ticks of a step of a roll-out, and how many steps a chunk takes. */
export const STEP_TICKS = 2;
export const STEPS = CHUNK_TICKS / STEP_TICKS;
export const STEPS_PER_KNOT = KNOT_TICKS / STEP_TICKS;
