import { deflateSync, inflateSync } from 'fflate';

/**
 * States as a stream of frames, bit for bit. A frame is the state's bytes, XORed with those of the frame before unless
 * it is a key frame, ordered by significance (all first bytes, all second bytes, …) and deflated: what did not change,
 * and the upper bytes of what changed little, become runs of zeros.
 *
 * Layout, little-endian: kind (u8: 0 key, 1 difference), three zero bytes, tick (u32), count of numbers (u32), deflated
 * bytes.
 */

/** Ticks from one key frame to the next, at most: how far a reader must go back to start in the middle. */
export const KEY_FRAME_TICKS = 60;
/** Larger states are refused, so that a forged count cannot exhaust memory. */
export const MOST_NUMBERS = 1 << 22;

const HEADER_BYTES = 12;
const KEY = 0;
const DIFFERENCE = 1;
const MAX_TICK = 0xffffffff;

export interface StateFrame {
  readonly tick: number;
  readonly values: Float64Array;
}

/** A frame that does not decode; the message goes on from `state frame`. */
export class StateFrameError extends Error {}

export class StateEncoder {
  private previous = new Uint8Array(0);
  private planes = new Uint8Array(0);
  private sinceKey = 0;

  /** @throws RangeError if the tick is no u32 or the state has more than `MOST_NUMBERS` numbers */
  encode(tick: number, values: Float64Array): Uint8Array {
    if (!(Number.isInteger(tick) && tick >= 0 && tick <= MAX_TICK))
      throw new RangeError(`tick: expected a whole number from 0 to ${MAX_TICK}, found ${tick}.`);
    if (values.length > MOST_NUMBERS)
      throw new RangeError(`state: expected at most ${MOST_NUMBERS} numbers, found ${values.length}.`);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const isKey = bytes.length !== this.previous.length || this.sinceKey === 0 || this.sinceKey >= KEY_FRAME_TICKS;
    if (bytes.length !== this.previous.length) {
      this.previous = new Uint8Array(bytes.length);
      this.planes = new Uint8Array(bytes.length);
    }
    split(bytes, isKey ? null : this.previous, this.planes);
    this.previous.set(bytes);
    this.sinceKey = isKey ? 1 : this.sinceKey + 1;

    const packed = deflateSync(this.planes, { level: 1 });
    const frame = new Uint8Array(HEADER_BYTES + packed.length);
    const view = new DataView(frame.buffer);
    view.setUint8(0, isKey ? KEY : DIFFERENCE);
    view.setUint32(4, tick, true);
    view.setUint32(8, values.length, true);
    frame.set(packed, HEADER_BYTES);
    return frame;
  }
}

export class StateDecoder {
  private previous: Float64Array | null = null;

  /** Frames must come in their order, from the first or any other key frame on. @throws StateFrameError */
  decode(frame: Uint8Array): StateFrame {
    const { isKey, tick, count } = readFrameHeader(frame);
    const before = isKey ? null : this.previous;
    if (!isKey && before?.length !== count)
      throw new StateFrameError(`of tick ${tick} builds on a state of ${count} numbers, which does not precede it`);
    const planes = inflate(frame.subarray(HEADER_BYTES), 8 * count, tick);
    const values = new Float64Array(count);
    join(planes, before === null ? null : bytesOf(before), bytesOf(values));
    this.previous = values;
    return { tick, values };
  }
}

/** Whether decoding can start at this frame, and its tick. @throws StateFrameError */
export function readFrameHeader(frame: Uint8Array): { isKey: boolean; tick: number; count: number } {
  if (frame.length < HEADER_BYTES) throw new StateFrameError(`has ${frame.length} bytes, fewer than its header`);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const kind = view.getUint32(0, true);
  const tick = view.getUint32(4, true);
  const count = view.getUint32(8, true);
  if (kind !== KEY && kind !== DIFFERENCE) throw new StateFrameError(`of tick ${tick} is of the unknown kind ${kind}`);
  if (count > MOST_NUMBERS) throw new StateFrameError(`of tick ${tick} claims ${count} numbers`);
  return { isKey: kind === KEY, tick, count };
}

function inflate(packed: Uint8Array, size: number, tick: number): Uint8Array {
  // One byte more than wanted shows when there is too much.
  const out = new Uint8Array(size + 1);
  let planes: Uint8Array;
  try {
    planes = inflateSync(packed, { out });
  } catch (error) {
    throw new StateFrameError(`of tick ${tick} does not inflate (${error instanceof Error ? error.message : 'error'})`);
  }
  if (planes.length !== size)
    throw new StateFrameError(`of tick ${tick} does not inflate to the ${size} bytes that its header names`);
  return planes;
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Byte `p` of number `i` goes to `p * count + i`. */
function split(bytes: Uint8Array, previous: Uint8Array | null, planes: Uint8Array): void {
  const count = bytes.length / 8;
  for (let p = 0; p < 8; p++) {
    let to = p * count;
    if (previous === null) for (let from = p; from < bytes.length; from += 8) planes[to++] = bytes[from];
    else for (let from = p; from < bytes.length; from += 8) planes[to++] = bytes[from] ^ previous[from];
  }
}

function join(planes: Uint8Array, previous: Uint8Array | null, bytes: Uint8Array): void {
  const count = bytes.length / 8;
  for (let p = 0; p < 8; p++) {
    let from = p * count;
    if (previous === null) for (let to = p; to < bytes.length; to += 8) bytes[to] = planes[from++];
    else for (let to = p; to < bytes.length; to += 8) bytes[to] = planes[from++] ^ previous[to];
  }
}
