import { describe, expect, it } from 'vitest';
import { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { armDomain } from '../../../policies/manipulation/arm-domain.ts';
import {
  isManipulationArmName,
  isPrivilegedArm,
  MANIPULATION_ARM_NAMES,
  MANIPULATION_ARM_TITLES,
  type ManipulationArmName,
} from '../../../policies/manipulation/arm-names.ts';
import { createManipulationArm, TUNED, type ManipulationArm } from '../../../policies/manipulation/arms.ts';
import { guidanceIn } from '../../../policies/manipulation/guidance.ts';
import { SystemOne } from '../../../policies/manipulation/system-one.ts';
import { DualSystem } from '../../../policies/runtime/dual-system.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { episode } from '../../sim/robotics/arm-episode.ts';
import { FACTS, LinearNetworks, linearHume } from './linear-networks.ts';

const FAR: ManipulationSpec = episode({
  task: { kind: 'reach', goal: [0.5, 0.3, 0.2], toleranceM: 0.01, holdS: 1 },
});
const SPEC: ManipulationSpec = episode({
  task: { kind: 'reach', goal: [0.38, 0.05, 0.44], toleranceM: 0.03, holdS: 0.05 },
  timeLimitS: 4,
});

/** So that chunks lead to the goal as they stand, too. */
const LITTLE_NOISE_LEFT = { ...TUNED, systemTwo: { ...TUNED.systemTwo, depth: 0.9, noise: 0.5 } };

function systemOf(name: ManipulationArmName, latencyMs = 50, spec = FAR) {
  const world = new ManipulationWorld(spec, 'seed');
  const networks = new LinearNetworks();
  const hume = linearHume(networks);
  const arm = createManipulationArm(name, world, hume, fixedLatency(latencyMs), LITTLE_NOISE_LEFT);
  const policy = new SystemOne(hume, spec.arm.model, world.seed);
  const system = new DualSystem({ world, policy, domain: armDomain, arm, guidanceOf: guidanceIn(FACTS.action) });
  return { world, system, networks, arm };
}

async function run(name: ManipulationArmName, ticks: number, spec = FAR, latencyMs = 50) {
  const made = systemOf(name, latencyMs, spec);
  for (let i = 0; i < ticks && !made.system.ended; i++) await made.system.runTick();
  return made;
}

describe('the arms', () => {
  it('have a title each, and names that can be told', () => {
    expect(MANIPULATION_ARM_NAMES.length).toBe(14);
    expect(new Set(Object.values(MANIPULATION_ARM_TITLES)).size).toBe(14);
    expect(MANIPULATION_ARM_NAMES.every(isManipulationArmName)).toBe(true);
    expect(['aeb', 'toString', ''].some(isManipulationArmName)).toBe(false);
    expect(MANIPULATION_ARM_NAMES.filter(isPrivilegedArm)).toEqual(['oracle']);
  });

  it('differ from the one that their title names in one part', () => {
    const world = new ManipulationWorld(FAR, 'seed');
    const armOf = (name: ManipulationArmName): ManipulationArm =>
      createManipulationArm(name, world, linearHume(), fixedLatency(50));
    const [dual, periodic, fast] = [armOf('dual'), armOf('periodic'), armOf('fast')];
    const parts = (arm: ManipulationArm): Record<string, unknown> => ({
      gate: arm.gate?.constructor.name ?? null,
      planner: arm.planner,
      merge: arm.merge.constructor.name,
      latency: arm.latency.name,
      reflexes: arm.reflexes.map((reflex) => reflex.name),
      blocking: arm.blocking,
      evaluations: arm.budget.evaluations,
    });
    const sameSettings = (a: unknown, b: unknown): boolean =>
      JSON.stringify((a as { settings?: unknown } | null)?.settings) ===
      JSON.stringify((b as { settings?: unknown } | null)?.settings);
    const changed = (name: ManipulationArmName, from: ManipulationArm): string[] => {
      const [one, other] = [parts(armOf(name)), parts(from)];
      return Object.keys(one).filter((part) =>
        part === 'planner'
          ? !sameSettings(one[part], other[part])
          : JSON.stringify(one[part]) !== JSON.stringify(other[part]),
      );
    };
    expect(changed('reflex', fast)).toEqual(['reflexes']);
    expect(changed('dual', armOf('reflex'))).toEqual(['gate', 'planner']);
    expect(changed('dual-follow', dual)).toEqual(['reflexes']);
    for (const name of ['always', 'random'] as const) expect(changed(name, dual)).toEqual(['gate']);
    expect(changed('periodic', armOf('dual-follow'))).toEqual(['gate']);
    for (const name of ['random-of-n', 'n1', 'no-cascade'] as const)
      expect(changed(name, periodic)).toEqual(['planner']);
    expect(changed('no-system-1', periodic)).toEqual(['merge']);
    // The cascade is two things: chunks left noisy, and System 1 that finishes them.
    expect(changed('best-of-n', periodic)).toEqual(['planner', 'merge']);
    expect(changed('slow', periodic)).toEqual(['gate', 'planner', 'merge', 'blocking']);
  });

  it('reach a goal with a policy that leads there, each by its own doing', { timeout: 60_000 }, async () => {
    const done: Record<string, { plan: boolean; fast: boolean; calls: boolean }> = {};
    for (const name of ['fast', 'periodic', 'no-system-1', 'slow', 'best-of-n'] as const) {
      const { world, system } = await run(name, 240, SPEC);
      expect([name, world.end]).toEqual([name, 'goal']);
      const { sourceTicks } = system.statistics;
      done[name] = { plan: sourceTicks.plan > 0, fast: sourceTicks.fast > 0, calls: system.ledger.counts.calls > 0 };
    }
    expect(done).toEqual({
      fast: { plan: false, fast: true, calls: false },
      periodic: { plan: true, fast: true, calls: true },
      'no-system-1': { plan: true, fast: true, calls: true },
      slow: { plan: true, fast: false, calls: true },
      'best-of-n': { plan: true, fast: true, calls: true },
    });
  });

  it('ask System 2 four times a second in its own mode, for five chunks, and know how stale its plans are', async () => {
    const { system, networks } = await run('periodic', 60, FAR, 100);
    expect(system.ledger.counts.calls).toBe(4);
    expect(networks.calls.filter((call) => call === 'systemTwo 5').length).toBe(4);
    expect(system.statistics.sourceTicks.plan).toBe(60 - 6);
    const one = await run('n1', 20);
    expect(one.networks.calls).toContain('systemTwo 1');
  });

  it('are equal to the bit when run again, and after a restore while System 2 thinks', async () => {
    const first = await run('always', 30);
    expect((await run('always', 30)).system.digest()).toBe(first.system.digest());

    const half = await run('always', 14);
    await half.system.settleAll();
    const resumed = systemOf('always');
    half.system.forkInto(resumed.system);
    for (let i = 14; i < 30; i++) await resumed.system.runTick();
    expect(resumed.system.digest()).toBe(first.system.digest());
  });

  it('hand the truth to the oracle alone, without latency', async () => {
    const { system, arm } = await run('oracle', 8);
    expect([arm.planner?.name, arm.latency.name]).toEqual(['oracle', 'zero']);
    expect(system.planInForce?.explanation).toMatch(/: (free|risk)/);
    expect(system.statistics.sourceTicks.plan).toBe(7);
  });
});
