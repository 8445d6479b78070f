import { describe, expect, it } from 'vitest';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import {
  ARM_NAMES,
  ARM_TITLES,
  createArm,
  isArmName,
  isPrivileged,
  REFERENCE_ARMS,
  STANDARD_ARMS,
  TUNED,
} from '../../../policies/driving/arms.ts';
import { armTitle } from '../../../policies/driving/arm-titles.ts';
import { ArbitrateMerge, FollowMerge, HoldMerge } from '../../../policies/driving/merge.ts';
import { PrivilegedPlanner } from '../../../policies/driving/privileged-planner.ts';
import { ReferenceMerge } from '../../../policies/driving/reference/reference-merge.ts';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { drivingSpec } from './worlds.ts';

const world = new DrivingWorld(drivingSpec(), 'seed');
const latency = fixedLatency(200);

/** What an arm is made of, by the names of its parts. */
function parts(name: (typeof ARM_NAMES)[number]): Record<string, unknown> {
  const arm = createArm(name, world, latency);
  return {
    gate: arm.gate?.constructor.name ?? null,
    planner: arm.planner?.constructor.name ?? null,
    merge: arm.merge.constructor.name,
    latency: arm.latency.name,
    reflexes: arm.reflexes.map((reflex) => reflex.name).join(),
    blocking: arm.blocking,
    evaluations: arm.budget.evaluations,
  };
}

/** The parts in which two arms differ. */
function difference(a: (typeof ARM_NAMES)[number], b: (typeof ARM_NAMES)[number]): string[] {
  const [one, other] = [parts(a), parts(b)];
  return Object.keys(one).filter((part) => one[part] !== other[part]);
}

describe('the standard arms', () => {
  it.each([
    ['fast', 'aeb', ['reflexes']],
    ['fast', 'reflex', ['merge']],
    ['dual', 'dual-follow', ['merge']],
    ['dual', 'always', ['gate']],
    ['dual', 'periodic', ['gate']],
    ['dual', 'random', ['gate']],
    ['reflex', 'dual', ['gate', 'planner']],
    ['fast', 'dual-follow', ['gate', 'planner']],
  ] as const)('%s and %s differ in nothing but %j', (a, b, differing) => {
    expect(difference(a, b)).toEqual(differing);
  });

  it('give the privilege to oracle alone, without latency', () => {
    for (const name of ARM_NAMES) {
      const arm = createArm(name, world, latency);
      expect(arm.name).toBe(name);
      expect(arm.planner instanceof PrivilegedPlanner).toBe(name === 'oracle');
      expect(isPrivileged(name)).toBe(name === 'oracle');
      expect(arm.latency.expectedMs).toBe(name === 'oracle' ? 0 : 200);
      expect(arm.blocking).toBe(name === 'slow');
      expect(arm.reflexes.length > 0).toBe(name === 'aeb');
      expect(armTitle(name)).toBe(ARM_TITLES[name]);
      expect(ARM_TITLES[name].length).toBeGreaterThan(10);
    }
    expect(['dual@runs/a', 'toString'].map(armTitle)).toEqual([null, null]);
  });

  it('arbitrate or follow as their names say', () => {
    const mergeOf = (name: (typeof ARM_NAMES)[number]) => createArm(name, world, latency).merge;
    for (const name of ['reflex', 'dual', 'always', 'periodic', 'random'] as const)
      expect(mergeOf(name)).toBeInstanceOf(ArbitrateMerge);
    for (const name of ['fast', 'aeb', 'dual-follow', 'oracle'] as const)
      expect(mergeOf(name)).toBeInstanceOf(FollowMerge);
    expect(mergeOf('slow')).toBeInstanceOf(HoldMerge);
  });

  it('take their tuned constants from the settings they are given', () => {
    const arm = createArm('dual', world, latency, { ...TUNED, evaluations: 5 });
    expect(arm.budget.evaluations).toBe(5);
    expect(arm.planner).toBeInstanceOf(ValuePlanner);
  });

  it('share no part with an arm made before: parts carry state', () => {
    for (const name of ARM_NAMES) {
      const [one, other] = [createArm(name, world, latency), createArm(name, world, latency)];
      expect(one.merge).not.toBe(other.merge);
      if (one.gate !== null) expect(one.gate).not.toBe(other.gate);
      if (one.planner !== null) expect(one.planner).not.toBe(other.planner);
    }
  });

  it('are ten, and beside them stand four reference drivers', () => {
    expect(STANDARD_ARMS).toHaveLength(10);
    expect([...STANDARD_ARMS, ...REFERENCE_ARMS]).toEqual(ARM_NAMES);
    for (const name of REFERENCE_ARMS) expect(createArm(name, world, latency).merge).toBeInstanceOf(ReferenceMerge);
  });

  it('are known by name', () => {
    expect(isArmName('dual')).toBe(true);
    expect(isArmName('duel')).toBe(false);
    expect(isArmName('constructor')).toBe(false);
  });
});
