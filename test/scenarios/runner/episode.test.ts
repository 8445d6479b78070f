import { describe, expect, it } from 'vitest';
import type { ArmName } from '../../../policies/driving/arms.ts';
import { digestState } from '../../../sim/kernel/state-codec.ts';
import { episodeResultSchema } from '../../../scenarios/results/episode-result.ts';
import { Episode, runEpisode } from '../../../scenarios/runner/episode.ts';
import { latencyName, type LatencyChoice } from '../../../scenarios/runner/job.ts';
import { createLatency } from '../../../scenarios/runner/latency-source.ts';
import { actor } from '../../policies/driving/worlds.ts';
import { setupOf } from './setups.ts';

const LATENCIES: readonly LatencyChoice[] = [
  { kind: 'zero' },
  { kind: 'fixed', ms: 250 },
  { kind: 'lognormal', meanMs: 200, sdMs: 80 },
  { kind: 'trace', name: 'measured', ms: [100, 300, 50] },
];

/** What must be equal between two runs of one episode. */
async function run(arm: ArmName, latency: LatencyChoice, seed = 'seed') {
  const { timing, ...result } = await runEpisode(setupOf(arm, { latency }, seed));
  expect(timing.wallMs).toBeGreaterThan(0);
  return result;
}

describe('an episode', () => {
  it.each(['fast', 'aeb', 'reflex', 'dual', 'dual-follow', 'always', 'periodic', 'random', 'slow', 'oracle'] as const)(
    'gives the same result again: %s',
    async (arm) => {
      const latency = LATENCIES[2];
      const first = await run(arm, latency);
      expect(first.error).toBeNull();
      expect(await run(arm, latency)).toEqual(first);
      expect((await run(arm, latency, 'other seed')).digest).not.toBe(first.digest);
    },
  );

  it('gives a line that the schema of results takes, and that adds up', async () => {
    const result = await runEpisode(setupOf('dual-follow'));
    expect(episodeResultSchema.parse(result)).toEqual(result);
    const { planner, stalenessMs, plannerLatencyMs } = result;
    expect(planner.calls).toBeGreaterThan(1);
    expect(planner.accepted + planner.superseded + planner.cancelled + planner.failed + planner.expired).toBe(
      planner.calls,
    );
    expect(planner.inFlightTicks).toBeGreaterThanOrEqual(12 * planner.accepted);
    expect(plannerLatencyMs.n).toBe(planner.accepted + planner.expired);
    expect(plannerLatencyMs.max).toBeCloseTo(200, 9);
    expect(stalenessMs.n).toBeGreaterThan(0);
    expect(result.simSeconds).toBeCloseTo(result.ticks / 60, 5);
    expect(result.engine).toEqual({ version: '1.2.3', models: {} });
    expect(result.uncertainty).toBeNull();
  });

  it('is one that means something: where the fast arm collides, thinking helps', async () => {
    // A pedestrian who comes from between parked cars, fast: car following looks at what is in the lane already.
    const setup = setupOf('fast');
    const walker = actor('walker', 'pedestrian', 145, 1, {
      behaviour: {
        kind: 'walk',
        road: 0,
        points: [
          { s: 145, d: 1 },
          { s: 145, d: 10 },
        ],
        speedMps: 2.4,
        accelerationMps2: 5,
        waits: false,
      },
    });
    const spec = { ...setup.spec, actors: [walker] };
    const run = (arm: ArmName) => runEpisode({ ...setup, spec, job: { ...setup.job, arm } });
    const [fast, always] = [await run('fast'), await run('always')];
    expect(fast.outcome).toMatchObject({
      end: 'collision',
      collision: true,
      collisionWith: 'walker',
      collisionKind: 'active-front',
      atFault: true,
    });
    expect(fast.outcome.impactSpeedMps).toBeGreaterThan(15);
    expect(fast.minTtcS).toBe(0);
    expect(fast.progress).toBeLessThan(0.5);
    expect(fast.planner.calls).toBe(0);
    expect(always.outcome).toMatchObject({ end: 'goal', collision: false, atFault: null, impactSpeedMps: null });
    expect(always.planner.accepted).toBeGreaterThan(2);
    expect(always.progress).toBe(1);
  });

  it('becomes an error, with what was thrown, when something in it throws', async () => {
    const setup = setupOf('fast');
    const broken = { ...setup, spec: { ...setup.spec, friction: 7 } };
    const result = await runEpisode(broken);
    expect(result.outcome.end).toBe('error');
    expect(result.error).toEqual({ what: 'exception', message: expect.stringContaining('friction') as string });
    expect(episodeResultSchema.parse(result)).toEqual(result);
  });
});

describe('a snapshot', () => {
  /** Ticks until requests are in flight and a plan is in force. */
  async function untilBusy(episode: Episode): Promise<number> {
    for (let tick = 1; await episode.tick(); tick++) {
      if (episode.system.ledger.inFlight > 0 && episode.system.planInForce !== null && tick > 60) return tick;
    }
    throw new Error('no plan was ever in flight');
  }

  it.each(LATENCIES.slice(1))('carries on to the same digests, with plans in flight: $kind', async (latency) => {
    const setup = setupOf('always', { latency });
    const whole = new Episode(setup);
    const busy = await untilBusy(whole);
    const saved = whole.snapshot();
    const ticks: string[] = [];
    while (await whole.tick()) ticks.push(digestState(whole.system.present));
    expect(ticks.length).toBeGreaterThan(30);

    // Into a new episode, and into one that has run elsewhere in the meantime.
    const fresh = new Episode(setup);
    const used = new Episode(setup);
    for (let i = 0; i < busy + 17; i++) await used.tick();
    for (const episode of [fresh, used]) {
      episode.restore(saved);
      const again: string[] = [];
      while (await episode.tick()) again.push(digestState(episode.system.present));
      expect(again).toEqual(ticks);
      expect(episode.worldDigest).toBe(whole.worldDigest);
      const [a, b] = [episode.finish(0), whole.finish(0)];
      expect(a.digest).toBe(b.digest);
      expect(a.outcome).toEqual(b.outcome);
      expect(a.planner).toEqual(b.planner);
      expect(a.meanSpeedMps).toBe(b.meanSpeedMps);
    }
  });

  it.each(['dual', 'aeb', 'reflex', 'random', 'slow', 'oracle'] as const)('misses nothing of %s', async (arm) => {
    const setup = setupOf(arm, { latency: LATENCIES[2] });
    const whole = new Episode(setup);
    const saved: { at: number; snapshot: ReturnType<Episode['snapshot']> }[] = [];
    for (let tick = 1; await whole.tick(); tick++)
      if (tick % 50 === 0) saved.push({ at: tick, snapshot: whole.snapshot() });
    for (const { snapshot } of saved) {
      const twin = new Episode(setup);
      twin.restore(snapshot);
      while (await twin.tick());
      expect(twin.digest).toBe(whole.digest);
    }
    expect(saved.length).toBeGreaterThan(1);
  });

  it('forks: two futures from one past, which differ by what is done in them', async () => {
    const setup = setupOf('dual');
    const whole = new Episode(setup);
    const past = await untilBusy(whole);
    const saved = whole.snapshot();
    const fork = new Episode(setup);
    fork.restore(saved);
    expect(fork.system.tick).toBe(past);
    expect(fork.digest).toBe(whole.digest);
    expect(digestState(fork.system)).toBe(digestState(whole.system));
    await fork.tick();
    await whole.tick();
    expect(fork.digest).toBe(whole.digest);
    // Somebody brakes in one of them.
    fork.world.actors.speed[1] -= 1;
    await fork.tick();
    await whole.tick();
    expect(fork.digest).not.toBe(whole.digest);
    expect(fork.worldDigest).not.toBe(whole.worldDigest);
  });
});

describe('the digest', () => {
  it('sees every tick: it differs after the same state has come in another order', async () => {
    const episode = new Episode(setupOf('fast'));
    const seen = new Set<string>();
    for (let i = 0; i < 100; i++) {
      await episode.tick();
      seen.add(episode.digest);
    }
    expect(seen.size).toBe(100);
    expect(episode.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(episode.digest.slice(0, 32)).toBe(episode.worldDigest);
  });

  it('of the world alone does not know who drives; the other half does', async () => {
    const [fast, reflex] = [new Episode(setupOf('fast')), new Episode(setupOf('reflex'))];
    for (let i = 0; i < 20; i++) {
      await fast.tick();
      await reflex.tick();
    }
    expect(reflex.worldDigest).toBe(fast.worldDigest);
    expect(reflex.digest).not.toBe(fast.digest);
  });
});

it.each(LATENCIES)('a latency is named as its source names itself: $kind', (latency) => {
  expect(createLatency(latency, 'seed').name).toBe(latencyName(latency));
});
