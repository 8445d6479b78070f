import type { ArmDecision } from '../../policies/manipulation/arm-decision.ts';
import type { ArmPlan } from '../../policies/manipulation/arm-plan.ts';
import type { DualSystem } from '../../policies/runtime/dual-system.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { EpisodeDigest } from './episode-digest.ts';
import type { Past } from './episode-run.ts';
import { UncertaintyLog } from './uncertainty-log.ts';

export type ManipulationSystem = DualSystem<ManipulationObservation, ArmDecision, ArmPlan, ArmAction>;

/**
 * What digest and result keep of the past of an episode of the arm; its scores need nothing but the world, which measures
 * itself. See `EpisodePast`.
 */
export class ManipulationPast implements Past<ManipulationSystem> {
  private readonly hashes = new EpisodeDigest();
  private readonly uncertainty = new UncertaintyLog();

  constructor(private readonly world: ManipulationWorld) {}

  /** After every tick. */
  add(system: ManipulationSystem): void {
    this.uncertainty.add(system.uncertaintyLevel);
    this.hashes.add(this.world, system.minds);
  }

  get digest(): string {
    return this.hashes.whole;
  }

  get worldDigest(): string {
    return this.hashes.ofWorld;
  }

  summariseUncertainty(): NonNullable<EpisodeResult['uncertainty']> {
    return this.uncertainty.summarise(this.world.end === 'collision', this.world.controlDt);
  }

  exchange(io: StateIo): void {
    this.hashes.exchange(io);
    this.uncertainty.exchange(io);
  }
}
