import { deflateSync, inflateSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KEY_FRAME_TICKS,
  MOST_NUMBERS,
  readFrameHeader,
  StateDecoder,
  StateEncoder,
  StateFrameError,
} from '../../../scenarios/records/state-stream.ts';

const SPECIAL = [NaN, -0, 0, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1, -1];

/** Doubles of all bit patterns, NaNs with payloads among them. */
const bits = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)).map(([low, high]) => Uint32Array.of(low, high));
const fromBits = (words: Uint32Array): Uint8Array => new Uint8Array(words.buffer);
const special = fc.constantFrom(...SPECIAL).map((x) => new Uint8Array(Float64Array.of(x).buffer));
const number = fc.oneof(bits.map(fromBits), special);

function state(numbers: readonly Uint8Array[]): Float64Array {
  const values = new Float64Array(numbers.length);
  numbers.forEach((bytes, i) => new Uint8Array(values.buffer).set(bytes, 8 * i));
  return values;
}

const bytesOf = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();

/** Numbers that stay, go along lines, and jump, as states do. */
const history = fc
  .record({
    start: fc.array(number, { maxLength: 40 }),
    steps: fc.array(fc.array(fc.tuple(fc.nat(39), number), { maxLength: 5 }), { maxLength: 12 }),
    slope: fc.double({ noDefaultInfinity: true, noNaN: true }),
  })
  .map(({ start, steps, slope }) => {
    const states = [state(start)];
    for (const changes of steps) {
      const next = states[states.length - 1].slice();
      if (next.length > 0) next[0] += slope;
      for (const [at, bytes] of changes) if (at < next.length) new Uint8Array(next.buffer).set(bytes, 8 * at);
      states.push(next);
    }
    return states;
  });

describe('the stream of states', () => {
  it('gives back every bit, whatever the numbers and however the length changes', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (histories) => {
        const states = histories.flat();
        const encoder = new StateEncoder();
        const decoder = new StateDecoder();
        states.forEach((values, tick) => {
          const frame = decoder.decode(encoder.encode(tick, values));
          expect(frame.tick).toBe(tick);
          expect(bytesOf(frame.values)).toEqual(bytesOf(values));
        });
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the named special values apart', () => {
    const encoder = new StateEncoder();
    const decoder = new StateDecoder();
    for (let tick = 0; tick < 2 * SPECIAL.length; tick++) {
      const values = Float64Array.from(SPECIAL, (_, i) => SPECIAL[(i + tick) % SPECIAL.length]);
      expect([...decoder.decode(encoder.encode(tick, values)).values]).toEqual([...values]);
    }
  });

  it('writes the bytes that docs/records.md describes', () => {
    fc.assert(
      fc.property(history, (states) => {
        const encoder = new StateEncoder();
        const frames = states.map((values, tick) => encoder.encode(tick, values));
        const contents = frames.map((frame) => [...inflateSync(frame.subarray(12))]);
        expect(contents).toEqual(describedContents(states));
      }),
      { numRuns: 100 },
    );
  });

  it('reads a view into a larger buffer, and does not keep it', () => {
    const buffer = Float64Array.of(9, 1, 2, 9);
    const encoder = new StateEncoder();
    const decoder = new StateDecoder();
    expect([...decoder.decode(encoder.encode(0, buffer.subarray(1, 3))).values]).toEqual([1, 2]);
    buffer.fill(-5);
    expect([...decoder.decode(encoder.encode(1, buffer.subarray(1, 3))).values]).toEqual([-5, -5]);
  });

  it('sets a key frame every 60 ticks and where the length changes, and can be read from each', () => {
    const encoder = new StateEncoder();
    const states = Array.from({ length: 200 }, (_, tick) =>
      Float64Array.from({ length: tick < 100 ? 20 : 21 }, (_unused, i) => Math.sqrt(tick * i)),
    );
    const frames = states.map((values, tick) => encoder.encode(tick, values));
    const keys = frames.map(readFrameHeader).flatMap(({ isKey, tick }) => (isKey ? [tick] : []));
    expect(KEY_FRAME_TICKS).toBe(60);
    expect(keys).toEqual([0, 60, 100, 160]);
    for (const key of keys) {
      const decoder = new StateDecoder();
      for (let tick = key; tick < frames.length; tick++)
        expect([...decoder.decode(frames[tick]).values]).toEqual([...states[tick]]);
    }
  });

  it('spends next to nothing on what stays, and little on what goes straight on or is kept twice', () => {
    const size = (stateAt: (tick: number) => Float64Array): number => {
      const encoder = new StateEncoder();
      let last = 0;
      for (let tick = 0; tick < 40; tick++) last = encoder.encode(tick, stateAt(tick)).length;
      return last;
    };
    const noise = (tick: number, i: number): number => Math.sqrt(2 + i) * Math.sqrt(3 + tick);
    expect(size(() => Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i)))).toBeLessThan(30);
    expect(size((tick) => Float64Array.from({ length: 100 }, (_, i) => i + tick / 64))).toBeLessThan(60);
    const once = size((tick) => Float64Array.from({ length: 100 }, (_, i) => noise(tick, i)));
    const twice = size((tick) => Float64Array.from({ length: 200 }, (_, i) => noise(tick, i % 100)));
    expect(once).toBeGreaterThan(400);
    expect(twice).toBeLessThan(1.5 * once);
  });

  it('refuses what cannot be a frame of this stream', () => {
    const encoder = new StateEncoder();
    const key = encoder.encode(0, Float64Array.of(1, 2, 3));
    const difference = encoder.encode(1, Float64Array.of(1, 2, 4));
    const withWord = (frame: Uint8Array, at: number, word: number): Uint8Array => {
      const copy = frame.slice();
      new DataView(copy.buffer).setUint32(at, word, true);
      return copy;
    };
    const withContent = (frame: Uint8Array, content: readonly number[]): Uint8Array =>
      Uint8Array.of(...frame.subarray(0, 12), ...deflateSync(Uint8Array.from(content)));
    const decodeBoth = (first: Uint8Array, second: Uint8Array) => (): void => {
      const decoder = new StateDecoder();
      decoder.decode(first);
      decoder.decode(second);
    };
    decodeBoth(key, difference)();
    expect(() => new StateDecoder().decode(difference)).toThrow(/of tick 1 builds on a state of 3 numbers/);
    expect(() => new StateDecoder().decode(key.subarray(0, 11))).toThrow(/has 11 bytes, fewer than its header/);
    expect(() => new StateDecoder().decode(withWord(key, 0, 2))).toThrow(/unknown kind 2/);
    expect(() => new StateDecoder().decode(withWord(key, 8, MOST_NUMBERS + 1))).toThrow(StateFrameError);
    expect(() => new StateDecoder().decode(withWord(key, 8, 4))).toThrow(/does not hold what its header says/);
    expect(() => new StateDecoder().decode(withWord(key, 8, 2))).toThrow(/does not hold what its header says/);
    expect(() => new StateDecoder().decode(key.subarray(0, 13))).toThrow(/does not inflate/);
    expect(decodeBoth(key, withContent(difference, []))).toThrow(/does not hold/);
    expect(decodeBoth(key, withContent(difference, [0b100]))).toThrow(/does not hold/);
    expect(decodeBoth(key, withContent(difference, [0b100, ...Array<number>(9).fill(1)]))).toThrow(/does not hold/);
  });

  it('refuses ticks and states that a frame cannot hold', () => {
    const encoder = new StateEncoder();
    expect(() => encoder.encode(-1, new Float64Array(1))).toThrow(/tick: expected a whole number/);
    expect(() => encoder.encode(0.5, new Float64Array(1))).toThrow(RangeError);
    expect(() => encoder.encode(0, new Float64Array(MOST_NUMBERS + 1))).toThrow(/state: expected at most/);
  });
});

/** Contents of the frames of states of one length, fewer than 60, as the document has it: number by number, in big integers. */
function describedContents(states: readonly Float64Array[]): number[][] {
  const [first, ...rest] = states;
  const residuals = rest.map(() => new Array<bigint>(first.length));
  for (let i = 0; i < first.length; i++) {
    let [a, b] = [bitsAt(first, i), bitsAt(first, i)];
    let score = 0;
    rest.forEach((values, k) => {
      const actual = bitsAt(values, i);
      const line = 2 * numberOf(a) - numberOf(b);
      const lineBits = Number.isNaN(line) ? null : bitsAt(Float64Array.of(line), 0);
      residuals[k][i] = actual ^ (score > 0 && lineBits !== null ? lineBits : a);
      const gain = lineBits === null ? 0 : leadingZeros(actual ^ lineBits) - leadingZeros(actual ^ a);
      score += gain - Math.floor(score / 4);
      [a, b] = [actual, a];
    });
  }
  return [[...bytesOf(first)], ...residuals.map(describedDifference)];
}

function describedDifference(residuals: readonly bigint[]): number[] {
  const mask = new Array<number>(Math.ceil(residuals.length / 8)).fill(0);
  const bytes: number[] = [];
  residuals.forEach((residual, i) => {
    if (residual === 0n) return;
    mask[Math.floor(i / 8)] += 2 ** (i % 8);
    for (let k = 0n; k < 64n; k += 8n) bytes.push(Number((residual >> k) & 255n));
  });
  return [...mask, ...bytes];
}

function bitsAt(values: Float64Array, i: number): bigint {
  return new DataView(values.buffer, values.byteOffset).getBigUint64(8 * i, true);
}

function numberOf(bitPattern: bigint): number {
  return new Float64Array(BigUint64Array.of(bitPattern).buffer)[0];
}

function leadingZeros(bitPattern: bigint): number {
  return bitPattern === 0n ? 64 : 64 - bitPattern.toString(2).length;
}
