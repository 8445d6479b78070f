import { createArm } from '../policies/driving/arms.ts';
import { drivingDomain } from '../policies/driving/driving-domain.ts';
import { RulePolicy } from '../policies/driving/rule-policy.ts';
import { DualSystem } from '../policies/runtime/dual-system.ts';
import { fixedLatency } from '../policies/runtime/latency.ts';
import { resolveScenario } from '../scenarios/language/resolve.ts';
import { episodeSeed } from '../scenarios/language/splits.ts';
import { DrivingWorld } from '../sim/driving/driving-world.ts';
import { first } from './first.ts';
import { BrakeGate } from './own-gate.ts';
import { CalmPlanner } from './own-planner.ts';

/** Runs the first scenario with an arm that differs from `dual-follow` in gate and planner. */
export async function runOwnArm(seed: number) {
  const name = episodeSeed('train', 'first', seed);
  const world = new DrivingWorld(resolveScenario(first, name), name);
  const standard = createArm('dual-follow', world, fixedLatency(200));
  const arm = { ...standard, name: 'dual-calm', gate: new BrakeGate(), planner: new CalmPlanner() };
  const system = new DualSystem({ world, policy: new RulePolicy(world.map), domain: drivingDomain, arm });
  while (!system.ended) await system.runTick();
  system.close();
  const { calls, accepted } = system.ledger.counts;
  return { end: world.end, calls, accepted, planTicks: system.statistics.sourceTicks.plan, digest: system.digest() };
}
