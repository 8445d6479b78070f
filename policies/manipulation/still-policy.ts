import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { FastPolicy } from '../contracts.ts';
import type { ArmDecision } from './arm-decision.ts';

/** Holds the hand still with the gripper open; needs no network. For arms that act on plans alone. */
export class StillPolicy implements FastPolicy<ManipulationObservation, ArmDecision> {
  readonly model = { name: 'still', sha256: '' };

  prepare(): void {
    // Looks at nothing.
  }

  async infer(): Promise<void> {
    // Nothing to be computed.
  }

  decide(_observation: ManipulationObservation, out: ArmDecision): void {
    out.chunk.fill(0);
  }
}
