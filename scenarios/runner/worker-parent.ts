import { parentPort } from 'node:worker_threads';

/** Who started this worker, be it a process or a thread. */
export interface WorkerParent {
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent is gone. A thread ends with it and is not told. */
  onGone(listener: () => void): void;
}

export const workerParent: WorkerParent = {
  send: (message) => {
    // A parent that is gone says so by its end.
    if (parentPort === null) process.send?.(message, undefined, undefined, () => undefined);
    else parentPort.postMessage(message);
  },
  onMessage: (listener) => {
    if (parentPort === null) process.on('message', listener);
    else parentPort.on('message', listener);
  },
  onGone: (listener) => {
    if (parentPort === null) process.on('disconnect', listener);
  },
};
