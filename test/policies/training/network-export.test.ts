import * as ort from 'onnxruntime-web/wasm';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readInitialisers } from './onnx-reader.ts';
import { computeHeads, largestError } from './perceptron.ts';

ort.env.wasm.numThreads = 1;

interface Fixture {
  readonly features: number;
  readonly members: number;
  readonly outputs: number;
  readonly cases: readonly { readonly features: readonly number[]; readonly heads: readonly (readonly number[])[] }[];
}

const folder = new URL('../../fixtures/tiny-network/', import.meta.url);
const model = readFileSync(new URL('tiny-network.onnx', folder));
const fixture = JSON.parse(readFileSync(new URL('tiny-network.json', folder), 'utf8')) as Fixture;
const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });

async function run(features: readonly number[]): Promise<Float32Array> {
  const input = new ort.Tensor('float32', Float32Array.from(features), [1, fixture.features]);
  const { heads } = await session.run({ features: input });
  expect(heads.dims).toEqual([fixture.members, fixture.outputs]);
  return heads.data as Float32Array;
}

describe('the exported graph of a tiny ensemble', () => {
  it('computes what PyTorch computed, within and beyond the range of scaled inputs', async () => {
    for (const { features, heads } of fixture.cases)
      expect(largestError(await run(features), heads.flat())).toBeLessThan(1e-5);
  });

  it('computes what its own weights say, multiplied out by hand', async () => {
    const weights = readInitialisers(model);
    for (const { features } of fixture.cases) {
      const expected = computeHeads(weights, Float32Array.from(features)).flat();
      expect(largestError(await run(features), expected)).toBeLessThan(1e-5);
    }
  });

  it('holds members that differ, so that mixing them up would be seen', () => {
    for (const { heads } of fixture.cases) expect(largestError(heads[0], [...heads[1]])).toBeGreaterThan(0.01);
  });
});
