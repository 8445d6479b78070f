import { Observable, Subject, VirtualTimeScheduler } from 'rxjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlwaysGate } from '../../../policies/gates/always.ts';
import { TraceLatency } from '../../../policies/runtime/latency.ts';
import { LiveTicker } from '../../../policies/runtime/live-ticker.ts';
import { ReplayLink, tracedLatenciesMs } from '../../../policies/runtime/live-trace.ts';
import type { LiveTrace } from '../../../policies/runtime/live-trace.ts';
import { LiveLink } from '../../../policies/runtime/live.ts';
import type { LiveLinkOptions, RemotePlanner, RemoteResult } from '../../../policies/runtime/live.ts';
import {
  computePlan,
  CONTROL_DT,
  PointPlan,
  PointPolicy,
  PointWorld,
  pointDomain,
  SpeedReflex,
} from './point-domain.ts';
import type { PointDecision, PointObservation, PointRequest } from './point-domain.ts';
import { gateAt, pointSystem } from './point-system.ts';
import type { PointArm, PointGate, PointSystem } from './point-system.ts';

type PointLinkOptions = LiveLinkOptions<PointObservation, PointDecision, PointPlan>;
type Remote = RemotePlanner<PointObservation, PointDecision, PointPlan>;

/** Computes when the test says so; everything it was told is written down. */
class HandPlanner implements Remote {
  readonly name = 'by hand';
  readonly results = new Subject<RemoteResult<PointPlan>>();
  readonly posted: { call: number; request: PointRequest }[] = [];
  readonly cancelled: number[] = [];

  post(call: number, request: PointRequest): void {
    this.posted.push({ call, request: { ...request, observation: { ...request.observation } } });
  }

  cancel(call: number): void {
    this.cancelled.push(call);
  }

  answer(call: number, steps = 30, final = true): void {
    const plan = new PointPlan();
    computePlan(this.posted[call].request, plan, steps);
    this.results.next({ call, kind: 'plan', plan, final });
  }
}

function liveSystem(
  planner: Remote,
  options: { arm?: Partial<PointArm>; maxInFlight?: number } & Partial<PointLinkOptions> = {},
) {
  const { arm, maxInFlight = 1, ...linkOptions } = options;
  const scheduler = new VirtualTimeScheduler();
  scheduler.maxFrames = 0;
  const link = new LiveLink<PointObservation, PointDecision, PointPlan>({
    planner,
    budget: { evaluations: 30 },
    plans: pointDomain,
    expectedMs: 100,
    timeoutMs: 1000,
    scheduler,
    ...linkOptions,
  });
  const system = pointSystem(arm, { link, maxInFlight });
  return { system, link, elapse: (ms: number) => ((scheduler.maxFrames += ms), scheduler.flush()) };
}

/** The digests of the run of `trace` in virtual time. */
async function replay(trace: LiveTrace, ticks: number, arm: Partial<PointArm> = {}, maxInFlight = 1) {
  const link = new ReplayLink<PointObservation, PointDecision, PointPlan>(trace, pointDomain);
  const system = pointSystem(arm, { link, maxInFlight });
  const digests: string[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    await system.runTick(link.isMissed(tick));
    digests.push(system.digest());
  }
  return { system, digests };
}

async function tickAndDigest(system: PointSystem, digests: string[] = []): Promise<string[]> {
  await system.runTick();
  digests.push(system.digest());
  return digests;
}

describe('LiveLink', () => {
  it('keeps ticking while the planner computes, and takes the plan in at the next tick', async () => {
    const planner = new HandPlanner();
    const { system, link } = liveSystem(planner);
    for (let tick = 0; tick < 18; tick++) await system.runTick();
    expect(system.tick).toBe(18);
    expect(system.statistics.sourceTicks.fast).toBe(18);
    planner.answer(0);
    expect(system.planInForce).toBeNull();
    await system.runTick();
    expect(system.planInForce?.requestedTick).toBe(0);
    expect(link.trace().arrivals).toMatchObject([{ kind: 'plan', requestId: 0, deliveredTick: 18 }]);
    expect([...system.statistics.plannerLatencyMs.values()]).toEqual([18 * CONTROL_DT * 1000]);
    expect(planner.posted).toHaveLength(2);
  });

  it('does not let a planner that blocks its own thread for 300 ms delay a tick', async () => {
    // 300 ms are 18 ticks: the worker is released by the 18th, and not by a clock.
    const { Worker } = await import('node:worker_threads');
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      parentPort.on('message', (message) => { Atomics.wait(workerData, 0, 0); parentPort.postMessage(message); });`;
    const worker = new Worker(source, { eval: true, workerData: gate });
    const planner: Remote = {
      name: 'in a worker',
      post: (call, request) =>
        worker.postMessage({ call, tick: request.tick, dt: request.controlDt, x: request.observation.x }),
      cancel: () => undefined,
      results: new Observable((subscriber) => {
        worker.on('message', ({ call, tick, x }: { call: number; tick: number; x: number }) => {
          const plan = new PointPlan();
          plan.fromTick = tick;
          plan.x = x;
          subscriber.next({ call, kind: 'plan', plan, final: true });
        });
      }),
    };
    const { system } = liveSystem(planner, { arm: { gate: gateAt(0) } });
    for (let tick = 0; tick < 18; tick++) await system.runTick();
    expect(system.ledger.inFlight).toBe(1);
    expect(system.statistics).toMatchObject({ ticks: 18, inFlightTicks: 18, deadlineMisses: 0 });
    const answered = new Promise((resolve) => worker.once('message', resolve));
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await answered;
    await system.runTick();
    expect(system.ledger.counts.accepted).toBe(1);
    expect(system.planInForce?.x).toBe(5);
    await worker.terminate();
  });

  it('lets improvements pass and delivers the final plan', async () => {
    const planner = new HandPlanner();
    const { system } = liveSystem(planner);
    await system.runTick();
    planner.answer(0, 10, false);
    await system.runTick();
    expect(system.ledger.inFlight).toBe(1);
    planner.answer(0, 30);
    await system.runTick();
    expect(system.planInForce?.accelerations[29]).not.toBe(0);
  });

  it('times out by the clock that it is given, and tells the planner', async () => {
    const planner = new HandPlanner();
    const { system, link, elapse } = liveSystem(planner, { arm: { gate: gateAt(0) }, timeoutMs: 300 });
    await system.runTick();
    elapse(299);
    await system.runTick();
    expect(system.ledger.inFlight).toBe(1);
    elapse(1);
    await system.runTick();
    expect(system.ledger.counts.timedOut).toBe(1);
    expect(planner.cancelled).toEqual([0]);
    expect(link.trace().arrivals).toEqual([{ kind: 'timed-out', requestId: 0, deliveredTick: 2 }]);
    planner.answer(0);
    await system.runTick();
    expect(link.trace().arrivals).toHaveLength(1);
  });

  it('takes the best plan shown when time is up', async () => {
    const planner = new HandPlanner();
    const { system, elapse } = liveSystem(planner, { arm: { gate: gateAt(0) }, timeoutMs: 300 });
    await system.runTick();
    planner.answer(0, 10, false);
    elapse(300);
    await system.runTick();
    expect(system.ledger.counts).toMatchObject({ accepted: 1, timedOut: 0 });
    expect(planner.cancelled).toEqual([0]);
  });

  const failing: [string, (planner: HandPlanner) => void, string][] = [
    ['says so', (planner) => planner.results.next({ call: 0, kind: 'fault', message: 'no fuel' }), 'no fuel'],
    ['crashes', (planner) => planner.results.error(new Error('worker gone')), 'worker gone'],
    ['goes away', (planner) => planner.results.complete(), 'the planner ended without a plan'],
    ['gives NaN', (planner) => answerNaN(planner), 'acceleration 0 is NaN'],
  ];

  function answerNaN(planner: HandPlanner): void {
    const plan = new PointPlan();
    plan.accelerations[0] = NaN;
    planner.results.next({ call: 0, kind: 'plan', plan, final: true });
  }

  it.each(failing)('names the failure of a planner that %s, and replays it', async (_what, failure, message) => {
    const planner = new HandPlanner();
    const { system, link } = liveSystem(planner, { arm: { gate: gateAt(0) } });
    const digests = await tickAndDigest(system);
    failure(planner);
    await tickAndDigest(system, digests);
    await tickAndDigest(system, digests);
    expect(system.ledger.counts.failed).toBe(1);
    const failures: string[] = [];
    const again = pointSystem(
      { gate: gateAt(0) },
      {
        link: new ReplayLink(link.trace(), pointDomain),
        observers: [{ onFailure: (notice) => failures.push(notice.message) }],
      },
    );
    for (const digest of digests) expect(await tickAndDigest(again)).toEqual([digest]);
    expect(failures).toEqual([message]);
  });

  it('survives a planner that cannot even be asked', async () => {
    const planner: Remote = {
      name: 'deaf',
      post: () => {
        throw new Error('cannot be cloned');
      },
      cancel: () => undefined,
      results: new Subject(),
    };
    const { system } = liveSystem(planner, { arm: { gate: gateAt(0) } });
    await system.runTick();
    await system.runTick();
    expect(system.ledger.counts).toMatchObject({ calls: 1, failed: 1 });
  });

  it('cancels what nobody waits for: superseded, at the end, and before a restore', async () => {
    const planner = new HandPlanner();
    const { system } = liveSystem(planner, { maxInFlight: 2 });
    const start = system.snapshot();
    await system.runTick();
    await system.runTick();
    planner.answer(1);
    await system.runTick();
    expect(system.ledger.counts.superseded).toBe(1);
    expect(planner.cancelled).toEqual([0]);
    system.restore(start);
    expect(planner.cancelled).toEqual([0, 2]);
    await system.runTick();
    planner.answer(2);
    await system.runTick();
    expect(system.ledger.counts.accepted).toBe(0);
    system.close();
    expect(planner.cancelled).toEqual([0, 2, 3, 4]);
  });

  it('refuses a time-out that hosts cannot keep', () => {
    expect(() => liveSystem(new HandPlanner(), { timeoutMs: Infinity })).toThrow('timeoutMs must be above 0');
  });
});

describe('a live run', () => {
  /** What the planner does between two ticks: nothing, or answers, fails or shows an improvement of an open call. */
  const doings = fc.array(fc.constantFrom('nothing', 'answer', 'answer last', 'improve', 'fail', 'elapse'), {
    minLength: 20,
    maxLength: 80,
  });

  it('replays bit for bit in virtual time', async () => {
    await fc.assert(
      fc.asyncProperty(doings, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (doing, maxInFlight, blocking) => {
        const arm = (): Partial<PointArm> => ({ blocking, reflexes: [new SpeedReflex()] });
        const planner = new HandPlanner();
        const { system, link, elapse } = liveSystem(planner, { arm: arm(), maxInFlight, timeoutMs: 300 });
        const digests: string[] = [];
        for (const what of doing) {
          await tickAndDigest(system, digests);
          const open = planner.posted.length - system.ledger.inFlight;
          const last = planner.posted.length - 1;
          if (what === 'answer') planner.answer(Math.min(open, last));
          if (what === 'answer last') planner.answer(last);
          if (what === 'improve') planner.answer(last, 10, false);
          if (what === 'fail') planner.results.next({ call: Math.min(open, last), kind: 'fault', message: 'no fuel' });
          if (what === 'elapse') elapse(100);
        }
        const again = await replay(link.trace(), doing.length, arm(), maxInFlight);
        expect(again.digests).toEqual(digests);
        expect(again.system.ledger.counts).toEqual(system.ledger.counts);
        expect(again.system.statistics.plannerLatencyMs.values()).toEqual(system.statistics.plannerLatencyMs.values());
      }),
      { numRuns: 60 },
    );
  });

  it('gives its latencies to headless runs', async () => {
    const planner = new HandPlanner();
    const { system, link } = liveSystem(planner);
    for (const ticks of [3, 7]) {
      for (let i = 0; i < ticks; i++) await system.runTick();
      planner.answer(planner.posted.length - 1);
    }
    await system.runTick();
    const dispatchTicks = planner.posted.map(({ request }) => request.tick);
    const latencies = tracedLatenciesMs(link.trace(), dispatchTicks, CONTROL_DT);
    expect(latencies.map(Math.round)).toEqual([50, 117]);
    expect(new TraceLatency('live', latencies).drawMs(1)).toBeCloseTo(7000 / 60, 9);
  });

  it('replays after it was taken back to an earlier tick', async () => {
    const planner = new HandPlanner();
    const { system, link } = liveSystem(planner, { arm: { gate: gateAt(0, 4) } });
    const start = system.snapshot();
    for (const ticks of [2, 3, 1]) {
      for (let i = 0; i < ticks; i++) await system.runTick();
      planner.answer(planner.posted.length - 1);
    }
    link.noteMiss(5);
    system.restore(start);
    const digests: string[] = [];
    for (let i = 0; i < 7; i++) {
      await tickAndDigest(system, digests);
      if (i === 2) planner.answer(planner.posted.length - 1);
    }
    expect(link.trace()).toMatchObject({ arrivals: [{ requestId: 0, deliveredTick: 3 }], missedTicks: [] });
    expect((await replay(link.trace(), 7, { gate: gateAt(0, 4) })).digests).toEqual(digests);
  });

  it('is not replayed from the record of another', async () => {
    const trace: LiveTrace = {
      expectedMs: 100,
      arrivals: [{ kind: 'timed-out', requestId: 0, deliveredTick: 2 }],
      missedTicks: [],
    };
    await expect(replay(trace, 4, { gate: gateAt(3) })).rejects.toThrow(
      'The trace does not fit the run: request 0 goes out at tick 3, its result came at tick 2.',
    );
    const twice = { ...trace, arrivals: [...trace.arrivals, ...trace.arrivals] };
    await expect(replay(twice, 1)).rejects.toThrow('two results of request 0');
  });
});

/** Infers when the test says so. */
class HandPolicy extends PointPolicy {
  asked = 0;
  private readonly waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  override async infer(): Promise<void> {
    this.asked++;
    await new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    await super.infer();
  }

  done(): void {
    this.waiting.shift()?.resolve();
  }

  broken(): void {
    this.waiting.shift()?.reject(new Error('device lost'));
  }
}

describe('LiveTicker', () => {
  function ticking(gate: PointGate = new AlwaysGate()) {
    const policy = new HandPolicy();
    const planner = new HandPlanner();
    const link = new LiveLink<PointObservation, PointDecision, PointPlan>({
      planner,
      budget: { evaluations: 30 },
      plans: pointDomain,
      expectedMs: 100,
      timeoutMs: 1000,
    });
    const system = pointSystem({ gate }, { world: new PointWorld(1), policy, link });
    return { policy, planner, link, system, ticker: new LiveTicker(system, link) };
  }
  const atOnce = () => Promise.resolve();
  const never = () => new Promise(() => undefined);
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('follows the last decision when an inference is late, counts it, and replays it bit for bit', async () => {
    const { policy, planner, link, system, ticker } = ticking();
    const digests: string[] = [];
    const tick = async (late: boolean) => {
      if (!late) setImmediate(() => policy.done());
      const fresh = await ticker.tick(late ? atOnce() : never());
      digests.push(system.digest());
      return fresh;
    };
    expect(await tick(false)).toBe(true);
    expect(await tick(true)).toBe(false);
    // Still busy: not asked again.
    expect(await tick(true)).toBe(false);
    expect(policy.asked).toBe(2);
    planner.answer(0);
    policy.done();
    await settle();
    expect(await tick(false)).toBe(true);
    expect(system.statistics.deadlineMisses).toBe(2);
    expect(link.trace().missedTicks).toEqual([1, 2]);
    expect((await replay(link.trace(), 4)).digests).toEqual(digests);
    expect((await replay({ ...link.trace(), missedTicks: [] }, 4)).digests).not.toEqual(digests);
  });

  it('waits for the very first inference', async () => {
    const { policy, system, ticker } = ticking();
    setImmediate(() => policy.done());
    expect(await ticker.tick(atOnce())).toBe(true);
    expect(system.statistics.deadlineMisses).toBe(0);
  });

  it('passes on what the policy threw, in time or late', async () => {
    const inTime = ticking();
    setImmediate(() => inTime.policy.broken());
    await expect(inTime.ticker.tick(never())).rejects.toThrow('device lost');

    const { policy, ticker } = ticking();
    setImmediate(() => policy.done());
    await ticker.tick(never());
    expect(await ticker.tick(atOnce())).toBe(false);
    policy.broken();
    await settle();
    await expect(ticker.tick(never())).rejects.toThrow('device lost');
  });
});
