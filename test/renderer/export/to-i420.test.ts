import fc from 'fast-check';
import { expect, it } from 'vitest';
import { i420Bytes, toI420 } from '../../../renderer/export/video/to-i420.ts';

/** ITU-R BT.709-6, items 3.2 to 3.4 and 4.6, for 8 bits. */
function reference(red: number, green: number, blue: number): readonly [number, number, number] {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return [219 * y + 16, (224 * (b - y)) / 1.8556 + 128, (224 * (r - y)) / 1.5748 + 128];
}

it('makes of a colour what the recommendation says, to one step', () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(channel, channel, channel, (red, green, blue) => {
      const out = new Uint8Array(i420Bytes(4, 2));
      const rgba = Uint8ClampedArray.from({ length: 32 }, (_, i) => [red, green, blue, 255][i % 4]);
      toI420(rgba, 4, 2, out);
      const [y, u, v] = reference(red, green, blue);
      for (let i = 0; i < 8; i++) expect(Math.abs(out[i] - y)).toBeLessThan(0.6);
      for (const i of [8, 9]) expect(Math.abs(out[i] - u)).toBeLessThan(0.6);
      for (const i of [10, 11]) expect(Math.abs(out[i] - v)).toBeLessThan(0.6);
    }),
  );
});

it('keeps brightness at its pixel, and means colours over four', () => {
  const white = [255, 255, 255, 255];
  const red = [255, 0, 0, 255];
  const out = new Uint8Array(i420Bytes(4, 2));
  toI420(Uint8ClampedArray.from([...red, ...white, ...red, ...red, ...white, ...white, ...red, ...red]), 4, 2, out);
  expect([...out.subarray(0, 8)]).toEqual([63, 235, 63, 63, 235, 235, 63, 63]);
  const [, , v] = reference(255, 0, 0);
  expect(out[11]).toBe(Math.round(v));
  expect(Math.abs(out[10] - (128 + (v - 128) / 4))).toBeLessThan(1);
});
