import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannerBudget } from '../../../policies/contracts.ts';
import { HysteresisGate } from '../../../policies/gates/hysteresis.ts';
import { NeverGate } from '../../../policies/gates/never.ts';
import { RandomGate } from '../../../policies/gates/random.ts';
import { fixedLatency, SampledLatency, TraceLatency, zeroLatency } from '../../../policies/runtime/latency.ts';
import type { RequestNotice, RuntimeObserver } from '../../../policies/runtime/observer.ts';
import { PlannerHung } from '../../../policies/runtime/planner-call.ts';
import { firstDifference, saveState } from '../../../sim/kernel/state-codec.ts';
import {
  AsyncPointPlanner,
  CONTROL_DT,
  PointPlan,
  PointPlanner,
  PointPolicy,
  PointWorld,
  SpeedReflex,
} from './point-domain.ts';
import type { PointAction, PointDecision, PointRequest } from './point-domain.ts';
import { digestsOf, gateAt, pointSystem } from './point-system.ts';
import type { PointOptions, PointSystem } from './point-system.ts';

type PointObserver = RuntimeObserver<PointDecision, PointPlan, PointAction>;

/** Writes down every event as a line. */
function logOf(): { lines: string[]; observer: PointObserver } {
  const lines: string[] = [];
  return {
    lines,
    observer: {
      onRequest: ({ tick, id, state }: RequestNotice) => lines.push(`${tick}: ${id} ${state}`),
      onAction: (tick, _action, source) => lines.push(`${tick}: ${source}`),
      onFailure: ({ tick, id, kind, message }) => lines.push(`${tick}: ${id} ${kind}: ${message}`),
    },
  };
}

async function requestsOf(system: (observer: PointObserver) => PointSystem, ticks: number): Promise<string[]> {
  const { lines, observer } = logOf();
  const built = system({ onRequest: observer.onRequest!, onFailure: observer.onFailure! });
  await digestsOf(built, ticks);
  built.close();
  return lines;
}

describe('time', () => {
  it('brings a plan into force when its latency has passed, and asks again at once while the gate is open', async () => {
    const { lines, observer } = logOf();
    await digestsOf(pointSystem({ latency: fixedLatency(50) }, { observers: [observer] }), 5);
    expect(lines).toEqual([
      ...['0: 0 dispatched', '0: fast', '1: fast', '2: fast'],
      ...['3: 0 accepted', '3: 1 dispatched', '3: plan', '4: plan'],
    ]);
  });

  it.each([
    [0, 1],
    [1, 1],
    [16.6, 1],
    [50, 3],
    [50.1, 4],
    [200, 12],
  ])('delivers after %d ms at tick %d', async (ms, dueTick) => {
    const lines = await requestsOf(
      (observer) => pointSystem({ latency: fixedLatency(ms), gate: gateAt(0) }, { observers: [observer] }),
      dueTick + 1,
    );
    expect(lines).toEqual(['0: 0 dispatched', `${dueTick}: 0 accepted`]);
  });

  it('is never thinking about two things at once, unless it may', async () => {
    const latency = new TraceLatency('uneven', [100, 50]);
    const lines = await requestsOf(
      (observer) => pointSystem({ latency, gate: gateAt(0, 1, 7) }, { observers: [observer] }),
      9,
    );
    expect(lines).toEqual(['0: 0 dispatched', '6: 0 accepted', '7: 1 dispatched', '9: 1 cancelled']);
  });

  it('supersedes an older request when a later one is answered first, and says so to its planner', async () => {
    const planner = new AsyncPointPlanner(() => Promise.resolve());
    const latency = new TraceLatency('uneven', [100, 50]);
    const lines = await requestsOf(
      (observer) => pointSystem({ planner, latency, gate: gateAt(0, 1) }, { maxInFlight: 2, observers: [observer] }),
      8,
    );
    expect(lines).toEqual(['0: 0 dispatched', '1: 1 dispatched', '4: 1 accepted', '4: 0 superseded']);
    expect(planner.signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  it('counts a request as timed out at the tick of the time-out, and never sees its plan', async () => {
    const planner = new PointPlanner();
    const latency = new TraceLatency('uneven', [150, 100]);
    const lines = await requestsOf(
      (observer) => pointSystem({ planner, latency, gate: gateAt(0, 10) }, { timeoutMs: 100, observers: [observer] }),
      20,
    );
    expect(lines).toEqual(['0: 0 dispatched', '6: 0 timed-out', '10: 1 dispatched', '16: 1 accepted']);
  });

  it('keeps a plan in force to the last tick of its horizon', async () => {
    const { lines, observer } = logOf();
    const system = pointSystem({ gate: gateAt(0) }, { observers: [observer] });
    await digestsOf(system, 38);
    // From tick 6, the expected arrival, 29 ticks on.
    expect(lines.filter((line) => line.endsWith('plan')).map((line) => parseInt(line))).toEqual(
      Array.from({ length: 30 }, (_, i) => 6 + i),
    );
    expect(system.statistics.lapsed).toBe(1);
    expect(system.planInForce).toBeNull();
  });

  it('does not use a plan that was over before it came', async () => {
    const planner = {
      name: 'short-sighted',
      *plan(request: PointRequest) {
        const plan = new PointPlan();
        plan.fromTick = request.tick;
        plan.horizonTicks = request.id === 0 ? 5 : 6;
        yield plan;
      },
    };
    const lines = await requestsOf((observer) => pointSystem({ planner }, { observers: [observer] }), 13);
    expect(lines.slice(0, 4)).toEqual(['0: 0 dispatched', '6: 0 expired', '6: 1 dispatched', '12: 1 accepted']);
  });
});

describe('the blocking arm', () => {
  it('holds before the first plan, then acts on plans only, thinking back to back', async () => {
    const { lines, observer } = logOf();
    const latency = fixedLatency(700);
    await digestsOf(pointSystem({ blocking: true, gate: null, latency }, { observers: [observer] }), 90);
    const sources = lines.filter((line) => /hold|plan|fast/.test(line)).map((line) => line.split(' ')[1]);
    expect(sources).toEqual([...Array<string>(42).fill('hold'), ...Array<string>(48).fill('plan')]);
    expect(lines.filter((line) => /\d (accepted|dispatched)/.test(line))).toEqual([
      ...['0: 0 dispatched', '42: 0 accepted', '42: 1 dispatched', '84: 1 accepted', '84: 2 dispatched'],
    ]);
  });
});

describe('a planner that fails', () => {
  const failing: [string, () => Iterable<PointPlan> | AsyncIterable<PointPlan>, string][] = [
    [
      'throws',
      () => {
        throw new Error('no fuel');
      },
      'threw: no fuel',
    ],
    [
      'throws after a plan',
      function* () {
        yield new PointPlan();
        throw new Error('no fuel');
      },
      'threw: no fuel',
    ],
    [
      'throws asynchronously',
      async function* () {
        yield await Promise.resolve(new PointPlan());
        throw new Error('no fuel');
      },
      'threw: no fuel',
    ],
    ['gives nothing', () => [], 'no-plan: the planner ended without a plan'],
    [
      'gives NaN',
      function* () {
        const plan = new PointPlan();
        plan.accelerations[3] = NaN;
        yield plan;
      },
      'invalid-plan: acceleration 3 is NaN',
    ],
    [
      'gives an endless horizon',
      function* () {
        const plan = new PointPlan();
        plan.horizonTicks = Infinity;
        yield plan;
      },
      'invalid-plan: horizonTicks must be a whole number of at least 0, but is Infinity',
    ],
    [
      'never ends',
      function* () {
        const plan = new PointPlan();
        for (;;) yield plan;
      },
      'threw: the planner gave more than 100000 plans and did not end',
    ],
  ];

  it.each(failing)('%s: is counted and named when due, and the run goes on', async (_what, plan, message) => {
    const { lines, observer } = logOf();
    const system = pointSystem({ planner: { name: 'bad', plan }, gate: gateAt(0) }, { observers: [observer] });
    await digestsOf(system, 8);
    expect(lines.filter((line) => !line.endsWith('fast'))).toEqual([
      ...['0: 0 dispatched', `6: 0 ${message}`, '6: 0 failed'],
    ]);
    expect(system.ledger.counts).toMatchObject({ calls: 1, failed: 1, accepted: 0, hung: 0 });
    expect(system.statistics.sourceTicks.fast).toBe(8);
  });

  it('hangs: the watchdog ends it, and the episode knows', async () => {
    const planner = new AsyncPointPlanner(() => new Promise(() => undefined));
    const system = pointSystem(
      { planner, gate: gateAt(0) },
      { watchdog: (work, id) => Promise.race([work, Promise.reject(new PlannerHung(`request ${id} hangs`))]) },
    );
    await digestsOf(system, 8);
    expect(system.ledger.counts).toMatchObject({ calls: 1, failed: 1, hung: 1 });
    expect(planner.signals[0].aborted).toBe(true);
  });

  it('is still thinking at the end: its request is cancelled, and its plan comes to nobody', async () => {
    let release = () => {};
    const planner = new AsyncPointPlanner(() => new Promise((resolve) => (release = resolve)));
    const lines: string[] = [];
    const observer: PointObserver = { onRequest: ({ state, why }) => lines.push(`${state}: ${why}`) };
    const system = pointSystem({ planner }, { world: new PointWorld(1, 3), observers: [observer] });
    await digestsOf(system, 3);
    expect(system.ended).toBe(true);
    system.close();
    const digest = system.digest();
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(['dispatched: always', 'cancelled: the episode ended before the plan came']);
    expect(system.ledger.counts).toMatchObject({ calls: 1, cancelled: 1 });
    expect(planner.signals[0].aborted).toBe(true);
    expect(system.digest()).toBe(digest);
    expect(() => system.prepare()).toThrow('The episode ended at tick 3');
  });
});

describe('asynchronous planners', () => {
  it('give the same run, bit for bit, however long they take', async () => {
    const reference = await digestsOf(pointSystem(), 40);
    const atOnce = new AsyncPointPlanner(() => Promise.resolve());
    expect(await digestsOf(pointSystem({ planner: atOnce }), 40)).toEqual(reference);
    const slowly = new AsyncPointPlanner(() => new Promise((resolve) => setImmediate(() => setImmediate(resolve))));
    expect(await digestsOf(pointSystem({ planner: slowly }), 40)).toEqual(reference);
  });

  it('run beside the ticks: nothing is awaited before the plan is due', async () => {
    let release = () => {};
    const planner = new AsyncPointPlanner(() => new Promise((resolve) => (release = resolve)));
    const system = pointSystem({ planner, budget: { evaluations: 10 } });
    await digestsOf(system, 6);
    const due = system.settle();
    expect(due).not.toBeNull();
    expect(() => system.prepare()).toThrow('Request 0 is due at tick 6 and still computing');
    release();
    await due;
    system.prepare();
    expect(system.ledger.counts.accepted).toBe(1);
  });
});

describe('the state of an episode', () => {
  const latencies = [
    () => zeroLatency(),
    () => fixedLatency(100),
    () => new SampledLatency(100, 80, 5),
    () => new TraceLatency('uneven', [10, 180, 60]),
  ];
  const gates = [
    () => new RandomGate(600, 3),
    () =>
      new HysteresisGate((_o, d: PointDecision) => d.uncertainty.level * 2, { reason: 'level', callsPerMinute: 60 }),
    () => new NeverGate(),
  ];

  const setups = fc.record({
    latency: fc.nat(latencies.length - 1),
    gate: fc.nat(gates.length - 1),
    maxInFlight: fc.integer({ min: 1, max: 8 }),
    timeoutMs: fc.constantFrom(Infinity, 120),
    blocking: fc.boolean(),
    async: fc.boolean(),
  });

  function build(setup: typeof setups extends fc.Arbitrary<infer T> ? T : never): PointSystem {
    const { maxInFlight, timeoutMs, blocking } = setup;
    const planner = setup.async ? new AsyncPointPlanner(() => Promise.resolve()) : new PointPlanner();
    return pointSystem(
      {
        gate: gates[setup.gate](),
        latency: latencies[setup.latency](),
        planner,
        blocking,
        reflexes: [new SpeedReflex()],
      },
      { maxInFlight, timeoutMs },
    );
  }

  it('goes on from a snapshot at any tick with the same digests', async () => {
    await fc.assert(
      fc.asyncProperty(setups, fc.nat(60), async (setup, at) => {
        const system = build(setup);
        await digestsOf(system, at);
        await system.settleAll();
        const twin = build(setup);
        await digestsOf(twin, 7);
        await twin.settleAll();
        system.forkInto(twin);
        expect(twin.digest()).toBe(system.digest());
        expect(await digestsOf(twin, 40)).toEqual(await digestsOf(system, 40));
        await Promise.all([system.settleAll(), twin.settleAll()]);
        expect(firstDifference(saveState(system), saveState(twin), twin)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('adds up: every call has ended or is in flight, and every tick has a source', async () => {
    await fc.assert(
      fc.asyncProperty(setups, fc.nat(120), async (setup, ticks) => {
        const system = build(setup);
        await digestsOf(system, ticks);
        const { statistics, ledger } = system;
        const { fast, plan, brake, hold } = statistics.sourceTicks;
        expect(fast + plan + brake + hold).toBe(ticks);
        system.close();
        const { calls, accepted, superseded, cancelled, expired, timedOut, failed } = ledger.counts;
        expect(accepted + superseded + cancelled + expired + timedOut + failed).toBe(calls);
        expect(ledger.inFlight).toBe(0);
        expect(statistics.stalenessAtArrivalMs.count).toBe(accepted);
        expect(statistics.replaced + statistics.lapsed + (system.planInForce ? 1 : 0)).toBe(accepted);
      }),
      { numRuns: 60 },
    );
  });

  it('cannot be saved while a plan is being computed elsewhere', async () => {
    const system = pointSystem({ planner: new AsyncPointPlanner(() => Promise.resolve()) });
    system.prepare();
    expect(() => system.snapshot()).toThrow('snapshot() is allowed only between ticks.');
    await system.infer();
    system.finish();
    expect(() => system.snapshot()).toThrow('Request 0 is still being computed: await settleAll() before snapshot().');
    await system.settleAll();
    expect(system.snapshot().length).toBeGreaterThan(0);
  });

  it('holds no sample of what a restore has undone', async () => {
    const system = pointSystem({ latency: fixedLatency(50) });
    await digestsOf(system, 10);
    const snapshot = system.snapshot();
    const { stalenessAtUseMs } = system.statistics;
    const count = stalenessAtUseMs.count;
    await digestsOf(system, 10);
    system.restore(snapshot);
    expect(stalenessAtUseMs.count).toBe(count);
    await digestsOf(system, 2);
    expect(stalenessAtUseMs.values()).toHaveLength(2);
    const twin = pointSystem({ latency: fixedLatency(50) });
    await digestsOf(twin, 10);
    twin.restore(snapshot);
    expect(twin.statistics.stalenessAtUseMs.count).toBe(count);
    expect(twin.statistics.stalenessAtUseMs.values()).toHaveLength(0);
  });
});

describe('what is measured', () => {
  async function measured(arm: Parameters<typeof pointSystem>[0], ticks: number, options: Partial<PointOptions> = {}) {
    const system = pointSystem(arm, options);
    await digestsOf(system, ticks);
    return system;
  }

  it('staleness, drift and latency of one plan', async () => {
    const { statistics, ledger } = await measured({ gate: gateAt(2), latency: fixedLatency(90) }, 11);
    const inMs = (ticks: number) => ticks * CONTROL_DT * 1000;
    expect(statistics.stalenessAtArrivalMs.values()).toEqual(Float64Array.of(inMs(6)));
    expect(statistics.stalenessAtUseMs.values()).toEqual(Float64Array.of(inMs(6), inMs(7), inMs(8)));
    expect(statistics.plannerLatencyMs.values()).toEqual(Float64Array.of(90));
    expect(statistics.triggerToEffectMs.values()).toEqual(Float64Array.of(inMs(6)));
    expect(statistics.driftM.count).toBe(1);
    expect(statistics.driftM.values()[0]).toBeLessThan(0.1);
    expect(statistics.inFlightTicks).toBe(6);
    expect(ledger.counts.late).toBe(0);
  });

  it('time from trigger to effect counts only plans that were requested since', async () => {
    // Opens at 0, again at 3 while that request is out, and at 8 after it had its effect.
    const { statistics } = await measured({ gate: gateAt(0, 3, 8) }, 16);
    expect(statistics.triggers).toBe(3);
    expect([...statistics.triggerToEffectMs.values()].map((ms) => Math.round((ms * 60) / 1000))).toEqual([6, 6]);
  });

  it('and an opening that came to nothing does not count for the next', async () => {
    const good = new PointPlanner();
    const planner = {
      name: 'slow starter',
      plan: (request: PointRequest, budget: PlannerBudget, signal: AbortSignal) =>
        request.id === 0 ? [] : good.plan(request, budget, signal),
    };
    const { statistics } = await measured({ planner, gate: gateAt(0, 20) }, 30);
    expect([...statistics.triggerToEffectMs.values()].map((ms) => Math.round((ms * 60) / 1000))).toEqual([6]);
  });

  it('a request in flight at every tick of an arm that is always thinking', async () => {
    const { statistics } = await measured({}, 50);
    expect(statistics.inFlightTicks).toBe(50);
  });

  it('the interventions of a reflex, whose action is then no plan’s', async () => {
    const world = new PointWorld(1);
    world.v = 2;
    const system = await measured({ reflexes: [new SpeedReflex()], latency: zeroLatency() }, 5, { world });
    expect([...system.statistics.reflexTicks]).toEqual([5]);
    expect(system.statistics.stalenessAtUseMs.count).toBe(0);
    expect(system.statistics.sourceTicks.plan).toBe(4);
  });

  it('plans that came later than expected', async () => {
    const { ledger } = await measured({ latency: new TraceLatency('uneven', [50, 150]) }, 13);
    expect(ledger.counts).toMatchObject({ accepted: 2, late: 1 });
  });
});

describe('guidance', () => {
  it('is the message of the plan in force, empty without one', async () => {
    const policy = new PointPolicy();
    const guidanceOf = (plan: PointPlan) => Float64Array.of(plan.requestedTick, plan.fromTick);
    await digestsOf(pointSystem({ gate: gateAt(1), latency: fixedLatency(50) }, { policy, guidanceOf }), 5);
    expect(policy.guidanceSeen).toEqual([[], [], [], [], [1, 4]]);
  });
});

describe('observers', () => {
  it('cannot change the run, whatever they do', async () => {
    const vandal: PointObserver = {
      onDecision: (_tick, decision) => {
        decision.acceleration = 1e9;
        decision.uncertainty.level = 0;
      },
      onAction: (_tick, action) => {
        action.acceleration = NaN;
        throw new Error('nuisance');
      },
      onDelivery: ({ plan }) => plan.accelerations.fill(99),
      onRequest: (notice) => Object.assign(notice, { id: -5 }),
      onGate: () => {
        throw new Error('nuisance');
      },
    };
    const system = pointSystem({ gate: gateAt(0) }, { observers: [vandal] });
    const undisturbed = pointSystem({ gate: gateAt(0) });
    expect(await digestsOf(system, 20)).toEqual(await digestsOf(undisturbed, 20));
    expect(saveState(system)).toEqual(saveState(undisturbed));
    expect(system.observerErrors).toHaveLength(40);
  });
});

describe('bad input', () => {
  it.each([0, 9, 1.5])('refuses maxInFlight %d', (maxInFlight) => {
    expect(() => pointSystem({}, { maxInFlight })).toThrow(`from 1 to 8, but is ${maxInFlight}`);
  });

  it('refuses a time-out that is no time', () => {
    expect(() => pointSystem({}, { timeoutMs: 0 })).toThrow('timeoutMs must be above 0, but is 0');
  });

  it('refuses an uncertainty that is not finite', async () => {
    const world = new PointWorld(1);
    world.x = NaN;
    await expect(pointSystem({}, { world }).runTick()).rejects.toThrow(
      'Policy spring, tick 0: uncertainty must be finite, but is level NaN',
    );
  });
});
