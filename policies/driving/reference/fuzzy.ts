import type { StateIo } from '../../../sim/kernel/state-io.ts';
import type { Scene } from '../value/scene.ts';
import { Approach } from './approach.ts';
import { BRAKING_JERK_MPS3, FULL_BRAKING_MPS2, FUZZY } from './constants.ts';
import { BrakeRamp, Delay } from './reaction.ts';
import type { ReferenceDriver } from './reference-driver.ts';

/**
 * Proactive fuzzy surrogate safety metric, 0 (safe) to 1: whether the ego could still stop behind a lead that brakes
 * hard, braking comfortably (0) or hard (1 if not even then). JRC-FSM `PFS`.
 *
 * @param gapM free distance, m @param v ego's speed, m/s @param leadMps the lead's, m/s; nobody is credited for coming towards the ego
 */
export function proactiveRisk(gapM: number, v: number, leadMps: number): number {
  const credit = leadMps > 0 ? (leadMps * leadMps) / (2 * FUZZY.leadMps2) : 0;
  const distance = gapM - FUZZY.marginM;
  const safe = v * FUZZY.reactionS + (v * v) / (2 * FUZZY.comfortMps2) - credit + FUZZY.safeMarginM;
  const unsafe = v * FUZZY.reactionS + (v * v) / (2 * FUZZY.hardMps2) - credit;
  return between(distance, safe, unsafe);
}

/**
 * Critical fuzzy surrogate safety metric, 0 (safe) to 1: whether the ego could still avoid the lead if that keeps its
 * speed. JRC-FSM `CFS`.
 *
 * @param a acceleration of the ego, m/s2
 */
export function criticalRisk(gapM: number, v: number, leadMps: number, a: number): number {
  if (v <= leadMps) return 0;
  const held = a < -FUZZY.comfortMps2 ? -FUZZY.comfortMps2 : a;
  const after = v + FUZZY.reactionS * held;
  if (after < leadMps) return gapM < ((v - leadMps) * (v - leadMps)) / Math.abs(2 * a) ? 1 : 0;
  const meanwhile = (v + 0.5 * held * FUZZY.reactionS - leadMps) * FUZZY.reactionS;
  const over = (after - leadMps) * (after - leadMps);
  return between(gapM, meanwhile + over / (2 * FUZZY.comfortMps2), meanwhile + over / (2 * FUZZY.hardMps2));
}

function between(distance: number, safe: number, unsafe: number): number {
  if (distance > safe) return 0;
  if (distance < unsafe) return 1;
  return (distance - safe) / (unsafe - safe);
}

/** Deceleration that the two metrics ask for, m/s2: comfortable in proportion to foresight, hard to need. */
export function fuzzyDeceleration(proactive: number, critical: number): number {
  return critical > 0
    ? critical * (FUZZY.hardMps2 - FUZZY.comfortMps2) + FUZZY.comfortMps2
    : proactive * FUZZY.comfortMps2;
}

/** Fuzzy safety model: brakes in anticipation, as hard as the two metrics ask, for whoever would be met in the ego's path. */
export class FuzzyDriver implements ReferenceDriver {
  private readonly approach = new Approach();
  private readonly reaction = new Delay('fuzzy.reaction', FUZZY.reactionS);
  private readonly brake = new BrakeRamp('fuzzy.brake', BRAKING_JERK_MPS3, FULL_BRAKING_MPS2);

  request(scene: Scene, followMps2: number, dt: number): number {
    let wanted = 0;
    for (let i = 0; i < scene.count; i++) wanted = Math.max(wanted, this.wantedFor(scene, i));
    const reacts = this.reaction.advance(wanted > 0, dt);
    if (reacts) return Math.min(followMps2, -this.brake.press(wanted, dt));
    this.brake.release();
    return wanted > 0 ? Math.min(followMps2, 0) : followMps2;
  }

  private wantedFor(scene: Scene, i: number): number {
    const a = this.approach;
    a.measure(scene, i);
    if (!a.ahead || a.closingMps === 0 || !(a.inPath || cutsIn(a))) return 0;
    const v = scene.egoV;
    const leadMps = scene.vs[i];
    return fuzzyDeceleration(proactiveRisk(a.gapM, v, leadMps), criticalRisk(a.gapM, v, leadMps, scene.egoA));
  }

  exchange(io: StateIo): void {
    this.reaction.exchange(io);
    this.brake.exchange(io);
  }
}

/** Lateral safety check: it would be in the ego's way before the ego has passed it. */
function cutsIn(a: Approach): boolean {
  if (!a.laneBound || a.towardMps === 0) return false;
  return Math.max(0, a.asideM) / a.towardMps <= a.passM / a.closingMps + FUZZY.lateralToleranceS;
}
