import type { FastModel } from '../../../policies/driving/fast-policy.ts';
import { createOnnxInference } from '../../../policies/driving/onnx-inference.ts';
import { setWasmFolder } from '../../../policies/runtime/wasm-runtime.ts';
import type { LoadedModel } from '../../../scenarios/runner/driving-system.ts';
import { checkNetwork, FAST_MODEL, parseModelFacts } from '../../../scenarios/runner/model-facts.ts';
import { PolicyHost, type PolicyHostOptions } from './policy-host.ts';

type HostParts = Pick<PolicyHostOptions, 'spawnGpu' | 'now' | 'onChange'>;

/**
 * Loads the shipped fast policy from a folder of the page's host, on WASM.
 * @param assets URL of the folder, ending in a slash
 * @throws Error that names the file which cannot be used
 */
export async function loadPolicy(assets: string, parts: HostParts): Promise<PolicyHost> {
  const { facts, network, inference } = await loadWasmModel(assets);
  return new PolicyHost({ ...parts, facts, network, wasm: inference, assets });
}

/**
 * The shipped model, and its network on WASM.
 * @param assets URL of the folder, ending in a slash
 * @throws Error that names the file which cannot be used
 */
export async function loadWasmModel(assets: string): Promise<LoadedModel & { readonly network: Uint8Array }> {
  setWasmFolder(assets);
  const [facts, response] = await Promise.all([loadFacts(assets), load(assets, FAST_MODEL.network)]);
  const network = new Uint8Array(await response.arrayBuffer());
  checkNetwork(network, facts, FAST_MODEL.network);
  return { facts, network, inference: await createOnnxInference(network, facts.members) };
}

/** @throws Error that names the file which cannot be used */
export async function loadFacts(assets: string): Promise<FastModel> {
  const response = await load(assets, FAST_MODEL.facts);
  return parseModelFacts(await response.json(), FAST_MODEL.facts);
}

async function load(assets: string, name: string): Promise<Response> {
  const response = await fetch(new URL(name, assets));
  if (!response.ok) throw new Error(`${name}: the host answered ${response.status}`);
  return response;
}
