import { TUNED, type DrivingArm, type StandardArm } from '../../policies/driving/arms.ts';
import { EmergencyBrake } from '../../policies/driving/emergency-brake.ts';
import { UncertaintyGate } from '../../policies/driving/gate.ts';
import { ArbitrateMerge, FollowMerge } from '../../policies/driving/merge.ts';
import { Person } from '../../policies/driving/person.ts';
import { GATE, PERIODIC_MS } from '../../policies/driving/settings.ts';
import { AlwaysGate } from '../../policies/gates/always.ts';
import { NeverGate } from '../../policies/gates/never.ts';
import { PeriodicGate } from '../../policies/gates/periodic.ts';
import { RandomGate } from '../../policies/gates/random.ts';
import { fixedLatency } from '../../policies/runtime/latency.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { LiveComponents } from './intervention.ts';
import { SwitchGate, SwitchMerge, SwitchReflex } from './switches.ts';

/** Standard arms that a live arm can stand for. */
export type LiveArmName = Exclude<StandardArm, 'slow' | 'oracle'>;

/** What makes a live arm act as the standard arm of that name, to the bit. */
export const ARM_COMPONENTS: Readonly<Record<LiveArmName, Pick<LiveComponents, 'gate' | 'merge' | 'brake'>>> = {
  fast: { gate: 'none', merge: 'follow', brake: false },
  aeb: { gate: 'none', merge: 'follow', brake: true },
  reflex: { gate: 'none', merge: 'arbitrate', brake: false },
  dual: { gate: 'uncertainty', merge: 'arbitrate', brake: false },
  'dual-follow': { gate: 'uncertainty', merge: 'follow', brake: false },
  always: { gate: 'always', merge: 'arbitrate', brake: false },
  periodic: { gate: 'periodic', merge: 'arbitrate', brake: false },
  random: { gate: 'random', merge: 'arbitrate', brake: false },
};

/** The components of a live arm at its start: those of a standard arm with its own planner, nobody at the wheel. */
export function componentsOf(arm: LiveArmName, latencyMs: number): LiveComponents {
  return { ...ARM_COMPONENTS[arm], level: GATE.level, planner: 'value', latencyMs, driving: false };
}

/** An arm whose parts can be exchanged between two ticks. */
export interface LiveArm {
  /** Has no planner: its answers come through the link. */
  readonly arm: DrivingArm;
  readonly gate: SwitchGate;
  readonly merge: SwitchMerge;
  readonly brake: SwitchReflex;
  readonly person: Person;
}

/** Place of the brake among the arm's reflexes; the person comes last. */
export const BRAKE_REFLEX = 0;

export function createLiveArm(world: DrivingWorld, components: LiveComponents): LiveArm {
  const { map } = world;
  const gate = new SwitchGate(
    {
      none: new NeverGate(),
      uncertainty: new UncertaintyGate(map, { ...TUNED.gate, level: components.level }),
      always: new AlwaysGate(),
      periodic: new PeriodicGate(PERIODIC_MS),
      random: new RandomGate(TUNED.randomCallsPerMinute, world.seed),
    },
    components.gate,
  );
  const merge = new SwitchMerge(
    { follow: new FollowMerge(), arbitrate: new ArbitrateMerge(map, TUNED.arbitration) },
    components.merge,
  );
  const brake = new SwitchReflex(new EmergencyBrake(map, TUNED.aebThresholdS), components.brake);
  const person = new Person();
  person.drive(components.driving, 0, 0);
  const arm: DrivingArm = {
    name: 'live',
    gate,
    planner: null,
    merge,
    latency: fixedLatency(components.latencyMs),
    reflexes: [brake, person],
    blocking: false,
    budget: { evaluations: TUNED.evaluations },
  };
  return { arm, gate, merge, brake, person };
}
