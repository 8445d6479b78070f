import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlannerAnswer } from '../../../policies/driving/remote-planner.ts';
import type { RemoteTask } from '../../../policies/driving/remote-request.ts';
import type { PlannerTime, ToPlanner } from '../../../renderer/live/worker/planner-messages.ts';
import {
  PLANNER_LOST,
  PlannerSupervisor,
  type PlannerEvent,
  type ThreadEvents,
} from '../../../renderer/live/worker/planner-supervisor.ts';

/** A thread that answers pings for as long as it is not stuck. */
class Thread {
  readonly got: ToPlanner[] = [];
  stuck = false;
  alive = true;

  constructor(readonly events: ThreadEvents) {}

  post(message: ToPlanner): void {
    this.got.push(message);
    if (message.kind !== 'ping') return;
    queueMicrotask(() => {
      if (this.alive && !this.stuck) this.events.message({ kind: 'pong', ping: message.ping });
    });
  }

  terminate(): void {
    this.alive = false;
  }

  of(kind: ToPlanner['kind']): ToPlanner[] {
    return this.got.filter((message) => message.kind === kind);
  }
}

const task = { trackIds: [] } as unknown as RemoteTask;
const plan = (call: number) =>
  ({
    kind: 'plan',
    call,
    request: { id: 0, tick: 0, controlDt: 1, expectedDelayTicks: 0, state: new Float64Array(0) },
    budget: { evaluations: 1 },
  }) as const;

let threads: Thread[];
let events: PlannerEvent[];
let answers: PlannerAnswer[];
/** Whether new threads answer. */
let born: { stuck: boolean };

function supervise(): PlannerSupervisor {
  const supervisor = new PlannerSupervisor({
    spawn: (threadEvents) => {
      const thread = new Thread(threadEvents);
      thread.stuck = born.stuck;
      threads.push(thread);
      return thread;
    },
    planner: 'value',
    onEvent: (event) => events.push(event),
  });
  supervisor.answers.subscribe((answer) => answers.push(answer));
  return supervisor;
}

/** The number under which the thread knows the call that was posted last. */
function lastCall(thread: Thread): number {
  return (thread.of('plan').at(-1) as Extract<ToPlanner, { kind: 'plan' }>).call;
}

const finalPlan = (call: number) => ({ call, kind: 'plan', plan: new Float64Array(1), final: true }) as const;

beforeEach(() => {
  vi.useFakeTimers();
  threads = [];
  events = [];
  answers = [];
  born = { stuck: false };
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the supervisor of the planner', () => {
  it('passes calls and answers on, and says what the planner does', async () => {
    const supervisor = supervise();
    expect(supervisor.state).toBe('restarting');
    await vi.advanceTimersByTimeAsync(0);
    expect(supervisor.state).toBe('ready');
    supervisor.post({ kind: 'begin', task });
    supervisor.post(plan(0));
    expect(supervisor.state).toBe('thinking');
    threads[0].events.message(finalPlan(lastCall(threads[0])));
    expect(answers).toMatchObject([{ call: 0, kind: 'plan', final: true }]);
    expect(supervisor.state).toBe('ready');
    expect(events).toEqual([]);
  });

  it('tells how long a call waited and was computed, of calls that somebody waits for', async () => {
    const supervisor = supervise();
    await vi.advanceTimersByTimeAsync(0);
    const times: PlannerTime[] = [];
    supervisor.times.subscribe((time) => times.push(time));
    supervisor.post({ kind: 'begin', task });
    supervisor.post(plan(0));
    const call = lastCall(threads[0]);
    threads[0].events.message({ kind: 'time', call, queueMs: 2, computeMs: 30 });
    expect(times).toEqual([{ queueMs: 2, computeMs: 30 }]);
    // It is no answer: the call goes on.
    expect(answers).toEqual([]);
    expect(supervisor.state).toBe('thinking');
    supervisor.post({ kind: 'cancel', call: 0 });
    threads[0].events.message({ kind: 'time', call, queueMs: 2, computeMs: 90 });
    expect(times).toHaveLength(1);
  });

  it('keeps the calls of two episodes apart, though both begin with 0', () => {
    const supervisor = supervise();
    supervisor.post({ kind: 'begin', task });
    supervisor.post(plan(0));
    const first = lastCall(threads[0]);
    supervisor.post({ kind: 'begin', task });
    supervisor.post(plan(0));
    threads[0].events.message(finalPlan(first));
    expect(answers).toEqual([]);
    threads[0].events.message(finalPlan(lastCall(threads[0])));
    expect(answers).toHaveLength(1);
  });

  it('answers the calls of a thread that dies with faults, and tells the new one who it is and of the episode', async () => {
    const supervisor = supervise();
    await vi.advanceTimersByTimeAsync(0);
    supervisor.post({ kind: 'begin', task });
    supervisor.choose('drill:slow');
    supervisor.post(plan(0));
    supervisor.post(plan(1));
    threads[0].events.failed('It crashed.');
    expect(answers.map((answer) => [answer.call, answer.kind])).toEqual([
      [0, 'fault'],
      [1, 'fault'],
    ]);
    expect(answers.every((answer) => answer.kind === 'fault' && answer.message.startsWith(PLANNER_LOST))).toBe(true);
    expect(threads).toHaveLength(2);
    expect(threads[0].alive).toBe(false);
    expect(threads[1].got.slice(0, 2)).toEqual([
      { kind: 'planner', name: 'drill:slow' },
      { kind: 'begin', task },
    ]);
    expect(supervisor).toMatchObject({ state: 'restarting', restarts: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(supervisor.state).toBe('ready');
    expect(events).toEqual([{ kind: 'died', why: 'It crashed.' }, { kind: 'back' }]);
    supervisor.post(plan(2));
    threads[1].events.message(finalPlan(lastCall(threads[1])));
    expect(answers.at(-1)).toMatchObject({ call: 2, kind: 'plan' });
  });

  it('ignores what a thread says after its end', async () => {
    const supervisor = supervise();
    await vi.advanceTimersByTimeAsync(0);
    supervisor.post(plan(0));
    const call = lastCall(threads[0]);
    supervisor.kill('It was killed.');
    threads[0].events.failed('again');
    threads[0].events.message(finalPlan(call));
    expect(answers).toHaveLength(1);
    expect(threads).toHaveLength(2);
  });

  it('replaces a thread that hangs in a call which nobody waits for', async () => {
    const supervisor = supervise();
    await vi.advanceTimersByTimeAsync(0);
    supervisor.post(plan(0));
    threads[0].stuck = true;
    supervisor.post({ kind: 'cancel', call: 0 });
    await vi.advanceTimersByTimeAsync(999);
    expect(threads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(threads).toHaveLength(2);
    expect(threads[0].alive).toBe(false);
    expect(events[0]).toMatchObject({ kind: 'died' });
  });

  it('leaves a thread alone that stops when it is told to', async () => {
    const supervisor = supervise();
    supervisor.post(plan(0));
    supervisor.post({ kind: 'cancel', call: 0 });
    expect(threads[0].of('cancel')).toEqual([{ kind: 'cancel', call: lastCall(threads[0]) }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(threads).toHaveLength(1);
  });

  it('waits longer and longer where starting leads to nothing, and answers calls at once meanwhile', async () => {
    const supervisor = supervise();
    born.stuck = true;
    const spawned: number[] = [];
    for (const waitMs of [0, 249, 1, 999, 1]) {
      if (threads.at(-1)?.alive === true) threads.at(-1)?.events.failed('Its script did not load.');
      await vi.advanceTimersByTimeAsync(waitMs);
      spawned.push(threads.length);
    }
    expect(spawned).toEqual([1, 1, 2, 2, 3]);
    threads[2].events.failed('Its script did not load.');
    supervisor.post(plan(7));
    expect(answers).toMatchObject([{ call: 7, kind: 'fault' }]);
    born.stuck = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(supervisor.state).toBe('ready');
    supervisor.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(threads.filter(({ alive }) => alive)).toEqual([]);
  });

  it('gives a new thread its time even where a call was given up meanwhile', async () => {
    born.stuck = true;
    const supervisor = supervise();
    supervisor.post(plan(0));
    supervisor.post({ kind: 'cancel', call: 0 });
    await vi.advanceTimersByTimeAsync(14_999);
    expect(threads).toHaveLength(1);
  });

  it('does not wait for a new thread for ever', async () => {
    born.stuck = true;
    supervise();
    await vi.advanceTimersByTimeAsync(15_300);
    expect(threads).toHaveLength(2);
  });
});
