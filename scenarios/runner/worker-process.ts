import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { isMainThread, Worker } from 'node:worker_threads';

/**
 * A worker as its starter sees it, a child process or a thread: events `message`, `error` and, once, `exit` with its code
 * and the signal that killed it.
 */
export interface WorkerProcess extends EventEmitter {
  /** False: it is gone, or on its way. */
  readonly connected: boolean;
  /** @param sent told the error when it cannot be sent */
  send(message: object, sent?: (error: Error | null) => void): boolean;
  kill(signal?: NodeJS.Signals): boolean;
}

/**
 * Starts a worker as a process of its own. What runs in a thread itself starts threads: hosts that may not start processes
 * of Node, such as a packaged Electron, run everything in threads.
 */
export function startWorker(script: string): WorkerProcess {
  return isMainThread ? startProcess(script) : startThread(script);
}

/** @param options `isApart`: signals of the terminal do not reach it */
export function startProcess(script: string, { isApart = false } = {}): WorkerProcess {
  return fork(script, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: isApart,
  });
}

export function startThread(script: string): WorkerProcess {
  return new WorkerThread(script);
}

class WorkerThread extends EventEmitter implements WorkerProcess {
  connected = true;
  private readonly thread: Worker;

  constructor(script: string) {
    super();
    this.thread = new Worker(script);
    this.thread.on('message', (message) => this.emit('message', message));
    this.thread.once('error', (error: Error) => {
      // It ends with code 1, which says less.
      process.stderr.write(`${error.stack ?? error.message}\n`);
    });
    this.thread.once('exit', (code) => {
      this.connected = false;
      this.emit('exit', code, null);
    });
  }

  send(message: object, sent?: (error: Error | null) => void): boolean {
    // One that cannot be cloned throws, as it does for a process.
    if (this.connected) this.thread.postMessage(message);
    sent?.(this.connected ? null : new Error('the thread has ended'));
    return this.connected;
  }

  kill(): boolean {
    const wasRunning = this.connected;
    this.connected = false;
    void this.thread.terminate();
    return wasRunning;
  }
}
