import type { MapSpec } from '../spec.ts';
import { crossingRoads } from './crossing.ts';
import { highwayLanes, mergeLanes, twoWayLanes } from './cross-section.ts';
import { LaneGraph } from './lane-graph.ts';
import { MapError, mapProblems } from './map-checks.ts';
import { newRoadPoint, ReferenceLine } from './reference-line.ts';
import type { RoadMap } from './types.ts';

/**
 * Builds the roads of a concrete episode. Road 0 starts at the world's origin with heading 0; in `crossing`, road 1 is
 * the crossing road and roads 2 to 9 are the turning connectors (`crossingTurns` gives their order).
 * @throws MapError that names each bad field
 */
export function buildMap(spec: MapSpec): RoadMap {
  const problems = mapProblems(spec);
  if (problems.length > 0) throw new MapError(problems);
  const line = new ReferenceLine(0, 0, 0, spec.segments);
  switch (spec.kind) {
    case 'highway':
      return new LaneGraph([line], highwayLanes(spec, line.lengthM), []);
    case 'merge':
      return new LaneGraph([line], mergeLanes(spec, line.lengthM), []);
    case 'two-way':
      return new LaneGraph([line], twoWayLanes(spec, 0, line.lengthM), []);
    case 'crossing': {
      const { x, y, heading } = line.pose(spec.crossingM, 0, newRoadPoint());
      const { lines, plans, links } = crossingRoads(spec, x, y, heading);
      return new LaneGraph([line, ...lines], [...twoWayLanes(spec, 0, line.lengthM), ...plans], links);
    }
  }
}
