import type { Inference } from './fast-policy.ts';
import { inferenceOf } from './session-inference.ts';
import { ort } from '../runtime/wasm-runtime.ts';

/** Where a browser finds the WASM binary (folder URL, ending in a slash); Node finds its own. */
export function setWasmFolder(url: string): void {
  ort.env.wasm.wasmPaths = url;
}

/**
 * Loads the fast policy's network on WASM.
 * @throws Error when the bytes are no such model
 */
export async function createOnnxInference(model: Uint8Array, members: number): Promise<Inference> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  return inferenceOf(session, members, (values, dims) => new ort.Tensor('float32', values, dims));
}
