import type { FromGpu } from './gpu-messages.ts';

/** Stands for the worker that runs the network on WebGPU where that was left out. */

/** The part of a worker's global scope that is used here; the DOM's types describe a page. */
declare const self: {
  postMessage(message: FromGpu): void;
  onmessage: (() => void) | null;
};

self.onmessage = () => self.postMessage({ kind: 'failed', why: 'this page was published without it, to be small' });
