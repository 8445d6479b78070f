import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { Gate, GateContext, GateVerdict } from '../contracts.ts';
import { changeGate } from '../gates/change.ts';
import { HysteresisGate } from '../gates/hysteresis.ts';
import type { ArmDecision } from './arm-decision.ts';

export interface UncertaintyGateSettings {
  /** Calibrated uncertainty that opens the gate, (0, 1]. */
  readonly level: number;
  /** Rise of the uncertainty that opens it whatever the level, standard deviations of its recent past; see `changeGate`. */
  readonly rise: number;
  readonly riseTimeConstantS: number;
  readonly riseLeastDeviation: number;
  /** See `HysteresisOptions`. */
  readonly lower: number;
  readonly holdMs: number;
  readonly refractoryMs: number;
}

/** Opens on the level of System 1's uncertainty, or on its sudden rise. */
export class UncertaintyGate implements Gate<ManipulationObservation, ArmDecision> {
  /** Calibrated uncertainty that opens the gate; may be changed between ticks, and whoever does so keeps it. */
  level: number;
  private readonly byLevel: HysteresisGate<ManipulationObservation, ArmDecision>;
  private readonly byRise: HysteresisGate<ManipulationObservation, ArmDecision>;
  private readonly second: GateVerdict = { think: false, reason: 'none' };

  /** @throws RangeError if a setting is out of its range */
  constructor(settings: UncertaintyGateSettings) {
    const { lower, holdMs, refractoryMs } = settings;
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
  }

  decide(observation: ManipulationObservation, decision: ArmDecision, context: GateContext, out: GateVerdict): void {
    this.byRise.decide(observation, decision, context, this.second);
    this.byLevel.decide(observation, decision, context, out);
    if (out.think || !this.second.think) return;
    out.think = true;
    out.reason = this.second.reason;
  }

  exchange(io: StateIo): void {
    this.byLevel.exchange(io);
    this.byRise.exchange(io);
  }
}
