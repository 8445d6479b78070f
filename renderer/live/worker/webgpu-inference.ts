import type { FromGpu, ToGpu } from './gpu-messages.ts';
import { createWebGpuNetwork, type WebGpuNetwork } from './webgpu-network.ts';

/**
 * The worker that runs the network on WebGPU. A thread of its own: loading its 26 MB and compiling shaders take seconds,
 * and onnxruntime may spin for ever on a lost device; neither must hold up the simulation.
 */

/** The part of a worker's global scope that is used here; the DOM's types describe a page. */
declare const self: {
  postMessage(message: FromGpu): void;
  onmessage: ((event: { readonly data: ToGpu }) => void) | null;
};

/** How long a failed run waits for the better reason; the simulation has WASM stand in meanwhile. */
const LOSS_MS = 250;

let network: WebGpuNetwork | null = null;
let failed = false;
/** The device was given up; a run would find it lost before that is told. */
let losing = false;

self.onmessage = ({ data }) => {
  receive(data).catch(async (error: unknown) => {
    // A run fails a moment before the loss of its device is told, which is the better reason.
    if (network !== null) await Promise.race([network.lost, new Promise((done) => setTimeout(done, LOSS_MS))]);
    fail(error instanceof Error ? error.message : String(error));
  });
};

async function receive(message: ToGpu): Promise<void> {
  if (failed || losing) return;
  if (message.kind === 'load') {
    network = await createWebGpuNetwork(message.network, message.members, message.assets);
    void network.lost.then((why) => fail(`the WebGPU device was lost: ${why}`));
    self.postMessage({ kind: 'loaded', adapter: network.adapter });
  } else if (network === null) {
    throw new Error('the network is not loaded');
  } else if (message.kind === 'lose') {
    losing = true;
    network.lose();
  } else {
    network.input.set(message.input);
    await network.run();
    self.postMessage({ kind: 'done', output: network.output });
  }
}

function fail(why: string): void {
  if (failed) return;
  failed = true;
  self.postMessage({ kind: 'failed', why });
}
