import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newRoadPoint, ReferenceLine } from '../../../../sim/driving/map/reference-line.ts';
import { wrapAngle } from '../../../../sim/kernel/math.ts';

/** esmini and libOpenDRIVE differ by up to 1.5 mm on these maps. */
const TOLERANCE_M = 0.002;

const curveR100 = new ReferenceLine(0, 0, 0, [
  { lengthM: 500, curvature: 0 },
  { lengthM: 50 * Math.PI, curvature: 0.01 },
  { lengthM: 100, curvature: 0 },
]);

function rows(name: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(new URL(`../../../reference/opendrive/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const columns = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [columns[i], value])));
}

test.each([
  ['curve_r100.refline.csv', curveR100, 152],
  ['alks_road_left_radius_250m.refline.csv', new ReferenceLine(0, 0, 0, [{ lengthM: 1500, curvature: 0.004 }]), 301],
] as const)('reference line of %s', (file, line, count) => {
  const samples = rows(file);
  expect(samples).toHaveLength(count);
  expect(Number(samples[0]['length'])).toBeCloseTo(line.lengthM, 5);
  const point = newRoadPoint();
  for (const sample of samples) {
    line.pose(Number(sample['s']), 0, point);
    expect(Math.hypot(point.x - Number(sample['x']), point.y - Number(sample['y']))).toBeLessThan(TOLERANCE_M);
    expect(Math.abs(wrapAngle(point.heading - Number(sample['hdg'])))).toBeLessThan(1e-6);
  }
});

test('lane borders of curve_r100', () => {
  const samples = rows('curve_r100.borders.csv');
  expect(samples).toHaveLength(5 * 152);
  const point = newRoadPoint();
  for (const sample of samples) {
    const [s, t, x, y] = ['s', 't_outer', 'x', 'y'].map((column) => Number(sample[column])) as [
      number,
      number,
      number,
      number,
    ];
    curveR100.pose(s, t, point);
    expect(Math.hypot(point.x - x, point.y - y)).toBeLessThan(TOLERANCE_M);
    curveR100.project(x, y, NaN, point);
    expect(Math.hypot(point.s - s, point.d - t)).toBeLessThan(TOLERANCE_M);
  }
});
