import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActorSpec } from '../../../../sim/driving/spec.ts';
import { LaneOccupancy } from '../../../../sim/driving/traffic/lane-occupancy.ts';
import { LaneTable } from '../../../../sim/driving/traffic/lane-table.ts';
import type { Leader } from '../../../../sim/driving/traffic/neighbour-search.ts';
import { SIGHT_M } from '../../../../sim/driving/traffic/neighbour-search.ts';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { mergeSpec } from '../map/specs.ts';
import { car, parked, pedestrian, straightHighway, TrafficEpisode } from './episode.ts';

const view = (): Leader => ({ row: 0, gapM: 0, speedMps: 0 });

interface Box {
  readonly s: number;
  readonly d: number;
}

/** So near one another that many are at exactly the same place along the road. */
const crowded = fc.array(
  fc.record({ s: fc.integer({ min: 0, max: 3 }), d: fc.double({ min: 0, max: 5, noNaN: true }) }),
  { minLength: 4, maxLength: 30 },
);

const boxes = fc.array(
  fc.record({ s: fc.integer({ min: 0, max: 400 }), d: fc.double({ min: -1, max: 11, noNaN: true }) }),
  { minLength: 2, maxLength: 30 },
);

/** Names that sort like the index. */
const name = (i: number): string => `car-${String(i).padStart(3, '0')}`;

/** Cars of 4.5 m by 1.8 m on three lanes of 3.5 m: the nearest centre ahead that shares a lane and a path. */
function bruteForceLeader(all: readonly Box[], self: number): number {
  const lanesOf = (box: Box): number[] => [0, 1, 2].filter((k) => box.d + 0.9 > k * 3.5 && box.d - 0.9 < (k + 1) * 3.5);
  const me = all[self];
  let best = -1;
  all.forEach((other, i) => {
    const ahead = other.s > me.s || (other.s === me.s && i > self);
    const together = lanesOf(other).some((lane) => lanesOf(me).includes(lane));
    if (i === self || !ahead || !together || other.s - me.s > SIGHT_M || Math.abs(other.d - me.d) >= 1.8 + 0.3) return;
    if (best < 0 || other.s < all[best].s) best = i;
  });
  return best;
}

describe('leader', () => {
  it('is the one that brute force finds', () => {
    const map = straightHighway();
    fc.assert(
      fc.property(boxes, (all) => {
        const actors = all.map((box, i) => car(name(i), { start: { s: box.s, d: box.d } }));
        const episode = new TrafficEpisode(map, actors);
        all.forEach((_, i) => {
          const leader = episode.traffic.leaderOf(i + 1, view());
          const expected = bruteForceLeader(all, i);
          expect(leader.row).toBe(expected < 0 ? -1 : expected + 1);
          expect(leader.gapM).toBe(expected < 0 ? Infinity : all[expected].s - all[i].s - 4.5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on what was sorted before', () => {
    const map = straightHighway();
    const lanes = new LaneTable(map);
    fc.assert(
      fc.property(crowded, crowded, (before, all) => {
        const rows = Math.max(before.length, all.length);
        const fill = (occupancy: LaneOccupancy, content: readonly Box[]): void => {
          occupancy.clear();
          content.forEach(({ s, d }, row) => occupancy.add(row, 0, s, 2, d - 0.9, d + 0.9, 0, false));
          occupancy.sort();
        };
        const capacity = new Array<number>(rows).fill(3);
        const [fresh, used] = [new LaneOccupancy(lanes, capacity), new LaneOccupancy(lanes, capacity)];
        fill(fresh, all);
        fill(used, before);
        fill(used, all);
        const hidden = new Uint8Array(rows);
        for (let lane = 0; lane < 3; lane++) {
          for (const direction of [1, -1]) {
            all.forEach(({ s, d }, row) => {
              const ask = (o: LaneOccupancy): number =>
                o.next(lane + 1, s, direction, d - 1, d + 1, 100, row, false, hidden);
              expect(ask(used)).toBe(ask(fresh));
            });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is seen from oncoming traffic in its own direction, and oncoming traffic as coming', () => {
    const map = straightHighway({ kind: 'two-way', lanes: 1 });
    const oncoming = (id: string, s: number, d = 1.75): ActorSpec => car(id, { start: { s, d, headingRad: Math.PI } });
    const actors = [
      car('a', { start: { s: 100, d: -1.75 } }),
      oncoming('b', 300),
      oncoming('c', 250),
      oncoming('d', 200, -1.75),
    ];
    const episode = new TrafficEpisode(map, actors);
    expect(episode.traffic.leaderOf(2, view())).toEqual({ row: 3, gapM: 45.5, speedMps: 20 });
    expect(episode.traffic.leaderOf(3, view())).toEqual({ row: -1, gapM: Infinity, speedMps: 0 });
    expect(episode.traffic.leaderOf(1, view())).toEqual({ row: 4, gapM: 95.5, speedMps: -20 });
  });

  it('can be the ego as soon as its side comes near, unless the driver is blind to it', () => {
    const map = straightHighway();
    const leaderWithEgoAt = (d: number, ignoresEgo: boolean): Leader => {
      const episode = new TrafficEpisode(map, [car('a', { start: { s: 100 }, ignoresEgo })]);
      episode.placeEgo(130, d, 20);
      return episode.traffic.leaderOf(1, view());
    };
    // The car reaches to d = 1.75 + 0.9 and keeps 0.3 m; the ego reaches 0.925 m to its right.
    expect(leaderWithEgoAt(3.88, false).row).toBe(-1);
    expect(leaderWithEgoAt(3.87, false)).toEqual({ row: 0, gapM: 30 - (4.5 + 4.6) / 2, speedMps: 20 });
    expect(leaderWithEgoAt(1.75, false).row).toBe(0);
    expect(leaderWithEgoAt(1.75, true)).toEqual({ row: -1, gapM: Infinity, speedMps: 0 });
  });

  it('can be a walker anywhere in the lane, but not for a blind driver', () => {
    const walker = { ...pedestrian('w', { waits: true }), start: { ...pedestrian('w').start, d: 0.3 } };
    const episode = new TrafficEpisode(straightHighway(), [
      car('a'),
      car('b', { start: { s: 101, d: 1.75 }, ignoresEgo: true }),
      walker,
    ]);
    expect(episode.traffic.leaderOf(2, view()).row).toBe(-1);
    const seeing = new TrafficEpisode(straightHighway(), [car('a', { start: { d: 2.4 } }), walker]);
    // The walker is 0.5 m wide whichever way it looks; its heading is across the road.
    expect(seeing.traffic.leaderOf(1, view())).toEqual({
      row: 2,
      gapM: 100 - 2.25 - 0.25,
      speedMps: expect.closeTo(0, 9) as number,
    });
    const beside = { ...walker, start: { ...walker.start, d: -0.3 } };
    expect(new TrafficEpisode(straightHighway(), [car('a'), beside]).traffic.leaderOf(1, view()).row).toBe(-1);
  });

  it('is not a parked car that leaves room to pass', () => {
    const map = straightHighway();
    const withParkedAt = (d: number): Leader =>
      new TrafficEpisode(map, [car('a'), parked('p', 150, d)]).traffic.leaderOf(1, view());
    expect(withParkedAt(-0.36).row).toBe(-1);
    expect(withParkedAt(-0.34).row).toBe(2);
  });

  it('can be the end of the lane', () => {
    const map = buildMap(mergeSpec({ segments: [{ lengthM: 1000, curvature: 0 }] }));
    const episode = new TrafficEpisode(map, [
      car('a', { start: { s: 200, d: -1.75 } }),
      car('b', { start: { s: 200, d: 1.75 } }),
    ]);
    expect(episode.traffic.leaderOf(1, view())).toEqual({ row: -1, gapM: 400 - 200 - 2.25, speedMps: 0 });
    expect(episode.traffic.leaderOf(2, view()).gapM).toBe(Infinity);
  });

  it('is refused for what does not drive', () => {
    const episode = new TrafficEpisode(straightHighway(), [parked('p', 150, 0)]);
    expect(() => episode.traffic.leaderOf(1, view())).toThrow('expected the row of an actor that drives, found 1 (p)');
    expect(() => episode.traffic.leaderOf(0, view())).toThrow('found 0 (ego)');
  });
});
