import type { SuiteProgress } from '../../renderer/host/suite-contract.ts';
import { BridgeProblem } from './bridge-problem.ts';
import { RowStore } from './row-store.ts';
import type { BegunRun, SuiteTask } from './suite-task.ts';
import { SuiteWork, WorkLost, type SuiteWorkOptions } from './suite-work.ts';

export interface LiveRunOptions extends SuiteWorkOptions {
  readonly nowMs: () => number;
}

/** So many episodes tell the pace. */
const PACE_EPISODES = 3;
/** Who cancels once more after so long does not want to wait for the episodes under way, ms. */
const IMPATIENT_MS = 5000;

/** A run of a suite from its start until its end. */
export class LiveRun {
  readonly rows = new RowStore();
  /** Resolves when the run has begun. Rejects where it could not: nothing was run. */
  readonly started: Promise<void>;
  /** Resolves when it has ended, however. */
  readonly over: Promise<void>;
  begun: BegunRun | null = null;
  isOver = false;
  private isLost = false;
  private state: SuiteProgress['state'] = 'running';
  private problem: SuiteProgress['problem'] = null;
  private readonly work: SuiteWork;
  private readonly nowMs: () => number;
  private readonly startedMs: number;
  private endedMs: number | null = null;
  private cancelledMs: number | null = null;

  constructor(task: SuiteTask, { nowMs, ...options }: LiveRunOptions) {
    this.nowMs = nowMs;
    this.startedMs = nowMs();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    this.work = new SuiteWork(task, options, (news) => {
      if (news.type === 'rows') this.rows.add(news.rows);
      if (news.type !== 'begun') return;
      this.begun = news.begun;
      begin();
    });
    this.started = Promise.race([begun, this.work.ended.then(() => undefined)]);
    this.over = this.work.ended.then(
      (value) => this.end(value === 'finished' ? 'finished' : 'cancelled', null),
      (error: unknown) => this.fail(error, options.log),
    );
  }

  /** Whether it ended by itself, so that every result of its folder has come here. */
  get isComplete(): boolean {
    return this.isOver && !this.isLost;
  }

  about(): Pick<SuiteProgress, 'state' | 'problem' | 'total' | 'done' | 'elapsedS' | 'leftS'> {
    const { state, problem, begun } = this;
    const done = this.rows.length;
    const total = Math.max(begun?.total ?? 0, done);
    const elapsedS = Math.max(0, (this.endedMs ?? this.nowMs()) - this.startedMs) / 1000;
    const fresh = done - (begun?.kept ?? 0);
    const isPaced = state === 'running' && fresh >= PACE_EPISODES;
    return { state, problem, total, done, elapsedS, leftS: isPaced ? ((total - done) * elapsedS) / fresh : null };
  }

  cancel(): void {
    if (this.isOver) return;
    this.state = 'cancelling';
    if (this.cancelledMs === null) {
      this.cancelledMs = this.nowMs();
      this.work.cancel();
    } else if (this.nowMs() - this.cancelledMs > IMPATIENT_MS) this.kill();
  }

  /** What is under way is lost; what has ended is on disk. */
  kill(): void {
    this.work.kill();
  }

  private fail(error: unknown, log: (line: string) => void): void {
    this.isLost = true;
    // It may have been killed because the episodes under way took too long.
    if (this.state === 'cancelling' && error instanceof WorkLost) {
      this.end('cancelled', null);
      return;
    }
    if (error instanceof BridgeProblem) {
      this.end('failed', { message: error.message, tip: error.tip });
      return;
    }
    log(`suite: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    this.end('failed', { message: 'The run failed.', tip: 'The log of the program says more.' });
  }

  private end(state: SuiteProgress['state'], problem: SuiteProgress['problem']): void {
    this.isOver = true;
    this.endedMs = this.nowMs();
    this.state = state;
    this.problem = problem;
  }
}
