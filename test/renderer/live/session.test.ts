import { afterEach, describe, expect, it } from 'vitest';
import type { Inference } from '../../../policies/driving/fast-policy.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { resimulateLive } from '../../../scenarios/records/replay-live-record.ts';
import { describeVerification, verifyRecord } from '../../../scenarios/records/verify.ts';
import { episodeResultSchema } from '../../../scenarios/results/episode-result.ts';
import { HEAD } from '../../../renderer/live/frame.ts';
import { TELEMETRY } from '../../../renderer/live/protocol.ts';
import { Harness, shipped, turn, type HarnessOptions } from './session-harness.ts';

let harness: Harness;
afterEach(() => harness.session.dispose());

function begin(options: HarnessOptions = {}): Harness {
  harness = new Harness(options);
  harness.send({ kind: 'start', assets: 'http://host/assets/', backend: 'wasm' });
  return harness;
}

/** What `twotempo replay --verify` says of a record. */
async function verified(bytes: Uint8Array): Promise<string> {
  const record = readRecord(bytes, 'live.mcap');
  if (record.live === null) throw new Error('the record is not of a live run');
  return describeVerification(await verifyRecord(record, resimulateLive(record, record.live, shipped, '1.2.3')));
}

function whole(h: Harness, episode: number): Uint8Array {
  return Buffer.concat(h.records.filter((part) => part.episode === episode).map(({ bytes }) => bytes));
}

/** The shipped network, which fails in its `n`-th run. */
function failingAt(n: number): Inference {
  const { inference } = shipped;
  let runs = 0;
  return {
    input: inference.input,
    output: inference.output,
    run: () => (++runs === n ? Promise.reject(new Error('the network broke')) : inference.run()),
  };
}

/** Takes so many turns; 40 are slower than any deadline of the test's clock. */
function slow(turns: number): Inference {
  const { input, output, run } = shipped.inference;
  const late = async (): Promise<void> => {
    for (let i = 0; i < turns; i++) await turn();
    await run();
  };
  return { input, output, run: late };
}

describe('an episode', () => {
  it('is opened paused at tick 0, with a frame of it', async () => {
    const h = begin();
    await h.open();
    expect(h.status).toMatchObject({ phase: 'paused', tick: 0, episode: 1, obstaclesLeft: 8, end: null });
    expect(h.opened).toMatchObject({ scenario: 'cut-in/tail', episode: 1 });
    expect(h.opened?.actors[0].kind).toBe('ego');
    expect(h.frame?.head[HEAD.tick]).toBe(0);
  });

  it('steps by whole ticks and waits for every inference', async () => {
    const h = begin();
    await h.open();
    h.clock.passDeadlines = true;
    await h.step(1);
    expect(h.status).toMatchObject({ tick: 1, phase: 'paused' });
    await h.step(9);
    expect(h.status).toMatchObject({ tick: 10, phase: 'paused', counters: { misses: 0, ticks: 10 } });
    expect(h.frame?.head[HEAD.tick]).toBe(10);
    expect(h.rows.map((row) => row[TELEMETRY.tick])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('runs in real time to its end, thinks, and its record repeats to the bit', async () => {
    const h = begin();
    await h.open({ level: 0.3 });
    h.send({ kind: 'play' });
    await h.until(() => h.status.tick >= 120);
    expect(h.status.phase).toBe('running');
    expect(h.status.realTimeFactor).toBeCloseTo(1, 1);
    h.send({ kind: 'speed', speed: 10 });
    await h.until(() => h.status.phase === 'ended');
    expect(h.status.end?.text).toMatch(/\.$/);
    expect(h.status.counters.accepted).toBeGreaterThan(0);
    expect(h.marks.at(-1)).toBe(`${h.status.end?.kind}: ${h.status.end?.text}`);
    expect(h.rows).toHaveLength(h.status.tick);
    const { accepted } = h.status.counters;
    const arrivals = h.requests.filter(({ state }) => state === 'accepted');
    expect(arrivals).toHaveLength(accepted);
    expect(arrivals.every(({ stalenessMs, plan }) => stalenessMs! >= 199.9 && plan!.candidates > 0)).toBe(true);
    expect(h.records.at(-1)).toMatchObject({ last: true, name: 'cut-in-tail-seed1-20260102-030405.mcap' });
    expect(await verified(whole(h, 1))).toMatch(/^identical/);
    // Measured, and hence only here: compute and waiting of every call that was answered.
    const { timing } = episodeResultSchema.parse(readRecord(whole(h, 1), 'live.mcap').end.result);
    const { plannerComputeMs: computed, plannerQueueMs: waited, tickComputeMs: ticks } = timing;
    expect(computed?.n).toBe(waited?.n);
    expect(computed?.n).toBeGreaterThanOrEqual(accepted);
    expect(computed?.max).toBeGreaterThan(0);
    expect(ticks?.n).toBe(h.status.tick);
  });

  it('can be saved at any moment, and goes on', async () => {
    const h = begin();
    await h.open();
    await h.step(30);
    const saved = await h.save(7);
    expect(saved.name).toBe(h.records[0].name);
    expect(await verified(saved.bytes)).toMatch(/^identical: 30 ticks/);
    await h.step(10);
    expect(h.status.tick).toBe(40);
  });

  it('is followed by another, whose numbers begin anew', async () => {
    const h = begin();
    await h.open();
    await h.step(20);
    await h.open({}, 2);
    expect(h.status).toMatchObject({ tick: 0, episode: 2, counters: { sessionEpisodes: 2, ticks: 0 } });
    expect(h.records.filter(({ last }) => last).map(({ episode }) => episode)).toEqual([1]);
    expect(await verified(whole(h, 1))).toMatch(/^identical: 20 ticks/);
    await h.step(5);
    expect(h.rows.map((row) => row[TELEMETRY.tick])).toEqual([0, 1, 2, 3, 4]);
  });

  it('leaves no record where nobody has run it', async () => {
    const h = begin();
    await h.open();
    h.send({ kind: 'save', request: 1 });
    await h.open({}, 2);
    await h.step(1);
    await h.open({}, 3);
    expect(new Set(h.records.map(({ episode }) => episode))).toEqual(new Set([2]));
    expect(await verified(h.saved!.bytes)).toMatch(/^identical: 0 ticks/);
  });

  it('that is opened while another runs replaces it; of several in a row the last counts', async () => {
    const h = begin();
    await h.open();
    h.send({ kind: 'play' });
    await h.until(() => h.status.tick > 10);
    const choice = { scenario: { kind: 'library', id: 'cut-in/tail' }, seed: 5 } as const;
    const { components } = h.status;
    h.send({ kind: 'open', choice: { ...choice, seed: 4 }, components, play: true });
    h.send({ kind: 'open', choice, components, play: true });
    await h.until(() => h.status.episode === 2 && h.status.tick > 10);
    expect(h.opened).toMatchObject({ episode: 2, choice });
  });

  it('ends as failed when its policy throws, and the next one runs', async () => {
    const h = begin({ inference: failingAt(6) });
    await h.open();
    await h.step(10);
    expect(h.status).toMatchObject({ phase: 'failed', tick: 5 });
    expect(h.status.end).toEqual({ kind: 'failed', text: 'The episode failed: the network broke.' });
    expect(h.problems).toMatchObject([{ source: 'worker', severity: 'error', resolved: false }]);
    expect(await verified(whole(h, 1))).toMatch(/^identical: 5 ticks/);
    h.send({ kind: 'play' });
    await h.open();
    expect(h.problems.at(-1)).toMatchObject({ source: 'worker', resolved: true });
    await h.step(10);
    expect(h.status).toMatchObject({ phase: 'paused', tick: 10, end: null });
  });

  it('that cannot be opened is a problem with the lines that are wrong, and the session lives on', async () => {
    const h = begin();
    await h.open();
    h.send({
      kind: 'open',
      choice: { scenario: { kind: 'text', name: 'mine.yaml', text: 'name: 3' }, seed: 1 },
      components: h.status.components,
      play: false,
    });
    await h.until(() => h.status.phase === 'failed');
    expect(h.problems.at(-1)).toMatchObject({ source: 'scenario', severity: 'error', resolved: false });
    expect(h.problems.at(-1)?.message).toContain('mine.yaml:1');
    await h.open();
    expect(h.problems.at(-1)).toMatchObject({ source: 'scenario', resolved: true });
    expect(h.status.phase).toBe('paused');
  });

  it('that cannot be opened does not end like the one before it', async () => {
    const h = begin({ inference: failingAt(2) });
    await h.open();
    await h.step(3);
    expect(h.status.end?.kind).toBe('failed');
    const choice = { scenario: { kind: 'library', id: 'no/such' }, seed: 1 } as const;
    h.send({ kind: 'open', choice, components: h.status.components, play: false });
    await h.until(() => h.problems.at(-1)?.source === 'scenario');
    await h.until(() => h.status.phase === 'failed' && h.status.tick === 0);
    expect(h.status.end).toBeNull();
  });

  it('is opened though many steps are still to be done', async () => {
    const h = begin({ inference: slow(10) });
    await h.open();
    h.send({ kind: 'step', ticks: 5000 });
    await h.until(() => h.status.tick > 3);
    await h.open({}, 2);
    expect(await verified(whole(h, 1))).toMatch(/^identical: [1-4]?\d ticks/);
  });

  it('cannot be opened without a policy, and nobody is left waiting', async () => {
    const h = begin({ noPolicy: true });
    await h.until(() => h.status.phase === 'failed');
    expect(h.problems).toMatchObject([{ source: 'policy', severity: 'error' }]);
    const choice = { scenario: { kind: 'library', id: 'cut-in/tail' }, seed: 1 } as const;
    h.send({ kind: 'open', choice, components: h.status.components, play: true });
    let turns = 0;
    await h.until(() => ++turns > 500);
    expect(h.status.phase).toBe('failed');
  });
});

describe('a person', () => {
  it('can change everything while it runs, and the record repeats it', async () => {
    const h = begin();
    await h.open();
    h.send({ kind: 'play' });
    await h.until(() => h.status.tick > 20);
    h.intervene({ kind: 'gate', gate: 'always', level: 0.5 });
    h.intervene({ kind: 'merge', merge: 'follow' });
    h.intervene({ kind: 'brake', on: true });
    h.intervene({ kind: 'latency', ms: 50 });
    h.intervene({ kind: 'drop', x: h.frame!.actors[0] + 200, y: h.frame!.actors[1] });
    await h.until(() => h.status.tick > 60);
    h.intervene({ kind: 'drive', on: true, accelerationMps2: -2, leftMps: 0 });
    h.intervene({ kind: 'push', entity: 'ego', forwardMps: 1, leftMps: 0.2 });
    await h.until(() => h.status.tick > 90 || h.status.phase === 'ended');
    h.send({ kind: 'pause' });
    await h.until(() => h.status.phase !== 'running');
    expect(h.status).toMatchObject({
      components: { gate: 'always', merge: 'follow', brake: true, latencyMs: 50, driving: true },
      obstaclesLeft: 7,
      counters: { interventions: 7 },
    });
    expect(h.marks).toContain('intervention: a person drives');
    const staleness = h.requests.filter(({ state }) => state === 'accepted').map(({ stalenessMs }) => stalenessMs!);
    expect(Math.min(...staleness)).toBeCloseTo(50, 0);
    expect(await verified((await h.save()).bytes)).toMatch(/^identical/);
  });

  it('is told what cannot be done', async () => {
    const h = begin();
    await h.open();
    h.intervene({ kind: 'push', entity: 'nobody', forwardMps: 1, leftMps: 0 });
    expect(h.problems.at(-1)).toMatchObject({ severity: 'warning', resolved: false });
    expect(h.problems.at(-1)?.message).toContain('nobody');
    expect(h.status.counters.interventions).toBe(0);
    h.intervene({ kind: 'brake', on: true });
    expect(h.problems.at(-1)?.resolved).toBe(true);
  });
});

describe('the page', () => {
  it('gets no more frames than it gives back, and the simulation does not wait for it', async () => {
    const h = begin({ creditor: false });
    await h.open();
    h.send({ kind: 'play' });
    await h.until(() => h.status.tick > 100);
    expect(h.frames).toBe(3);
    const { buffer } = h.frame!;
    h.send({ kind: 'frame', buffer });
    expect(h.frames).toBe(4);
    expect(h.frame?.head[HEAD.tick]).toBeGreaterThan(100);
  });

  it('hears of the status at most ten times a second', async () => {
    const h = begin();
    await h.open();
    const before = h.statuses.length;
    const startMs = h.clock.nowMs;
    h.send({ kind: 'play' });
    await h.until(() => h.status.tick > 120);
    expect(h.statuses.length - before).toBeLessThanOrEqual((h.clock.nowMs - startMs) / 100 + 1);
    expect(h.statuses.length - before).toBeGreaterThan(10);
  });
});

describe('a tick whose inference takes its time', () => {
  it('follows the last decision when it is late, which is counted, and the record repeats it', async () => {
    const h = begin({ inference: slow(40) });
    await h.open();
    h.clock.passDeadlines = true;
    h.send({ kind: 'play' });
    await h.until(() => h.status.tick > 30);
    // While an inference is late.
    h.send({ kind: 'step', ticks: 5 });
    let turns = 0;
    await h.until(() => ++turns > 500);
    expect(h.rows).toHaveLength(h.status.tick);
    const { misses } = h.status.counters;
    const missed = h.rows.map((row) => row[TELEMETRY.missed]);
    expect(misses).toBeGreaterThan(10);
    expect(missed.filter((value) => value === 1)).toHaveLength(misses);
    expect(missed.slice(-5)).toEqual([0, 0, 0, 0, 0]);
    expect(await verified((await h.save()).bytes)).toMatch(/^identical/);
  });

  it('is over before what a person does meanwhile takes effect', async () => {
    const h = begin({ inference: slow(40) });
    await h.open();
    h.send({ kind: 'step', ticks: 1 });
    await turn();
    h.intervene({ kind: 'brake', on: true });
    await h.until(() => h.status.tick === 1);
    await h.until(() => h.status.components.brake);
    expect(await verified((await h.save()).bytes)).toMatch(/^identical/);
  });
});

describe('a planner', () => {
  it('that is killed is replaced, while the ticks go on', async () => {
    const h = begin();
    await h.open({ gate: 'always' });
    h.send({ kind: 'play' });
    await h.until(() => h.status.counters.accepted > 0);
    h.send({ kind: 'drill', drill: 'kill-planner' });
    expect(h.problems.at(-1)).toMatchObject({ source: 'planner', resolved: false });
    const { accepted } = h.status.counters;
    await h.until(() => h.status.counters.accepted > accepted);
    expect(h.status).toMatchObject({ phase: 'running', planner: { restarts: 1 } });
    expect(h.problems.at(-1)).toMatchObject({ source: 'planner', resolved: true });
    expect(h.spawned).toBe(2);
  });

  it('that throws is a problem until another one answers', async () => {
    const h = begin();
    await h.open({ gate: 'always', planner: 'drill:throw' });
    h.send({ kind: 'play' });
    await h.until(() => h.status.counters.failed > 2);
    expect(h.problems).toHaveLength(1);
    expect(h.problems[0].message).toBe('The planner failed: drill: this planner throws.');
    h.intervene({ kind: 'planner', planner: 'value' });
    await h.until(() => h.status.counters.accepted > 0);
    expect(h.problems.at(-1)).toMatchObject({ source: 'planner', resolved: true });
  });

  it('that never answers times out after 3 s of its own time, and is not waited for', async () => {
    const h = begin();
    await h.open({ gate: 'always', planner: 'drill:never' });
    h.send({ kind: 'play' });
    await h.until(() => h.status.counters.timedOut > 0);
    const timedOut = h.requests.find(({ state }) => state === 'timed-out')!;
    expect((timedOut.tick - timedOut.dispatchTick) / 60).toBeCloseTo(3, 0);
    expect(h.problems.at(-1)?.message).toContain('longer than 3 s');
  });

  it('is not timed out by a pause while its answer is held back', async () => {
    const h = begin();
    await h.open({ gate: 'always', latencyMs: 500 });
    await h.step(2);
    await h.until(() => h.status.planner.state === 'ready');
    h.clock.advance(60_000);
    await h.step(40);
    expect(h.status.counters).toMatchObject({ timedOut: 0 });
    expect(h.status.counters.accepted).toBeGreaterThan(0);
  });
});

describe('WebGPU', () => {
  it('is not loaded again by a start that says nothing new', async () => {
    let loads = 0;
    const spawnGpu = () => {
      loads++;
      return { post: () => undefined, terminate: () => undefined };
    };
    const start = { kind: 'start', assets: 'http://host/assets/', backend: 'webgpu' } as const;
    harness = new Harness({ spawnGpu });
    harness.send(start);
    await harness.open();
    await harness.until(() => harness.status.backend.loading);
    harness.send(start);
    expect(loads).toBe(1);
  });

  it('that cannot be had is a problem with its reason, and the episode runs on WASM', async () => {
    const h = begin();
    await h.open();
    h.send({ kind: 'backend', backend: 'webgpu' });
    await h.until(() => h.problems.length > 0);
    expect(h.problems[0]).toMatchObject({
      source: 'policy',
      message: 'WebGPU cannot be used: this machine has no WebGPU.',
    });
    await h.step(3);
    expect(h.status.backend).toMatchObject({ active: 'wasm', wanted: 'webgpu', reason: h.problems[0].message });
    h.send({ kind: 'backend', backend: 'wasm' });
    expect(h.problems.at(-1)).toMatchObject({ source: 'policy', resolved: true });
  });
});
