import type { HandOver } from '../../sim/driving/metrics/episode-log.ts';

/**
 * A hand-over as a binary message, little-endian: tick, count `n` of samples, bytes of the name of who commanded before,
 * bytes of the name of who does from then on (u32 each); then, `n` doubles each, the acceleration and the yaw rate
 * intended before, and those intended after; then the two names (UTF-8).
 */

const HEADER_BYTES = 16;
const COLUMNS = 4;

/** A hand-over that does not decode; the message goes on from the topic. */
export class HandOverError extends Error {}

export function encodeHandOver({ tick, from, to, before, after }: HandOver): Uint8Array {
  const names = [from, to].map((name) => new TextEncoder().encode(name));
  const columns = [before.acceleration, before.yawRate, after.acceleration, after.yawRate];
  const count = before.acceleration.length;
  const bytes = new Uint8Array(HEADER_BYTES + 8 * COLUMNS * count + names[0].length + names[1].length);
  const view = new DataView(bytes.buffer);
  [tick, count, names[0].length, names[1].length].forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  columns.forEach((column, c) => {
    for (let k = 0; k < count; k++) view.setFloat64(HEADER_BYTES + 8 * (c * count + k), column[k], true);
  });
  bytes.set(names[0], bytes.length - names[0].length - names[1].length);
  bytes.set(names[1], bytes.length - names[1].length);
  return bytes;
}

/** @throws HandOverError */
export function decodeHandOver(bytes: Uint8Array): HandOver {
  if (bytes.length < HEADER_BYTES) throw new HandOverError(`has ${bytes.length} bytes, fewer than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [tick, count, fromBytes, toBytes] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  const names = HEADER_BYTES + 8 * COLUMNS * count;
  if (names + fromBytes + toBytes !== bytes.length)
    throw new HandOverError(`of tick ${tick} does not hold what its header says`);
  const column = (c: number): Float64Array =>
    Float64Array.from({ length: count }, (_, k) => view.getFloat64(HEADER_BYTES + 8 * (c * count + k), true));
  const text = (at: number, length: number): string => new TextDecoder().decode(bytes.subarray(at, at + length));
  return {
    tick,
    from: text(names, fromBytes),
    to: text(names + fromBytes, toBytes),
    before: { acceleration: column(0), yawRate: column(1) },
    after: { acceleration: column(2), yawRate: column(3) },
  };
}
