import { describe, expect, test } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { MapError, mapProblems } from '../../../../sim/driving/map/map-checks.ts';
import type { MapSpec } from '../../../../sim/driving/spec.ts';
import { crossingSpec, mapSpec, mergeSpec } from './specs.ts';

const straight = (lengthM: number): MapSpec['segments'] => [{ lengthM, curvature: 0 }];

describe('mapProblems', () => {
  test.each<[string, MapSpec, string]>([
    [
      'kind',
      mapSpec({ kind: 'roundabout' as 'highway' }),
      'map.kind: expected one of highway, merge, two-way, crossing, found roundabout',
    ],
    ['lanes', mapSpec({ lanes: 2.5 }), 'map.lanes: expected a whole number from 1 to 8, found 2.5'],
    ['width', mapSpec({ laneWidthM: -3 }), 'map.laneWidthM: expected a number from 1.5 to 10 m, found -3'],
    ['shoulder', mapSpec({ shoulderM: -1 }), 'map.shoulderM: expected a number from 0 to 20 m, found -1'],
    ['speed', mapSpec({ speedLimitMps: NaN }), 'map.speedLimitMps: expected a number from 0.1 to 100 m/s, found NaN'],
    ['no road', mapSpec({ segments: [] }), 'map.segments: expected at least one segment, found none'],
    [
      'length',
      mapSpec({ segments: straight(0) }),
      'map.segments[0].lengthM: expected a finite length above 0 m, found 0',
    ],
    [
      'curvature',
      mapSpec({ segments: [...straight(9), { lengthM: 10, curvature: NaN }] }),
      'map.segments[1].curvature: expected a finite number, found NaN',
    ],
    [
      'loop',
      mapSpec({ segments: [{ lengthM: 400 * Math.PI, curvature: 0.01 }] }),
      'map.segments[0]: expected less than a full circle, found 2 circles',
    ],
    [
      'left bend, width of lanes and left shoulder inside',
      mapSpec({ segments: [{ lengthM: 10, curvature: 0.08 }] }),
      'map.segments[0].curvature: expected a radius of at least 13.5 m (road edge on the inside plus 1 m), found 12.5 m',
    ],
    [
      'right bend of a merge, ramp inside',
      mergeSpec({ segments: [...straight(800), { lengthM: 10, curvature: -0.16 }] }),
      'map.segments[1].curvature: expected a radius of at least 6.5 m (road edge on the inside plus 1 m), found 6.25 m',
    ],
    [
      'ramp beyond the road',
      mergeSpec({ rampEndM: 801 }),
      "map.rampEndM: expected at most the road's length of 800 m, found 801",
    ],
    [
      'ramp backwards',
      mergeSpec({ rampStartM: 400 }),
      'map.rampStartM: expected less than rampEndM (400 m), found 400',
    ],
    [
      'ramp before the road',
      mergeSpec({ rampStartM: -1 }),
      'map.rampStartM: expected a number from 0 to Infinity m, found -1',
    ],
    [
      'flat angle',
      crossingSpec({ crossingAngleRad: 0.1 }),
      'map.crossingAngleRad: expected an angle from pi/6 to 5 pi/6 rad to either side, found 0.1',
    ],
    [
      'crossing outside',
      crossingSpec({ segments: straight(180) }),
      'map.crossingM: expected from 9.75 to 170.25 m (the crossing needs 9.75 m on both sides), found 180',
    ],
    [
      'crossing in a bend',
      crossingSpec({ crossingM: 85 }),
      'map.segments[0].curvature: expected 0 within 9.75 m of the crossing at 85 m, found 0.005',
    ],
    [
      'turns longer than the crossing road',
      crossingSpec({ lanes: 8, laneWidthM: 5, crossingAngleRad: 0.53, crossingM: 500, segments: straight(1000) }),
      'map.crossingAngleRad: expected turns that end within 150 m of the crossing, found ',
    ],
  ])('%s', (_, spec, problem) => {
    const problems = mapProblems(spec);
    expect(problems).toHaveLength(1);
    expect(problems[0].startsWith(problem)).toBe(true);
    expect(() => buildMap(spec)).toThrow(MapError);
  });

  test('names all bad fields at once', () => {
    const error = (() => {
      try {
        return buildMap(mapSpec({ lanes: 0, shoulderM: -1 }));
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(MapError);
    expect((error as MapError).problems).toHaveLength(2);
    expect((error as MapError).message).toBe((error as MapError).problems.join('\n'));
  });

  test.each([mapSpec(), mergeSpec(), mapSpec({ kind: 'two-way' }), crossingSpec()])(
    'finds nothing wrong with a good map',
    (spec) => {
      expect(mapProblems(spec)).toEqual([]);
    },
  );
});
