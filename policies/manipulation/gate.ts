import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { Gate, GateContext, GateVerdict } from '../contracts.ts';
import { changeGate } from '../gates/change.ts';
import { HysteresisGate } from '../gates/hysteresis.ts';
import type { ArmDecision } from './arm-decision.ts';
import { SensedClearance } from './sensed-clearance.ts';

/** Times to contact below this count as this, s. */
const LEAST_CONTACT_S = 0.01;

export interface UncertaintyGateSettings {
  /** Calibrated uncertainty that opens the gate, (0, 1]. */
  readonly level: number;
  /** Rise of the uncertainty that opens it whatever the level, standard deviations of its recent past; see `changeGate`. */
  readonly rise: number;
  readonly riseTimeConstantS: number;
  readonly riseLeastDeviation: number;
  /** It opens, too, when something sensed would be touched within this time at the present closing speed, s; 0: never. */
  readonly contactS: number;
  /** See `HysteresisOptions`. */
  readonly lower: number;
  readonly holdMs: number;
  readonly refractoryMs: number;
}

/** Opens on the level of System 1's uncertainty, on its sudden rise, or on a short time to contact as the sensors have it. */
export class UncertaintyGate implements Gate<ManipulationObservation, ArmDecision> {
  /** Calibrated uncertainty that opens the gate; may be changed between ticks, and whoever does so keeps it. */
  level: number;
  private readonly byLevel: HysteresisGate<ManipulationObservation, ArmDecision>;
  private readonly byRise: HysteresisGate<ManipulationObservation, ArmDecision>;
  private readonly byContact: HysteresisGate<ManipulationObservation, ArmDecision> | null;
  private readonly other: GateVerdict = { think: false, reason: 'none' };

  /** @throws RangeError if a setting is out of its range */
  constructor(arm: ArmModel, settings: UncertaintyGateSettings) {
    const { lower, holdMs, refractoryMs, contactS } = settings;
    if (!(contactS >= 0)) throw new RangeError(`contactS of a gate must be at least 0, but is ${contactS}.`);
    this.level = settings.level;
    this.byLevel = new HysteresisGate((_o, decision) => decision.uncertainty.level / this.level, {
      reason: 'level',
      lower,
      holdMs,
      refractoryMs,
    });
    this.byRise = changeGate(
      {
        threshold: settings.rise,
        timeConstantS: settings.riseTimeConstantS,
        leastDeviation: settings.riseLeastDeviation,
      },
      { lower, holdMs: 0, refractoryMs },
    );
    if (contactS === 0) {
      this.byContact = null;
      return;
    }
    const clearance = new SensedClearance(arm);
    const options = { reason: 'time-to-contact', lower, holdMs, refractoryMs } as const;
    this.byContact = new HysteresisGate((o) => contactS / timeToContactS(clearance, o), options);
  }

  decide(observation: ManipulationObservation, decision: ArmDecision, context: GateContext, out: GateVerdict): void {
    this.byLevel.decide(observation, decision, context, out);
    this.byRise.decide(observation, decision, context, this.other);
    this.takeOther(out);
    if (this.byContact === null) return;
    this.byContact.decide(observation, decision, context, this.other);
    this.takeOther(out);
  }

  exchange(io: StateIo): void {
    this.byLevel.exchange(io);
    this.byRise.exchange(io);
    this.byContact?.exchange(io);
  }

  private takeOther(out: GateVerdict): void {
    if (out.think || !this.other.think) return;
    out.think = true;
    out.reason = this.other.reason;
  }
}

function timeToContactS(clearance: SensedClearance, observation: ManipulationObservation): number {
  const distanceM = clearance.update(observation);
  if (!(clearance.closingMps > 0)) return Infinity;
  return Math.max(LEAST_CONTACT_S, distanceM / clearance.closingMps);
}
