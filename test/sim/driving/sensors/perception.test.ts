import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActorTable } from '../../../../sim/driving/actor-table.ts';
import type { RoadMap } from '../../../../sim/driving/map/types.ts';
import { Perception } from '../../../../sim/driving/sensors/perception.ts';
import { Visibility } from '../../../../sim/driving/sensors/visibility.ts';
import type { SensorSpec } from '../../../../sim/driving/spec.ts';
import {
  digestState,
  firstDifference,
  nameState,
  restoreState,
  saveState,
} from '../../../../sim/kernel/state-codec.ts';
import { testMap } from './maps.ts';
import { drift, place, scene, spread, type Placed } from './scene.ts';

const DT = 1 / 60;
const map: RoadMap = testMap();
const spec: SensorSpec = {
  rangeM: 80,
  fieldOfViewRad: 2 * Math.PI,
  positionNoiseM: 0.3,
  velocityNoiseMps: 0.3,
  memoryS: 0.5,
};

const ego = { x: 100, y: 5.25, speed: 15 };
const van: Placed = { id: 'van', kind: 'van', x: 130, y: 1.75, lengthM: 6, widthM: 2.2, heightM: 2.4 };

describe('perception over time', () => {
  test('an actor behind a van enters the tracks only when it comes out, is confirmed next, and is then remembered', () => {
    const table = scene(ego, [
      {
        id: 'child',
        kind: 'pedestrian',
        x: 134,
        y: 0.2,
        heading: Math.PI / 2,
        speed: 2,
        lengthM: 0.5,
        widthM: 0.5,
        heightM: 1.2,
      },
      van,
    ]);
    table.vx[0] = 0;
    const visibility = new Visibility(table, spec.rangeM, spec.fieldOfViewRad);
    const perception = new Perception(spec, map, table, 'seed', DT);
    let outAtTick = -1;
    for (let tick = 0; tick < 180; tick++) {
      perception.sense(tick);
      visibility.look();
      if (outAtTick < 0 && visibility.seen[1] === 1 && tick % 3 === 0) outAtTick = tick;
      expect(perception.tracks.valid[0]).toBe(outAtTick < 0 ? 0 : 1);
      expect(perception.tracks.confirmed[0]).toBe(outAtTick >= 0 && tick >= outAtTick + 3 ? 1 : 0);
      expect(perception.tracks.valid[1]).toBe(1);
      drift(table, DT);
    }
    // Its near side passes the sight line over the van's corner (133, 2.85) at y = 2.77.
    expect(0.2 + 2 * outAtTick * DT).toBeGreaterThan(2.5);
    expect(0.2 + 2 * outAtTick * DT).toBeLessThan(2.9);
  });

  test('measures every 50 ms, whatever the control tick', () => {
    for (const [dt, every] of [
      [1 / 60, 3],
      [1 / 20, 1],
      [1 / 10, 1],
      [1 / 100, 5],
    ] as const) {
      const perception = new Perception(spec, map, scene(ego, [van]), 'seed', dt);
      const measuredAt: number[] = [];
      for (let tick = 0; tick < 15; tick++) {
        perception.sense(tick);
        if (perception.tracks.ageS[0] === 0) measuredAt.push(tick);
      }
      expect(measuredAt.slice(0, 3)).toEqual([0, every, 2 * every]);
    }
  });

  test('lidar beams follow the range and the field of view of the spec', () => {
    const perception = new Perception(spec, map, scene({ x: 100, y: 5 }, [{ x: 120, y: 5 }]), 'seed', DT);
    const ranges = new Float64Array(8);
    perception.scanLidar(ranges);
    expect([...ranges].map((r) => Math.round(r * 10) / 10)).toEqual([80, 80, 80, 80, 17.7, 80, 80, 80]);
    const finer = new Float64Array(360);
    perception.scanLidar(finer);
    expect(finer.filter((r) => r < 80)).toHaveLength(5);
  });
});

/** Road users around the ego: a few that are likely to hide others. */
const crowd = fc.array(
  fc.record({
    x: spread(50, 170),
    y: spread(-8, 18),
    heading: spread(-3.1, 3.1),
    speed: spread(0, 12),
    lengthM: spread(0.5, 14),
    widthM: spread(0.5, 2.6),
    heightM: spread(0.3, 3.5),
    kind: fc.constantFrom('car', 'van', 'truck', 'cyclist', 'pedestrian', 'debris', 'barrier', 'motorcycle'),
  }),
  { minLength: 4, maxLength: 14 },
) as fc.Arbitrary<Placed[]>;

/** Ways to change one actor; some keep it hidden, others would bring it into sight. */
const change = fc.constantFrom<(table: ActorTable, row: number) => void>(
  (t, r) => place(t, r, { x: 900, y: 300, heading: 1, speed: 30 }),
  (t, r) => place(t, r, { x: t.x[r], y: t.y[r], heading: t.heading[r] + 0.3, speed: 9 }),
  (t, r) => place(t, r, { x: t.x[r] + 0.4, y: t.y[r] - 0.3, heading: t.heading[r], speed: 0 }),
  (t, r) => {
    t.vx[r] = 60;
    t.acceleration[r] = -9;
    t.yawRate[r] = 2;
    t.s[r] = NaN;
  },
  (t, r) => {
    t.kind[r] = 2;
    t.lengthM[r] = t.lengthM[r] * 1.2;
    t.heightM[r] = t.heightM[r] * 1.1;
  },
);

function isSeen(table: ActorTable, row: number): boolean {
  const visibility = new Visibility(table, spec.rangeM, spec.fieldOfViewRad);
  visibility.look();
  return visibility.seen[row] === 1;
}

test('nothing about an actor out of sight changes any byte of perception', () => {
  let compared = 0;
  fc.assert(
    fc.property(crowd, fc.integer({ min: 0, max: 30 }), fc.nat(), change, (boxes, atTick, pick, alter) => {
      const [a, b] = [scene(ego, boxes), scene(ego, boxes)];
      const [seesA, seesB] = [new Perception(spec, map, a, 'seed', DT), new Perception(spec, map, b, 'seed', DT)];
      for (let tick = 0; tick < atTick; tick++) {
        seesA.sense(tick);
        seesB.sense(tick);
        drift(a, DT);
        drift(b, DT);
      }
      const out = a.ids.map((_, row) => row).filter((row) => row > 0 && !isSeen(a, row));
      if (out.length === 0) return;
      const row = out[pick % out.length];
      alter(b, row);
      for (let tick = atTick; tick < atTick + 45; tick++) {
        if (isSeen(a, row) || isSeen(b, row)) return;
        seesA.sense(tick);
        seesB.sense(tick);
        expect(firstDifference(saveState(seesA), saveState(seesB), seesA)).toBeNull();
        compared++;
        drift(a, DT);
        drift(b, DT);
      }
    }),
    { numRuns: 150, seed: 11, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(1500);
}, 20_000);

test('one more actor out of sight changes nothing of what was perceived without it', () => {
  const others: Placed[] = [{ id: 'car', x: 125, y: 5, speed: 12 }, van];
  const hidden: Placed = { id: 'hidden', kind: 'pedestrian', x: 140, y: 0.6, lengthM: 0.5, widthM: 0.5 };
  const perceived = (boxes: readonly Placed[]): Map<string, number> => {
    const perception = new Perception(spec, map, scene(ego, boxes), 'seed', DT);
    for (let tick = 0; tick < 40; tick++) perception.sense(tick);
    const values = saveState(perception);
    const fields = nameState(perception).map((name, i) => [name, values[i]] as const);
    // A saved column begins with a hash of the ids of its rows, and they do differ.
    return new Map(fields.filter(([name]) => !name.endsWith('.entities')));
  };
  const without = perceived(others);
  const withHidden = perceived([hidden, ...others]);
  const added = [...withHidden].filter(([name]) => !without.has(name));
  expect([...withHidden].filter(([name]) => without.has(name))).toEqual([...without]);
  expect(added.filter(([name]) => name.startsWith('track/hidden')).length).toBeGreaterThan(10);
  expect(added.filter(([name, value]) => !name.includes('random/') && value !== 0)).toEqual([]);
});

test('a restored perception goes on exactly as the one that was saved, also in another instance', () => {
  const boxes: Placed[] = [{ x: 125, y: 5, speed: 12 }, { x: 160, y: 8, speed: 20 }, van];
  const table = scene(ego, boxes);
  const perception = new Perception(spec, map, table, 'seed', DT);
  for (let tick = 0; tick < 50; tick++) {
    perception.sense(tick);
    drift(table, DT);
  }
  const saved = saveState(perception);
  const truth = saveState(table);
  const run = (p: Perception, t: ActorTable): string[] => {
    const digests: string[] = [];
    for (let tick = 50; tick < 90; tick++) {
      p.sense(tick);
      digests.push(digestState(p));
      drift(t, DT);
    }
    return digests;
  };
  const first = run(perception, table);
  restoreState(perception, saved);
  restoreState(table, truth);
  expect(run(perception, table)).toEqual(first);
  const otherTable = scene({ x: 0, y: 0 }, boxes);
  const other = new Perception(spec, map, otherTable, 'another seed', DT);
  other.sense(0);
  restoreState(other, saved);
  restoreState(otherTable, truth);
  expect(run(other, otherTable)).toEqual(first);
});

test('after a reset everything happens again', () => {
  const table = scene(ego, [van, { x: 120, y: 9 }]);
  const perception = new Perception(spec, map, table, 'seed', DT);
  const run = (): string[] =>
    Array.from({ length: 20 }, (_, tick) => (perception.sense(tick), digestState(perception)));
  const first = run();
  perception.reset();
  expect(run()).toEqual(first);
  expect(new Set(first).size).toBe(20);
});
