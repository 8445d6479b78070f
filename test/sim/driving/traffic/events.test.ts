import { describe, expect, it } from 'vitest';
import type { ActorSpec, EventSpec } from '../../../../sim/driving/spec.ts';
import { car, DT, follow, gipps, parked, pedestrian, straightHighway, TrafficEpisode } from './episode.ts';

const map = straightHighway();
const brake = { kind: 'brake', decelMps2: 4, toSpeedMps: 0, holdS: 100 } as const;

function withEvent(trigger: EventSpec['trigger'], action: EventSpec['action'] = brake): ActorSpec {
  return car('a', {
    start: { s: 200, speedMps: 10 },
    follow: follow({ desiredSpeedMps: 10 }),
    events: [{ trigger, action }],
  });
}

/** Time at the start of the tick in which the actor brakes for the first time. */
function brakesAt(episode: TrafficEpisode, row = 1): number {
  for (let i = 0; i < 60 / DT; i++) {
    episode.step();
    if (episode.table.acceleration[row] < -1) return episode.timeS - DT;
  }
  return NaN;
}

describe('triggers', () => {
  it('time: at the first tick that begins then', () => {
    expect(brakesAt(new TrafficEpisode(map, [withEvent({ kind: 'time', s: 2 })]))).toBeCloseTo(2, 9);
    expect(brakesAt(new TrafficEpisode(map, [withEvent({ kind: 'time', s: 2.001 })]))).toBeCloseTo(2 + DT, 9);
    expect(brakesAt(new TrafficEpisode(map, [withEvent({ kind: 'time', s: 0 })]))).toBe(0);
  });

  it('ego-gap: when the gap between the bumpers falls below', () => {
    const episode = new TrafficEpisode(map, [withEvent({ kind: 'ego-gap', m: 30 })]);
    episode.placeEgo(100, 5.25, 20);
    // Gap at first 100 - 4.55, closing at 10 m/s.
    const expected = (100 - 4.55 - 30) / 10;
    const at = brakesAt(episode);
    expect(at).toBeGreaterThanOrEqual(expected - 1e-9);
    expect(at).toBeLessThan(expected + 1.5 * DT);
  });

  it('ego-gap: not before an actor that overtakes is ahead of the ego', () => {
    const episode = new TrafficEpisode(map, [withEvent({ kind: 'ego-gap', m: 30 })]);
    episode.placeEgo(210, 5.25, 5);
    // The actor gains 5 m/s and must gain 10 m and both half lengths.
    const expected = (10 + 4.55) / 5;
    const at = brakesAt(episode);
    expect(at).toBeGreaterThanOrEqual(expected - 1e-9);
    expect(at).toBeLessThan(expected + 1.5 * DT);
  });

  it('ego-arrival: when the front of the ego needs less time to the actor', () => {
    const episode = new TrafficEpisode(map, [withEvent({ kind: 'ego-arrival', s: 3 })]);
    episode.placeEgo(100, 5.25, 20);
    // Distance 100 - 2.3 - 10 t reaches 3 * 20.
    const expected = (100 - 2.3 - 60) / 10;
    const at = brakesAt(episode);
    expect(at).toBeGreaterThanOrEqual(expected - 1e-9);
    expect(at).toBeLessThan(expected + 1.5 * DT);
  });

  it('ego-arrival: never for an ego that stands or has passed', () => {
    const standing = new TrafficEpisode(map, [withEvent({ kind: 'ego-arrival', s: 3 })]);
    standing.placeEgo(195, 5.25, 0);
    const passed = new TrafficEpisode(map, [withEvent({ kind: 'ego-arrival', s: 3 })]);
    passed.placeEgo(205, 5.25, 10);
    for (const episode of [standing, passed]) {
      episode.run(3);
      expect(episode.table.speed[1]).toBe(10);
    }
  });

  it('after: so long after the event of another, wherever that stands in the order', () => {
    const first: EventSpec = { trigger: { kind: 'time', s: 1 }, action: { kind: 'speed', speedMps: 11, accelMps2: 1 } };
    for (const other of ['0-first', 'z-last']) {
      const waiting = withEvent({ kind: 'after', of: other, event: 0, s: 0.5 });
      const actors = [waiting, car(other, { start: { s: 400 }, events: [first] })].sort((p, q) =>
        p.id < q.id ? -1 : 1,
      );
      const episode = new TrafficEpisode(map, actors);
      expect(brakesAt(episode, episode.row('a'))).toBeCloseTo(1.5, 9);
      const atOnce = {
        ...waiting,
        events: [{ trigger: { ...waiting.events[0].trigger, s: 0 }, action: brake }],
      } as ActorSpec;
      const next = new TrafficEpisode(
        map,
        actors.map((actor) => (actor.id === 'a' ? atOnce : actor)),
      );
      expect(brakesAt(next, next.row('a'))).toBeCloseTo(1 + DT, 9);
    }
  });

  it('fire once', () => {
    const action = { kind: 'brake', decelMps2: 4, toSpeedMps: 8, holdS: 0.5 } as const;
    const episode = new TrafficEpisode(map, [withEvent({ kind: 'time', s: 1 }, action)]);
    episode.run(5);
    expect(episode.table.acceleration[1]).toBeGreaterThan(0);
    expect(episode.table.speed[1]).toBeGreaterThan(8.5);
  });
});

describe('actions', () => {
  it.each([follow({ desiredSpeedMps: 20 }), gipps()])(
    'brake: down to the speed, holds it, drives on ($model)',
    (spec) => {
      const action = { kind: 'brake', decelMps2: 5, toSpeedMps: 10, holdS: 2 } as const;
      const actor = car('a', { follow: spec, events: [{ trigger: { kind: 'time', s: 1 }, action }] });
      const episode = new TrafficEpisode(map, [actor]);
      const speed = (): number => episode.table.speed[1];
      episode.run(1);
      expect(speed()).toBeCloseTo(20, 6);
      episode.run(1);
      expect(speed()).toBeCloseTo(15, 6);
      expect(episode.table.acceleration[1]).toBeCloseTo(-5, 9);
      episode.run(1);
      expect(speed()).toBeCloseTo(10, 6);
      episode.run(1.9);
      expect(speed()).toBeCloseTo(10, 6);
      episode.run(1);
      expect(speed()).toBeGreaterThan(10.3);
    },
  );

  it('brake: to a standstill on the braking distance', () => {
    const episode = new TrafficEpisode(map, [
      car('a', {
        follow: follow({ desiredSpeedMps: 20 }),
        events: [{ trigger: { kind: 'time', s: 0 }, action: brake }],
      }),
    ]);
    episode.run(8);
    expect(episode.table.speed[1]).toBe(0);
    expect(episode.table.s[1] - 100).toBeCloseTo(400 / 8, 2);
  });

  it('brake: no harder than tyres can', () => {
    const episode = new TrafficEpisode(map, [withEvent({ kind: 'time', s: 0 }, { ...brake, decelMps2: 20 })]);
    episode.step();
    expect(episode.table.acceleration[1]).toBeCloseTo(-9, 9);
  });

  it('brake: harder than the event for a leader', () => {
    const gentle = { kind: 'brake', decelMps2: 0.5, toSpeedMps: 0, holdS: 0 } as const;
    const episode = new TrafficEpisode(map, [
      car('a', { events: [{ trigger: { kind: 'time', s: 0 }, action: gentle }] }),
      parked('p', 140, 1.75),
    ]);
    episode.run(8);
    expect(episode.gap('a', 'p')).toBeGreaterThan(0);
  });

  it('change-lane: by lanes to its left, in the time, whatever is there', () => {
    const left = { kind: 'change-lane', lanes: 1, durationS: 2 } as const;
    const events: EventSpec[] = [{ trigger: { kind: 'time', s: 1 }, action: left }];
    const actor = car('a', { follow: follow({ desiredSpeedMps: 20 }), ignoresEgo: true, events });
    const episode = new TrafficEpisode(map, [actor]);
    episode.placeEgo(100, 5.25, 20);
    episode.run(2);
    expect(episode.table.d[1]).toBeCloseTo(1.75 + 1.75, 1);
    expect(episode.table.heading[1]).toBeCloseTo(Math.atan((1.875 * 3.5) / 2 / 20), 2);
    episode.run(1 + DT);
    expect(episode.table.d[1]).toBe(5.25);
  });

  it('change-lane: to the right, over two lanes, and against the road for oncoming traffic', () => {
    const right = { kind: 'change-lane', lanes: -2, durationS: 3 } as const;
    const episode = new TrafficEpisode(map, [
      car('a', { start: { d: 8.75 }, events: [{ trigger: { kind: 'time', s: 0 }, action: right }] }),
    ]);
    episode.run(3.1);
    expect(episode.table.d[1]).toBe(1.75);
    const twoWay = straightHighway({ kind: 'two-way', lanes: 1 });
    const left = { kind: 'change-lane', lanes: 1, durationS: 3 } as const;
    const start = { s: 400, d: 1.75, headingRad: Math.PI };
    const oncoming = new TrafficEpisode(twoWay, [
      car('a', { start, events: [{ trigger: { kind: 'time', s: 0 }, action: left }] }),
    ]);
    oncoming.run(3.1);
    expect(oncoming.table.d[1]).toBe(-1.75);
    expect(Math.abs(oncoming.table.heading[1])).toBeCloseTo(Math.PI, 9);
    expect(oncoming.table.s[1]).toBeLessThan(345);
  });

  it('change-lane: onto the shoulder and back from it into the middle of the lane', () => {
    const events: EventSpec[] = [
      { trigger: { kind: 'time', s: 0 }, action: { kind: 'change-lane', lanes: -1, durationS: 2 } },
      { trigger: { kind: 'time', s: 4 }, action: { kind: 'change-lane', lanes: 1, durationS: 2 } },
    ];
    const episode = new TrafficEpisode(map, [car('a', { events })]);
    episode.run(3);
    expect(episode.table.d[1]).toBe(-1.75);
    episode.run(4);
    expect(episode.table.d[1]).toBe(1.75);
    const pullsOut = car('a', { start: { d: -1.2, speedMps: 5 }, events: [events[1]] });
    const fromShoulder = new TrafficEpisode(map, [pullsOut]);
    fromShoulder.run(3);
    expect(fromShoulder.table.d[1]).toBe(-1.2);
    fromShoulder.run(4);
    expect(fromShoulder.table.d[1]).toBe(1.75);
  });

  it('change-lane: not sideways on the spot; who stops meanwhile stands at an angle', () => {
    const left = { kind: 'change-lane', lanes: 1, durationS: 2 } as const;
    const parkedDriver = car('a', {
      start: { speedMps: 0 },
      follow: follow({ desiredSpeedMps: 0 }),
      events: [{ trigger: { kind: 'time', s: 0 }, action: left }],
    });
    const standing = new TrafficEpisode(map, [parkedDriver]);
    standing.run(3);
    expect(standing.table.d[1]).toBe(1.75);
    const events: EventSpec[] = [
      { trigger: { kind: 'time', s: 0 }, action: left },
      { trigger: { kind: 'time', s: 0.6 }, action: { ...brake, decelMps2: 9 } },
    ];
    const stopping = new TrafficEpisode(map, [car('a', { start: { speedMps: 5 }, events })]);
    stopping.run(5);
    expect(stopping.table.speed[1]).toBe(0);
    expect(stopping.table.heading[1]).toBeGreaterThan(0.1);
    expect(stopping.table.yawRate[1]).toBe(0);
  });

  it.each([follow({ desiredSpeedMps: 10 }), gipps({ desiredSpeedMps: 10 })])(
    'speed: approached at the rate, then kept ($model)',
    (spec) => {
      const action = { kind: 'speed', speedMps: 16, accelMps2: 2 } as const;
      const actor = car('a', {
        start: { speedMps: 10 },
        follow: spec,
        events: [{ trigger: { kind: 'time', s: 1 }, action }],
      });
      const episode = new TrafficEpisode(map, [actor]);
      episode.run(2);
      expect(episode.table.speed[1]).toBeCloseTo(12, 6);
      episode.run(2 + DT);
      expect(episode.table.speed[1]).toBeCloseTo(16, 6);
      episode.run(5);
      expect(episode.table.speed[1]).toBeCloseTo(16, 6);
    },
  );

  it('speed: lower, too, and never into a leader', () => {
    const slower = { kind: 'speed', speedMps: 5, accelMps2: 3 } as const;
    const episode = new TrafficEpisode(map, [withEvent({ kind: 'time', s: 0 }, slower)]);
    episode.run(1);
    expect(episode.table.speed[1]).toBeCloseTo(7, 6);
    episode.run(2);
    expect(episode.table.speed[1]).toBeCloseTo(5, 6);
    const rush = car('a', {
      events: [{ trigger: { kind: 'time', s: 0 }, action: { kind: 'speed', speedMps: 40, accelMps2: 3 } }],
    });
    const lead = car('lead', { start: { s: 200, speedMps: 12 }, follow: follow({ desiredSpeedMps: 12 }) });
    const chase = new TrafficEpisode(map, [rush, lead]);
    let smallest = Infinity;
    chase.run(60, () => (smallest = Math.min(smallest, chase.gap('a', 'lead'))));
    expect(smallest).toBeGreaterThan(12);
  });

  it('go and halt: start and stop a walker on the spot, and let it go on', () => {
    const events: EventSpec[] = [
      { trigger: { kind: 'time', s: 1 }, action: { kind: 'go' } },
      { trigger: { kind: 'after', of: 'w', event: 0, s: 3 }, action: { kind: 'halt' } },
      { trigger: { kind: 'time', s: 6 }, action: { kind: 'go' } },
      { trigger: { kind: 'time', s: 8 }, action: { kind: 'speed', speedMps: 3, accelMps2: 2 } },
    ];
    const episode = new TrafficEpisode(map, [pedestrian('w', { waits: true }, events)]);
    const { table } = episode;
    episode.run(1);
    expect(table.d[1]).toBe(-2);
    episode.run(3);
    const at = table.d[1];
    expect(at).toBeCloseTo(-2 + 1.125 + 1.5 * 1.5, 6);
    episode.run(1.9);
    expect([table.d[1], table.speed[1], table.vy[1]]).toEqual([at, 0, 0]);
    episode.run(1.1);
    expect(table.d[1]).toBeCloseTo(at + 0.5, 6);
    episode.run(3);
    expect(table.speed[1]).toBeCloseTo(3, 9);
  });
});

describe('impossible events', () => {
  const go: EventSpec = { trigger: { kind: 'time', s: 0 }, action: { kind: 'go' } };
  const make = (actor: ActorSpec): TrafficEpisode => new TrafficEpisode(map, [actor]);

  it('are refused with the field and what would do', () => {
    expect(() => make(car('a', { events: [go] }))).toThrow(
      'actor a, events[0].action: expected brake, change-lane, speed for the behaviour drive, found go',
    );
    expect(() => make({ ...parked('p', 100, 0), events: [go] })).toThrow(
      'expected no event for the behaviour static, found go',
    );
    const lost: EventSpec = { trigger: { kind: 'after', of: 'nobody', event: 0, s: 1 }, action: brake };
    expect(() => make(car('a', { events: [lost] }))).toThrow('actor a, events[0].trigger: expected another event');
    const itself: EventSpec = { trigger: { kind: 'after', of: 'a', event: 0, s: 1 }, action: brake };
    expect(() => make(car('a', { events: [itself] }))).toThrow('found event 0 of a');
    const instant: EventSpec = {
      trigger: { kind: 'time', s: 0 },
      action: { kind: 'change-lane', lanes: 1, durationS: 0 },
    };
    expect(() => make(car('a', { events: [instant] }))).toThrow(
      'events[0].action.durationS: expected a number above 0, found 0',
    );
  });

  it('and so are actors out of order, twice the same, or called ego', () => {
    expect(() => new TrafficEpisode(map, [car('b'), car('a')])).toThrow(
      'actor a, id: expected ids sorted and unique (after b), found a',
    );
    expect(() => new TrafficEpisode(map, [car('a'), car('a')])).toThrow('sorted and unique');
    expect(() => make(car('ego'))).toThrow('other than that of the ego');
    expect(() => make(car('a', { start: { road: 3 } }))).toThrow(
      'actor a, start.road: expected a road from 0 to 0, found 3',
    );
    expect(() => make(car('a', { start: { speedMps: -1 } }))).toThrow(
      'start.speedMps: expected a speed of at least 0, found -1',
    );
    expect(() => make(car('a', { follow: gipps({ reactionS: 0 }) }))).toThrow('behaviour.follow.reactionS');
  });
});
