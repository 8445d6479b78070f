import fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Decision, Plan } from '../../../policies/contracts.ts';
import type { RemotePlanner, RemoteResult } from '../../../policies/runtime/live.ts';
import { ticksForMs } from '../../../sim/kernel/clock.ts';
import { LatencyFloor } from '../../../renderer/live/worker/latency-floor.ts';

const DT = 1 / 60;
type Result = RemoteResult<Plan>;

/** A planner that answers when it is told to. */
class Answers implements RemotePlanner<null, Decision, Plan> {
  readonly name = 'told';
  readonly results = new Subject<Result>();
  readonly posted: number[] = [];
  readonly cancelled: number[] = [];

  post(call: number): void {
    this.posted.push(call);
  }

  cancel(call: number): void {
    this.cancelled.push(call);
  }

  answer(call: number, final = true): void {
    this.results.next({ call, kind: 'plan', plan: null as unknown as Plan, final });
  }
}

function setup(latencyMs: number) {
  const planner = new Answers();
  const floor = new LatencyFloor(planner, latencyMs);
  const heard: Result[] = [];
  floor.results.subscribe((result) => heard.push(result));
  const post = (call: number, tick: number): void =>
    floor.post(
      call,
      {
        ...{ id: call, tick, controlDt: DT, expectedDelayTicks: 0 },
        observation: null,
        decision: null as unknown as Decision,
        inForce: null,
      },
      { evaluations: 1 },
    );
  return { planner, floor, heard, post };
}

describe('the floor under the planner latency', () => {
  it('lets an answer go at the tick of the virtual latency, or when it comes, whichever is later', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(1000), fc.nat(200), (latencyMs, dispatchTick, answeredAfter) => {
        const { planner, floor, heard, post } = setup(latencyMs);
        post(0, dispatchTick);
        let released = -1;
        for (let tick = dispatchTick; released < 0; tick++) {
          if (tick === dispatchTick + answeredAfter) planner.answer(0);
          floor.release(tick);
          if (heard.length > 0) released = tick;
        }
        expect(released).toBe(dispatchTick + Math.max(ticksForMs(latencyMs, DT), answeredAfter));
        expect(heard).toHaveLength(1);
      }),
    );
  });

  it('takes a new latency for the requests that follow', () => {
    const { planner, floor, heard, post } = setup(1000);
    post(0, 0);
    floor.latencyMs = 0;
    post(1, 0);
    planner.answer(0);
    planner.answer(1);
    floor.release(1);
    expect(heard.map(({ call }) => call)).toEqual([1]);
    floor.release(60);
    expect(heard.map(({ call }) => call)).toEqual([1, 0]);
  });

  it('keeps the order of improving plans, and passes faults on', () => {
    const { planner, floor, heard, post } = setup(0);
    post(0, 0);
    planner.answer(0, false);
    floor.release(1);
    planner.answer(0, false);
    planner.results.next({ call: 0, kind: 'fault', message: 'broken' });
    floor.release(2);
    expect(heard.map(({ kind }) => kind)).toEqual(['plan', 'plan', 'fault']);
  });

  it('forgets what was cancelled, and tells the planner only while it computes', () => {
    const { planner, floor, heard, post } = setup(100);
    post(0, 0);
    post(1, 0);
    planner.answer(0);
    floor.cancel(0);
    floor.cancel(1);
    planner.answer(1);
    floor.release(1000);
    expect(heard).toEqual([]);
    expect(planner.cancelled).toEqual([1]);
  });

  it('lets the clock of time-outs run only while an answer is owed', () => {
    const { planner, floor, post } = setup(10_000);
    const fired: number[] = [];
    const later = (ms: number) => floor.scheduler.schedule(() => void fired.push(ms), ms);
    floor.advance(0);
    later(100);
    floor.advance(5000);
    expect(fired).toEqual([]);
    post(0, 0);
    floor.advance(5099);
    expect(fired).toEqual([]);
    floor.advance(5100);
    expect(fired).toEqual([100]);
    later(50);
    planner.answer(0);
    floor.advance(9000);
    expect(fired).toEqual([100]);
    post(1, 0);
    floor.advance(9050);
    expect(fired).toEqual([100, 50]);
  });

  it('does not fire what was called off', () => {
    const { floor, post } = setup(0);
    const fired: number[] = [];
    floor.advance(0);
    post(0, 0);
    floor.scheduler.schedule(() => void fired.push(1), 10).unsubscribe();
    floor.advance(100);
    expect(fired).toEqual([]);
  });
});
