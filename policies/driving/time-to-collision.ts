import type { Scene } from './value/scene.ts';

/** How far beyond its half width the ego's corridor reaches, m. */
const CORRIDOR_MARGIN_M = 0.25;

/** Sideways speed from which somebody alongside counts as coming over, m/s; sensor noise stays below it. */
const COMING_OVER_MPS = 0.45;

/**
 * Smallest time to collision over the objects of a scene, s: both keep their velocity along the road, and the object is,
 * at that time, beside neither edge of the ego's corridor. Infinity when nothing is on a collision course.
 */
export function sceneTimeToCollision(scene: Scene): number {
  let best = Infinity;
  const halfL = scene.egoLengthM * 0.5;
  const halfW = scene.egoWidthM * 0.5 + CORRIDOR_MARGIN_M;
  for (let i = 0; i < scene.count; i++) {
    const closing = scene.egoV - scene.vs[i];
    const reach = scene.halfS[i] + halfL;
    const ds = scene.s[i] - scene.egoS;
    if (Math.abs(ds) < reach) {
      const dd = scene.d[i] - scene.egoD;
      const over = dd > 0 ? scene.egoVd - scene.vd[i] : scene.vd[i] - scene.egoVd;
      if (over > COMING_OVER_MPS) best = Math.min(best, Math.max(0, Math.abs(dd) - scene.halfD[i] - halfW) / over);
    }
    if (closing <= 0.3) continue;
    if (ds <= 0) continue;
    const gap = ds - reach;
    const t = gap <= 0 ? 0 : gap / closing;
    if (t >= best || t > 10) continue;
    const egoD = scene.egoD + scene.egoVd * (t < 1 ? t : 1);
    const leave = (ds + reach) / closing;
    const dIn = scene.d[i] + scene.vd[i] * t - egoD;
    const dOut = scene.d[i] + scene.vd[i] * (leave < t + 1 ? leave : t + 1) - egoD;
    const width = scene.halfD[i] + halfW;
    const apart = (dIn > width && dOut > width) || (dIn < -width && dOut < -width);
    if (!apart) best = t;
  }
  return best;
}
