import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { Gate, GateContext, GateVerdict } from '../contracts.ts';
import { HysteresisGate } from '../gates/hysteresis.ts';
import type { DrivingDecision } from './driving-decision.ts';
import { sceneTimeToCollision } from './time-to-collision.ts';
import { Scene } from './value/scene.ts';
import { fillSensedScene } from './value/sensed-scene.ts';

export interface UncertaintyGateSettings {
  /** Calibrated uncertainty level that opens the gate, [0, 1]. */
  readonly level: number;
  /** Time to collision that opens it, s. */
  readonly timeToCollisionS: number;
  readonly lower: number;
  readonly holdMs: number;
  readonly refractoryMs: number;
}

/** Opens on the calibrated uncertainty of the fast policy or on a short time to collision, each with hysteresis of its own. */
export class UncertaintyGate implements Gate<DrivingObservation, DrivingDecision> {
  /** Calibrated uncertainty level that opens the gate; may be changed between ticks, and whoever does so keeps it. */
  level: number;
  private readonly scene: Scene;
  private readonly byLevel: HysteresisGate<DrivingObservation, DrivingDecision>;
  private readonly byTime: HysteresisGate<DrivingObservation, DrivingDecision>;
  private readonly second: GateVerdict = { think: false, reason: 'none' };

  constructor(map: RoadMap, settings: UncertaintyGateSettings) {
    this.scene = new Scene(map);
    const { timeToCollisionS, lower, holdMs, refractoryMs } = settings;
    this.level = settings.level;
    this.byLevel = new HysteresisGate((_o, d) => d.uncertainty.level / this.level, {
      reason: 'level',
      lower: 0.97,
      holdMs,
      refractoryMs,
    });
    this.byTime = new HysteresisGate(
      (o) => {
        fillSensedScene(o, this.scene);
        return timeToCollisionS / Math.max(0.01, sceneTimeToCollision(this.scene));
      },
      { reason: 'time-to-collision', lower, holdMs, refractoryMs },
    );
  }

  decide(observation: DrivingObservation, decision: DrivingDecision, context: GateContext, out: GateVerdict): void {
    this.byTime.decide(observation, decision, context, this.second);
    this.byLevel.decide(observation, decision, context, out);
    if (this.second.think) {
      out.think = true;
      out.reason = this.second.reason;
    }
  }

  exchange(io: StateIo): void {
    this.byLevel.exchange(io);
    this.byTime.exchange(io);
  }
}
