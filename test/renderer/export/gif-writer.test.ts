import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GifWriter } from '../../../renderer/export/gif/gif-writer.ts';
import { ColourCounter } from '../../../renderer/export/gif/palette.ts';
import { decodeFrames, probe } from './ffmpeg.ts';

const WIDTH = 40;
const HEIGHT = 30;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-gif-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a GIF', () => {
  it.each([[2], [255], [256]])('of %i colours decodes to the very pixels', async (count) => {
    const frames = Array.from({ length: 6 }, (_, k) => pictureOf(count, k));
    // As a film has it at its end: nothing moves.
    frames.push(frames[5]);
    const file = await write(frames, 12.5, `colours-${count}.gif`);
    const found = decodeFrames(file);
    expect(found.length).toBe(frames.length * WIDTH * HEIGHT * 4);
    frames.forEach((frame, k) => {
      const at = k * frame.length;
      expect(found.subarray(at, at + frame.length).equals(Buffer.from(frame))).toBe(true);
    });
    expect(probe(file)).toMatchObject({ codec: 'gif', width: WIDTH, height: HEIGHT, frames: 7, durationS: 0.56 });
  });

  it('of more colours has near ones, the same each time, and little of what stays', async () => {
    const still = gradient(0);
    const frames = [still, still, gradient(1)];
    const file = await write(frames, 10, 'gradient.gif');
    const found = decodeFrames(file);
    let worst = 0;
    for (let i = 0; i < still.length; i++) worst = Math.max(worst, Math.abs(found[i] - still[i]));
    expect(worst).toBeLessThan(32);
    expect(found.subarray(0, still.length).equals(found.subarray(still.length, 2 * still.length))).toBe(true);
    const [once, again] = [await bytesOf(frames, 10, false), await bytesOf(frames, 10, false)];
    expect(Buffer.compare(once, again)).toBe(0);
    const alone = await bytesOf([still], 10, false);
    const twice = await bytesOf([still, still], 10, false);
    expect(twice.length - alone.length).toBeLessThan(40);
  });

  it('mixes colours where it is asked to: a plain area between two colours is made of both', async () => {
    const frames = [gradient(0)];
    const plain = await bytesOf(frames, 10, false);
    const mixed = await bytesOf(frames, 10, true);
    expect(Buffer.compare(plain, mixed)).not.toBe(0);
    const file = join(folder, 'mixed.gif');
    writeFileSync(file, mixed);
    const found = decodeFrames(file);
    const mean = (pixels: Buffer): number => pixels.reduce((a, b) => a + b, 0) / pixels.length;
    expect(Math.abs(mean(found) - mean(Buffer.from(frames[0])))).toBeLessThan(2);
  });
});

async function write(frames: readonly Uint8ClampedArray[], fps: number, name: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, await bytesOf(frames, fps, false));
  return file;
}

async function bytesOf(frames: readonly Uint8ClampedArray[], fps: number, dither: boolean): Promise<Uint8Array> {
  const counter = new ColourCounter();
  for (const frame of frames) counter.add(frame);
  const palette = counter.palette(255);
  const writer = new GifWriter({ width: WIDTH, height: HEIGHT, fps, palette, dither, rest: () => null });
  for (const frame of frames) await writer.add(frame);
  return writer.finish();
}

/** All of `count` colours; a square of them moves. */
function pictureOf(count: number, k: number): Uint8ClampedArray {
  return picture((x, y) => {
    const moved = x >= 3 * k && x < 3 * k + 9 && y > 5 && y < 20;
    const n = (y * WIDTH + x + (moved ? 7 * k + 1 : 0)) % count;
    return [(n * 37) % 256, (n * 91 + 5) % 256, n];
  });
}

function gradient(shift: number): Uint8ClampedArray {
  return picture((x, y) => [6 * x + shift, 8 * y, (3 * x + 4 * y) % 256]);
}

function picture(colour: (x: number, y: number) => readonly [number, number, number]): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) pixels.set([...colour(x, y), 255], 4 * (y * WIDTH + x));
  }
  return pixels;
}
