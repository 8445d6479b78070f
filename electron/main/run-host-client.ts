import type { RecordingFiles } from '../../scenarios/serve/recording-files.ts';
import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
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
  readonly timer: NodeJS.Timeout;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** More exits than this within `EXITS_MS` mean that a restart does not help. */
const MAX_EXITS = 5;
const EXITS_MS = 60_000;
/** A call that takes longer is stuck: a disk that answers at all is faster. */
const STUCK_MS = 30_000;

/**
 * The files of the recordings, kept by the run host. When it dies it is started again and gets every call that it has not
 * answered once more; the calls are made so that doing them twice does no harm.
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

  /** No call may follow. */
  end(): void {
    this.ended = true;
    this.child?.kill();
  }

  private call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const message = { call: this.nextCall++, method, args };
      const timer = setTimeout(() => {
        this.log(`The run host did not answer ${method} within ${this.stuckMs} ms and is restarted.`);
        this.child?.kill();
      }, this.stuckMs);
      this.pending.set(message.call, { message, timer, resolve: resolve, reject });
      this.child ??= this.started();
      this.child.postMessage(message);
    });
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
    clearTimeout(waiting.timer);
    if (reply.ok) waiting.resolve(reply.value);
    else if (reply.code !== null) waiting.reject(new BridgeProblem(reply.code, reply.message, reply.tip));
    else waiting.reject(new Error(reply.message));
  }

  private exited(code: number): void {
    this.child = null;
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
      timer.refresh();
      this.child.postMessage(message);
    }
  }

  /** What waits is refused; the next call tries again. */
  private giveUp(): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { timer, reject } of waiting) {
      clearTimeout(timer);
      reject(
        new BridgeProblem(
          'recorder-gone',
          'The process that writes the recordings ends again and again.',
          'Save the record by hand, then restart the program.',
        ),
      );
    }
  }
}
