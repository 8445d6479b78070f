import { startProcess, startThread, type WorkerProcess } from '../runner/worker-process.ts';
import { BridgeProblem } from './bridge-problem.ts';
import type { SuiteTask, SuiteTaskNews, SuiteTaskRequest } from './suite-task.ts';

export interface SuiteWorkOptions {
  /** Path of the bundle, `dist/suite-task.mjs`. */
  readonly script: string;
  /** Threads where no processes of Node can be started, as in a packaged Electron. */
  readonly as: 'processes' | 'threads';
  /** Told what a person who mends the program needs. */
  readonly log: (line: string) => void;
}

/** One task under way. */
export class SuiteWork {
  /** The task's value, or how it failed: BridgeProblem, or Error that nobody foresaw. */
  readonly ended: Promise<string>;
  private readonly worker: WorkerProcess;

  /** @param onNews what is told before the end */
  constructor(task: SuiteTask, { script, as, log }: SuiteWorkOptions, onNews: (news: SuiteTaskNews) => void) {
    const worker = as === 'threads' ? startThread(script) : startProcess(script, { isApart: true });
    this.worker = worker;
    this.ended = new Promise((resolve, reject) => {
      worker.on('error', (error: Error) => {
        reject(new Error(`A task on a suite cannot be started: ${error.message}`));
      });
      worker.on('exit', (code: number | null, signal: string | null) => {
        log(`The task '${task.kind}' on a suite ended with ${signal ?? `code ${code}`}.`);
        reject(new WorkLost());
      });
      worker.on('message', (news: SuiteTaskNews) => {
        if (news.type === 'ended') resolve(news.value);
        else if (news.type === 'problem')
          reject(new BridgeProblem(news.problem.code, news.problem.message, news.problem.tip));
        else if (news.type === 'broken') reject(new Error(news.stack));
        else onNews(news);
      });
    });
    const end = (): void => {
      worker.removeAllListeners();
      // What it still says concerns nobody.
      worker.on('error', () => undefined);
      worker.kill('SIGKILL');
    };
    this.ended.then(end, end);
    this.send({ type: 'task', task });
  }

  /** A run ends after the episodes that are under way. */
  cancel(): void {
    this.send({ type: 'cancel' });
  }

  kill(): void {
    this.worker.kill('SIGKILL');
  }

  private send(request: SuiteTaskRequest): void {
    // One that is gone says so by its end.
    this.worker.send(request, () => undefined);
  }
}

/** The process or thread ended before its task did. */
export class WorkLost extends BridgeProblem {
  constructor() {
    super(
      'work-lost',
      'The process that worked on the suite ended before it was done.',
      'What is done is kept: resume the run.',
    );
  }
}
