import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { FEATURE_COUNT } from './features.ts';
import { OUTPUT_COUNT, type Inference } from './fast-policy.ts';

/**
 * The fast policy's network (input `features` [1, FEATURE_COUNT], output `heads` [members, OUTPUT_COUNT], float32) behind
 * fixed arrays, whatever the session runs on. Runs it once, which compiles what there is to compile.
 * @param tensorOf makes the session's kind of tensor over the given numbers
 * @throws Error when the session is no such network
 */
export async function inferenceOf(
  session: Pick<InferenceSession, 'inputNames' | 'outputNames' | 'run'>,
  members: number,
  tensorOf: (values: Float32Array, dims: readonly number[]) => Tensor,
): Promise<Inference> {
  const inputName = session.inputNames[0];
  const outputName = session.outputNames[0];
  const input = new Float32Array(FEATURE_COUNT);
  const output = new Float32Array(members * OUTPUT_COUNT);
  const feeds = { [inputName]: tensorOf(input, [1, FEATURE_COUNT]) };
  const run = async (): Promise<void> => {
    const results = await session.run(feeds);
    const { data } = results[outputName];
    if (!(data instanceof Float32Array) || data.length !== output.length) {
      throw new Error(`model output ${outputName}: expected ${output.length} float32 values, found ${data.length}`);
    }
    output.set(data);
  };
  await run();
  return { input, output, run };
}
