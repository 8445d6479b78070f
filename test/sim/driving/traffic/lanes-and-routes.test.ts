import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { laneJoints } from '../../../../sim/driving/map/lane-graph.ts';
import { MOBIL_PRESETS } from '../../../../sim/driving/traffic/mobil.ts';
import { firstDifference } from '../../../../sim/kernel/state-codec.ts';
import { crossingSpec, mergeSpec } from '../map/specs.ts';
import { car, DT, follow, gipps, parked, straightHighway, TrafficEpisode } from './episode.ts';

const map = straightHighway();
const mobil = { ...MOBIL_PRESETS.treiber, biasRightMps2: 0 };

describe('MOBIL drivers', () => {
  const slow = car('slow', { start: { s: 160, speedMps: 10 }, follow: follow({ desiredSpeedMps: 10 }) });

  it('overtake a slow vehicle on a smooth path and come to rest in the middle of the next lane', () => {
    const episode = new TrafficEpisode(map, [car('fast', { mobil }), slow]);
    const { table } = episode;
    let steepest = 0;
    episode.run(20, () => (steepest = Math.max(steepest, Math.abs(table.heading[1]))));
    expect(table.d[1]).toBe(1.75 + 3.5);
    expect(table.heading[1]).toBe(0);
    expect(table.s[1]).toBeGreaterThan(table.s[2] + 20);
    // Peak lateral speed 1.875 * 3.5 / 4 m/s at about 17 to 20 m/s.
    expect(steepest).toBeGreaterThan(0.07);
    expect(steepest).toBeLessThan(0.12);
  });

  it('stay behind it without MOBIL', () => {
    const episode = new TrafficEpisode(map, [car('fast'), slow]);
    episode.run(20);
    expect(episode.table.d[1]).toBe(1.75);
    expect(episode.gap('fast', 'slow')).toBeGreaterThan(0);
  });

  it('wait for a gap: nobody is cut up', () => {
    const next = car('next', { start: { s: 92, d: 5.25, speedMps: 24 }, follow: follow({ desiredSpeedMps: 24 }) });
    const start = { s: 130, speedMps: 12 };
    const episode = new TrafficEpisode(map, [car('fast', { start, mobil }), next, slow]);
    const { table } = episode;
    let hardest = 0;
    let passedAt = NaN;
    let changedAt = NaN;
    episode.run(25, () => {
      hardest = Math.min(hardest, table.acceleration[2]);
      if (Number.isNaN(passedAt) && table.s[2] > table.s[1] + 4.5) passedAt = episode.timeS;
      if (Number.isNaN(changedAt) && table.d[1] > 1.75) changedAt = episode.timeS;
    });
    expect(hardest).toBeGreaterThan(-mobil.safeDecelMps2);
    expect(changedAt).toBeGreaterThan(passedAt);
  });

  it('change at once when nobody is there', () => {
    const episode = new TrafficEpisode(map, [car('fast', { start: { s: 130, speedMps: 12 }, mobil }), slow]);
    let changedAt = NaN;
    episode.run(5, () => {
      if (Number.isNaN(changedAt) && episode.table.d[1] > 1.75) changedAt = episode.timeS;
    });
    expect(changedAt).toBeLessThanOrEqual(0.5 + 2 * DT);
  });

  it('count in both lanes while they change', () => {
    const back = car('back', { start: { s: 70, d: 5.25 }, follow: follow({ desiredSpeedMps: 20 }) });
    const episode = new TrafficEpisode(map, [
      back,
      car('fast', { start: { s: 100 }, mobil }),
      { ...slow, start: { ...slow.start, s: 140 } },
    ]);
    const leader = { row: 0, gapM: 0, speedMps: 0 };
    expect(episode.traffic.leaderOf(1, leader).row).toBe(-1);
    while (episode.table.d[2] === 1.75) episode.step();
    expect(episode.table.d[2]).toBeLessThan(1.76);
    expect(episode.traffic.leaderOf(1, leader).row).toBe(2);
    expect(episode.traffic.leaderOf(2, leader).row).toBe(3);
  });

  it('keep right when told to', () => {
    const right = { ...mobil, thresholdMps2: 0.1, biasRightMps2: 0.3 };
    const episode = new TrafficEpisode(map, [car('a', { start: { d: 8.75 }, mobil: right })]);
    episode.run(15);
    expect(episode.table.d[1]).toBe(1.75);
    expect(() => new TrafficEpisode(map, [car('a', { start: { headingRad: Math.PI } })]).run(1)).toThrow(
      'start.headingRad',
    );
  });

  it('leave a lane that ends, and stop at its end when they cannot', () => {
    const merge = buildMap(mergeSpec({ segments: [{ lengthM: 1000, curvature: 0 }] }));
    const start = { s: 200, d: -1.75, speedMps: 20 };
    const free = new TrafficEpisode(merge, [car('a', { start, mobil })]);
    free.run(15);
    expect(free.table.d[1]).toBe(1.75);
    const held = new TrafficEpisode(merge, [car('a', { start })]);
    held.run(60);
    expect(held.table.speed[1]).toBeLessThan(0.05);
    expect(held.table.s[1] + 2.25).toBeLessThan(400);
    expect(held.table.s[1] + 2.25).toBeGreaterThan(396);
  });

  it('do not enter a lane that ends before theirs', () => {
    const merge = buildMap(mergeSpec({ segments: [{ lengthM: 1000, curvature: 0 }] }));
    const keen = { ...mobil, biasRightMps2: 5 };
    const episode = new TrafficEpisode(merge, [
      car('a', { start: { s: 160, speedMps: 5 }, mobil: keen, follow: follow({ desiredSpeedMps: 5 }) }),
    ]);
    episode.run(20);
    expect(episode.table.d[1]).toBe(1.75);
  });

  it('do not change lane while an event makes them brake', () => {
    const gentle = { kind: 'brake', decelMps2: 0.1, toSpeedMps: 0, holdS: 0 } as const;
    const events = [{ trigger: { kind: 'time', s: 0 }, action: gentle }] as const;
    const episode = new TrafficEpisode(map, [car('fast', { start: { s: 130, speedMps: 12 }, mobil, events }), slow]);
    episode.run(3);
    expect(episode.table.d[1]).toBe(1.75);
  });

  it('two that choose the same lane in the same tick: the second waits, but not for one far away', () => {
    const keen = { ...mobil, thresholdMps2: 0 };
    const changingWithRightAt = (s: number): number[] => {
      const actors = [
        car('left', { start: { s: 100, d: 8.75 }, mobil: keen }),
        car('right', { start: { s, d: 1.75 }, mobil: keen }),
        parked('x', 170, 8.75),
        parked('y', s + 67, 1.75),
      ];
      const { table, traffic } = new TrafficEpisode(map, actors);
      // A tick as long as the period of lane choice lets all drivers choose in it.
      traffic.step(0.5, 0);
      return [table.d[1], table.d[2]];
    };
    expect(changingWithRightAt(103)).toEqual([expect.closeTo(8.69, 1), 1.75]);
    expect(changingWithRightAt(403)).toEqual([expect.closeTo(8.69, 1), expect.closeTo(1.81, 1)]);
    expect(changingWithRightAt(403)[1]).toBeGreaterThan(1.75);
  });
});

describe('routes', () => {
  const crossing = buildMap(crossingSpec({ segments: [{ lengthM: 300, curvature: 0 }], crossingM: 150 }));

  /** Connectors 2 and 3 lead right and left from road 0 in its own direction. */
  it.each([2, 3])('lead over connector %i to the other road, without a jump', (connector) => {
    const actor = car('a', {
      start: { s: 60, d: -1.75, speedMps: 12 },
      follow: follow({ desiredSpeedMps: 12 }),
      route: [connector, 1],
    });
    const episode = new TrafficEpisode(crossing, [actor]);
    const { table } = episode;
    const roads = new Set<number>();
    let [x, y, heading] = [table.x[1], table.y[1], table.heading[1]];
    let [jump, turn, slowest, lateral] = [-Infinity, 0, Infinity, 0];
    episode.run(20, () => {
      roads.add(table.road[1]);
      jump = Math.max(jump, Math.hypot(table.x[1] - x, table.y[1] - y) - 12.5 * DT);
      turn = Math.max(turn, Math.abs(table.heading[1] - heading));
      [x, y, heading] = [table.x[1], table.y[1], table.heading[1]];
      slowest = Math.min(slowest, table.speed[1]);
      lateral = Math.max(lateral, Math.abs(table.yawRate[1]) * table.speed[1]);
    });
    expect([...roads]).toEqual([0, connector, 1]);
    expect(jump).toBeLessThan(0);
    expect(turn).toBeLessThan(0.02);
    expect(lateral).toBeLessThan(3);
    expect(slowest).toBeGreaterThan(3);
    const lane = crossing.lanes[crossing.laneAt(1, table.s[1], table.d[1], 0)];
    expect(Math.abs(table.d[1] - lane.centerM)).toBeLessThan(1e-6);
    expect(
      Math.cos(
        table.heading[1] - crossing.roads[1].pose(0, 0, { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 }).heading,
      ),
    ).toBeCloseTo(lane.direction, 6);
  });

  const exitS = laneJoints(crossing).find((joint) => crossing.lanes[joint.to].road === 2)!.fromS;

  it('the gap to a leader round the corner is counted along the way', () => {
    const back = car('back', { start: { s: exitS - 20, d: -1.75 }, route: [2, 1] });
    const lead = car('lead', { start: { road: 2, s: 5, d: 0 }, route: [1] });
    const episode = new TrafficEpisode(crossing, [back, lead]);
    const leader = episode.traffic.leaderOf(1, { row: 0, gapM: 0, speedMps: 0 });
    expect(leader).toEqual({ row: 2, gapM: expect.closeTo(20 + 5 - 4.5, 9) as number, speedMps: 20 });
  });

  it('what stands beyond the place where they turn off is none of their business', () => {
    const turning = car('a', { start: { s: exitS - 30, d: -1.75 }, route: [2, 1] });
    const rowOfLeader = (rearS: number): number => {
      const episode = new TrafficEpisode(crossing, [turning, parked('p', rearS + 2.25, -1.75)]);
      return episode.traffic.leaderOf(1, { row: 0, gapM: 0, speedMps: 0 }).row;
    };
    expect(rowOfLeader(exitS + 5.1)).toBe(-1);
    expect(rowOfLeader(exitS + 4.9)).toBe(2);
  });

  it('are not left for another lane shortly before they turn off', () => {
    const wide = buildMap(crossingSpec({ lanes: 2, segments: [{ lengthM: 600, curvature: 0 }], crossingM: 400 }));
    const spec = follow({ desiredSpeedMps: 12 });
    const changed = (s: number): boolean => {
      const start = { s, d: -5.25, speedMps: 10 };
      const slow = car('slow', {
        start: { ...start, s: s + 25, speedMps: 6 },
        follow: { ...spec, desiredSpeedMps: 6 },
      });
      const episode = new TrafficEpisode(wide, [car('a', { start, follow: spec, mobil, route: [2, 1] }), slow]);
      episode.run(4);
      return episode.table.d[1] > -5.25;
    };
    expect(changed(50)).toBe(true);
    expect(changed(270)).toBe(false);
  });

  it('a follower sees a leader round the corner and does not run into its tail', () => {
    const spec = follow({ desiredSpeedMps: 12 });
    const actors = [
      car('back', { start: { s: 80, d: -1.75, speedMps: 12 }, follow: spec, route: [2, 1] }),
      car('lead', {
        start: { s: 105, d: -1.75, speedMps: 12 },
        follow: { ...spec, desiredSpeedMps: 4 },
        route: [2, 1],
      }),
      car('past', { start: { s: 60, d: -1.75, speedMps: 12 }, follow: spec }),
    ];
    const episode = new TrafficEpisode(crossing, actors);
    const { table } = episode;
    let nearest = Infinity;
    episode.run(25, () => {
      for (const [p, q] of [
        [1, 2],
        [3, 1],
      ]) {
        nearest = Math.min(nearest, Math.hypot(table.x[p] - table.x[q], table.y[p] - table.y[q]));
      }
    });
    expect(nearest).toBeGreaterThan(4.5);
    expect(table.road[3]).toBe(0);
    expect(table.road[1]).toBe(1);
  });

  it('whoever turns off blocks the lane that it leaves until its tail is out of it', () => {
    const spec = follow({ desiredSpeedMps: 5 });
    const stop = { kind: 'brake', decelMps2: 9, toSpeedMps: 0, holdS: 100 } as const;
    const lead = car('lead', {
      start: { s: exitS - 6, d: -1.75, speedMps: 4 },
      follow: spec,
      route: [2, 1],
      events: [{ trigger: { kind: 'time', s: 1.4 }, action: stop }],
    });
    const episode = new TrafficEpisode(crossing, [
      car('back', { start: { s: exitS - 50, d: -1.75, speedMps: 5 }, follow: spec }),
      lead,
    ]);
    const { table } = episode;
    episode.run(20);
    expect([table.road[2], table.speed[2]]).toEqual([2, 0]);
    expect(table.s[2]).toBeLessThan(2);
    expect([table.road[1], table.speed[1] < 0.1]).toEqual([0, true]);
    expect(table.s[1] + 2.25).toBeLessThan(exitS - 1);
  });

  it('are restored in the middle of a turn', () => {
    const actor = car('a', {
      start: { s: 120, d: -1.75, speedMps: 8 },
      follow: follow({ desiredSpeedMps: 12 }),
      route: [3, 1],
    });
    const make = (): TrafficEpisode => new TrafficEpisode(crossing, [actor]);
    const episode = make();
    while (episode.table.road[1] !== 3) episode.step();
    const middle = episode.save();
    episode.run(8);
    const fresh = make();
    fresh.restore(middle);
    fresh.run(8);
    expect(episode.table.road[1]).toBe(1);
    expect(firstDifference(episode.save(), fresh.save(), fresh)).toBeNull();
  });

  it('drivers of the crossing road see an ego that stands in their lane', () => {
    const start = { road: 1, s: 60, d: -1.75, headingRad: 0, speedMps: 12 };
    const episode = new TrafficEpisode(crossing, [car('a', { start, follow: follow({ desiredSpeedMps: 12 }) })]);
    episode.placeEgo(150, -1.75, 0);
    episode.run(20);
    expect(episode.table.speed[1]).toBeLessThan(0.1);
    expect(episode.table.s[1]).toBeLessThan(150);
    expect(episode.table.s[1]).toBeGreaterThan(130);
  });

  it('must be connected', () => {
    const make = (route: number[]): TrafficEpisode =>
      new TrafficEpisode(crossing, [car('a', { start: { s: 60, d: -1.75 }, route })]);
    expect(() => make([2, 0])).toThrow(
      'actor a, behaviour.route[1]: expected a road that follows road 2 in the direction of travel, found 0',
    );
    expect(() => make([77])).toThrow('actor a, behaviour.route[0]: expected a road from 0 to 9, found 77');
    expect(() => make([0, 2, 1])).not.toThrow();
  });

  it('Gipps drivers take them, too', () => {
    const actor = car('a', {
      start: { s: 60, d: -1.75, speedMps: 12 },
      follow: gipps({ desiredSpeedMps: 12 }),
      route: [2, 1],
    });
    const episode = new TrafficEpisode(crossing, [actor]);
    let lateral = 0;
    episode.run(20, () => (lateral = Math.max(lateral, Math.abs(episode.table.yawRate[1]) * episode.table.speed[1])));
    expect(episode.table.road[1]).toBe(1);
    expect(lateral).toBeLessThan(3);
  });
});
