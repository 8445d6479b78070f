import type { ArmAction } from '../../sim/robotics/arm-action.ts';

/** Knots of a chunk, control ticks between two of them, and numbers of a knot. */
export const CHUNK_KNOTS = 16;
export const KNOT_TICKS = 4;
export const ACTION_DIMS = 5;
export const CHUNK_LENGTH = CHUNK_KNOTS * ACTION_DIMS;
/** From the first knot to the last, in control ticks. */
export const CHUNK_TICKS = (CHUNK_KNOTS - 1) * KNOT_TICKS;

/**
 * A chunk of actions is a flat array, knot after knot: velocity of the tool centre point (m/s), yaw rate (rad/s), grip
 * (0 to 1). Between knots it is linear; after the last one it stays at the last.
 * @param ticks since the first knot, at least 0; need not be whole
 */
export function actionAt(chunk: Float64Array, ticks: number, out: ArmAction): void {
  const knots = chunk.length / ACTION_DIMS;
  const place = Math.min(knots - 1, Math.max(0, ticks / KNOT_TICKS));
  const before = Math.min(knots - 2, Math.floor(place));
  const share = place - before;
  const a = ACTION_DIMS * before;
  const b = a + ACTION_DIMS;
  out.vx = chunk[a] + share * (chunk[b] - chunk[a]);
  out.vy = chunk[a + 1] + share * (chunk[b + 1] - chunk[a + 1]);
  out.vz = chunk[a + 2] + share * (chunk[b + 2] - chunk[a + 2]);
  out.yawRate = chunk[a + 3] + share * (chunk[b + 3] - chunk[a + 3]);
  out.grip = chunk[a + 4] + share * (chunk[b + 4] - chunk[a + 4]);
}
