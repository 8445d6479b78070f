import type { Lane, Road, RoadMap, RoadPoint } from '../../sim/driving/map/types.ts';
import type { ClipLine } from './clip.ts';

/** What is farther than this from wherever the ego goes is not drawn, m. */
const SEEN_M = 250;
/** Distance between points, m; in bends as many as keep the chord within `SAGITTA_M` of the arc. */
const LONGEST_STEP_M = 20;
const SHORTEST_STEP_M = 2;
const SAGITTA_M = 0.05;
/** So far inside another road a line is not drawn, m: where roads cross, their outline is. */
const INSIDE_M = 0.2;
/** Lines closer together than this are one, m. */
const SAME_LINE_M = 0.01;

/** A line along a road. */
interface Edge {
  readonly d: number;
  readonly fromM: number;
  readonly toM: number;
  readonly kind: ClipLine['kind'];
}

/**
 * The lines of the roads near a path: `lane` between two driving lanes, `border` at the edge of the driving lanes,
 * `shoulder` at the outer edge of a shoulder.
 * @param x of the path's points, m; at least one
 */
export function roadLines(map: RoadMap, x: ArrayLike<number>, y: ArrayLike<number>): ClipLine[] {
  return map.roads.flatMap((road) =>
    edgesOf(road, map.lanes).flatMap((edge) =>
      seenParts(map, road, edge, x, y).map((points) => ({ kind: edge.kind, points: Float32Array.from(points) })),
    ),
  );
}

/** The sides of all lanes, each part once: lanes begin and end anywhere along the road. */
function edgesOf(road: Road, lanes: readonly Lane[]): Edge[] {
  const sides = road.lanes
    .map((index) => lanes[index])
    .flatMap((lane) => [
      { d: lane.centerM - 0.5 * lane.widthM, lane },
      { d: lane.centerM + 0.5 * lane.widthM, lane },
    ])
    .sort((a, b) => a.d - b.d);
  const edges: Edge[] = [];
  for (let from = 0; from < sides.length;) {
    let to = from + 1;
    while (to < sides.length && sides[to].d - sides[from].d < SAME_LINE_M) to++;
    edges.push(
      ...partsOf(
        sides[from].d,
        sides.slice(from, to).map(({ lane }) => lane),
      ),
    );
    from = to;
  }
  return edges;
}

/** The line at `d`, cut where a lane beside it begins or ends. */
function partsOf(d: number, beside: readonly Lane[]): Edge[] {
  const cuts = [...new Set(beside.flatMap(({ startM, endM }) => [startM, endM]))].sort((a, b) => a - b);
  const parts: Edge[] = [];
  for (let i = 1; i < cuts.length; i++) {
    const [fromM, toM] = [cuts[i - 1], cuts[i]];
    const here = beside.filter(({ startM, endM }) => startM <= fromM && endM >= toM);
    if (here.length === 0) continue;
    const driving = here.filter(({ kind }) => kind === 'driving').length;
    const kind = driving > 1 ? 'lane' : driving === 1 ? 'border' : 'shoulder';
    const last = parts.at(-1);
    if (last?.kind === kind && last.toM === fromM) parts[parts.length - 1] = { ...last, toM };
    else parts.push({ d, fromM, toM, kind });
  }
  return parts;
}

/** The stretches of a line that are near the path and inside no other road: x and y in turn, two points at least. */
function seenParts(
  map: RoadMap,
  road: Road,
  { d, fromM, toM }: Edge,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): number[][] {
  const others = map.roads.filter((other) => other !== road);
  const point = newPoint();
  const parts: number[][] = [];
  let part: number[] = [];
  let last = [0, 0];
  let nextS = fromM;
  const end = (): void => {
    // The stretch ends where it was last seen, wherever its next point would have been.
    if (part.length > 0 && (part.at(-2) !== last[0] || part.at(-1) !== last[1])) part.push(...last);
    if (part.length > 2) parts.push(part);
    part = [];
  };
  const pieces = Math.max(1, Math.ceil((toM - fromM) / SHORTEST_STEP_M));
  for (let k = 0; k <= pieces; k++) {
    const s = fromM + ((toM - fromM) * k) / pieces;
    road.pose(s, d, point);
    if (!isNear(point.x, point.y, x, y) || others.some((other) => isInside(other, point.x, point.y))) {
      end();
      nextS = s;
      continue;
    }
    last = [point.x, point.y];
    if (s < nextS && part.length > 0) continue;
    part.push(...last);
    // The point that comes next may lie a piece later.
    nextS = s + Math.max(SHORTEST_STEP_M, stepAt(road, s) - SHORTEST_STEP_M);
  }
  end();
  return parts;
}

/** A step that reaches into a bend is as short as the bend wants. */
function stepAt(road: Road, s: number): number {
  let bend = 0;
  for (let ahead = 0; ahead <= LONGEST_STEP_M; ahead += SHORTEST_STEP_M) {
    bend = Math.max(bend, Math.abs(road.curvature(s + ahead)));
  }
  const step = bend === 0 ? LONGEST_STEP_M : Math.sqrt((8 * SAGITTA_M) / bend);
  return Math.max(SHORTEST_STEP_M, Math.min(LONGEST_STEP_M, step));
}

function isInside(road: Road, x: number, y: number): boolean {
  const { s, d } = road.project(x, y, NaN, SCRATCH);
  if (s < INSIDE_M || s > road.lengthM - INSIDE_M) return false;
  return d > road.drivableMin(s) + INSIDE_M && d < road.drivableMax(s) - INSIDE_M;
}

const newPoint = (): RoadPoint => ({ s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 });
const SCRATCH = newPoint();

function isNear(px: number, py: number, x: ArrayLike<number>, y: ArrayLike<number>): boolean {
  for (let k = 0; k < x.length; k++) {
    const dx = x[k] - px;
    const dy = y[k] - py;
    if (dx * dx + dy * dy <= SEEN_M * SEEN_M) return true;
  }
  return false;
}
