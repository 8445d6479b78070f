import * as ort from 'onnxruntime-web/wasm';
import { FEATURE_COUNT } from './features.ts';
import { OUTPUT_COUNT, type Inference } from './fast-policy.ts';

/** One WASM thread: the same binary in every host, outputs equal to the bit in Node and Chromium. */
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** Where a browser finds the WASM binary (folder URL, ending in a slash); Node finds its own. */
export function setWasmFolder(url: string): void {
  ort.env.wasm.wasmPaths = url;
}

/**
 * Loads the fast policy's network (input `features` [1, FEATURE_COUNT], output `heads` [members, OUTPUT_COUNT], float32).
 * @throws Error when the bytes are no such model
 */
export async function createOnnxInference(model: Uint8Array, members: number): Promise<Inference> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const inputName = session.inputNames[0];
  const outputName = session.outputNames[0];
  const input = new Float32Array(FEATURE_COUNT);
  const output = new Float32Array(members * OUTPUT_COUNT);
  const feeds = { [inputName]: new ort.Tensor('float32', input, [1, FEATURE_COUNT]) };
  const run = async (): Promise<void> => {
    const results = await session.run(feeds);
    const data = results[outputName].data;
    if (!(data instanceof Float32Array) || data.length !== output.length) {
      throw new Error(`model output ${outputName}: expected ${output.length} float32 values, found ${data.length}`);
    }
    output.set(data);
  };
  await run();
  return { input, output, run };
}
