import { ACTOR, FAST_POINT, FAST_STRIDE, PATH_POINTS, type FrameView } from '../live/frame.ts';

/** Where an obstacle falls that is dropped without a pointer, m ahead of the ego. */
export const DROP_AHEAD_M = 40;

/** The point `m` metres ahead of the ego: on its fast trajectory where that reaches so far, else straight ahead. */
export function pointAhead({ actors, fast }: Pick<FrameView, 'actors' | 'fast'>, m: number): { x: number; y: number } {
  let x = actors[ACTOR.x];
  let y = actors[ACTOR.y];
  let left = m;
  for (let point = 0; point < PATH_POINTS; point++) {
    const dx = fast[point * FAST_STRIDE + FAST_POINT.x] - x;
    const dy = fast[point * FAST_STRIDE + FAST_POINT.y] - y;
    const length = Math.hypot(dx, dy);
    if (!Number.isFinite(length)) break;
    if (length >= left) return { x: x + (dx * left) / length, y: y + (dy * left) / length };
    x += dx;
    y += dy;
    left -= length;
  }
  const heading = actors[ACTOR.heading];
  return { x: x + Math.cos(heading) * left, y: y + Math.sin(heading) * left };
}
