import type { Arm, Gate } from '../../../policies/contracts.ts';
import { AlwaysGate } from '../../../policies/gates/always.ts';
import { DualSystem } from '../../../policies/runtime/dual-system.ts';
import type { DualSystemOptions } from '../../../policies/runtime/dual-system.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { FollowMerge, PointPlanner, PointPolicy, PointWorld, pointDomain } from './point-domain.ts';
import type { PointAction, PointDecision, PointObservation, PointPlan } from './point-domain.ts';

export type PointArm = Arm<PointObservation, PointDecision, PointPlan, PointAction>;
export type PointOptions = DualSystemOptions<PointObservation, PointDecision, PointPlan, PointAction>;
export type PointSystem = DualSystem<PointObservation, PointDecision, PointPlan, PointAction>;
export type PointGate = Gate<PointObservation, PointDecision>;

/** Thinks back to back, 100 ms (6 ticks) at a time, unless told otherwise. */
export function pointSystem(arm: Partial<PointArm> = {}, options: Partial<PointOptions> = {}): PointSystem {
  return new DualSystem({
    world: new PointWorld(1),
    policy: new PointPolicy(),
    domain: pointDomain,
    arm: {
      name: 'dual',
      gate: new AlwaysGate(),
      planner: new PointPlanner(),
      merge: new FollowMerge(),
      latency: fixedLatency(100),
      reflexes: [],
      blocking: false,
      budget: { evaluations: 30 },
      ...arm,
    },
    ...options,
  });
}

/** The digest after each of `ticks` ticks. */
export async function digestsOf(system: PointSystem, ticks: number): Promise<string[]> {
  const digests: string[] = [];
  for (let i = 0; i < ticks; i++) {
    await system.runTick();
    digests.push(system.digest());
  }
  return digests;
}

/** Asks at the given ticks only. */
export function gateAt(...ticks: number[]): PointGate {
  return {
    decide(_observation, _decision, context, out) {
      out.think = ticks.includes(context.tick);
      out.reason = out.think ? 'level' : 'none';
    },
    exchange() {},
  };
}
