import type { StateIo } from '../../../sim/kernel/state-io.ts';
import type { Scene } from '../value/scene.ts';
import { Approach } from './approach.ts';
import { forwardRangeM, REGULATION } from './constants.ts';
import { Delay, Delays } from './reaction.ts';
import type { ReferenceDriver } from './reference-driver.ts';

/** Time to collision at the intrusion below which a cut-in need not be avoided, s: v / (2 * 6 m/s2) + 0.35 s (R157, 5.2.5.2). */
export function avoidableTimeToCollision(closingMps: number): number {
  return closingMps / (2 * REGULATION.brakingMps2) + REGULATION.reactionS;
}

/**
 * The braking model of UN R157, 5.2.5.2: 0.35 s after the time to collision with who is 0.3 m inside the ego's lane has
 * fallen to what it needs, it brakes with 6 m/s2, at once and as long as the criterion holds.
 */
export class RegulationDriver implements ReferenceDriver {
  private readonly approach = new Approach();
  private readonly reaction = new Delay('regulation.reaction', REGULATION.reactionS);
  private readonly visible: Delays;
  private readonly present: Uint8Array;

  /** @param slots of the track table */
  constructor(slots: number) {
    this.visible = new Delays('regulation.visible', REGULATION.visibleS, slots);
    this.present = new Uint8Array(slots);
  }

  request(scene: Scene, followMps2: number, dt: number): number {
    this.present.fill(0);
    let critical = false;
    for (let i = 0; i < scene.count; i++) if (this.isCritical(scene, i, dt)) critical = true;
    for (let slot = 0; slot < this.present.length; slot++) if (this.present[slot] === 0) this.visible.forget(slot);
    const reacts = this.reaction.advance(critical, dt);
    if (reacts) return Math.min(followMps2, -REGULATION.brakingMps2);
    return critical ? Math.min(followMps2, 0) : followMps2;
  }

  private isCritical(scene: Scene, i: number, dt: number): boolean {
    const a = this.approach;
    a.measure(scene, i);
    const slot = scene.row[i];
    this.present[slot] = 1;
    const moves = a.laneBound && a.towardMps > 0;
    const seenToMove = this.visible.advance(slot, moves, dt);
    if (moves && !seenToMove) return false;
    if (!a.ahead || a.closingMps === 0 || a.gapM > forwardRangeM(scene.egoV)) return false;
    if (!a.inPath && !(a.laneBound && intrusion(scene, i) > REGULATION.intrusionM)) return false;
    return a.timeToCollision() < avoidableTimeToCollision(a.closingMps) + REGULATION.toleranceS;
  }

  exchange(io: StateIo): void {
    this.reaction.exchange(io);
    this.visible.exchange(io);
  }
}

/** How far an object reaches into the ego's lane, m. */
function intrusion(scene: Scene, i: number): number {
  const lane = scene.map.lanes[scene.lane];
  return 0.5 * lane.widthM - (Math.abs(scene.d[i] - lane.centerM) - scene.halfD[i]);
}
