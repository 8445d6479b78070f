import type { ToWorker } from '../protocol.ts';
import { workerClock } from './clock.ts';
import { loadPolicy } from './load-policy.ts';
import { SimSession } from './session.ts';
import { spawnGpuWorker, spawnPlannerWorker } from './threads.ts';

/** The part of a worker's global scope that is used here; the DOM's types describe a page. */
declare const self: {
  readonly location: { readonly href: string };
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
};

const clock = workerClock();
const beside = (name: string): URL => new URL(name, self.location.href);

const session = new SimSession({
  post: (message, transfer = []) => self.postMessage(message, transfer),
  loadPolicy: (assets, onChange) =>
    loadPolicy(assets, {
      spawnGpu: (events) => spawnGpuWorker(beside('webgpu.js'), events),
      now: () => clock.now(),
      onChange,
    }),
  spawnPlanner: (events) => spawnPlannerWorker(beside('planner-worker.js'), events),
  clock,
  engineVersion: process.env.TWOTEMPO_VERSION ?? 'unknown',
});

self.onmessage = ({ data }) => session.receive(data);
