import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { MergeContext, Reflex } from '../contracts.ts';
import type { ArmDecision } from './arm-decision.ts';
import { SensedClearance } from './sensed-clearance.ts';

export interface StopOrRetreatSettings {
  /** It acts when something sensed is nearer than this, m, … */
  readonly stopM: number;
  /** … or would be touched within this time if the distance went on shrinking as it does, s. */
  readonly contactS: number;
  /** Once it acts, it goes on until distance and time exceed this multiple of both, at least 1. */
  readonly release: number;
  /** The hand gets away from what is nearer than this, m, or approaches by itself, and stops else. */
  readonly retreatM: number;
  /** How fast it gets away, m/s. */
  readonly retreatMps: number;
}

/** Below this height the hand gets away sideways or upwards only, m. */
const LOW_M = 0.1;
/** What approaches more slowly than this stands, m/s. */
const STANDING_MPS = 0.05;

/**
 * Speed and separation monitoring without a planner, in the manner of ISO/TS 15066, 5.5.4: the hand stops, or gets away
 * along the direction in which the distance grows fastest, when an obstacle or a person's arm as the sensors have it is
 * too near or will soon be. The grip stays as it was commanded.
 */
export class StopOrRetreat implements Reflex<ManipulationObservation, ArmDecision, ArmAction> {
  readonly name = 'stop-or-retreat';
  private readonly clearance: SensedClearance;
  private acting = false;

  constructor(
    arm: ArmModel,
    private readonly settings: StopOrRetreatSettings,
  ) {
    this.clearance = new SensedClearance(arm);
  }

  apply(o: ManipulationObservation, _decision: ArmDecision, _context: MergeContext, action: ArmAction): boolean {
    const { clearance, settings } = this;
    const distance = clearance.update(o);
    const margin = this.acting ? settings.release : 1;
    const contactS = clearance.closingMps > 0 ? Math.max(0, distance) / clearance.closingMps : Infinity;
    this.acting = distance < margin * settings.stopM || contactS < margin * settings.contactS;
    if (!this.acting) return false;
    const away = distance < settings.retreatM || clearance.approachMps > STANDING_MPS ? settings.retreatMps : 0;
    action.vx = away * clearance.direction[0];
    action.vy = away * clearance.direction[1];
    action.vz = away * (o.arm.z < LOW_M ? Math.max(0, clearance.direction[2]) : clearance.direction[2]);
    action.yawRate = 0;
    return true;
  }

  exchange(io: StateIo): void {
    this.acting = io.boolean('stop-or-retreat.acting', this.acting);
  }
}
