import { startWorker, type WorkerProcess } from '../runner/worker-process.ts';
import type { ClipRequestMessage, ClipResponse, ClipTask } from './clip-protocol.ts';

export interface ClipPoolOptions {
  readonly workers: number;
  /** Path of the worker's bundle. */
  readonly script: string;
  readonly start: Extract<ClipRequestMessage, { type: 'start' }>;
  /** Wall-clock limit of one clip, ms: a worker that takes longer is killed and the clip is missing. */
  readonly clipLimitMs: number;
}

/**
 * Makes clips in child processes, each of which takes the next task when it is free.
 * @returns one answer per task, in the order of the tasks; a process that dies or hangs costs its clip alone
 */
export async function makeClips(tasks: readonly ClipTask[], options: ClipPoolOptions): Promise<ClipResponse[]> {
  const answers: ClipResponse[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    let child: WorkerProcess | null = null;
    try {
      while (next < tasks.length) {
        const at = next++;
        child ??= spawn(options);
        const answer: ClipResponse | null = await ask(child, tasks[at], options.clipLimitMs);
        answers[at] = answer ?? { type: 'missing', why: 'The process that should have shown it ended or hung.' };
        if (answer === null) child = null;
      }
    } finally {
      child?.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, tasks.length) }, lane));
  return answers;
}

function spawn({ script, start }: ClipPoolOptions): WorkerProcess {
  const child = startWorker(script);
  child.send(start);
  return child;
}

/** Null: the process is gone. */
function ask(child: WorkerProcess, task: ClipTask, limitMs: number): Promise<ClipResponse | null> {
  return new Promise((resolve) => {
    const settle = (answer: ClipResponse | null): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      // What it still says after this concerns nobody.
      child.on('error', () => undefined);
      if (answer === null) child.kill('SIGKILL');
      resolve(answer);
    };
    const timer = setTimeout(() => settle(null), limitMs);
    child.once('message', (answer: ClipResponse) => settle(answer));
    child.once('exit', () => settle(null));
    child.once('error', () => settle(null));
    child.send({ type: 'clip', task } satisfies ClipRequestMessage, (error) => {
      if (error !== null) settle(null);
    });
  });
}
