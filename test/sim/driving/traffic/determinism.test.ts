import { describe, expect, it } from 'vitest';
import type { ActorSpec, EventSpec } from '../../../../sim/driving/spec.ts';
import { MOBIL_PRESETS } from '../../../../sim/driving/traffic/mobil.ts';
import { firstDifference } from '../../../../sim/kernel/state-codec.ts';
import { car, follow, gipps, pedestrian, straightHighway, TrafficEpisode } from './episode.ts';

const map = straightHighway();
const seconds = 12;

/** Imperfect drivers of both models with lane changes and events, and a pedestrian. */
function crowd(): ActorSpec[] {
  const events: EventSpec[] = [
    { trigger: { kind: 'ego-gap', m: 40 }, action: { kind: 'change-lane', lanes: 1, durationS: 2 } },
    {
      trigger: { kind: 'after', of: 'car-2', event: 0, s: 2 },
      action: { kind: 'brake', decelMps2: 5, toSpeedMps: 5, holdS: 2 },
    },
  ];
  const rush: EventSpec = { trigger: { kind: 'time', s: 2 }, action: { kind: 'speed', speedMps: 40, accelMps2: 2.5 } };
  const cars = Array.from({ length: 9 }, (_, i) =>
    car(`car-${i}`, {
      start: { s: 100 + 15 * i, d: 1.75 + 3.5 * (i % 3), speedMps: 15 + i },
      follow: i % 2 === 0 ? follow({ desiredSpeedMps: i > 5 ? 9 : 28 - i }) : gipps({ desiredSpeedMps: 18 + i }),
      mobil: i % 3 === 1 ? null : { ...MOBIL_PRESETS.highwayEnv, thresholdMps2: 0.05 },
      events: i === 2 ? events : i === 8 ? [rush] : [],
    }),
  );
  return [
    ...cars,
    pedestrian('walker', { waits: true }, [{ trigger: { kind: 'ego-arrival', s: 4 }, action: { kind: 'go' } }]),
  ];
}

function episodeOf(actors: readonly ActorSpec[], seed = 7): TrafficEpisode {
  const episode = new TrafficEpisode(map, actors, { imperfectionMps2: 0.2 }, seed);
  episode.placeEgo(90, 5.25, 22);
  return episode;
}

/** All poses and speeds of the rows with these ids, at every tenth tick. */
function trajectories(episode: TrafficEpisode, ids: readonly string[]): number[] {
  const out: number[] = [];
  episode.run(seconds, () => {
    if (episode.tick % 10 !== 0) return;
    for (const id of ids) {
      const row = episode.row(id);
      const { table } = episode;
      out.push(
        table.x[row],
        table.y[row],
        table.heading[row],
        table.speed[row],
        table.acceleration[row],
        table.yawRate[row],
      );
    }
  });
  return out;
}

describe('traffic', () => {
  const actors = crowd();
  const ids = actors.map((actor) => actor.id);

  it('does all that the following tests are about', () => {
    const episode = episodeOf(actors);
    episode.run(seconds);
    const changed = actors.filter((actor, i) => actor.start.d !== episode.table.d[i + 1]);
    expect(changed.length).toBeGreaterThan(3);
    expect(episode.table.d[episode.row('walker')]).toBeGreaterThan(-2);
  });

  it('is the same bits again, and others with another seed', () => {
    const first = trajectories(episodeOf(actors), ids);
    expect(trajectories(episodeOf(actors), ids)).toEqual(first);
    expect(trajectories(episodeOf(actors, 8), ids)).not.toEqual(first);
  });

  it('is the same bits after a reset in the middle', () => {
    const first = trajectories(episodeOf(actors), ids);
    const episode = episodeOf(actors);
    episode.run(5);
    episode.traffic.reset();
    episode.tick = 0;
    episode.placeEgo(90, 5.25, 22);
    expect(trajectories(episode, ids)).toEqual(first);
  });

  it('does not change by a bit when an actor is added far away, first or last in the order', () => {
    const first = trajectories(episodeOf(actors), ids);
    for (const id of ['a-first', 'z-last']) {
      const far = car(id, { start: { s: 3000 }, mobil: MOBIL_PRESETS.treiber });
      const more = [...actors, far].sort((p, q) => (p.id < q.id ? -1 : 1));
      expect(trajectories(episodeOf(more), ids)).toEqual(first);
    }
  });

  it.each([1, 137, 300, 550])('restores from tick %i to the same bits, in the same and in a fresh world', (tick) => {
    const episode = episodeOf(actors);
    for (let i = 0; i < tick; i++) episode.step();
    const middle = episode.save();
    for (let i = 0; i < 200; i++) episode.step();
    const end = episode.save();
    const fresh = episodeOf(actors, 7);
    for (const world of [episode, fresh]) {
      world.restore(middle);
      expect(firstDifference(middle, world.save(), world)).toBeNull();
      for (let i = 0; i < 200; i++) world.step();
      expect(firstDifference(end, world.save(), world)).toBeNull();
    }
  });

  it('names the field of a difference', () => {
    const episode = episodeOf(actors);
    episode.run(1);
    const before = episode.save();
    const after = before.map((value, i) => (i === before.length - 1 ? 3 : value));
    expect(firstDifference(before, after, episode)).toMatchObject({
      entity: 'actor/walker/event/0',
      field: 'firedAtS',
      b: 3,
    });
  });
});
