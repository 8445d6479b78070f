import { readFileSync } from 'node:fs';
import { TrainingProblem } from '../training-files.ts';
import type { ShardHead } from './shards.ts';

/** Arrays of a shard by name, each [rows, width]. */
export type SampleArrays = Readonly<Record<string, Float32Array>>;

/** @param base path without extension @throws TrainingProblem where the raw file is not as long as its head says */
export function readSamples(base: string, { rows, arrays }: ShardHead): SampleArrays {
  const bytes = readFileSync(`${base}.f32`);
  const width = arrays.reduce((sum, [, of]) => sum + of, 0);
  const expected = 4 * rows * width;
  if (bytes.length !== expected)
    throw new TrainingProblem(`${base}.f32: expected ${expected} bytes, found ${bytes.length}; remove it and its head`);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const found: Record<string, Float32Array> = {};
  let at = 0;
  for (const [name, of] of arrays) {
    found[name] = values.subarray(at, at + rows * of);
    at += rows * of;
  }
  return found;
}
