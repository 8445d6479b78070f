import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { ActorSpec, EgoSpec } from '../../sim/driving/spec.ts';
import { boxesOverlap } from '../../sim/kernel/geometry.ts';
import { EGO_SIZE } from './body-sizes.ts';
import type { FieldPath } from './problem.ts';
import type { Fault } from './validate.ts';

interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  readonly lengthM: number;
  readonly widthM: number;
}

/** One fault for each pair of bodies that overlap at the start. */
export function overlapFaults(
  map: RoadMap,
  ego: EgoSpec,
  egoD: number,
  actors: readonly ActorSpec[],
  paths: ReadonlyMap<string, FieldPath>,
): Fault[] {
  const egoStart = { road: 0, s: ego.s, d: egoD, headingRad: 0 };
  const boxes = [box('ego', egoStart, EGO_SIZE, map), ...actors.map((a) => box(a.id, a.start, a, map))];
  return boxes.flatMap((b, j) =>
    boxes.slice(0, j).flatMap((a): Fault[] => {
      if (!boxesOverlap(a.x, a.y, a.heading, a.lengthM, a.widthM, b.x, b.y, b.heading, b.lengthM, b.widthM)) return [];
      const path = [...(paths.get(b.id) ?? ['actors']), 'start'];
      return [{ path, expected: `a place of its own for ${b.id}`, found: `one that ${a.id} takes`, tip: '' }];
    }),
  );
}

function box(
  id: string,
  start: Pick<ActorSpec['start'], 'road' | 's' | 'd' | 'headingRad'>,
  size: { readonly lengthM: number; readonly widthM: number },
  map: RoadMap,
): Box {
  const { x, y, heading } = map.roads[start.road].pose(start.s, start.d, newRoadPoint());
  return { id, x, y, heading: heading + start.headingRad, lengthM: size.lengthM, widthM: size.widthM };
}
