import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { newRoadPoint } from '../../../../sim/driving/map/reference-line.ts';
import { traceEgo } from '../../../../sim/driving/metrics/ego-trace.ts';
import type { ScoreMap } from '../../../../sim/driving/metrics/score-map.ts';
import { crossingSpec } from '../map/specs.ts';
import { along, logOf, MIDDLE, standing, STRAIGHT } from './logs.ts';

/** Where an ego of some width, 4 m long, stands. */
function place(map: ScoreMap, x: number, y: number, heading: number, widthM = 2) {
  const log = logOf({ ego: standing(x, y, heading), count: 1 });
  const trace = traceEgo({ ...log, actors: [{ ...log.actors[0], widthM }] }, map);
  return {
    inOneLane: trace.inOneLane[0],
    inIntersection: trace.inIntersection[0],
    off: trace.offM[0],
    lane: trace.lane[0],
  };
}

describe('where the ego is', () => {
  it('is one lane when all corners are on it', () => {
    expect(place(STRAIGHT, 100, MIDDLE, 0)).toMatchObject({ inOneLane: 1, inIntersection: 0, off: 0 });
    // The lane is 3.5 m wide: 0.75 m beside its middle the corners touch its edge.
    expect(place(STRAIGHT, 100, MIDDLE + 0.74, 0).inOneLane).toBe(1);
    expect(place(STRAIGHT, 100, MIDDLE + 0.76, 0).inOneLane).toBe(0);
    expect(place(STRAIGHT, 100, -1, 0)).toMatchObject({ inOneLane: 0, off: 0, lane: -1 });
  });

  it('is one lane when it turns off into the next', () => {
    const map = buildMap(crossingSpec({ segments: [{ lengthM: 300, curvature: 0 }] }));
    // 1.1 m into the right turn, 3 m wide: the rear has not reached it yet, the front has left the lane.
    const { x, y, heading } = map.roads[2].pose(1.1, 0, newRoadPoint());
    expect(place(map, x, y, heading, 3)).toMatchObject({ inOneLane: 1, inIntersection: 0 });
    // In the same place, but across.
    expect(place(map, x, y, heading + 0.3, 3)).toMatchObject({ inOneLane: 0 });
  });

  it('is measured to the nearest lane, round corners too', () => {
    // 0.5 m beyond the left shoulder's end at the road's end: corners at 1000.3 and 12.9, the shoulder ends at 12.5.
    expect(place(STRAIGHT, 998.3, 11.9, 0).off).toBeCloseTo(Math.sqrt(0.3 * 0.3 + 0.4 * 0.4), 12);
    expect(place(STRAIGHT, 100, 40, 0).off).toBe(Infinity);
  });

  it('is told sample by sample, the evenly spaced ones counted', () => {
    const trace = traceEgo(logOf({ ego: along(100, 3, 10), count: 12, lastTicks: 1, firstTick: 77 }), STRAIGHT);
    expect(trace).toMatchObject({ count: 12, even: 11, dt: 0.1 });
    trace.time.forEach((t, k) => expect(t).toBeCloseTo(k < 11 ? 0.1 * k : 1.05, 12));
    trace.s.forEach((s, k) => expect(s).toBeCloseTo(100 + 10 * trace.time[k], 9));
    expect([...trace.d]).toEqual(Array<number>(12).fill(3));
  });
});
