import type { StateIo } from '../../../sim/kernel/state-io.ts';
import type { Scene } from '../value/scene.ts';
import { Approach } from './approach.ts';
import { BRAKING_JERK_MPS3, FULL_BRAKING_MPS2, HUMAN } from './constants.ts';
import { BrakeRamp, Delay, Delays } from './reaction.ts';
import type { ReferenceDriver } from './reference-driver.ts';

/** Who is in the way when the drive begins has not been revealed by anybody, s. */
const SETTLING_S = 1;

/**
 * Competent and careful human driver of UN R157. Something is noticed from when a vehicle leaves the middle of its
 * lane towards the ego, somebody walks or drives into its path, or what is ahead brakes or comes nearer; 0.4 s later the
 * risk is weighed (time to collision; time headway when the lead brakes hard or something was hidden behind it);
 * 0.75 s after it was found critical, with the foot off the accelerator meanwhile, the brake is pressed to 0.774 g in 0.6 s.
 */
export class HumanDriver implements ReferenceDriver {
  private readonly approach = new Approach();
  private readonly noticed: Delays;
  private readonly reaction = new Delay('human.reaction', HUMAN.delayS);
  private readonly brake = new BrakeRamp('human.brake', BRAKING_JERK_MPS3, FULL_BRAKING_MPS2);
  /** Per slot: in sight (1), and appeared in the ego's path nearer than the critical headway (1). */
  private readonly known: Float64Array;
  private readonly revealed: Float64Array;
  private readonly present: Uint8Array;
  private braking = false;
  private clockS = 0;

  /** @param slots of the track table */
  constructor(slots: number) {
    this.noticed = new Delays('human.noticed', HUMAN.evaluationS, slots);
    this.known = new Float64Array(slots);
    this.revealed = new Float64Array(slots);
    this.present = new Uint8Array(slots);
  }

  request(scene: Scene, followMps2: number, dt: number): number {
    this.clockS += dt;
    this.present.fill(0);
    let critical = false;
    for (let i = 0; i < scene.count; i++) if (this.weigh(scene, i, dt)) critical = true;
    for (let slot = 0; slot < this.present.length; slot++) if (this.present[slot] === 0) this.forget(slot);
    this.braking = this.reaction.advance(critical, dt);
    if (this.braking) return Math.min(followMps2, -this.brake.press(Infinity, dt));
    this.brake.release(critical ? HUMAN.footOffMps2 : 0);
    return critical ? Math.min(followMps2, -HUMAN.footOffMps2) : followMps2;
  }

  /** Whether one object is reason to brake, or to go on braking. */
  private weigh(scene: Scene, i: number, dt: number): boolean {
    const a = this.approach;
    a.measure(scene, i);
    const slot = scene.row[i];
    const inRange = a.ahead && a.gapM <= HUMAN.rangeM;
    const inPath = inRange && a.inPath;
    const near = a.gapM < HUMAN.timeHeadwayS * scene.egoV;
    this.meet(slot, inPath && near);
    const brakes = scene.as[i] < -HUMAN.leadBrakesMps2;
    const comesUp = inPath && (a.closingMps > 0 || brakes);
    const cutsIn = inRange && !inPath && a.laneBound && a.towardMps > 0 && wandering(scene, i) > HUMAN.wanderingM;
    if (!this.noticed.advance(slot, comesUp || cutsIn, dt) || a.closingMps === 0) return false;
    if (a.timeToCollision() < HUMAN.timeToCollisionS) return true;
    if (inPath && near && (brakes || this.revealed[slot] === 1)) return true;
    return this.braking && a.gapM < HUMAN.distanceM + HUMAN.distanceS * scene.egoV;
  }

  private meet(slot: number, appearsNear: boolean): void {
    this.present[slot] = 1;
    if (this.known[slot] === 1) return;
    this.known[slot] = 1;
    this.revealed[slot] = appearsNear && this.clockS > SETTLING_S ? 1 : 0;
  }

  private forget(slot: number): void {
    this.known[slot] = 0;
    this.revealed[slot] = 0;
    this.noticed.forget(slot);
  }

  exchange(io: StateIo): void {
    this.noticed.exchange(io);
    this.reaction.exchange(io);
    this.brake.exchange(io);
    io.numbers('human.known', this.known);
    io.numbers('human.revealed', this.revealed);
    this.braking = io.boolean('human.braking', this.braking);
    this.clockS = io.number('human.clockS', this.clockS);
  }
}

/** How far an object's centre is off the middle of its own lane, towards the ego, m. */
function wandering(scene: Scene, i: number): number {
  const lane = scene.map.laneAt(0, scene.s[i], scene.d[i], 0);
  if (lane < 0) return Infinity;
  const off = scene.d[i] - scene.map.lanes[lane].centerM;
  return scene.d[i] > scene.egoD ? -off : off;
}
