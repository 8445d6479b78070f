import type { RecordingFiles } from '../../scenarios/serve/recording-files.ts';
import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
import type { SuiteEngine } from '../../scenarios/serve/suite-engine.ts';
import type { Method, RunHostCall, RunHostReply } from '../run-host/protocol.ts';

/** A started run host. */
export interface RunHostProcess {
  postMessage(message: RunHostCall): void;
  onMessage(listener: (reply: RunHostReply) => void): void;
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

interface Pending {
  readonly message: RunHostCall;
  /** Null: it may take as long as it takes. */
  readonly timer: NodeJS.Timeout | null;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** More exits than this within `EXITS_MS` mean that a restart does not help. */
const MAX_EXITS = 5;
const EXITS_MS = 60_000;
/** A call to files that takes longer is stuck: a disk that answers at all is faster. */
const STUCK_MS = 30_000;
/** At the end a run of a suite may finish the episodes under way, ms. */
const CLOSE_MS = 6_000;
/** Done twice, these would be two runs. */
const ONCE: readonly Method[] = ['suites.start', 'suites.resume', 'suites.close'];

/**
 * The files of the recordings and the runs of suites, kept by the run host. When it dies it is started again and gets every
 * call that it has not answered once more, if doing it twice does no harm; a run of a suite is cancelled by that.
 */
export class RunHostClient implements RecordingFiles {
  private child: RunHostProcess | null = null;
  private readonly pending = new Map<number, Pending>();
  private nextCall = 1;
  private exits: number[] = [];
  private ended = false;

  constructor(
    private readonly start: () => RunHostProcess,
    private readonly nowMs: () => number,
    private readonly log: (line: string) => void,
    private readonly stuckMs = STUCK_MS,
  ) {}

  readonly create = (name: string): Promise<string> => this.call('create', name);
  readonly write = (file: string, position: number, bytes: Uint8Array): Promise<void> =>
    this.call('write', file, position, bytes);
  readonly finish = (file: string, length: number): Promise<string> => this.call('finish', file, length);
  readonly release = (file: string): Promise<void> => this.call('release', file);
  readonly unfinished = (): ReturnType<RecordingFiles['unfinished']> => this.call('unfinished');

  readonly suites: SuiteEngine = {
    list: () => this.call('suites.list'),
    start: (plan, documents) => this.call('suites.start', plan, documents),
    resume: (run, workers) => this.call('suites.resume', run, workers),
    cancel: (run) => this.call('suites.cancel', run),
    progress: (run, from) => this.call('suites.progress', run, from),
    summary: (run) => this.call('suites.summary', run),
    report: (run) => this.call('suites.report', run),
    record: (run, episode) => this.call('suites.record', run, episode),
  };

  /** No call may follow. Resolves when a run of a suite has come to rest. */
  async end(): Promise<void> {
    this.ended = true;
    if (this.child === null) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([late, this.call('suites.close').catch(() => undefined)]);
    clearTimeout(timer);
    this.child?.kill();
  }

  private call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const message = { call: this.nextCall++, method, args };
      const timer = method.startsWith('suites.') ? null : this.watch(method);
      this.pending.set(message.call, { message, timer, resolve: resolve, reject });
      this.child ??= this.started();
      this.child.postMessage(message);
    });
  }

  private watch(method: Method): NodeJS.Timeout {
    return setTimeout(() => {
      this.log(`The run host did not answer ${method} within ${this.stuckMs} ms and is restarted.`);
      this.child?.kill();
    }, this.stuckMs);
  }

  private started(): RunHostProcess {
    const child = this.start();
    child.onMessage((reply) => {
      this.answered(reply);
    });
    child.onExit((code) => {
      if (this.child === child) this.exited(code);
    });
    return child;
  }

  private answered(reply: RunHostReply): void {
    const waiting = this.pending.get(reply.call);
    if (waiting === undefined) return;
    this.pending.delete(reply.call);
    if (waiting.timer !== null) clearTimeout(waiting.timer);
    if (reply.ok) waiting.resolve(reply.value);
    else if (reply.code !== null) waiting.reject(new BridgeProblem(reply.code, reply.message, reply.tip));
    else waiting.reject(new Error(reply.message));
  }

  private exited(code: number): void {
    this.child = null;
    this.refuse(({ method }) => ONCE.includes(method), SUITES_GONE);
    if (this.ended) return;
    this.log(`The run host ended with code ${code}.`);
    const now = this.nowMs();
    this.exits = [...this.exits.filter((then) => now - then < EXITS_MS), now];
    if (this.exits.length > MAX_EXITS) this.giveUp();
    else if (this.pending.size > 0) this.resume();
  }

  private resume(): void {
    this.child = this.started();
    for (const { message, timer } of this.pending.values()) {
      timer?.refresh();
      this.child.postMessage(message);
    }
  }

  /** What waits is refused; the next call tries again. */
  private giveUp(): void {
    this.refuse(({ method }) => method.startsWith('suites.'), SUITES_GONE);
    this.refuse(() => true, RECORDER_GONE);
  }

  private refuse(which: (call: RunHostCall) => boolean, problem: BridgeProblem): void {
    for (const [call, { message, timer, reject }] of this.pending) {
      if (!which(message)) continue;
      this.pending.delete(call);
      if (timer !== null) clearTimeout(timer);
      reject(problem);
    }
  }
}

const SUITES_GONE = new BridgeProblem(
  'suites-gone',
  'The process that runs the suites has ended.',
  'What is done is kept: resume the run.',
);
const RECORDER_GONE = new BridgeProblem(
  'recorder-gone',
  'The process that writes the recordings ends again and again.',
  'Save the record by hand, then restart the program.',
);
