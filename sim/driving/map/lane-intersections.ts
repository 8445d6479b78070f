import { hypot } from '../../kernel/math.ts';
import { newRoadPoint } from './reference-line.ts';
import type { Lane, RoadMap } from './types.ts';

/** An area that two lanes of different roads share. */
export interface LaneIntersection {
  /** Indices of the lanes; `a` is on the road with the smaller index. */
  readonly a: number;
  readonly b: number;
  /** `diverge`: the lanes part here; `merge`: they join and go on as one; `crossing`: paths cross. */
  readonly kind: 'crossing' | 'merge' | 'diverge';
  /** Interval of arc length on the road of `a` in which lane `a` overlaps lane `b`, m. */
  readonly aStartM: number;
  readonly aEndM: number;
  /** The same on the road of `b`. */
  readonly bStartM: number;
  readonly bEndM: number;
}

/** Shortest step along a lane, m: a mere graze that is shorter can be missed. */
const STEP_M = 0.5;
/** Points across a lane; closer together than the narrowest lane, so that none slips between two of them. */
const POINTS_ACROSS = 9;
const BISECTIONS = 40;
/** Lanes that merely touch along an edge do not share an area; overlaps narrower than this do not count, m. */
const MIN_OVERLAP_M = 0.001;

/** All areas shared by driving lanes of different roads, ordered by `a`, then `b`. Not for the tick: takes milliseconds. */
export function laneIntersections(map: RoadMap): LaneIntersection[] {
  const lanes = map.lanes.filter((lane) => lane.kind === 'driving');
  const found: LaneIntersection[] = [];
  for (const a of lanes) {
    for (const b of lanes) {
      if (b.road <= a.road) continue;
      const onA = overlap(map, a, b);
      const onB = onA === null ? null : overlap(map, b, a);
      if (onA === null || onB === null) continue;
      const [aStartM, aEndM] = onA;
      const [bStartM, bEndM] = onB;
      found.push({ a: a.index, b: b.index, kind: kindOf(a, b), aStartM, aEndM, bStartM, bEndM });
    }
  }
  return found;
}

function kindOf(a: Lane, b: Lane): LaneIntersection['kind'] {
  const [trunk, branch] = a.endM - a.startM > b.endM - b.startM ? [a, b] : [b, a];
  if (branch.predecessors.includes(trunk.index) || sharesOne(a.predecessors, b.predecessors)) return 'diverge';
  if (branch.successors.includes(trunk.index) || sharesOne(a.successors, b.successors)) return 'merge';
  return 'crossing';
}

function sharesOne(p: readonly number[], q: readonly number[]): boolean {
  return p.some((index) => q.includes(index));
}

/** First and last arc length at which the cross-section of `lane` overlaps `other`, or null. */
function overlap(map: RoadMap, lane: Lane, other: Lane): readonly [number, number] | null {
  let first = NaN;
  let last = NaN;
  let s = lane.startM;
  for (;;) {
    const gap = clearance(map, lane, s, other);
    if (gap <= 0) {
      if (Number.isNaN(first))
        first = s === lane.startM ? s : boundary(map, lane, other, Math.max(lane.startM, s - STEP_M), s);
      last = s;
    }
    if (s >= lane.endM) break;
    // Offsets stretch arc length by at most the ratio of the radii, well below 2 on roads that hold a lane.
    s = Math.min(lane.endM, s + Math.max(STEP_M, gap / 2));
  }
  if (Number.isNaN(first)) return null;
  return [first, last >= lane.endM ? last : boundary(map, lane, other, Math.min(lane.endM, last + STEP_M), last)];
}

/** Bisects the arc length of the first contact between `apart` (no contact) and `touching`. */
function boundary(map: RoadMap, lane: Lane, other: Lane, apart: number, touching: number): number {
  let outside = apart;
  let inside = touching;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (outside + inside) / 2;
    if (clearance(map, lane, middle, other) <= 0) inside = middle;
    else outside = middle;
  }
  return inside;
}

const probe = newRoadPoint();
const foot = newRoadPoint();

/** Distance from the cross-section of `lane` at `s` to `other`, m; 0 when they overlap. */
function clearance(map: RoadMap, lane: Lane, s: number, other: Lane): number {
  const step = 1 / (POINTS_ACROSS - 1);
  let nearest = Infinity;
  let at = 0;
  for (let i = 0; i < POINTS_ACROSS; i++) {
    const distance = pointClearance(map, lane, s, i * step, other);
    if (distance < nearest) {
      nearest = distance;
      at = i * step;
    }
  }
  if (nearest === 0 || nearest > step * lane.widthM) return nearest;
  // A corner of the other lane may reach in between two points: close in on the nearest one.
  let low = Math.max(0, at - step);
  let high = Math.min(1, at + step);
  while (high - low > 1e-6) {
    const third = (high - low) / 3;
    const atLow = pointClearance(map, lane, s, low + third, other);
    const atHigh = pointClearance(map, lane, s, high - third, other);
    if (atLow === 0 || atHigh === 0) return 0;
    if (atLow < atHigh) high -= third;
    else low += third;
    nearest = Math.min(nearest, atLow, atHigh);
  }
  return nearest;
}

/** Distance of a point of the cross-section to `other`; `share` runs from 0 at the right edge to 1 at the left edge. */
function pointClearance(map: RoadMap, lane: Lane, s: number, share: number, other: Lane): number {
  map.roads[lane.road].pose(s, lane.centerM + lane.widthM * (share - 0.5), probe);
  map.roads[other.road].project(probe.x, probe.y, NaN, foot);
  const along = Math.max(0, other.startM - foot.s, foot.s - other.endM);
  const across = Math.max(0, Math.abs(foot.d - other.centerM) - other.widthM / 2 + MIN_OVERLAP_M);
  return hypot(along, across);
}
