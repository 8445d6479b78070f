import { createSession, Tensor } from '../runtime/wasm-runtime.ts';
import type { Inference } from './fast-policy.ts';
import { inferenceOf } from './session-inference.ts';

/**
 * Loads the fast policy's network on WASM.
 * @throws Error when the bytes are no such model
 */
export async function createOnnxInference(model: Uint8Array, members: number): Promise<Inference> {
  const session = await createSession(model);
  return inferenceOf(session, members, (values, dims) => new Tensor('float32', values, dims));
}
