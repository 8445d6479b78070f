/**
 * An encoded clip, little-endian: the magic bytes, the version (u8), CRC-32 of the packed body (u32), length of the body
 * before it was packed (u32), then the body, deflated:
 *
 *   length of the head (varint), the head (JSON, UTF-8: `ClipHead`), then columns of whole numbers:
 *   x, y and heading of each actor in turn; speed; level + 1, where 0 is none;
 *   x and y of each request's path; x and y of each line.
 *
 * Of the arm, whose lengths are in millimetres, then: height of each actor in turn, each number of `joints`, `person`,
 * `goal` and `told` in turn (a number that is not known as `UNKNOWN_STEPS`), z of each request's path.
 *
 * A column holds what a straight continuation of the two values before does not predict, as zigzag varints.
 */
export const MAGIC = [0x32, 0x74, 0x43, 0x4c] as const;
export const CLIP_VERSION = 1;
/** That of clips of the arm, which programs that know driving only refuse. */
export const TABLE_VERSION = 2;
export const HEADER_BYTES = 13;

/** Larger bodies are refused, so that a forged length cannot exhaust memory. */
export const MOST_BODY_BYTES = 1 << 24;

/** Steps per metre and per metre a second: one is a centimetre. */
export const STEPS_PER_M = 100;
/** The same of the arm. */
export const TABLE_STEPS_PER_M = 1000;
/** Of a number that is not known. */
export const UNKNOWN_STEPS = -(1 << 27);
/** Steps per turn: one is 0.77e-3 rad. A whole number, so that headings wrap exactly. */
export const STEPS_PER_TURN = 8192;
/** Steps of the level from 0 to 1. */
export const LEVEL_STEPS = 1000;
/** Largest whole number in a column; a length of 2,684 km. */
export const MOST_STEPS = 1 << 28;
/** Times in the head, per second. */
export const STEPS_PER_S = 10_000;

/** What `from`, the value before, and `before`, the one before that, let expect at place `k` of a column. */
export function expected(k: number, from: number, before: number): number {
  return k === 0 ? 0 : k === 1 ? from : 2 * from - before;
}

/** Of a heading in steps: the same one within half a turn of 0, the upper end included. */
export function wrapSteps(steps: number): number {
  const half = STEPS_PER_TURN / 2;
  return half - ((((half - steps) % STEPS_PER_TURN) + STEPS_PER_TURN) % STEPS_PER_TURN);
}
