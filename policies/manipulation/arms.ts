import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ManipulationObservation } from '../../sim/robotics/observation.ts';
import type { Arm, Gate, LatencySource } from '../contracts.ts';
import { AlwaysGate } from '../gates/always.ts';
import { PeriodicGate } from '../gates/periodic.ts';
import { RandomGate } from '../gates/random.ts';
import { zeroLatency } from '../runtime/latency.ts';
import type { ArmDecision } from './arm-decision.ts';
import type { ManipulationArmName } from './arm-names.ts';
import type { ArmPlan } from './arm-plan.ts';
import { EXPERT_EVALUATIONS, EXPERT_PERIOD_MS, privilegedExpert } from './expert/expert-planner.ts';
import { UncertaintyGate, type UncertaintyGateSettings } from './gate.ts';
import type { HumeModel } from './hume-model.ts';
import { CascadeMerge, ChunkMerge, HoldMerge } from './merge.ts';
import { StopOrRetreat, type StopOrRetreatSettings } from './reflex.ts';
import {
  ACTED_NOISE,
  GATE,
  PERIODIC_MS,
  PLANNER_EVALUATIONS,
  RANDOM_CALLS_PER_MINUTE,
  REFLEX,
  SYSTEM_TWO,
} from './settings.ts';
import { SystemTwo, type SystemTwoSettings } from './system-two.ts';

export type ManipulationArm = Arm<ManipulationObservation, ArmDecision, ArmPlan, ArmAction>;
type ManipulationGate = Gate<ManipulationObservation, ArmDecision>;

/** The values of the tuned constants. */
export interface ManipulationArmSettings {
  readonly gate: UncertaintyGateSettings;
  readonly reflex: StopOrRetreatSettings;
  /** See `ACTED_NOISE`; whoever composes System 1 gives it this. */
  readonly actedNoise: number;
  readonly systemTwo: SystemTwoSettings;
  readonly randomCallsPerMinute: number;
  readonly evaluations: number;
}

export const TUNED: ManipulationArmSettings = {
  gate: GATE,
  reflex: REFLEX,
  actedNoise: ACTED_NOISE,
  systemTwo: SYSTEM_TWO,
  randomCallsPerMinute: RANDOM_CALLS_PER_MINUTE,
  evaluations: PLANNER_EVALUATIONS,
};

const FULLY_DENOISED = { depth: 1, step: 0 } as const;

/**
 * Composes a standard arm for one episode; what it is in words: `MANIPULATION_ARM_TITLES`.
 * @param hume may be null for an arm that does not need it, see `needsHume`
 * @throws RangeError where it is null for one that does
 */
export function createManipulationArm(
  name: ManipulationArmName,
  world: ManipulationWorld,
  hume: HumeModel | null,
  latency: LatencySource,
  settings: ManipulationArmSettings = TUNED,
): ManipulationArm {
  const { seed } = world;
  const { model } = world.spec.arm;
  const planner = (changes: Partial<SystemTwoSettings> = {}): SystemTwo => {
    if (hume === null) throw new RangeError(`arm ${name}: expected Hume's models, found none.`);
    return new SystemTwo(hume, model, seed, { ...settings.systemTwo, ...changes });
  };
  const fast: ManipulationArm = {
    name,
    gate: null,
    planner: null,
    merge: new CascadeMerge(),
    latency,
    reflexes: [],
    blocking: false,
    budget: { evaluations: settings.evaluations },
  };
  const thinking = (gate: ManipulationGate): ManipulationArm => ({ ...fast, gate, planner: planner() });
  const guarded = (arm: ManipulationArm): ManipulationArm => ({
    ...arm,
    reflexes: [new StopOrRetreat(model, settings.reflex)],
  });
  const periodic = (): ManipulationArm => thinking(new PeriodicGate(PERIODIC_MS));
  switch (name) {
    case 'fast':
      return fast;
    case 'reflex':
      return guarded(fast);
    case 'dual':
      return guarded(thinking(new UncertaintyGate(model, settings.gate)));
    case 'dual-follow':
      return thinking(new UncertaintyGate(model, settings.gate));
    case 'always':
      return guarded(thinking(new AlwaysGate()));
    case 'periodic':
      return periodic();
    case 'random':
      return guarded(thinking(new RandomGate(settings.randomCallsPerMinute, seed)));
    case 'slow':
      return {
        ...thinking(new AlwaysGate()),
        planner: planner(FULLY_DENOISED),
        merge: new HoldMerge(),
        blocking: true,
      };
    case 'best-of-n':
      return { ...periodic(), planner: planner(FULLY_DENOISED), merge: new ChunkMerge() };
    case 'random-of-n':
      return { ...periodic(), planner: planner({ choose: 'random' }) };
    case 'n1':
      return { ...periodic(), planner: planner({ candidates: 1 }) };
    case 'no-cascade':
      return { ...periodic(), planner: planner(FULLY_DENOISED) };
    case 'no-system-1':
      return { ...periodic(), merge: new ChunkMerge() };
    case 'oracle':
      return {
        ...fast,
        gate: new PeriodicGate(EXPERT_PERIOD_MS),
        planner: privilegedExpert(world, true),
        merge: new ChunkMerge(),
        latency: zeroLatency(),
        budget: { evaluations: EXPERT_EVALUATIONS },
      };
  }
}
