import { describe, expect, it } from 'vitest';
import { guardRails, railPosts } from '../../../renderer/scene/road-furniture.ts';
import {
  BUILDING_SIZES,
  BUILDINGS,
  CROWN_M,
  placeSurroundings,
  TREES,
  type Placed,
} from '../../../renderer/scene/surroundings.ts';
import { placeOf } from '../../../renderer/scene/road-shape.ts';
import { maps } from './scenes.ts';

/** Points of a circle and its middle. */
function disc({ x, y }: Placed, radius: number): (readonly [number, number])[] {
  const rim = Array.from({ length: 16 }, (_, k) => (2 * Math.PI * k) / 16);
  return [[x, y], ...rim.map((a): [number, number] => [x + radius * Math.cos(a), y + radius * Math.sin(a)])];
}

function corners({ x, y, heading }: Placed, length: number, depth: number): (readonly [number, number])[] {
  const [c, s] = [Math.cos(heading), Math.sin(heading)];
  const shares = [-0.5, -0.25, 0, 0.25, 0.5];
  return shares.flatMap((u) =>
    shares.map((v): [number, number] => [x + u * length * c - v * depth * s, y + u * length * s + v * depth * c]),
  );
}

describe.each(maps())('surroundings of $name', ({ name, spec, map }) => {
  const placed = placeSurroundings(spec, map, name);
  const onRoad = (points: readonly (readonly [number, number])[]): boolean =>
    points.some(([x, y]) => map.drivable(x, y, 0));

  it('never stand on a road', () => {
    for (const kind of TREES) {
      for (const tree of placed.trees[kind]) expect(onRoad(disc(tree, CROWN_M[kind] * tree.scale))).toBe(false);
    }
    for (const kind of BUILDINGS) {
      const [length, depth] = BUILDING_SIZES[kind];
      for (const building of placed.buildings[kind])
        expect(onRoad(corners(building, length + 2, depth + 2))).toBe(false);
    }
    for (const post of [...placed.lamps, ...placed.posts]) expect(onRoad(disc(post, 0.3))).toBe(false);
    for (const post of railPosts(map, guardRails(spec, map))) expect(onRoad(disc(post, 0.1))).toBe(false);
  });

  it('are plenty, and of the kind of place', () => {
    const trees = TREES.reduce((sum, kind) => sum + placed.trees[kind].length, 0);
    const buildings = BUILDINGS.reduce((sum, kind) => sum + placed.buildings[kind].length, 0);
    expect(trees).toBeGreaterThan(60);
    const place = placeOf(spec);
    expect(buildings > 0).toBe(place !== 'motorway');
    expect(placed.lamps.length > 0).toBe(place === 'town');
    expect(guardRails(spec, map).length > 0).toBe(place === 'motorway');
  });

  it('are the same for the same map and scenario, and others for another scenario', () => {
    expect(placeSurroundings(spec, map, name)).toEqual(placed);
    expect(placeSurroundings(spec, map, `${name}'`)).not.toEqual(placed);
  });
});

it('keep the corners of a crossing free, where scenarios put what blocks the view', () => {
  const crossing = maps().find(({ name }) => name === 'crossing/tail');
  if (crossing === undefined) throw new Error('no crossing');
  const blocks = ([x, y]: readonly [number, number]): boolean =>
    Math.abs(x - crossing.spec.crossingM) < 40 && Math.abs(y) < 18;
  for (let i = 0; i < 12; i++) {
    const { trees, buildings } = placeSurroundings(crossing.spec, crossing.map, `crossing ${i}`);
    for (const { x, y } of TREES.flatMap((kind) => trees[kind])) expect(blocks([x, y])).toBe(false);
    for (const kind of BUILDINGS) {
      const [length, depth] = BUILDING_SIZES[kind];
      for (const building of buildings[kind]) expect(corners(building, length, depth).some(blocks)).toBe(false);
    }
  }
});
