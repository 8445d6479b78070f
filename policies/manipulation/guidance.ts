import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH, KNOT_TICKS } from './action-chunk.ts';
import { fromActions, type ActionScale } from './action-scale.ts';
import type { ArmPlan } from './arm-plan.ts';

/**
 * System 2's message to System 1: the tick that its chunk begins at, how far it is denoised, and the chunk in the networks'
 * scale. Empty where there is no plan.
 */
const FROM_TICK = 0;
const DENOISED = 1;
const CHUNK = 2;
export const GUIDANCE_LENGTH: number = CHUNK + CHUNK_LENGTH;

/** Makes the message of a plan, always in the same array; what the runtime takes as `guidanceOf`. */
export function guidanceIn(scale: ActionScale): (plan: ArmPlan) => Float64Array {
  const message = new Float64Array(GUIDANCE_LENGTH);
  const chunk = message.subarray(CHUNK);
  return (plan) => {
    message[FROM_TICK] = plan.fromTick;
    message[DENOISED] = plan.denoised;
    fromActions(scale, plan.chunk, chunk);
    return message;
  };
}

/** Where a slice lies in its plan, as System 1's network is told. */
export interface Slice {
  /** Flow time of the slice, (0, 1]. */
  level: number;
  /** Knot of the chunk that is now; need not be whole. */
  firstKnot: number;
  ageTicks: number;
}

/**
 * Reads the slice of the message's chunk that begins now. Between knots it is linear, after the last one it stays there.
 * @param out as many knots as fit, from `out[0]` on
 * @returns false, and leaves `out` alone, where there is no message or its chunk does not reach to now
 */
export function readSlice(
  message: Float64Array,
  tick: number,
  out: Float32Array,
  length: number,
  slice: Slice,
): boolean {
  if (message.length === 0) return false;
  const ageTicks = tick - message[FROM_TICK];
  const firstKnot = ageTicks / KNOT_TICKS;
  if (!(firstKnot >= 0 && firstKnot <= CHUNK_KNOTS - 1)) return false;
  for (let i = 0; i < length; i++) {
    const dim = i % ACTION_DIMS;
    const place = Math.min(CHUNK_KNOTS - 1, firstKnot + (i - dim) / ACTION_DIMS);
    const before = Math.min(CHUNK_KNOTS - 2, Math.floor(place));
    const a = message[CHUNK + ACTION_DIMS * before + dim];
    const b = message[CHUNK + ACTION_DIMS * (before + 1) + dim];
    out[i] = a + (place - before) * (b - a);
  }
  slice.level = message[DENOISED];
  slice.firstKnot = firstKnot;
  slice.ageTicks = ageTicks;
  return true;
}
