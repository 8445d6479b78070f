import { describe, expect, it } from 'vitest';
import { NoPlannerLink } from '../../../policies/runtime/planner-link.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { remoteTask } from '../../../policies/driving/remote-request.ts';
import { episodeResultSchema } from '../../../scenarios/results/episode-result.ts';
import { SPARE_OBSTACLES, type Intervention } from '../../../scenarios/live/intervention.ts';
import { LiveEpisode, type DrivingLink, type LiveSetup } from '../../../scenarios/live/live-episode.ts';
import { plannerTask } from '../../../scenarios/live/planner-task.ts';
import { withSpareObstacles } from '../../../scenarios/live/spare.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { laneCentre } from '../../policies/driving/worlds.ts';
import { setupOf } from '../runner/setups.ts';
import { liveSetup, runLive } from './live-runs.ts';

function quiet(setup: LiveSetup = liveSetup({ gate: 'none', merge: 'follow' })): LiveEpisode {
  const link: DrivingLink = new NoPlannerLink();
  return new LiveEpisode(setup, link);
}

async function run(episode: LiveEpisode, ticks: number): Promise<void> {
  for (let i = 0; i < ticks && !episode.system.ended; i++) {
    await episode.system.runTick();
    episode.afterTick();
  }
}

describe('spare obstacles', () => {
  it('change nothing for anybody else', () => {
    const usual = setupOf('fast').spec;
    const spec = { ...usual, sensors: { ...usual.sensors, rangeM: 5000 } };
    const without = new DrivingWorld(spec, 'seed');
    const having = new DrivingWorld(withSpareObstacles(spec), 'seed');
    expect(having.actors.count).toBe(without.actors.count + SPARE_OBSTACLES);
    expect(having.actors.ids.slice(0, without.actors.count)).toEqual(without.actors.ids);
    const action = new EgoAction();
    action.targetOffsetM = laneCentre(1);
    const seen = (world: DrivingWorld): readonly number[] => {
      const { actors, metrics } = world;
      const { tracks, ego } = world.observe();
      const columns = [actors.x, actors.y, actors.heading, actors.vx, actors.vy, actors.acceleration, actors.yawRate];
      const believed = [tracks.valid, tracks.x, tracks.y, tracks.vx, tracks.vy, tracks.heading];
      const beams = new Float64Array(90);
      if (world.tick % 20 === 0) world.perception.scanLidar(beams);
      return [
        ...columns.flatMap((column) => [...column.slice(0, without.actors.count)]),
        ...believed.flatMap((column) => [...column.slice(0, without.actors.count - 1)]),
        ...saveState(ego),
        ...saveState(metrics),
        ...beams,
      ];
    };
    while (!without.ended) {
      for (const world of [without, having]) world.step(action);
      expect(seen(having)).toEqual(seen(without));
    }
    expect(having.end).toBe(without.end);
    expect(having.observe().tracks.valid.slice(without.actors.count - 1)).toEqual(new Float64Array(SPARE_OBSTACLES));
  });

  it('are dropped one after the other until none is left', () => {
    const episode = quiet();
    expect(episode.obstaclesLeft).toBe(SPARE_OBSTACLES);
    const drop = (k: number): void => episode.intervene({ kind: 'drop', x: 300 + 10 * k, y: 5 });
    for (let k = 0; k < SPARE_OBSTACLES; k++) {
      drop(k);
      expect(episode.obstaclesLeft).toBe(SPARE_OBSTACLES - k - 1);
      expect(episode.world.actors.x[episode.world.actors.ids.indexOf(`~obstacle-${k}`)]).toBe(300 + 10 * k);
    }
    expect(() => drop(9)).toThrow('No spare obstacle is left');
    expect(episode.interventions.length).toBe(SPARE_OBSTACLES);
  });
});

describe('an intervention', () => {
  it.each<readonly [string, Intervention, string]>([
    ['nobody of that name', { kind: 'push', entity: 'nobody', forwardMps: 1, leftMps: 0 }, 'nobody called "nobody"'],
    ['too strong', { kind: 'push', entity: 'ego', forwardMps: 99, leftMps: 0 }, 'forwardMps is wrong'],
    ['what is not there', { kind: 'push', entity: '~obstacle-3', forwardMps: 1, leftMps: 0 }, 'nobody there'],
    ['beside the road', { kind: 'drop', x: 200, y: -90 }, 'only be dropped on a road'],
    ['not a number', { kind: 'drop', x: NaN, y: 0 }, 'x is wrong'],
    ['unknown', { kind: 'fly' } as never, 'kind is wrong'],
  ])('that cannot be done is refused in a sentence and leaves no trace: %s', (_what, wanted, message) => {
    const episode = quiet();
    const before = saveState(episode.system);
    expect(() => episode.intervene(wanted)).toThrow(expect.objectContaining({ name: 'InterventionProblem' }));
    expect(() => episode.intervene(wanted)).toThrow(message);
    expect(episode.interventions).toEqual([]);
    expect(saveState(episode.system)).toEqual(before);
  });

  it('is refused within a tick and after the end', async () => {
    const episode = quiet();
    episode.system.prepare();
    expect(() => episode.intervene({ kind: 'brake', on: true })).toThrow('only between ticks');
    await episode.system.infer();
    episode.system.finish();
    episode.intervene({ kind: 'brake', on: true });
    expect(episode.interventions).toEqual([{ tick: 1, intervention: { kind: 'brake', on: true } }]);
    episode.system.close();
    expect(() => episode.intervene({ kind: 'brake', on: false })).toThrow('has ended');
  });

  it('of latency is what the planner is told to expect from the next request on', async () => {
    const { episode, trace } = await runLive(
      liveSetup({ gate: 'always', latencyMs: 200 }),
      {
        interventions: [{ tick: 30, intervention: { kind: 'latency', ms: 500 } }],
        delays: [5],
        missed: [],
      },
      60,
    );
    expect(episode.components.latencyMs).toBe(500);
    expect(trace.expectedMs).toBe(200);
    // Latency compensation: a plan starts where the ego is expected to be when it comes.
    const starts = trace.arrivals.map((arrival) => {
      if (arrival.kind !== 'plan') throw new Error(arrival.kind);
      const plan = new DrivingPlan();
      restoreState(plan, arrival.plan);
      return plan.fromTick - arrival.deliveredTick + 5;
    });
    expect(new Set(starts)).toEqual(new Set([12, 30]));
  });

  it('of the planner is kept, as its name', () => {
    const episode = quiet();
    episode.intervene({ kind: 'planner', planner: 'drill:dead' });
    expect(episode.components.planner).toBe('drill:dead');
  });
});

describe('a person at the wheel', () => {
  const drive = (accelerationMps2: number, leftMps: number, on = true): Intervention => {
    return { kind: 'drive', on, accelerationMps2, leftMps };
  };

  it('accelerates, and moves the car aside from where it is', async () => {
    const episode = quiet();
    await run(episode, 30);
    const { d, speed } = episode.world.actors;
    const from = d[0];
    episode.intervene(drive(-2, 1));
    expect(episode.components.driving).toBe(true);
    await run(episode, 60);
    const before = speed[0];
    expect(d[0] - from).toBeGreaterThan(0.2);
    expect(d[0] - from).toBeLessThan(1);
    episode.intervene(drive(0, 0));
    await run(episode, 90);
    // The target stands still where it was let go.
    expect(Math.abs(d[0] - from - 1)).toBeLessThan(0.15);
    expect(before).toBeLessThan(25 - 1.5);
    expect(speed[0]).toBeCloseTo(before, 0);
    episode.intervene(drive(0, 0, false));
    expect(episode.components.driving).toBe(false);
  });

  it('stays on the road however long the wheel is held', async () => {
    const episode = quiet();
    episode.intervene(drive(-4, -4));
    await run(episode, 240);
    expect(episode.world.end).toBe('running');
    // Shoulder of 2 m, and half the car.
    expect(Math.abs(episode.world.actors.d[0] - (-2 + 0.925))).toBeLessThan(0.1);
  });

  it('is no intervention of a reflex', async () => {
    const episode = quiet();
    episode.intervene(drive(-3, 0));
    await run(episode, 50);
    expect(episode.finish(1).reflexInterventions).toBe(0);
  });
});

it('what is chosen is in the state', async () => {
  const episode = quiet();
  const twin = quiet();
  await run(episode, 5);
  episode.intervene({ kind: 'gate', gate: 'periodic', level: 0.4 });
  episode.intervene({ kind: 'merge', merge: 'arbitrate' });
  episode.intervene({ kind: 'brake', on: true });
  episode.intervene({ kind: 'drive', on: true, accelerationMps2: 1, leftMps: -1 });
  restoreState(twin.system, saveState(episode.system));
  expect(twin.components).toEqual(episode.components);
});

it('sums itself up as any episode', async () => {
  const episode = quiet();
  await run(episode, 60);
  const result = episode.finish(100);
  expect(episodeResultSchema.parse(result)).toEqual(result);
  expect(result).toMatchObject({ suite: 'live', arm: 'live', latency: 'none', ticks: 60, digest: episode.digest });
  expect(result.outcome.end).toBe('timeout');
});

it('tells a planner elsewhere of the episode what the world would', () => {
  const setup = liveSetup();
  const world = new DrivingWorld(setup.spec, 'seed');
  expect(plannerTask(setup.spec)).toEqual(remoteTask(world.observe(), setup.spec.map));
});

it('needs model and inference, or neither', () => {
  const inference = { input: new Float32Array(1), output: new Float32Array(1), run: () => Promise.resolve() };
  expect(() => quiet({ ...liveSetup(), inference })).toThrow('both model and inference');
});
