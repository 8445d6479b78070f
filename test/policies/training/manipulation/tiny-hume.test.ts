import * as ort from 'onnxruntime-web/wasm';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FEATURE_NAMES } from '../../../../policies/manipulation/features.ts';
import { sha256Hex } from '../../../../sim/kernel/sha256.ts';
import { largestProbeError, probesSchema } from './probes.ts';

ort.env.wasm.numThreads = 1;

const read = (file: string) => readFileSync(new URL(`../../../fixtures/hume/${file}`, import.meta.url));
const json = (file: string) => JSON.parse(read(file).toString());

it('the tiny networks are of this version and compute what PyTorch computed', async () => {
  const facts = json('hume.json');
  expect(facts.features, 'other features; run node test/fixtures/hume/make.mjs').toEqual(FEATURE_NAMES);
  for (const { file, sha256 } of Object.values<{ file: string; sha256: string }>(facts.files)) {
    expect(sha256Hex(read(file))).toBe(sha256);
  }
  expect(await largestProbeError(probesSchema.parse(json('probes.json')), read)).toBeLessThan(1e-4);
});
