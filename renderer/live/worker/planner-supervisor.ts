import { Subject } from 'rxjs';
import type { RemoteTask } from '../../../policies/driving/remote-request.ts';
import type { PlannerAnswer, PlannerMessage, PlannerPort } from '../../../policies/driving/remote-planner.ts';
import { sharedClockMs } from './clock.ts';
import type { FromPlanner, PlannerTime, ToPlanner } from './planner-messages.ts';

/** A planner's worker, or what stands for it in tests. */
export interface PlannerThread {
  post(message: ToPlanner): void;
  terminate(): void;
}

/** What a thread tells its owner; nothing after `terminate`. */
export interface ThreadEvents {
  message(message: FromPlanner): void;
  /** It cannot go on. */
  failed(why: string): void;
}

export type PlannerEvent =
  /** The thread is gone and a new one is being started. */
  | { readonly kind: 'died'; readonly why: string }
  /** A thread answers again. */
  | { readonly kind: 'back' };

export interface SupervisorOptions {
  readonly spawn: (events: ThreadEvents) => PlannerThread;
  readonly planner: string;
  readonly onEvent: (event: PlannerEvent) => void;
}

/** Time in which a thread that lost its call must answer a ping. */
const PING_MS = 1000;
/** Time in which a new thread must answer its first. */
const START_MS = 15_000;
/** How the fault of a call without a thread begins. */
export const PLANNER_LOST = 'the planner was lost';
/** Waits before the first, second, ... restart in a row that leads to nothing. */
const BACKOFF_MS = [0, 250, 1000, 5000];

/**
 * Keeps a planner's thread alive. Its stream of answers never errs: a thread that dies, is killed, or hangs in a call that
 * nobody waits for is replaced, its calls are answered with faults, and the new thread is told of the episode.
 */
export class PlannerSupervisor implements PlannerPort {
  readonly answers = new Subject<PlannerAnswer>();
  /** Of calls that were answered, just before their last answer. */
  readonly times = new Subject<PlannerTime>();
  restarts = 0;
  private readonly options: SupervisorOptions;
  private planner: string;
  private task: RemoteTask | null = null;
  private thread: PlannerThread | null = null;
  private started = false;
  private fruitless = 0;
  /** Calls of threads are numbered through all episodes, since each episode numbers its own from 0. */
  private nextCall = 0;
  private readonly outstanding = new Map<number, number>();
  private nextPing = 0;
  private readonly pings = new Map<number, ReturnType<typeof setTimeout>>();
  private restart: ReturnType<typeof setTimeout> | null = null;
  private disposed = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.planner = options.planner;
    this.start();
  }

  get state(): 'ready' | 'thinking' | 'restarting' {
    if (!this.started) return 'restarting';
    return this.outstanding.size > 0 ? 'thinking' : 'ready';
  }

  post(message: PlannerMessage): void {
    if (message.kind === 'begin') {
      this.outstanding.clear();
      this.task = message.task;
      this.thread?.post(message);
    } else if (message.kind === 'plan') {
      this.plan(message);
    } else {
      this.cancel(message.call);
    }
  }

  /** Who answers from now on; what is being computed is still answered by who was asked. */
  choose(planner: string): void {
    if (planner === this.planner) return;
    this.planner = planner;
    this.thread?.post({ kind: 'planner', name: planner });
    if (this.task !== null) this.thread?.post({ kind: 'begin', task: this.task });
  }

  /** The thread is ended as if it had crashed. */
  kill(why: string): void {
    if (this.thread !== null) this.died(why);
  }

  dispose(): void {
    this.disposed = true;
    this.drop();
    this.answers.complete();
    this.times.complete();
  }

  private plan(message: Extract<PlannerMessage, { kind: 'plan' }>): void {
    if (this.thread === null) {
      this.answers.next({ call: message.call, kind: 'fault', message: `${PLANNER_LOST} and is being started again` });
      return;
    }
    const call = this.nextCall++;
    this.outstanding.set(call, message.call);
    this.thread.post({ ...message, call, sentMs: sharedClockMs() });
  }

  private cancel(asked: number): void {
    for (const [call, of] of [...this.outstanding]) {
      if (of !== asked) continue;
      this.outstanding.delete(call);
      this.thread?.post({ kind: 'cancel', call });
      // One that is still being started answers nothing yet.
      this.ping(this.started ? PING_MS : START_MS, 'The planner did not stop when its call was over.');
    }
  }

  private start(): void {
    if (this.disposed) return;
    this.restart = null;
    const events: ThreadEvents = {
      message: (message) => {
        if (thread === this.thread) this.receive(message);
      },
      failed: (why) => {
        if (thread === this.thread) this.died(why);
      },
    };
    const thread = this.options.spawn(events);
    this.thread = thread;
    thread.post({ kind: 'planner', name: this.planner });
    if (this.task !== null) thread.post({ kind: 'begin', task: this.task });
    this.ping(START_MS, 'The planner could not be started.');
  }

  private receive(message: FromPlanner): void {
    if (message.kind === 'pong') {
      this.heard(message.ping);
      return;
    }
    const call = this.outstanding.get(message.call);
    if (call === undefined) return;
    if (message.kind === 'time') {
      this.times.next({ queueMs: message.queueMs, computeMs: message.computeMs });
      return;
    }
    if (message.kind === 'fault' || message.final) this.outstanding.delete(message.call);
    this.answers.next({ ...message, call });
  }

  private heard(ping: number): void {
    clearTimeout(this.pings.get(ping));
    this.pings.delete(ping);
    if (this.started) return;
    this.started = true;
    this.fruitless = 0;
    if (this.restarts > 0) this.options.onEvent({ kind: 'back' });
  }

  private ping(withinMs: number, otherwise: string): void {
    const ping = this.nextPing++;
    this.pings.set(
      ping,
      setTimeout(() => this.died(otherwise), withinMs),
    );
    this.thread?.post({ kind: 'ping', ping });
  }

  private died(why: string): void {
    const lost = [...this.outstanding.values()];
    if (!this.started) this.fruitless++;
    this.drop();
    this.restarts++;
    this.options.onEvent({ kind: 'died', why });
    for (const call of lost) this.answers.next({ call, kind: 'fault', message: `${PLANNER_LOST}: ${why}` });
    const waitMs = BACKOFF_MS[Math.min(this.fruitless, BACKOFF_MS.length - 1)];
    if (waitMs === 0) this.start();
    else this.restart = setTimeout(() => this.start(), waitMs);
  }

  private drop(): void {
    if (this.restart !== null) clearTimeout(this.restart);
    for (const timer of this.pings.values()) clearTimeout(timer);
    this.pings.clear();
    this.outstanding.clear();
    this.started = false;
    const { thread } = this;
    this.thread = null;
    thread?.terminate();
  }
}
