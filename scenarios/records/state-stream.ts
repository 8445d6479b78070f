import { deflateSync, inflateSync } from 'fflate';
import { StatePrediction } from './state-prediction.ts';

/**
 * States as a stream of frames, bit for bit. A key frame holds the state's bytes. A difference frame holds what the
 * states before do not predict: a bit per number, set where the prediction is wrong, then for each such number the XOR of
 * its bits with the predicted ones. Either is deflated, which finds the same value kept in several places.
 *
 * Layout, little-endian: kind (u32: 0 key, 1 difference), tick (u32), count of numbers (u32), deflated bytes.
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
  private prediction: StatePrediction | null = null;
  private sinceKey = 0;
  private words = new Uint32Array(0);
  private packed = new Uint8Array(0);

  /** @throws RangeError if the tick is no u32 or the state has more than `MOST_NUMBERS` numbers */
  encode(tick: number, values: Float64Array): Uint8Array {
    if (!(Number.isInteger(tick) && tick >= 0 && tick <= MAX_TICK))
      throw new RangeError(`tick: expected a whole number from 0 to ${MAX_TICK}, found ${tick}.`);
    if (values.length > MOST_NUMBERS)
      throw new RangeError(`state: expected at most ${MOST_NUMBERS} numbers, found ${values.length}.`);
    if (this.prediction?.count !== values.length) return this.keyFrame(tick, values);
    if (this.sinceKey >= KEY_FRAME_TICKS) return this.keyFrame(tick, values);
    this.sinceKey++;
    return frame(DIFFERENCE, tick, values.length, this.difference(values, this.prediction));
  }

  private keyFrame(tick: number, values: Float64Array): Uint8Array {
    this.sinceKey = 1;
    this.prediction = new StatePrediction(values);
    const count = values.length;
    this.words = new Uint32Array(2 * count);
    this.packed = new Uint8Array(maskBytes(count) + 8 * count);
    return frame(KEY, tick, count, bytesOf(values));
  }

  private difference(values: Float64Array, prediction: StatePrediction): Uint8Array {
    const { words, packed } = this;
    words.set(wordsOf(values));
    prediction.exclusiveOr(words);
    const mask = packed.fill(0, 0, maskBytes(values.length));
    const bytes = new Uint8Array(words.buffer);
    let end = maskBytes(values.length);
    for (let i = 0; i < values.length; i++) {
      if ((words[2 * i] | words[2 * i + 1]) === 0) continue;
      mask[i >> 3] |= 1 << (i & 7);
      for (let k = 0; k < 8; k++) packed[end++] = bytes[8 * i + k];
    }
    prediction.learn(wordsOf(values));
    return packed.subarray(0, end);
  }
}

export class StateDecoder {
  private prediction: StatePrediction | null = null;

  /** Frames must come in their order, from the first or any other key frame on. @throws StateFrameError */
  decode(bytes: Uint8Array): StateFrame {
    const { isKey, tick, count } = readFrameHeader(bytes);
    const content = bytes.subarray(HEADER_BYTES);
    const values = new Float64Array(count);
    if (isKey) {
      const raw = inflate(content, 8 * count, tick);
      if (raw.length !== 8 * count) throw wrongSize(tick);
      bytesOf(values).set(raw);
      this.prediction = new StatePrediction(values);
    } else {
      const { prediction } = this;
      if (prediction?.count !== count)
        throw new StateFrameError(`of tick ${tick} builds on a state of ${count} numbers, which does not precede it`);
      const words = wordsOf(values);
      unpack(inflate(content, maskBytes(count) + 8 * count, tick), values, tick);
      prediction.exclusiveOr(words);
      prediction.learn(words);
    }
    return { tick, values };
  }
}

/** Whether decoding can start at this frame, its tick and its count of numbers. @throws StateFrameError */
export function readFrameHeader(bytes: Uint8Array): { isKey: boolean; tick: number; count: number } {
  if (bytes.length < HEADER_BYTES) throw new StateFrameError(`has ${bytes.length} bytes, fewer than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint32(0, true);
  const tick = view.getUint32(4, true);
  const count = view.getUint32(8, true);
  if (kind !== KEY && kind !== DIFFERENCE) throw new StateFrameError(`of tick ${tick} is of the unknown kind ${kind}`);
  if (count > MOST_NUMBERS) throw new StateFrameError(`of tick ${tick} claims ${count} numbers`);
  return { isKey: kind === KEY, tick, count };
}

function frame(kind: number, tick: number, count: number, content: Uint8Array): Uint8Array {
  const deflated = deflateSync(content, { level: 1 });
  const bytes = new Uint8Array(HEADER_BYTES + deflated.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kind, true);
  view.setUint32(4, tick, true);
  view.setUint32(8, count, true);
  bytes.set(deflated, HEADER_BYTES);
  return bytes;
}

function unpack(packed: Uint8Array, values: Float64Array, tick: number): void {
  const bytes = bytesOf(values);
  let from = maskBytes(values.length);
  if (packed.length < from) throw wrongSize(tick);
  for (let i = 0; i < values.length; i++) {
    if ((packed[i >> 3] & (1 << (i & 7))) === 0) continue;
    bytes.set(packed.subarray(from, from + 8), 8 * i);
    from += 8;
  }
  if (packed.length !== from) throw wrongSize(tick);
}

/** At most `most` bytes, plus one that shows that there are more. */
function inflate(deflated: Uint8Array, most: number, tick: number): Uint8Array {
  try {
    return inflateSync(deflated, { out: new Uint8Array(most + 1) });
  } catch (error) {
    throw new StateFrameError(`of tick ${tick} does not inflate (${error instanceof Error ? error.message : 'error'})`);
  }
}

function wrongSize(tick: number): StateFrameError {
  return new StateFrameError(`of tick ${tick} does not hold what its header says`);
}

function maskBytes(count: number): number {
  return (count + 7) >> 3;
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Low word first, as on every host that runs JavaScript engines today. */
function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}
