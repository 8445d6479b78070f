import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../sim/kernel/random.ts';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';
import type { ObjectSpec } from '../../../../sim/robotics/spec.ts';
import { BOX, episode, Hand, postureAt } from '../arm-episode.ts';

/** The hand stands open around where the thing is thought to be, its palm above it. */
function around(thing: ObjectSpec, dynamics: 'kinematic' | 'torque' = 'kinematic', z = palmAbove(thing)): Hand {
  const { arm } = episode();
  const start = postureAt([0.5, 0, z]);
  const task = { kind: 'lift', object: 'box', liftM: 0.5, holdS: 1 } as const;
  return new Hand(
    new ManipulationWorld(episode({ arm: { ...arm, start, dynamics }, objects: [thing], task }), 'grasp'),
  );
}

function palmAbove({ position: [, , z] }: ObjectSpec): number {
  return Math.max(z, 2 * z - 0.038);
}

/** Of 0.05 to 1 kg, up to 8 mm and 10 degrees from where the hand expects it. */
function randomThing(seed: number, kind: 'box' | 'cylinder'): ObjectSpec {
  const random = RandomStream.named(seed, 'box');
  const size = [random.range(0.03, 0.06), random.range(0.03, 0.06), random.range(0.04, 0.09)] as const;
  const position = [0.5 + random.range(-0.008, 0.008), random.range(-0.008, 0.008), size[2] / 2] as const;
  const yawRad = random.range(-0.17, 0.17);
  const shape = kind === 'box' ? { kind, size } : { kind, radiusM: size[0] / 2, heightM: size[2] };
  return { ...BOX, shape, massKg: random.range(0.05, 1), position, yawRad };
}

/** Where the box is, seen from the hand, m. */
function offset({ world, x, y, z }: Hand): readonly [number, number, number] {
  return [world.objects.x(0) - x, world.objects.y(0) - y, world.objects.z(0) - z];
}

/** To and fro over 0.2 m at 4 m/s2. */
function swing(hand: Hand, grip: number): void {
  for (const direction of [1, -1]) {
    for (let i = 1; i <= 27; i++) {
      const speed = Math.min(i, 27 - i) * (4 / 60);
      if (!hand.world.ended) hand.command(0, direction * speed, 0, grip);
    }
  }
}

describe('Grasp', () => {
  it.each([
    ['box', 'kinematic', 60],
    ['cylinder', 'kinematic', 60],
    ['box', 'torque', 10],
    ['cylinder', 'torque', 10],
  ] as const)(
    'holds every random thing through a lift and swings, with little slip: %s, %s',
    (kind, dynamics, count) => {
      const slips: number[] = [];
      for (let seed = 0; seed < count; seed++) {
        const hand = around(randomThing(seed, kind), dynamics);
        hand.wait(0.55, 1);
        hand.move(0, 0, 0.4, 0.25, 1);
        const before = offset(hand);
        swing(hand, 1);
        if (!hand.world.manipulator.grasp.holding) continue;
        const after = offset(hand);
        slips.push(Math.hypot(after[0] - before[0], after[1] - before[1], after[2] - before[2]));
      }
      slips.sort((a, b) => a - b);
      expect(slips.length).toBe(count);
      expect(slips[Math.floor(count / 2)]).toBeLessThan(0.00005);
      expect(slips[Math.floor(0.95 * count)]).toBeLessThan(0.0002);
    },
  );

  it('holds less by the edge of a thing than by its middle', () => {
    const heavy = { ...BOX, massKg: 2 };
    const lifted = (z: number) => {
      const hand = around(heavy, 'kinematic', z);
      hand.wait(0.7, 1);
      const { grasp } = hand.world.manipulator;
      const grasped = [grasp.grasps, grasp.capacityN(70)];
      hand.move(0, 0, 0.8, 0.3, 1);
      return { grasped, holding: grasp.holding };
    };
    expect(lifted(0.03)).toEqual({ grasped: [1, 112], holding: true });
    // The tips are 2 mm below its upper edge, and the pads give way by 2 mm.
    const edge = lifted(0.058 + 0.009);
    expect(edge.grasped[0]).toBe(1);
    expect(edge.grasped[1]).toBeGreaterThan(15);
    expect(edge.grasped[1]).toBeLessThan(30);
    expect(edge.holding).toBe(false);
  });

  it('cannot hold 1 kg with 3 N, and can with enough', () => {
    for (const [forceN, held] of [
      [3, false],
      [6, false],
      [40, true],
    ] as const) {
      const hand = around({ ...BOX, massKg: 1 });
      const grip = forceN / 70;
      hand.wait(0.6, grip);
      hand.move(0, 0, 0.2, 0.5, grip);
      expect(hand.world.manipulator.grasp.holding, `${forceN} N`).toBe(held);
      expect(hand.world.objects.z(0) > 0.08, `${forceN} N`).toBe(held);
    }
  });

  it('slips when the hand goes up too sharply for its force', () => {
    const grip = 3.5 / 70;
    const lifted = (speedMps: number) => {
      const hand = around({ ...BOX, massKg: 0.5 });
      hand.wait(0.6, grip);
      hand.move(0, 0, speedMps, 0.3, grip);
      return hand.world.manipulator.grasp;
    };
    expect(lifted(0.05)).toMatchObject({ holding: true, slips: 0 });
    expect(lifted(0.8)).toMatchObject({ holding: false, slips: 1 });
  });

  it('lets go when the fingers open: the box falls free and stays where it is set down', () => {
    const hand = around(BOX);
    hand.wait(0.6, 0.5);
    hand.move(0, 0, 0.2, 0.5, 0.5);
    const { x, y } = hand;
    hand.wait(0.8, 0);
    const { grasp } = hand.world.manipulator;
    expect(grasp.held).toBe(-1);
    expect(grasp.slips).toBe(0);
    expect(hand.world.objects.z(0)).toBeCloseTo(0.03, 3);
    expect(Math.hypot(hand.world.objects.x(0) - x, hand.world.objects.y(0) - y)).toBeLessThan(0.005);
  });

  it('takes hold again after it has opened', () => {
    const hand = around(BOX);
    hand.wait(0.6, 0.5);
    hand.wait(0.6, 0);
    hand.wait(0.6, 0.5);
    expect(hand.world.manipulator.grasp.grasps).toBe(2);
    expect(hand.world.manipulator.gripper.attempts).toBe(2);
  });

  it('does not hold what both closed fingers push from outside', () => {
    const hand = around({ ...BOX, position: [0.55, 0, 0.03] });
    hand.wait(0.9, 0.5);
    hand.move(0.1, 0, 0, 0.8, 0.5);
    expect(hand.world.objects.x(0), 'it is pushed').toBeGreaterThan(0.57);
    expect(hand.world.manipulator.grasp.grasps).toBe(0);
  });

  it('holds what is pulled along the table, and loses it to a wall', () => {
    const wall = {
      ...BOX,
      id: 'wall',
      massKg: 50,
      position: [0.62, 0, 0.03],
      shape: { kind: 'box', size: [0.1, 0.2, 0.06] },
    } as const;
    const { arm } = episode();
    const spec = episode({ arm: { ...arm, start: postureAt([0.5, 0, 0.03]) }, objects: [BOX, wall], friction: 1.2 });
    const hand = new Hand(new ManipulationWorld(spec, 'wall'));
    const grip = 10 / 70;
    hand.wait(0.6, grip);
    hand.move(0.1, 0, 0, 0.3, grip);
    expect(hand.world.manipulator.grasp.holding, 'on the way').toBe(true);
    hand.move(0.1, 0, 0, 1, grip);
    expect(hand.world.manipulator.grasp.slips).toBe(1);
    expect(hand.world.manipulator.grasp.holding, 'at the wall').toBe(false);
  });

  it('does not press what is light through the table: it slides out of the hand', () => {
    const { arm } = episode();
    const size = [0.04, 0.04, 0.16] as const;
    const tall: ObjectSpec = { ...BOX, massKg: 0.05, shape: { kind: 'box', size }, position: [0.5, 0, 0.08] };
    const spec = episode({ arm: { ...arm, start: postureAt([0.5, 0, 0.12]) }, objects: [tall] });
    const hand = new Hand(new ManipulationWorld(spec, 'press'));
    hand.wait(0.6, 1);
    expect(hand.world.manipulator.grasp.holding).toBe(true);
    let lowest = Infinity;
    for (let i = 0; i < 30; i++) {
      hand.command(0, 0, -0.3, 1);
      lowest = Math.min(lowest, hand.world.objects.z(0));
    }
    expect(hand.world.manipulator.grasp.slips).toBe(1);
    expect(lowest).toBeGreaterThan(0.08 - 0.01);
  });

  it('holds under torques too', () => {
    const hand = around({ ...BOX, massKg: 0.5 }, 'torque');
    hand.wait(0.6, 1);
    hand.move(0, 0, 0.2, 0.5, 1);
    expect(hand.world.manipulator.grasp.holding).toBe(true);
    expect(hand.world.objects.z(0)).toBeGreaterThan(0.1);
  });
});
