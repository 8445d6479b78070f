/**
 * What a push adds to the motion that is an actor's own: a slide that friction ends. It needs no state beyond the velocity
 * in the actor table: what drives or walks moves along its heading, so that the rest of its velocity is the slide.
 */

/** Deceleration of what slides over dry asphalt, m/s2: friction about 0.6. */
export const SLIDE_DECEL_MPS2 = 6;

/** A slide below this speed has ended, m/s. */
const LEAST_SLIDE_MPS = 0.02;

/** Share of the squared speed that may be rounding, and the square of half the least slide, m2/s2. */
const ROUNDING_M2PS2 = 1e-4;

/** A slide after one tick. */
export interface Slide {
  /** Distance slid, m, and the speed that is left, m/s; both with the sign of the speed before. */
  distanceM: number;
  speedMps: number;
}

/** Whether the velocity (vx, vy) has a part across the heading, given the speed along it, m/s. */
export function isSliding(vx: number, vy: number, alongMps: number): boolean {
  return vx * vx + vy * vy > alongMps * alongMps + ROUNDING_M2PS2;
}

/** Slides for `dt`, s, beginning with `speedMps`. */
export function slideStep(speedMps: number, dt: number, out: Slide): Slide {
  const before = Math.abs(speedMps);
  const after = before - SLIDE_DECEL_MPS2 * dt;
  const ends = after < LEAST_SLIDE_MPS;
  const distance = ends ? before * Math.min(dt, before / SLIDE_DECEL_MPS2) * 0.5 : 0.5 * (before + after) * dt;
  out.distanceM = speedMps < 0 ? -distance : distance;
  out.speedMps = ends ? 0 : speedMps < 0 ? -after : after;
  return out;
}
