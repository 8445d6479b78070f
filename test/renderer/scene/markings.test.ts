import { describe, expect, it } from 'vitest';
import { BLOCK, DASHES, roadMarkings, type Marking } from '../../../renderer/scene/markings.ts';
import { markingGeometry } from '../../../renderer/scene/road-mesh.ts';
import { mainRoads, placeOf, stations } from '../../../renderer/scene/road-shape.ts';
import { crossingReach } from '../../../sim/driving/map/crossing.ts';
import { newRoadPoint } from '../../../sim/driving/map/reference-line.ts';
import { maps } from './scenes.ts';

const length = ({ fromS, toS }: Marking): number => toS - fromS;

describe.each(maps())('markings of $name', ({ spec, map }) => {
  const markings = roadMarkings(spec, map);
  const dash = DASHES[placeOf(spec)];

  it('break lines between lanes as the guidelines say', () => {
    const broken = markings.filter(({ kind }) => kind === 'lane' || (kind === 'centre' && spec.lanes === 1));
    expect(broken.length).toBeGreaterThan(10);
    for (const marking of broken) {
      expect(length(marking)).toBeCloseTo(dash.lineM, 9);
      expect(marking.widthM).toBe(dash.widthM);
      expect(Math.abs(marking.fromS / (dash.lineM + dash.gapM)) % 1).toBeCloseTo(0, 9);
    }
  });

  it('put a line on every border between two lanes of a main road', () => {
    for (const lane of map.lanes.filter(({ road, kind }) => kind === 'driving' && mainRoads(spec).includes(road))) {
      const edge = lane.centerM + lane.widthM / 2;
      const near = markings.some(({ road, d }) => road === lane.road && Math.abs(d - edge) < 0.3);
      expect(near, `left of ${lane.id}`).toBe(true);
    }
  });

  it('leave the crossing free', () => {
    if (spec.kind !== 'crossing') return;
    const reach = crossingReach(spec);
    for (const { road, fromS, toS } of markings) {
      const middle = road === 0 ? spec.crossingM : 150;
      expect(toS <= middle - reach + 1e-9 || fromS >= middle + reach - 1e-9).toBe(true);
    }
    expect(markings.filter(({ kind }) => kind === 'stop')).toHaveLength(4);
  });

  it('are flat strips that face up', () => {
    const geometry = markingGeometry(spec, map);
    const position = geometry.getAttribute('position');
    const index = geometry.getIndex();
    if (index === null) throw new Error('no index');
    for (let i = 0; i < index.count; i += 3) {
      const [a, b, c] = [index.getX(i), index.getX(i + 1), index.getX(i + 2)];
      const cross =
        (position.getX(b) - position.getX(a)) * (position.getY(c) - position.getY(a)) -
        (position.getY(b) - position.getY(a)) * (position.getX(c) - position.getX(a));
      expect(cross).toBeGreaterThan(0);
      expect(position.getZ(a)).toBe(0);
    }
  });

  it('follow bends to 5 mm', () => {
    const point = newRoadPoint();
    for (const road of mainRoads(spec)) {
      const along = stations(spec, map, road, 0, map.roads[road].lengthM);
      for (let i = 1; i < along.length; i++) {
        const [a, b] = [along[i - 1], along[i]];
        const { x: ax, y: ay } = map.roads[road].pose(a, 0, point);
        const { x: bx, y: by } = map.roads[road].pose(b, 0, point);
        const { x, y } = map.roads[road].pose((a + b) / 2, 0, point);
        expect(Math.hypot(x - (ax + bx) / 2, y - (ay + by) / 2)).toBeLessThan(0.005);
      }
    }
  });
});

it('marks the acceleration lane with blocks from end to end', () => {
  const merge = maps().find(({ spec }) => spec.kind === 'merge');
  if (merge === undefined) throw new Error('no merge');
  const blocks = roadMarkings(merge.spec, merge.map).filter(({ kind }) => kind === 'block');
  const { rampStartM, rampEndM } = merge.spec;
  const period = BLOCK.lineM + BLOCK.gapM;
  expect(Math.abs(blocks.length - (rampEndM - rampStartM) / period)).toBeLessThanOrEqual(1);
  for (const block of blocks) {
    expect(length(block)).toBeCloseTo(BLOCK.lineM, 9);
    expect(block.d).toBe(0);
    expect(block.fromS).toBeGreaterThanOrEqual(rampStartM);
    expect(block.toS).toBeLessThanOrEqual(rampEndM);
  }
});
