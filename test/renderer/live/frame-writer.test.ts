import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EPISODE_ENDS } from '../../../sim/driving/driving-world.ts';
import type { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { Lidar } from '../../../sim/driving/sensors/lidar.ts';
import { Visibility } from '../../../sim/driving/sensors/visibility.ts';
import type { DrivingSpec } from '../../../sim/driving/spec.ts';
import type { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { HORIZON_S } from '../../../policies/driving/value/horizon.ts';
import { KNOT_S, KNOTS } from '../../../policies/driving/value/manoeuvre.ts';
import { SPARE_OBSTACLES } from '../../../scenarios/live/intervention.ts';
import { withSpareObstacles } from '../../../scenarios/live/spare.ts';
import { Episode } from '../../../scenarios/runner/episode.ts';
import {
  ACTOR,
  ACTOR_STRIDE,
  CANDIDATE_POINTS,
  FAST_POINT,
  FAST_STRIDE,
  frameBytes,
  HEAD,
  LIDAR_BEAMS,
  PATH_POINTS,
  PLAN_POINT,
  PLAN_STRIDE,
  SOURCES,
  TRACK,
  TRACK_STRIDE,
  viewFrame,
  VISIBILITY,
} from '../../../renderer/live/frame.ts';
import type { FrameView } from '../../../renderer/live/frame.ts';
import { FramePaths } from '../../../renderer/live/worker/frame-paths.ts';
import { FrameWriter } from '../../../renderer/live/worker/frame-writer.ts';
import { HeardRun } from '../../../renderer/live/worker/heard-run.ts';
import { laneCentre, worldAfter } from '../../policies/driving/worlds.ts';
import { setupOf } from '../../scenarios/runner/setups.ts';

const NOTHING = { lidar: false, candidates: false };
const ALL = { lidar: true, candidates: true };

/** The busy episode of the runner's tests, with half the view. */
function specOf(): DrivingSpec {
  const { spec } = setupOf('dual');
  return {
    ...spec,
    sensors: { ...spec.sensors, fieldOfViewRad: Math.PI, memoryS: 0.4 },
  };
}

function open(spec = specOf()) {
  const heard = new HeardRun();
  const episode = new Episode({ ...setupOf('always'), spec, observers: [heard] });
  const rows = episode.world.actors.count;
  const view = viewFrame(new ArrayBuffer(frameBytes(rows)), rows);
  return { heard, episode, view, rows, writer: new FrameWriter(episode, heard) };
}

/** Runs until the episode ends, telling `each` after every tick. */
async function run(episode: Episode, each: (world: DrivingWorld) => void): Promise<void> {
  let goesOn = true;
  while (goesOn) {
    goesOn = await episode.tick();
    each(episode.world);
  }
}

const column = (view: FrameView, row: number, name: keyof typeof ACTOR): number =>
  view.actors[row * ACTOR_STRIDE + ACTOR[name]];

describe('a frame', () => {
  it('has the truth of everybody, the end, and the source of the action', async () => {
    const { episode, writer, view, rows, heard } = open();
    await run(episode, (world) => {
      writer.write(view, NOTHING, 5);
      const { actors } = world;
      for (let row = 0; row < rows; row++) {
        expect(column(view, row, 'x')).toBe(actors.x[row]);
        expect(column(view, row, 'y')).toBe(actors.y[row]);
        expect(column(view, row, 'heading')).toBe(actors.heading[row]);
        expect(column(view, row, 'speedMps')).toBe(actors.speed[row]);
        expect(column(view, row, 'accelerationMps2')).toBe(actors.acceleration[row]);
        expect(column(view, row, 'yawRate')).toBe(actors.yawRate[row]);
      }
      expect(view.head[HEAD.tick]).toBe(world.tick);
      expect(view.head[HEAD.timeS]).toBeCloseTo(world.tick / 60, 12);
      expect(EPISODE_ENDS[view.head[HEAD.end]]).toBe(world.end);
      expect(view.head[HEAD.collisionRow]).toBe(world.collisionRow);
      expect(view.head[HEAD.level]).toBe(episode.system.uncertaintyLevel);
      expect(view.head[HEAD.wallMs]).toBe(5);
      expect(view.head[HEAD.source]).toBe(heard.source);
    });
    expect(episode.world.ended).toBe(true);
  });

  it('says who is seen, remembered and hidden, as the sensors have it', async () => {
    const { episode, writer, view, rows } = open();
    const { world } = episode;
    const { rangeM, fieldOfViewRad, memoryS } = world.spec.sensors;
    const visibility = new Visibility(world.actors, rangeM, fieldOfViewRad);
    const lastSeen = new Float64Array(rows).fill(-Infinity);
    const counts = [0, 0, 0];
    const look = (): void => {
      visibility.look();
      for (let row = 1; row < rows; row++) if (visibility.seen[row]) lastSeen[row] = world.tick;
    };
    look();
    await run(episode, () => {
      if (world.ended) return;
      const measuredAt = world.tick - (world.tick % 3);
      if (world.tick === measuredAt) look();
      writer.write(view, NOTHING, 0);
      expect(column(view, 0, 'visibility')).toBe(VISIBILITY.seen);
      for (let row = 1; row < rows; row++) {
        const ageS = (world.tick - lastSeen[row]) / 60;
        const expected =
          lastSeen[row] === measuredAt
            ? VISIBILITY.seen
            : ageS <= memoryS + 1e-6
              ? VISIBILITY.remembered
              : VISIBILITY.hidden;
        expect(column(view, row, 'visibility')).toBe(expected);
        counts[expected]++;
      }
    });
    expect(Math.min(...counts)).toBeGreaterThan(10);
  });

  it('has the tracks that the ego believes in', async () => {
    const { episode, writer, view } = open();
    let wrongBy = 0;
    await run(episode, ({ perception: { tracks } }) => {
      writer.write(view, NOTHING, 0);
      for (let slot = 0; slot < tracks.count; slot++) {
        const at = slot * TRACK_STRIDE;
        expect(view.tracks[at + TRACK.valid]).toBe(tracks.valid[slot]);
        expect(view.tracks[at + TRACK.x]).toBe(tracks.x[slot]);
        expect(view.tracks[at + TRACK.speedMps]).toBe(tracks.speed[slot]);
        expect(view.tracks[at + TRACK.ageS]).toBe(tracks.ageS[slot]);
        if (tracks.valid[slot]) wrongBy = Math.max(wrongBy, Math.abs(tracks.y[slot] - column(view, slot + 1, 'y')));
      }
    });
    expect(wrongBy).toBeGreaterThan(0.05);
  });

  it('shows a spare obstacle from the moment it is dropped', async () => {
    const { episode, writer, view } = open(withSpareObstacles(specOf()));
    const { world } = episode;
    const absent = (): string[] => world.actors.ids.filter((_, row) => column(view, row, 'absent') === 1);
    await episode.tick();
    writer.write(view, NOTHING, 0);
    const spare = absent();
    expect(spare).toHaveLength(SPARE_OBSTACLES);
    expect(spare.every((id) => id.startsWith('~'))).toBe(true);
    world.place(world.actors.ids.indexOf(spare[0]), 150, laneCentre(0));
    writer.write(view, NOTHING, 0);
    expect(absent()).toEqual(spare.slice(1));
  });

  it('counts requests in flight and the age of the oldest', async () => {
    const { episode, writer, view } = open();
    const ages = new Set<number>();
    await run(episode, (world) => {
      writer.write(view, NOTHING, 0);
      const { ledger } = episode.system;
      expect(view.head[HEAD.inFlight]).toBe(ledger.inFlight);
      const slot = ledger.nextOlderThan(Infinity);
      const age = slot < 0 ? 0 : ((world.tick - ledger.dispatchTickOf(slot)) * 1000) / 60;
      expect(view.head[HEAD.inFlightAgeMs]).toBeCloseTo(age, 9);
      ages.add(Math.round(age));
    });
    // 200 ms are 12 ticks; the last one is the tick of the delivery.
    expect([...ages].sort((a, b) => a - b)).toEqual(expect.arrayContaining([17, 100, 200]));
    expect(Math.max(...ages)).toBe(200);
  });

  it('tells an action of a reflex and of a person from that of the merge', () => {
    const heard = new HeardRun();
    const action = new EgoAction();
    action.accelerationMps2 = -4;
    const told = (source: 'fast' | 'plan', reflex: string | null): string => {
      heard.onAction(0, action, source, reflex);
      return SOURCES[heard.source];
    };
    expect([told('fast', null), told('plan', null), told('plan', 'emergency-brake'), told('fast', 'person')]).toEqual([
      'fast',
      'plan',
      'reflex',
      'person',
    ]);
    expect(heard.requestMps2).toBe(-4);
  });
});

describe('the fast trajectory of a frame', () => {
  const pathOf = (world: DrivingWorld, acceleration: number, scale: readonly number[] = [0, 0, 0]): Float64Array => {
    const heard = new HeardRun();
    heard.manoeuvre.fill(acceleration, laneCentre(1), 0);
    heard.scale.set(scale);
    const out = new Float64Array(PATH_POINTS * FAST_STRIDE);
    new FramePaths(world.map).writeFast(world.observe(), heard, out);
    return out;
  };
  const at = (path: Float64Array, i: number, name: keyof typeof FAST_POINT): number =>
    path[i * FAST_STRIDE + FAST_POINT[name]];

  it('is straight and as long as the way of constant speed when nothing is to be done', () => {
    const world = worldAfter(60);
    const { x, y, speed } = world.observe().ego;
    const path = pathOf(world, 0);
    expect(at(path, 0, 'x')).toBeCloseTo(x, 9);
    expect(at(path, 0, 'y')).toBeCloseTo(y, 9);
    for (let i = 0; i < PATH_POINTS; i++) {
      expect(Math.abs(at(path, i, 'x') - (x + speed * i * KNOT_S))).toBeLessThan(0.1);
      expect(Math.abs(at(path, i, 'y') - laneCentre(1))).toBeLessThan(0.15);
    }
  });

  it('stops where braking stops the car', () => {
    const world = worldAfter(60);
    const { x, speed } = world.observe().ego;
    const path = pathOf(world, -8);
    const stop = at(path, PATH_POINTS - 1, 'x') - x;
    expect(at(path, PATH_POINTS - 1, 'speedMps')).toBe(0);
    // The brake's lag is worth a few metres more than v^2 / 2a.
    expect(stop).toBeGreaterThan((speed * speed) / 16);
    expect(stop).toBeLessThan((speed * speed) / 16 + 0.35 * speed);
  });

  it('has a spread that is the scale of acceleration twice integrated', () => {
    const world = worldAfter(10);
    const positive = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (a, b, c) => {
        const path = pathOf(world, 0, [a, b, c]);
        for (let i = 0; i < PATH_POINTS; i++) {
          const t = i * KNOT_S;
          const ramp = (from: number): number => 0.5 * Math.max(0, t - from) ** 2;
          expect(at(path, i, 'spreadM')).toBeCloseTo(
            a * (ramp(0) - ramp(1)) + b * (ramp(1) - ramp(2)) + c * ramp(2),
            9,
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  it('ages with the decision', () => {
    const world = worldAfter(60);
    const heard = new HeardRun();
    for (let i = 0; i < KNOTS; i++) heard.manoeuvre.acceleration[i] = i < 5 ? 2 : -8;
    heard.manoeuvre.offset.fill(laneCentre(1));
    const ends = [0, 1].map((ageS) => {
      heard.decisionTick = world.tick - 60 * ageS;
      const out = new Float64Array(PATH_POINTS * FAST_STRIDE);
      new FramePaths(world.map).writeFast(world.observe(), heard, out);
      return at(out, PATH_POINTS - 1, 'x');
    });
    expect(ends[0] - ends[1]).toBeGreaterThan(10);
  });
});

describe('the plan of a frame', () => {
  it('is where the plan expects the ego, and the ego passes along it', async () => {
    const { episode, writer, view } = open();
    const point = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
    let last: { readonly requestedTick: number; readonly staleTo: number } | null = null;
    let checked = 0;
    await run(episode, (world) => {
      writer.write(view, NOTHING, 0);
      const plan = episode.system.planInForce;
      expect(view.head[HEAD.planInForce]).toBe(plan === null ? 0 : 1);
      if (plan === null) return;
      const staleTo = view.head[HEAD.planStaleTo];
      expect(view.head[HEAD.planAgeMs]).toBeCloseTo(((world.tick - plan.requestedTick) * 1000) / 60, 9);
      expect(staleTo).toBeCloseTo(Math.max(0, (world.tick - plan.fromTick) / 60 / KNOT_S), 9);
      if (last?.requestedTick === plan.requestedTick) expect(staleTo).toBeGreaterThanOrEqual(last.staleTo);
      last = { requestedTick: plan.requestedTick, staleTo };
      for (let i = 0; i < PATH_POINTS; i++) {
        const at = i * PLAN_STRIDE;
        world.map.roads[0].project(view.plan[at + PLAN_POINT.x], view.plan[at + PLAN_POINT.y], plan.s[i], point);
        expect(point.s).toBeCloseTo(plan.s[i], 6);
        expect(point.d).toBeCloseTo(plan.d[i], 6);
        expect(view.plan[at + PLAN_POINT.speedMps]).toBe(plan.v[i]);
      }
      checked++;
    });
    expect(checked).toBeGreaterThan(50);
  });

  it('has no stale part before it begins and none beyond its end', () => {
    const { episode } = open();
    const paths = new FramePaths(episode.world.map);
    const plan = { fromTick: 100 } as DrivingPlan;
    for (const tick of [80, 96, 100]) expect(paths.staleTo(plan, tick, 1 / 60)).toBe(0);
    expect(paths.staleTo(plan, 100 + Math.round(60 * HORIZON_S * 2), 1 / 60)).toBe(PATH_POINTS - 1);
  });
});

describe('the candidates of a frame', () => {
  it('are those of the last plan that arrived; the chosen one is the best and its path the plan itself', async () => {
    const { episode, writer, view, heard } = open();
    const point = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
    let seen = 0;
    let deliveries = 0;
    await run(episode, (world) => {
      writer.write(view, ALL, 0);
      const { head } = view;
      if (heard.deliveries === 0) {
        expect([head[HEAD.candidates], head[HEAD.chosenCandidate], head[HEAD.candidatesAgeMs]]).toEqual([0, -1, NaN]);
        return;
      }
      const plan = heard.delivered;
      const count = head[HEAD.candidates];
      expect(count).toBe(plan.candidates);
      expect(head[HEAD.candidatesAgeMs]).toBeCloseTo(((world.tick - heard.deliveryTick) * 1000) / 60, 9);
      const values = view.candidateValues.subarray(0, count);
      expect(values).toEqual(plan.candidateValue.subarray(0, count));
      const best = values.reduce((max, value) => Math.max(max, value), -Infinity);
      const chosen = head[HEAD.chosenCandidate];
      if (best < plan.value) {
        expect(chosen).toBe(-1);
        return;
      }
      expect(values[chosen]).toBe(best);
      for (let j = 0; j < CANDIDATE_POINTS; j++) {
        const at = (chosen * CANDIDATE_POINTS + j) * 2;
        world.map.roads[0].project(view.candidatePaths[at], view.candidatePaths[at + 1], NaN, point);
        expect(point.s).toBeCloseTo(plan.s[2 * j], 6);
        expect(point.d).toBeCloseTo(plan.d[2 * j], 6);
      }
      if (heard.deliveries === deliveries) return;
      deliveries = heard.deliveries;
      for (let c = 0; c < count; c++) {
        const start = c * CANDIDATE_POINTS * 2;
        const end = start + (CANDIDATE_POINTS - 1) * 2;
        expect(view.candidatePaths[start]).toBeCloseTo(view.candidatePaths[chosen * CANDIDATE_POINTS * 2], 9);
        // The road lies along x: the offset is y. Whoever hardly moves cannot get there.
        if (view.candidatePaths[end] - view.candidatePaths[start] < 60) continue;
        expect(Math.abs(view.candidatePaths[end + 1] - plan.candidateOffset[c])).toBeLessThan(0.6);
        seen++;
      }
    });
    expect(deliveries).toBeGreaterThan(5);
    expect(seen).toBeGreaterThan(100);
  });

  it('are left out where nobody looks', async () => {
    const { episode, writer, view, heard } = open();
    while (heard.deliveries === 0) await episode.tick();
    writer.write(view, NOTHING, 0);
    expect([view.head[HEAD.candidates], view.head[HEAD.chosenCandidate]]).toEqual([0, -1]);
    expect(view.head[HEAD.candidatesAgeMs]).toBeGreaterThanOrEqual(0);
  });
});

describe('the scan of a frame', () => {
  it('is what the beams reach, taken at most twenty times a second', async () => {
    const { episode, writer, view } = open();
    const { world } = episode;
    const { rangeM, fieldOfViewRad } = world.spec.sensors;
    const lidar = new Lidar(world.actors, LIDAR_BEAMS, fieldOfViewRad, rangeM);
    const truth = new Float64Array(LIDAR_BEAMS);
    writer.write(view, NOTHING, 0);
    expect(view.head[HEAD.lidar]).toBe(0);

    const fresh: boolean[] = [];
    for (const wallMs of [1000, 1016, 1049, 1050, 1090, 1101]) {
      await episode.tick();
      writer.write(view, ALL, wallMs);
      lidar.scan(truth);
      expect(view.head[HEAD.lidar]).toBe(1);
      fresh.push(view.lidar.every((distance, beam) => distance === truth[beam]));
    }
    expect(fresh).toEqual([true, false, false, true, false, true]);
    expect(Math.min(...truth)).toBeLessThan(rangeM);
  });
});

describe('a run', () => {
  it('does not notice that it is watched', async () => {
    const watched = open();
    await run(watched.episode, () => watched.writer.write(watched.view, ALL, watched.episode.world.tick * 16));
    const alone = new Episode({ ...setupOf('always'), spec: specOf() });
    await run(alone, () => undefined);
    expect(watched.heard.deliveries).toBeGreaterThan(5);
    expect(watched.episode.system.observerErrors).toEqual([]);
    expect(watched.episode.digest).toBe(alone.digest);
  });
});
