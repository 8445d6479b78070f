import { describe, expect, it } from 'vitest';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';
import type { ManipulationSpec, ObjectSpec, TaskSpec } from '../../../../sim/robotics/spec.ts';
import { BOX, episode, Hand, postureAt } from '../arm-episode.ts';

const CUBE: ObjectSpec = {
  ...BOX,
  id: 'cube',
  shape: { kind: 'box', size: [0.06, 0.06, 0.04] },
  position: [0.45, 0.2, 0.02],
};
const GRIP = 0.6;

interface Case {
  readonly name: string;
  readonly spec: Partial<ManipulationSpec> & { readonly task: TaskSpec };
  readonly solve: (hand: Hand) => void;
}

const CASES: readonly Case[] = [
  {
    name: 'reach',
    spec: { task: { kind: 'reach', goal: [0.45, 0.15, 0.3], toleranceM: 0.025, holdS: 0.2 }, objects: [] },
    solve: (hand) => {
      hand.goTo([0.45, 0.15, 0.3], 0);
      hand.wait(0.5, 0);
    },
  },
  {
    name: 'lift',
    spec: { task: { kind: 'lift', object: 'box', liftM: 0.04, holdS: 0.2 } },
    solve: (hand) => {
      hand.pick(0, GRIP, 0.06);
      hand.wait(0.5, GRIP);
    },
  },
  {
    name: 'place',
    spec: { task: { kind: 'place', object: 'box', goal: [0.45, 0.15, 0.03], toleranceM: 0.02, holdS: 0.2 } },
    solve: (hand) => {
      hand.pick(0, GRIP);
      hand.place([0.45, 0.15, 0.031], GRIP);
    },
  },
  {
    name: 'push',
    spec: {
      task: { kind: 'push', object: 'box', goal: [0.58, 0, 0.03], toleranceM: 0.025, holdS: 0.2, maxLiftM: 0.02 },
      objects: [{ ...BOX, shape: { kind: 'box', size: [0.08, 0.12, 0.06] } }],
    },
    solve: (hand) => {
      hand.goTo([0.4, 0, 0.2], 1);
      hand.goTo([0.4, 0, 0.03], 1);
      hand.goTo([0.529, 0, 0.03], 1, 0.001);
      hand.goTo([0.38, 0, 0.05], 1);
      hand.wait(0.5, 1);
    },
  },
  {
    name: 'stack',
    spec: { task: { kind: 'stack', object: 'box', base: 'cube', toleranceM: 0.02, holdS: 0.2 }, objects: [BOX, CUBE] },
    solve: (hand) => {
      hand.pick(0, GRIP);
      hand.place([0.45, 0.2, 0.073], GRIP);
    },
  },
  {
    name: 'lift from a running belt',
    spec: {
      task: { kind: 'lift', object: 'box', liftM: 0.04, holdS: 0.2 },
      objects: [{ ...BOX, position: [0.5, -0.3, 0.05] }],
      belt: { x: 0.5, y: 0, lengthM: 1, widthM: 0.2, heightM: 0.02, headingRad: Math.PI / 2, speedMps: 0.1 },
    },
    solve: (hand) => {
      const { objects } = hand.world;
      hand.goTo([0.5, 0, 0.2], 0);
      // Steady above the box and then around it, at the belt's speed.
      for (let k = 0; k < 220; k++) {
        const z = k < 70 ? 0.15 : Math.max(0.05, 0.15 - (k - 70) * 0.002);
        const lead = objects.y(0) - hand.y;
        hand.command(4 * (0.5 - hand.x), 0.1 + 4 * lead, 4 * (z - hand.z), k < 130 ? 0 : GRIP);
      }
      hand.move(0, 0.1, 0.2, 0.6, GRIP);
    },
  },
];

describe('tasks', () => {
  for (const { name, spec, solve } of CASES) {
    it(`${name}: succeeds when it is done`, () => {
      const world = new ManipulationWorld(episode(spec), 'task');
      solve(new Hand(world));
      expect(world.end).toBe('goal');
      expect(world.progress).toBe(1);
      expect(world.metrics.successS).toBeCloseTo(world.tick / 60, 9);
      expect(world.metrics.dropped.drops).toBe(0);
    });

    it(`${name}: does not succeed by doing nothing`, () => {
      const world = new ManipulationWorld(episode({ ...spec, timeLimitS: 1 }), 'task');
      new Hand(world).wait(2, 0);
      expect(world.end).toBe('timeout');
      expect(world.tick).toBe(60);
      expect(world.progress).toBeLessThan(0.5);
      expect(world.metrics.successS).toBeNaN();
    });
  }

  it('place: a box in the hand at the goal is not placed', () => {
    const task = { kind: 'place', object: 'box', goal: [0.5, 0, 0.03], toleranceM: 0.02, holdS: 0.1 } as const;
    const { arm } = episode();
    const world = new ManipulationWorld(episode({ task, arm: { ...arm, start: postureAt([0.5, 0, 0.03]) } }), 'task');
    const hand = new Hand(world);
    hand.wait(1, GRIP);
    expect(world.end, 'held').toBe('running');
    hand.wait(0.6, 0);
    expect(world.end, 'around it').toBe('running');
    hand.goTo([0.5, 0, 0.2], 0);
    hand.wait(0.2, 0);
    expect(world.end).toBe('goal');
  });

  it('place: what was pushed there counts only when the gripper is open', () => {
    const task = { kind: 'place', object: 'box', goal: [0.5, 0.12, 0.03], toleranceM: 0.02, holdS: 0.1 } as const;
    const { arm } = episode();
    const start = postureAt([0.5, -0.06, 0.03]);
    const world = new ManipulationWorld(episode({ task, arm: { ...arm, start } }), 'task');
    const hand = new Hand(world);
    hand.wait(0.5, 1);
    hand.goTo([0.5, 0.086, 0.03], 1);
    hand.goTo([0.5, 0, 0.12], 1);
    hand.wait(0.4, 1);
    expect(world.judge.atGoal(world.objects)).toBe(true);
    expect(world.end, 'closed').toBe('running');
    hand.wait(0.4, 0);
    expect(world.end, 'open').toBe('goal');
  });

  it('push: what was carried does not count', () => {
    const task = {
      kind: 'push',
      object: 'box',
      goal: [0.5, 0.1, 0.03],
      toleranceM: 0.03,
      holdS: 0.2,
      maxLiftM: 0.02,
    } as const;
    const world = new ManipulationWorld(episode({ task }), 'task');
    const hand = new Hand(world);
    hand.pick(0, GRIP);
    hand.place([0.5, 0.1, 0.031], GRIP);
    expect(world.judge.atGoal(world.objects)).toBe(true);
    expect(world.judge.lifted).toBe(true);
    expect(world.end).toBe('running');
  });

  it('is lost when the object leaves the reach of the arm', () => {
    const event = {
      trigger: { kind: 'time', s: 0.1 },
      action: { kind: 'shove', object: 'box', velocity: [2.5, 0] },
    } as const;
    const world = new ManipulationWorld(episode({ events: [event] }), 'task');
    new Hand(world).wait(3, 0);
    expect(world.end).toBe('lost');
    expect(world.objects.x(0)).toBeGreaterThan(0.85);
  });

  it('is not lost where the arm reaches beside and behind its base', () => {
    const world = new ManipulationWorld(episode({ objects: [{ ...BOX, position: [-0.2, 0.45, 0.03] }] }), 'task');
    const hand = new Hand(world);
    hand.wait(0.2, 0);
    expect(world.end).toBe('running');
  });

  it('names an object that there is not', () => {
    const task = { kind: 'lift', object: 'ball', liftM: 0.04, holdS: 0.2 } as const;
    expect(() => new ManipulationWorld(episode({ task }), 'task')).toThrow("expected one of box, found 'ball'");
  });
});
