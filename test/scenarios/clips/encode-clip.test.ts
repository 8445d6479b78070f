import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { deflateSync, inflateSync } from 'fflate';
import { crc32 } from '../../../scenarios/records/crc32.ts';
import type { Clip } from '../../../scenarios/clips/clip.ts';
import { wrapSteps } from '../../../scenarios/clips/clip-format.ts';
import { ClipProblem } from '../../../scenarios/clips/clip-problem.ts';
import { clipFromText, clipToText } from '../../../scenarios/clips/clip-text.ts';
import { decodeClip } from '../../../scenarios/clips/decode-clip.ts';
import { encodeClip } from '../../../scenarios/clips/encode-clip.ts';
import { sampleClip, samplePair } from './sample-clip.ts';

const wrap = (rad: number): number => Math.atan2(Math.sin(rad), Math.cos(rad));

describe('an encoded clip', () => {
  it('comes back to the centimetre and the milliradian', () => {
    const { a, b } = samplePair();
    for (const clip of [a, b, sampleClip({ others: 0 }), sampleClip({ arm: 'reflex' })]) expectNear(clip);
  });

  it('comes back from any motion within its bounds', () => {
    const length = fc.double({ min: -80_000, max: 80_000, noNaN: true });
    const angle = fc.double({ min: -3.2, max: 3.2, noNaN: true });
    const samples = fc.array(fc.tuple(length, length, angle), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(samples, (drive) => {
        expectNear(clipOf(drive));
      }),
      { numRuns: 100 },
    );
  });

  it('encodes again to the same bytes', () => {
    const bytes = encodeClip(sampleClip());
    expect(encodeClip(decodeClip(bytes))).toEqual(bytes);
  });

  it('wraps headings without a jump', () => {
    const drive = Array.from({ length: 200 }, (_, k) => [0, 0, wrap(0.08 * k)] as const);
    const turning = encodeClip(clipOf(drive)).length;
    const straight = encodeClip(clipOf(drive.map(() => [0, 0, 0] as const))).length;
    expect(turning - straight).toBeLessThan(26);
    expect([wrapSteps(4096), wrapSteps(-4096), wrapSteps(4097), wrapSteps(-8192)]).toEqual([4096, 4096, -4095, 0]);
  });

  it('is small: 20 s of 20 others in less than 15 KB', () => {
    expect(encodeClip(sampleClip({ others: 20, durationS: 20 })).length).toBeLessThan(15_000);
  });

  it('is base64 text in a report', () => {
    const text = clipToText(sampleClip());
    expect(text).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(clipFromText(text)).toEqual(decodeClip(encodeClip(sampleClip())));
    expect(() => clipFromText('not base64!')).toThrow(/^This is no clip: it is not base64 text\.$/);
  });

  it('refuses numbers that it cannot hold', () => {
    const clip = sampleClip();
    expect(() => encodeClip({ ...clip, x: clip.x.map(() => NaN) })).toThrow(RangeError);
    expect(() => encodeClip({ ...clip, y: clip.y.map(() => 3e6) })).toThrow(/cannot hold the number 3000000/);
    expect(() => encodeClip({ ...clip, speed: clip.speed.subarray(1) })).toThrow(
      /^speed: expected 81 values, found 80/,
    );
    const lines = [{ kind: 'lane', points: new Float32Array(3) }] as const;
    expect(() => encodeClip({ ...clip, lines })).toThrow(/x and y in turn, found 3/);
  });
});

describe('what is no clip', () => {
  const bytes = encodeClip(sampleClip({ others: 2, durationS: 2 }));

  it('is refused wherever it is cut off', () => {
    for (let length = 0; length < bytes.length; length += 1 + (length >> 6))
      expect(() => decodeClip(bytes.subarray(0, length))).toThrow(ClipProblem);
  });

  it('is refused wherever a bit is flipped', () => {
    fc.assert(
      fc.property(fc.nat(8 * bytes.length - 1), (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        expect(() => decodeClip(flipped)).toThrow(ClipProblem);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused, or read, but never breaks anything, where its body is wrong and its checksum right', () => {
    const body = inflateSync(bytes.subarray(13));
    const tamper = fc.tuple(fc.nat(body.length - 1), fc.nat(255), fc.boolean());
    fc.assert(
      fc.property(tamper, ([at, value, cut]) => {
        const other = cut ? body.slice(0, at) : body.with(at, value);
        try {
          decodeClip(sealed(other));
        } catch (error) {
          expect(error).toBeInstanceOf(ClipProblem);
          expect((error as Error).message).toMatch(/^The clip is damaged: .+\.$/);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is told apart by what is wrong', () => {
    const body = inflateSync(bytes.subarray(13));
    expect(() => decodeClip(new TextEncoder().encode('<!doctype html>'))).toThrow('This is no clip');
    expect(() => decodeClip(bytes.with(4, 9))).toThrow(/has the format 9, but this version of Twotempo reads 1/);
    expect(() => decodeClip(sealed(body, 1 << 30))).toThrow(/1073741824 bytes are too many/);
    expect(() => decodeClip(sealed(body, body.length + 1))).toThrow(/another length/);
    expect(() => decodeClip(sealed(new Uint8Array([...body, 0])))).toThrow(/more after its end/);
    expect(() => decodeClip(sealed(withHead('"count":21', `"count":${Number.MAX_SAFE_INTEGER}`)))).toThrow(
      /ends too early/,
    );
    expect(() => decodeClip(sealed(withHead('"count":21', '"count":"21"')))).toThrow(
      `'count' should be a number, but is "21"`,
    );
    expect(() => decodeClip(sealed(withHead('"kind":"lane"', '"kind":"line"')))).toThrow(/a kind of line/);
  });

  /** The body with a piece of its head exchanged. */
  function withHead(from: string, to: string): Uint8Array {
    const body = inflateSync(bytes.subarray(13));
    // The head is longer than 127 bytes and shorter than 16,384.
    const length = (body[0] & 0x7f) + 128 * body[1];
    const text = new TextDecoder().decode(body.subarray(2, 2 + length));
    const head = new TextEncoder().encode(text.replace(from, to));
    expect(text).toContain(from);
    return new Uint8Array([(head.length & 0x7f) | 0x80, head.length >> 7, ...head, ...body.subarray(2 + length)]);
  }
});

/** A body in a header that fits it. */
function sealed(body: Uint8Array, length = body.length): Uint8Array {
  const packed = deflateSync(body);
  const bytes = new Uint8Array(13 + packed.length);
  bytes.set([0x32, 0x74, 0x43, 0x4c, 1]);
  new DataView(bytes.buffer).setUint32(5, crc32(packed), true);
  new DataView(bytes.buffer).setUint32(9, length, true);
  bytes.set(packed, 13);
  return bytes;
}

function clipOf(drive: readonly (readonly [number, number, number])[]): Clip {
  return {
    ...sampleClip({ others: 0 }),
    count: drive.length,
    x: Float32Array.from(drive, ([x]) => x),
    y: Float32Array.from(drive, ([, y]) => y),
    heading: Float32Array.from(drive, ([, , heading]) => heading),
    speed: Float32Array.from(drive, ([x]) => x / 1000),
    level: Float32Array.from(drive, (_, k) => (k % 3 === 0 ? NaN : k / drive.length)),
  };
}

function expectNear(clip: Clip): void {
  const back = decodeClip(encodeClip(clip));
  // Half a step, and what a number of 32 bits can hold of it.
  const lengthBound = (value: number): number => 0.005 + Math.abs(value) * 2 ** -22;
  expectWithin(back.x, clip.x, lengthBound);
  expectWithin(back.y, clip.y, lengthBound);
  expectWithin(back.speed, clip.speed, lengthBound);
  expectWithin(back.level, clip.level, () => 0.000501);
  expect(back.heading.length).toBe(clip.heading.length);
  for (let i = 0; i < back.heading.length; i++) {
    expect(Math.abs(wrap(back.heading[i] - clip.heading[i]))).toBeLessThan(0.0005);
    expect(Math.abs(back.heading[i])).toBeLessThan(3.1416);
  }
  for (const [i, { points }] of back.lines.entries()) expectWithin(points, clip.lines[i].points, lengthBound);
  for (const [i, { path }] of back.requests.entries()) expectWithin(path, clip.requests[i].path, lengthBound);
  expect(withoutColumns(back)).toEqual(withoutColumns(clip));
}

function expectWithin(back: Float32Array, given: Float32Array, bound: (value: number) => number): void {
  expect(back.length).toBe(given.length);
  for (let i = 0; i < back.length; i++) {
    if (Number.isNaN(given[i])) expect(back[i]).toBeNaN();
    else expect(Math.abs(back[i] - given[i])).toBeLessThanOrEqual(bound(given[i]));
  }
}

/** All the rest, with times to 0.1 ms. */
function withoutColumns(clip: Clip): unknown {
  const text = JSON.stringify({
    ...clip,
    ...{ x: 0, y: 0, heading: 0, speed: 0, level: 0 },
    requests: clip.requests.map((request) => ({ ...request, path: request.path.length })),
    lines: clip.lines.map(({ kind, points }) => [kind, points.length]),
  });
  return JSON.parse(text, (key, value: unknown) =>
    ['fromS', 'toS', 'timeS'].includes(key) ? Math.round((value as number) * 1e4) : value,
  );
}
