import { newRoadPoint } from './reference-line.ts';
import type { Road } from './types.ts';

/**
 * Points x0, y0, x1, y1, ... along the line at offset `d` of a road, from `s0` to `s1` (either order), at most `stepM`
 * of arc length apart on the reference line. For drawing and records; allocates.
 */
export function polyline(road: Road, d: number, stepM: number, s0: number, s1: number): Float64Array {
  if (!(stepM > 0)) throw new RangeError(`stepM: expected a length above 0 m, found ${stepM}`);
  const count = Math.max(1, Math.ceil(Math.abs(s1 - s0) / stepM));
  const points = new Float64Array(2 * (count + 1));
  const point = newRoadPoint();
  for (let i = 0; i <= count; i++) {
    road.pose(s0 + ((s1 - s0) * i) / count, d, point);
    points[2 * i] = point.x;
    points[2 * i + 1] = point.y;
  }
  return points;
}
