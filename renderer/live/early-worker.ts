import type { FromWorker, ToWorker } from './protocol.ts';

/** Of a `Worker`, what a session needs. */
export interface WorkerLike {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/** A worker that began before there was a session, and what it said meanwhile. */
interface EarlyWorker {
  readonly worker: Worker;
  readonly messages: MessageEvent<FromWorker>[];
  readonly errors: ErrorEvent[];
}

declare global {
  interface Window {
    twotempoEarly?: EarlyWorker;
  }
}

/** Starts the simulation's worker for a session to come. @param assets URL of a folder, ending in a slash */
export function beginEarly(url: URL, assets: URL): void {
  const early: EarlyWorker = { worker: spawnModuleWorker(url), messages: [], errors: [] };
  early.worker.onmessage = (event: MessageEvent<FromWorker>) => early.messages.push(event);
  early.worker.onerror = (event) => early.errors.push(event);
  const start: ToWorker = { kind: 'start', assets: assets.href, backend: 'wasm' };
  early.worker.postMessage(start);
  window.twotempoEarly = early;
}

/** The worker that began early, for the first who asks; else a new one. */
export function takeWorker(url: URL): WorkerLike {
  const early = window.twotempoEarly;
  if (early === undefined) return spawnModuleWorker(url);
  delete window.twotempoEarly;
  const { worker, messages, errors } = early;
  // By then the taker listens. What comes in between is said by the worker itself, later.
  queueMicrotask(() => {
    for (const event of messages) worker.onmessage?.(event);
    for (const event of errors) worker.onerror?.(event);
  });
  return worker;
}

function spawnModuleWorker(url: URL): Worker {
  return new Worker(url, { type: 'module', name: 'simulation' });
}
