import type { StateIo } from '../../../sim/kernel/state-io.ts';
import type { Scene } from '../value/scene.ts';
import { Approach } from './approach.ts';
import { BRAKING_JERK_MPS3, RSS } from './constants.ts';
import { BrakeRamp, Delay } from './reaction.ts';
import type { ReferenceDriver } from './reference-driver.ts';

/** What comes towards the ego slower than this stands, m/s: the estimate of a vehicle that has just stopped overshoots. */
const STANDING_MPS = 1;

/**
 * Safe distance along the road, m. Same direction: definition 1 of the RSS paper; somebody who comes towards the ego:
 * definition 2, with the same response and braking for both.
 */
export function rssLongitudinalDistance(v: number, leadMps: number): number {
  const own = stoppingDistance(v);
  if (leadMps < -STANDING_MPS) return own + stoppingDistance(-leadMps);
  return leadMps > 0 ? own - (leadMps * leadMps) / (2 * RSS.brakingMps2) : own;
}

function stoppingDistance(v: number): number {
  const { responseS, accelerationMps2, brakingMps2 } = RSS;
  const after = v + responseS * accelerationMps2;
  return v * responseS + 0.5 * accelerationMps2 * responseS * responseS + (after * after) / (2 * brakingMps2);
}

/** Safe distance across the road from somebody who moves towards the ego, m; the ego itself keeps its lane. */
export function rssLateralDistance(towardMps: number): number {
  const { responseS, lateralMps2, fluctuationM } = RSS;
  const after = towardMps + lateralMps2 * responseS;
  return fluctuationM + 0.5 * (towardMps + after) * responseS + (after * after) / (2 * lateralMps2);
}

/** Responsibility-Sensitive Safety: whoever is too near both along and across the road is answered with full braking. */
export class RssDriver implements ReferenceDriver {
  private readonly approach = new Approach();
  private readonly response = new Delay('rss.response', RSS.responseS);
  private readonly brake = new BrakeRamp('rss.brake', BRAKING_JERK_MPS3, RSS.brakingMps2);

  request(scene: Scene, followMps2: number, dt: number): number {
    let dangerous = false;
    for (let i = 0; i < scene.count && !dangerous; i++) dangerous = this.isDangerous(scene, i);
    const responds = this.response.advance(dangerous, dt);
    if (responds) return Math.min(followMps2, -this.brake.press(Infinity, dt));
    this.brake.release();
    return dangerous ? Math.min(followMps2, 0) : followMps2;
  }

  private isDangerous(scene: Scene, i: number): boolean {
    const a = this.approach;
    a.measure(scene, i);
    if (!a.ahead || a.closingMps === 0 || a.gapM > RSS.rangeM) return false;
    const near = a.inPath || (a.laneBound && a.towardMps > 0 && a.asideM < rssLateralDistance(a.towardMps));
    return near && a.gapM < rssLongitudinalDistance(scene.egoV, scene.vs[i]);
  }

  exchange(io: StateIo): void {
    this.response.exchange(io);
    this.brake.exchange(io);
  }
}
