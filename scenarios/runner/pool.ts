import { domainNamed } from '../domains/domains.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { errorResultOfTask } from './error-result.ts';
import type { EpisodeTask, WorkerRequest, WorkerResponse } from './protocol.ts';
import type { EpisodeFacts } from './runtime-summary.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

export interface PoolOptions {
  readonly workers: number;
  /** Path of the worker's bundle. */
  readonly script: string;
  readonly start: Extract<WorkerRequest, { type: 'start' }>;
  /** Wall-clock limit of one episode, ms: a worker that takes longer is killed and the episode is an error. */
  readonly episodeLimitMs: number;
  /** The model's name and hash, for results that the worker can no longer write. */
  readonly model: EpisodeFacts['model'];
}

/** The worker cannot work at all: the run must stop. */
export class WorkerBroken extends Error {}

/** A worker cannot write what it shall: the run must stop. The message is for the user. */
export class PoolUnwritable extends Error {}

/**
 * Runs episodes in child processes. Each process takes the next job when it is free; results come in the order in which
 * they end. A process that dies or hangs costs its episode, which becomes an `error`, and is replaced; so is one whose
 * episode ended in an error.
 *
 * @param next gives the next job, or null when there are no more
 * @param done receives each result; the next job is sent when its promise resolves, so that results are on disk
 * @throws WorkerBroken when a worker cannot start
 * @throws PoolUnwritable when the disk is full
 */
export async function runPool(
  options: PoolOptions,
  next: () => EpisodeTask | null,
  done: (result: EpisodeResult) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const lanes: Promise<void>[] = [];
  for (let i = 0; i < options.workers; i++) lanes.push(new Lane(options, next, done, signal).run());
  await Promise.all(lanes);
}

/** One slot of the pool and the process that fills it. */
class Lane {
  private child: WorkerProcess | null = null;

  constructor(
    private readonly options: PoolOptions,
    private readonly next: () => EpisodeTask | null,
    private readonly done: (result: EpisodeResult) => Promise<void>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async run(): Promise<void> {
    try {
      for (;;) {
        if (this.signal?.aborted === true) return;
        const task = this.next();
        if (task === null) return;
        await this.done(await this.episode(task));
      }
    } finally {
      this.child?.kill('SIGKILL');
    }
  }

  private async episode(task: EpisodeTask): Promise<EpisodeResult> {
    const started = performance.now();
    // One that died while it had nothing to do costs nobody's episode.
    if (this.child?.connected === false) this.child = null;
    const child = (this.child ??= await this.spawn());
    return new Promise<EpisodeResult>((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const fail = (what: string, message: string): void => {
        settle();
        this.dismiss(child);
        resolve(this.error(task, what, message, performance.now() - started));
      };
      const onMessage = (message: WorkerResponse): void => {
        settle();
        if (message.type === 'result') {
          // What went wrong within may be wrong for good: a network's runtime that aborted never runs again.
          if (message.result.error) this.dismiss(child);
          resolve(message.result);
        } else if (message.type === 'unwritable') reject(new PoolUnwritable(message.message));
        else reject(new WorkerBroken(message.type === 'broken' ? message.message : 'unexpected answer of a worker'));
      };
      const onExit = (code: number | null, killedBy: string | null): void => {
        fail('worker died', `the worker process ended with ${killedBy ?? `exit code ${code}`}`);
      };
      const timer = setTimeout(() => {
        const limit = Math.round(this.options.episodeLimitMs / 1000);
        fail('watchdog', `the episode did not end within ${limit} s of wall-clock time: a planner or policy hangs`);
      }, this.options.episodeLimitMs);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send({ type: 'episode', ...task } satisfies WorkerRequest);
    });
  }

  private dismiss(child: WorkerProcess): void {
    this.child = null;
    child.kill('SIGKILL');
  }

  private spawn(): Promise<WorkerProcess> {
    return new Promise((resolve, reject) => {
      const child = startWorker(this.options.script);
      const onExit = (code: number | null): void =>
        reject(new WorkerBroken(`a worker ended with exit code ${code} before it was ready`));
      child.once('exit', onExit);
      child.once('error', (error) => reject(new WorkerBroken(error.message)));
      child.once('message', (message: WorkerResponse) => {
        child.off('exit', onExit);
        if (message.type === 'ready') {
          resolve(child);
          return;
        }
        // It waits for more, and would keep this process waiting too.
        child.kill('SIGKILL');
        reject(new WorkerBroken(message.type === 'broken' ? message.message : 'unexpected first message'));
      });
      child.send(this.options.start);
    });
  }

  private error(task: EpisodeTask, what: string, message: string, wallMs: number): EpisodeResult {
    const { domain, engineVersion } = this.options.start;
    const model = domainNamed(domain).usesModels(task.job.arm) ? this.options.model : null;
    return errorResultOfTask(task, { model, engineVersion }, { what, message }, wallMs);
  }
}
