import type { FastModel } from '../../policies/driving/fast-policy.ts';
import { createOnnxInference } from '../../policies/driving/onnx-inference.ts';
import { setWasmFolder } from '../../policies/runtime/wasm-runtime.ts';
import { loadHume } from '../../policies/manipulation/hume-model.ts';
import { createHumeNetworks } from '../../policies/manipulation/onnx-networks.ts';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import { runHost } from './determinism-run.ts';

/** The part of a worker's global scope that is used here; the DOM's types would be visible in every room. */
declare const self: { readonly location: { readonly href: string }; postMessage(message: unknown): void };

/** Runs the episodes in a browser's worker, on the model and the WASM binary that the test's server gives. */
async function run(): Promise<void> {
  setWasmFolder(new URL('/wasm/', self.location.href).href);
  const network = await bytesOf('/model/fast-driving.onnx');
  const facts = (await (await get('/model/fast-driving.json')).json()) as FastModel;
  const hash = sha256Hex(network);
  if (hash !== facts.sha256) throw new Error(`model: hash ${hash} is not the one in its facts, ${facts.sha256}`);
  const inference = await createOnnxInference(network, facts.members);
  const hume = await loadHume((file) => bytesOf(`/hume/${file}`), createHumeNetworks);
  self.postMessage({ run: await runHost({ facts, inference }, hume) });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await get(path)).arrayBuffer());
}

async function get(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

run().catch((error: unknown) => {
  self.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
});
