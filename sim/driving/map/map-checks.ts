import type { MapSpec } from '../spec.ts';
import { CROSSING_ARM_M, crossingReach } from './crossing.ts';

/** Edge of the drivable area and centre of a bend must be at least this far apart, m; otherwise the road folds. */
export const MIN_INNER_RADIUS_M = 1;

const KINDS: readonly string[] = ['highway', 'merge', 'two-way', 'crossing'];

/** A map that cannot be built; `problems` are sentences that each name the field, what was expected and what was found. */
export class MapError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'MapError';
    this.problems = problems;
  }
}

/** Everything that is wrong with a map, one sentence each; empty when `buildMap` can build it. */
export function mapProblems(map: MapSpec): string[] {
  const problems = fieldProblems(map);
  // Geometry is only meaningful once every field is.
  return problems.length > 0 ? problems : geometryProblems(map);
}

function fieldProblems(map: MapSpec): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, field: string, expected: string, found: unknown): void => {
    if (!holds) problems.push(`map.${field}: expected ${expected}, found ${String(found)}`);
  };
  const expectRange = (field: keyof MapSpec, low: number, high: number, unit: string): void => {
    const value = map[field];
    const holds = typeof value === 'number' && value >= low && value <= high;
    expect(holds, field, `a number from ${low} to ${high} ${unit}`, value);
  };
  expect(KINDS.includes(map.kind), 'kind', `one of ${KINDS.join(', ')}`, map.kind);
  expect(
    Number.isInteger(map.lanes) && map.lanes >= 1 && map.lanes <= 8,
    'lanes',
    'a whole number from 1 to 8',
    map.lanes,
  );
  expectRange('laneWidthM', 1.5, 10, 'm');
  expectRange('shoulderM', 0, 20, 'm');
  expectRange('speedLimitMps', 0.1, 100, 'm/s');
  expect(map.segments.length > 0, 'segments', 'at least one segment', 'none');
  map.segments.forEach(({ lengthM, curvature }, i) => {
    const positive = lengthM > 0 && lengthM < Infinity;
    expect(positive, `segments[${i}].lengthM`, 'a finite length above 0 m', lengthM);
    expect(Number.isFinite(curvature), `segments[${i}].curvature`, 'a finite number', curvature);
    const turns = Math.abs(curvature) * lengthM >= 2 * Math.PI;
    expect(!turns, `segments[${i}]`, 'less than a full circle', `${(curvature * lengthM) / (2 * Math.PI)} circles`);
  });
  if (map.kind === 'merge') {
    expectRange('rampStartM', 0, Infinity, 'm');
    expectRange('rampEndM', 0, Infinity, 'm');
  }
  if (map.kind === 'crossing') {
    expectRange('crossingM', 0, Infinity, 'm');
    const steep = Math.abs(map.crossingAngleRad) >= Math.PI / 6 && Math.abs(map.crossingAngleRad) <= (5 * Math.PI) / 6;
    expect(steep, 'crossingAngleRad', 'an angle from pi/6 to 5 pi/6 rad to either side', map.crossingAngleRad);
  }
  return problems;
}

function geometryProblems(map: MapSpec): string[] {
  const problems = bendProblems(map);
  const lengthM = map.segments.reduce((sum, segment) => sum + segment.lengthM, 0);
  if (map.kind === 'merge') {
    if (map.rampEndM > lengthM)
      problems.push(`map.rampEndM: expected at most the road's length of ${lengthM} m, found ${map.rampEndM}`);
    if (map.rampStartM >= map.rampEndM)
      problems.push(`map.rampStartM: expected less than rampEndM (${map.rampEndM} m), found ${map.rampStartM}`);
  }
  if (map.kind === 'crossing') problems.push(...crossingProblems(map, lengthM));
  return problems;
}

/** The inner edge of the road must stay clear of the centre of every bend. */
function bendProblems(map: MapSpec): string[] {
  const lanesM = map.lanes * map.laneWidthM;
  const twoWay = map.kind === 'two-way' || map.kind === 'crossing';
  const leftM = lanesM + map.shoulderM;
  const rightM = twoWay ? leftM : map.shoulderM + (map.kind === 'merge' ? map.laneWidthM : 0);
  return map.segments.flatMap(({ curvature }, i) => {
    const needed = (curvature > 0 ? leftM : rightM) + MIN_INNER_RADIUS_M;
    const radius = 1 / Math.abs(curvature);
    if (radius >= needed) return [];
    return [
      `map.segments[${i}].curvature: expected a radius of at least ${needed} m (road edge on the inside plus ${MIN_INNER_RADIUS_M} m), found ${radius} m`,
    ];
  });
}

function crossingProblems(map: MapSpec, lengthM: number): string[] {
  const reach = crossingReach(map);
  const from = map.crossingM - reach;
  const to = map.crossingM + reach;
  if (reach > CROSSING_ARM_M)
    return [
      `map.crossingAngleRad: expected turns that end within ${CROSSING_ARM_M} m of the crossing, found ${reach} m (widen the angle or use fewer lanes)`,
    ];
  if (from < 0 || to > lengthM)
    return [
      `map.crossingM: expected from ${reach} to ${lengthM - reach} m (the crossing needs ${reach} m on both sides), found ${map.crossingM}`,
    ];
  let start = 0;
  return map.segments.flatMap(({ lengthM: length, curvature }, i) => {
    const overlaps = start < to && start + length > from;
    start += length;
    if (!overlaps || curvature === 0) return [];
    return [
      `map.segments[${i}].curvature: expected 0 within ${reach} m of the crossing at ${map.crossingM} m, found ${curvature}`,
    ];
  });
}
