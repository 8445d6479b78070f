import { parentPort, workerData } from 'node:worker_threads';
import { PlannerServer, type PlannerMessage } from '../../../policies/driving/remote-planner.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';

/** Computes until `release[0]` counts one more than the calls before: a planner whose slowness the test decides. */
const release = workerData as Int32Array;
let calls = 0;

const server = new PlannerServer(
  (map) => new ValuePlanner(map),
  (answer) => parentPort?.postMessage(answer),
);

parentPort?.on('message', (message: PlannerMessage) => {
  if (message.kind === 'plan') {
    for (const before = calls++; Atomics.load(release, 0) === before;) Atomics.wait(release, 0, before);
  }
  void server.receive(message);
});
