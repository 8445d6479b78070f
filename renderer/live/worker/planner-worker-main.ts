import type { ToPlanner } from './planner-messages.ts';
import { servePlanner } from './planner-worker.ts';

/** The part of a worker's global scope that is used here; the DOM's types describe a page. */
declare const self: {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: ToPlanner }) => void) | null;
};

const receive = servePlanner((message) => self.postMessage(message));
self.onmessage = ({ data }) => receive(data);
