import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { Arm, Gate, LatencySource } from '../contracts.ts';
import { AlwaysGate } from '../gates/always.ts';
import { PeriodicGate } from '../gates/periodic.ts';
import { RandomGate } from '../gates/random.ts';
import { zeroLatency } from '../runtime/latency.ts';
import { ARM_NAMES, type ArmName } from './arm-titles.ts';
import type { DrivingDecision } from './driving-decision.ts';
import type { DrivingPlan } from './driving-plan.ts';
import { EmergencyBrake } from './emergency-brake.ts';
import { UncertaintyGate } from './gate.ts';
import { ArbitrateMerge, FollowMerge, HoldMerge } from './merge.ts';
import { PrivilegedPlanner } from './privileged-planner.ts';
import { createReferenceDriver } from './reference/create-driver.ts';
import { isReferenceArm, type ReferenceArm } from './reference/names.ts';
import { ReferenceMerge } from './reference/reference-merge.ts';
import {
  AEB_THRESHOLD_S,
  ARBITRATION,
  GATE,
  ORACLE_PERIOD_MS,
  PERIODIC_MS,
  PLANNER_EVALUATIONS,
  RANDOM_CALLS_PER_MINUTE,
} from './settings.ts';
import { ValuePlanner } from './value-planner.ts';

export { ARM_NAMES, ARM_TITLES, type ArmName } from './arm-titles.ts';
export { REFERENCE_ARMS } from './reference/names.ts';

export type DrivingArm = Arm<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction>;
type DrivingGate = Gate<DrivingObservation, DrivingDecision>;

/** The values of the tuned constants; `npm run tune` replaces some of them. */
export interface ArmSettings {
  readonly aebThresholdS: number;
  readonly arbitration: typeof ARBITRATION;
  readonly gate: { [K in keyof typeof GATE]: number };
  readonly randomCallsPerMinute: number;
  readonly evaluations: number;
}

export const TUNED: ArmSettings = {
  aebThresholdS: AEB_THRESHOLD_S,
  arbitration: ARBITRATION,
  gate: GATE,
  randomCallsPerMinute: RANDOM_CALLS_PER_MINUTE,
  evaluations: PLANNER_EVALUATIONS,
};

export type StandardArm = Exclude<ArmName, ReferenceArm>;

/** The arms under study, and what a run takes when it is not told otherwise; the others are the reference drivers. */
export const STANDARD_ARMS: readonly StandardArm[] = ARM_NAMES.filter(
  (name): name is StandardArm => !isReferenceArm(name),
);

/** Arms whose planner knows the truth; they get the world itself. */
export function isPrivileged(name: ArmName): boolean {
  return name === 'oracle';
}

export function isArmName(name: string): name is ArmName {
  return (ARM_NAMES as readonly string[]).includes(name);
}

/** Composes a standard arm for one episode. */
export function createArm(
  name: ArmName,
  world: DrivingWorld,
  latency: LatencySource,
  settings: ArmSettings = TUNED,
): DrivingArm {
  const { map } = world;
  const base = {
    name,
    gate: null,
    planner: null,
    merge: new FollowMerge(),
    latency,
    reflexes: [],
    blocking: false,
    budget: { evaluations: settings.evaluations },
  };
  const arbitrate = (): ArbitrateMerge => new ArbitrateMerge(map, settings.arbitration);
  const thinking = (gate: DrivingGate): DrivingArm => ({
    ...base,
    gate,
    planner: new ValuePlanner(map),
    merge: arbitrate(),
  });
  switch (name) {
    case 'fast':
      return base;
    case 'aeb':
      return { ...base, reflexes: [new EmergencyBrake(map, settings.aebThresholdS)] };
    case 'reflex':
      return { ...base, merge: arbitrate() };
    case 'dual':
      return thinking(new UncertaintyGate(map, settings.gate));
    case 'dual-follow':
      return { ...thinking(new UncertaintyGate(map, settings.gate)), merge: new FollowMerge() };
    case 'always':
      return thinking(new AlwaysGate());
    case 'periodic':
      return thinking(new PeriodicGate(PERIODIC_MS));
    case 'random':
      return thinking(new RandomGate(settings.randomCallsPerMinute, world.seed));
    case 'slow':
      return {
        ...base,
        gate: new AlwaysGate(),
        planner: new ValuePlanner(map),
        merge: new HoldMerge(),
        blocking: true,
      };
    case 'oracle':
      return {
        ...base,
        gate: new PeriodicGate(ORACLE_PERIOD_MS),
        planner: new PrivilegedPlanner(world),
        merge: new FollowMerge(),
        latency: zeroLatency(),
      };
    case 'human':
    case 'fuzzy':
    case 'rss':
    case 'regulation':
      return { ...base, merge: new ReferenceMerge(map, createReferenceDriver(name, world.actors.count - 1)) };
  }
}
