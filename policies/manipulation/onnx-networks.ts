import * as ort from 'onnxruntime-web/wasm';
import { ACTION_DIMS, CHUNK_LENGTH } from './action-chunk.ts';
import { FAST_KNOTS } from './arm-decision.ts';
import type { HumeNetworkName } from './hume-model.ts';
import type { HumeNetworks } from './hume-networks.ts';

/** One WASM thread: the same binary in every host, outputs equal to the bit in Node and Chromium. */
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const FAST_LENGTH = FAST_KNOTS * ACTION_DIMS;

/**
 * Loads Hume's networks on WASM.
 * @throws Error when the bytes are no models
 */
export async function createHumeNetworks(models: Readonly<Record<HumeNetworkName, Uint8Array>>): Promise<HumeNetworks> {
  const [one, two, critics] = await Promise.all(
    [models.systemOne, models.systemTwo, models.critics].map((model) =>
      ort.InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' }),
    ),
  );
  return {
    systemOne: (rows, features, start, level, stamp) =>
      run(one, 'chunk', FAST_LENGTH, rows, { features, start, level, stamp }),
    systemTwo: (rows, features, start, until, forcing) =>
      run(two, 'chunk', CHUNK_LENGTH, rows, { features, start, until, forcing }),
    critics: (rows, features, chunk, length) => run(critics, 'q', 2, rows, { features, chunk, length }),
  };
}

async function run(
  session: ort.InferenceSession,
  output: string,
  width: number,
  rows: number,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Float32Array> {
  const feeds: Record<string, ort.Tensor> = {};
  for (const name of session.inputNames) {
    const values = inputs[name];
    feeds[name] = new ort.Tensor('float32', values, [rows, values.length / rows]);
  }
  const { data } = (await session.run(feeds))[output];
  if (data instanceof Float32Array && data.length === rows * width) return data;
  throw new Error(`model output ${output}: expected ${rows} x ${width} float32 values, found ${data.length}`);
}
