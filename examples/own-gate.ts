import type { Gate, GateContext, GateVerdict, StateIo } from '../policies/contracts.ts';
import type { DrivingDecision } from '../policies/driving/driving-decision.ts';
import type { DrivingObservation } from '../sim/driving/observation.ts';

/** Asks when the fast policy begins to brake, once for each braking. */
export class BrakeGate implements Gate<DrivingObservation, DrivingDecision> {
  private braking = false;

  decide(_observation: DrivingObservation, decision: DrivingDecision, _context: GateContext, out: GateVerdict): void {
    const brakes = decision.manoeuvre.acceleration[0] < -1;
    out.think = brakes && !this.braking;
    out.reason = out.think ? 'brake' : 'none';
    this.braking = brakes;
  }

  exchange(io: StateIo): void {
    this.braking = io.boolean('braking', this.braking);
  }
}
