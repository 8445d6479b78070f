import type { FromGpu, ToGpu } from './gpu-messages.ts';
import type { GpuThread, GpuThreadEvents } from './gpu-inference.ts';
import type { FromPlanner, ToPlanner } from './planner-messages.ts';
import type { PlannerThread, ThreadEvents } from './planner-supervisor.ts';

/** The planner's worker, made by the simulation's worker. */
export function spawnPlannerWorker(url: URL, events: ThreadEvents): PlannerThread {
  return spawn<ToPlanner, FromPlanner>(url, 'planner', events);
}

/** The worker that runs the network on WebGPU. */
export function spawnGpuWorker(url: URL, events: GpuThreadEvents): GpuThread {
  return spawn<ToGpu, FromGpu>(url, 'policy', events);
}

function spawn<To, From>(
  url: URL,
  name: string,
  events: { message(message: From): void; failed(why: string): void },
): { post(message: To): void; terminate(): void } {
  const worker = new Worker(url, { type: 'module', name });
  worker.onmessage = ({ data }: MessageEvent<From>) => events.message(data);
  worker.onerror = (event) => {
    event.preventDefault();
    events.failed(`The ${name}'s worker has crashed: ${event.message || 'its script did not load'}.`);
  };
  worker.onmessageerror = () => events.failed(`A message of the ${name}'s worker could not be read.`);
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
}
