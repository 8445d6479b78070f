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
    if (parentPort === null) process.send?.(message);
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
