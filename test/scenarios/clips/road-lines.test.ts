import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../sim/driving/map/build-map.ts';
import type { RoadMap, RoadPoint } from '../../../sim/driving/map/types.ts';
import { roadLines } from '../../../scenarios/clips/road-lines.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';

function mapOf(id: string): RoadMap {
  return buildMap(resolveScenario(libraryScenario(id), 'lines').map);
}

const newPoint = (): RoadPoint => ({ s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 });

/** Points every 50 m along road 0. */
function pathOf({ roads: [road] }: RoadMap): { x: number[]; y: number[] } {
  const points = Array.from({ length: Math.ceil(road.lengthM / 50) }, (_, k) => road.pose(50 * k, 0, newPoint()));
  return { x: points.map(({ x }) => x), y: points.map(({ y }) => y) };
}

describe('roadLines', () => {
  it('keeps to a twentieth of a metre of each line between its points', () => {
    for (const id of ['lane-keeping/tail', 'merge/tail', 'cut-in/common']) {
      const map = mapOf(id);
      const { x, y } = pathOf(map);
      const [road] = map.roads;
      for (const { points } of roadLines(map, x, y)) {
        const { d } = road.project(points[0], points[1], NaN, newPoint());
        for (let i = 2; i < points.length; i += 2) {
          const middle = road.project(
            0.5 * (points[i] + points[i - 2]),
            0.5 * (points[i + 1] + points[i - 1]),
            NaN,
            newPoint(),
          );
          expect(Math.abs(middle.d - d)).toBeLessThan(0.051);
        }
      }
    }
  });

  it('draws the outline where roads cross', () => {
    const map = mapOf('crossing/tail');
    const { x, y } = pathOf(map);
    const lines = roadLines(map, x, y);
    expect(map.roads.length).toBeGreaterThan(1);
    for (const { points } of lines) {
      for (let i = 0; i < points.length; i += 2) {
        const inside = map.roads.filter((road) => {
          const { s, d } = road.project(points[i], points[i + 1], NaN, newPoint());
          const on = s > 0.5 && s < road.lengthM - 0.5;
          return on && d > road.drivableMin(s) + 0.5 && d < road.drivableMax(s) - 0.5;
        });
        // Lines of its own road alone: those between its lanes.
        expect(inside.length).toBeLessThan(2);
      }
    }
  });

  it('draws nothing that is far from the path', () => {
    const map = mapOf('lane-keeping/tail');
    const lines = roadLines(map, [0], [0]);
    expect(lines.length).toBeGreaterThan(3);
    const furthest = Math.max(
      ...lines.flatMap(({ points }) =>
        Array.from({ length: points.length / 2 }, (_, k) => Math.hypot(points[2 * k], points[2 * k + 1])),
      ),
    );
    expect(furthest).toBeLessThanOrEqual(250);
    expect(furthest).toBeGreaterThan(200);
  });
});
