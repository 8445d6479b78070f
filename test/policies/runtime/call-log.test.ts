import { describe, expect, it } from 'vitest';
import { CallLog, type CallRow } from '../../../policies/runtime/call-log.ts';
import { fixedLatency, TraceLatency } from '../../../policies/runtime/latency.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { AsyncPointPlanner, PointPlan, type PointRequest } from './point-domain.ts';
import { digestsOf, gateAt, pointSystem, type PointSystem } from './point-system.ts';

/** The rows as tuples: id, dispatch, end, latency, state, first use, last use, uses. */
function tuples(system: PointSystem): unknown[][] {
  return system.calls.rows().map(tupleOf);
}

function tupleOf({ id, dispatchTick, endTick, latencyMs, state, firstUse, lastUse, uses }: CallRow): unknown[] {
  return [id, dispatchTick, endTick, latencyMs, state, firstUse, lastUse, uses];
}

async function callsOf(system: PointSystem, ticks: number): Promise<unknown[][]> {
  await digestsOf(system, ticks);
  system.close();
  return tuples(system);
}

describe('the log of calls', () => {
  it('has a row per call: when it went out and ended, how long it took, and when its plan was used', async () => {
    // 50 ms are 3 ticks: asks at 0, 3, 6 ..., and each plan serves for 3 ticks.
    expect(await callsOf(pointSystem({ latency: fixedLatency(50) }), 10)).toEqual([
      [0, 0, 3, 50, 'accepted', 3, 5, 3],
      [1, 3, 6, 50, 'accepted', 6, 8, 3],
      [2, 6, 9, 50, 'accepted', 9, 9, 1],
      [3, 9, 10, null, 'cancelled', -1, -1, 0],
    ]);
  });

  it('keeps the latency as it was drawn, which may end between two ticks', async () => {
    const system = pointSystem({ latency: fixedLatency(50.1), gate: gateAt(0) });
    expect(await callsOf(system, 6)).toEqual([[0, 0, 4, 50.1, 'accepted', 4, 5, 2]]);
  });

  it('knows no latency of an answer that nobody took in', async () => {
    const planner = new AsyncPointPlanner(() => Promise.resolve());
    const latency = new TraceLatency('uneven', [100, 50]);
    const superseded = pointSystem({ planner, latency, gate: gateAt(0, 1) }, { maxInFlight: 2 });
    expect(await callsOf(superseded, 6)).toEqual([
      [0, 0, 4, null, 'superseded', -1, -1, 0],
      [1, 1, 4, 50, 'accepted', 4, 5, 2],
    ]);
    const timedOut = pointSystem({ latency: fixedLatency(150), gate: gateAt(0) }, { timeoutMs: 100 });
    expect(await callsOf(timedOut, 9)).toEqual([[0, 0, 6, null, 'timed-out', -1, -1, 0]]);
  });

  it('keeps the latency of a failure and of a plan that came too late', async () => {
    const failing = pointSystem({ planner: { name: 'none', plan: () => [] }, gate: gateAt(0) });
    expect(await callsOf(failing, 9)).toEqual([[0, 0, 6, 100, 'failed', -1, -1, 0]]);
    const short = {
      name: 'short-sighted',
      *plan(request: PointRequest) {
        const plan = new PointPlan();
        plan.fromTick = request.tick;
        plan.horizonTicks = 5;
        yield plan;
      },
    };
    expect(await callsOf(pointSystem({ planner: short, gate: gateAt(0) }), 9)).toEqual([
      [0, 0, 6, 100, 'expired', -1, -1, 0],
    ]);
  });

  it('is no part of the state, is cleared by a restore, and is carried over by its own state', async () => {
    const whole = pointSystem({ latency: fixedLatency(50) });
    await digestsOf(whole, 7);
    const state = whole.snapshot();
    const log = saveState(whole.calls);
    whole.calls.used(0, 99);
    expect(whole.snapshot()).toEqual(state);
    await digestsOf(whole, 40);

    const rows = tuples(whole);
    const twin = pointSystem({ latency: fixedLatency(50) });
    await digestsOf(twin, 20);
    twin.restore(state);
    expect(twin.calls.rows()).toEqual([]);
    await digestsOf(twin, 40);
    // Call 2 was in flight when the snapshot was taken.
    expect(tuples(twin).map(([id]) => id)).toEqual(
      tuples(whole)
        .map(([id]) => id)
        .slice(3),
    );

    twin.restore(state);
    restoreState(twin.calls, log);
    await digestsOf(twin, 40);
    const again = tuples(twin);
    expect(again.length).toBeGreaterThan(14);
    expect(again.slice(1)).toEqual(rows.slice(1));
  });

  it('grows with the calls', () => {
    const log = new CallLog();
    for (let id = 0; id < 100; id++) {
      log.dispatched(id, 2 * id);
      log.used(id, 2 * id + 1);
      log.ended(id, 2 * id + 1, 'accepted', id);
    }
    expect(log.rows().map(tupleOf)).toEqual(
      Array.from({ length: 100 }, (_, id) => [id, 2 * id, 2 * id + 1, id, 'accepted', 2 * id + 1, 2 * id + 1, 1]),
    );
  });
});
