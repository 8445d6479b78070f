import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { digestState, firstDifferentIndex, restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import type {
  EventSpec,
  ManipulationSpec,
  ObjectSpec,
  ObstacleSpec,
  PersonSpec,
  Point,
} from '../../../sim/robotics/spec.ts';
import { MAX_PRESS_N } from '../../../sim/robotics/world/press-watch.ts';
import { BOX, episode, Hand, postureAt } from './arm-episode.ts';

const STILL = { peakSpeedMps: 1, dwellS: 0, backAndForth: false, start: { kind: 'time', s: 0 } } as const;

function ball(points: readonly Point[], peakSpeedMps = 1, radiusM = 0.05): ObstacleSpec {
  return { id: 'ball', shape: { kind: 'sphere', radiusM }, yawRad: 0, path: { ...STILL, points, peakSpeedMps } };
}

const PERSON: PersonSpec = {
  shoulder: [1.1, 0.1, 0.4],
  upperArmM: 0.35,
  foreArmM: 0.35,
  radiusM: 0.05,
  hand: {
    ...STILL,
    points: [
      [0.8, 0.3, 0.2],
      [0.6, 0.35, 0.2],
    ],
    backAndForth: true,
  },
};

/** Noise, a belt, a person, a moving obstacle, clutter: all that has state. */
function everything(): ManipulationSpec {
  const { sensors } = episode();
  return episode({
    task: { kind: 'place', object: 'box', goal: [0.45, -0.25, 0.03], toleranceM: 0.02, holdS: 0.2 },
    objects: [
      BOX,
      { ...BOX, id: 'ball', shape: { kind: 'sphere', radiusM: 0.03 }, position: [0.6, -0.2, 0.03] },
      { ...BOX, id: 'can', shape: { kind: 'cylinder', radiusM: 0.03, heightM: 0.1 }, position: [0.35, -0.3, 0.05] },
      { ...BOX, id: 'parcel', position: [0.4, 0.4, 0.055] },
    ],
    obstacles: [
      {
        ...ball([
          [0.3, -0.5, 0.5],
          [0.6, -0.5, 0.5],
        ]),
        id: 'slow',
      },
      {
        ...ball([
          [0.7, 0.5, 0.6],
          [0.7, 0.2, 0.6],
        ]),
        id: 'early',
      },
    ],
    belt: { x: 0.4, y: 0.4, lengthM: 0.6, widthM: 0.15, heightM: 0.02, headingRad: 0, speedMps: 0.05 },
    person: PERSON,
    events: [{ trigger: { kind: 'held', s: 0.9 }, action: { kind: 'slip' } }],
    sensors: { ...sensors, jointNoiseRad: 1e-3, positionNoiseM: 2e-3, gripperNoiseM: 1e-3 },
  });
}

describe('collisions', () => {
  const reach = { kind: 'reach', goal: [0.5, 0.3, 0.5], toleranceM: 0.01, holdS: 0.1 } as const;
  const run = (changes: Partial<ManipulationSpec>, drive: (hand: Hand) => void) => {
    const world = new ManipulationWorld(episode({ task: reach, objects: [], ...changes }), 'collision');
    drive(new Hand(world));
    return world;
  };

  it('of the arm with an obstacle in its way end the episode, and no further step is taken', () => {
    const world = run({ obstacles: [ball([[0.6, 0, 0.49]])] }, (hand) => hand.move(0.4, 0, 0, 2, 0));
    expect(world.end).toBe('collision');
    expect(world.collision.partner).toBe('obstacle');
    expect(world.collision.other).toBe(0);
    expect(world.collision.impactSpeedMps).toBeGreaterThan(0.2);
    expect(world.collision.impactSpeedMps).toBeLessThan(0.5);
    expect(world.metrics.obstacleM).toBeLessThanOrEqual(0);
    expect(() => new Hand(world).command(0, 0, 0, 0)).toThrow('episode has ended (collision)');
  });

  it('with something fast and thin are not missed', () => {
    for (const [i, from] of ([0.8, 0.804, 0.808, 0.812, 0.816] as const).entries()) {
      const bullet = ball(
        [
          [0.307, from, 0.487],
          [0.307, -from, 0.487],
        ],
        3.5,
        0.005,
      );
      const world = run({ obstacles: [bullet] }, (hand) => hand.wait(2, 1));
      expect(world.end, `start ${i}`).toBe('collision');
      expect(Math.abs(world.collision.impactSpeedMps - 3.5)).toBeLessThan(0.1);
    }
  });

  it('with the person end the episode', () => {
    const hand = {
      ...STILL,
      points: [
        [0.8, 0, 0.4],
        [0.2, 0, 0.5],
      ] as const,
    };
    const world = run({ person: { ...PERSON, hand, shoulder: [0.9, 0.1, 0.4] } }, (h) => h.wait(3, 0));
    expect(world.collision.partner).toBe('person');
    expect(world.metrics.personM).toBeLessThanOrEqual(0);
  });

  it('of what is held end the episode though the hand is clear', () => {
    const { arm } = episode();
    const changes = {
      arm: { ...arm, start: postureAt([0.5, 0, 0.165]) },
      objects: [{ ...BOX, shape: { kind: 'box', size: [0.04, 0.04, 0.2] }, position: [0.5, 0, 0.1] }] as const,
      obstacles: [ball([[0.65, 0, 0.05]], 1, 0.03)],
    };
    const carry = (grip: number) =>
      run(changes, (hand) => {
        hand.wait(0.6, grip);
        hand.move(0, 0, 0.1, 0.1, grip);
        hand.move(0.3, 0, 0, 0.4, grip);
      });
    const world = carry(0.6);
    expect(world.collision.partner).toBe('obstacle');
    expect(world.collision.part).toBe(world.collision.clearance.heldPart);
  });

  it('do not include touching objects, and the fingers stop on the table', () => {
    const world = run({ objects: [BOX] }, (hand) => {
      hand.goTo([0.4, 0.1, 0.2], 1);
      hand.move(0, 0, -1, 1.5, 1);
      expect(hand.z - 0.009).toBeGreaterThan(-1e-4);
      expect(hand.z - 0.009).toBeLessThan(0.002);
      hand.move(0.2, -0.2, 0, 0.7, 1);
    });
    expect(Math.hypot(world.objects.x(0) - 0.5, world.objects.y(0)), 'pushed').toBeGreaterThan(0.02);
    expect(world.end).toBe('running');
  });
});

describe('pressing', () => {
  const reach = { kind: 'reach', goal: [0.5, 0.3, 0.5], toleranceM: 0.01, holdS: 0.1 } as const;
  const above = (objects: readonly ObjectSpec[], y: number, dynamics: 'kinematic' | 'torque') => {
    const { arm } = episode();
    const start = postureAt([0.5, y, objects[0].position[2] + 0.07]);
    return new Hand(
      new ManipulationWorld(episode({ task: reach, objects, arm: { ...arm, start, dynamics } }), 'press'),
    );
  };

  it.each(['kinematic', 'torque'] as const)(
    'a thing on the table with closed fingers or with the palm is a collision with it (%s)',
    (dynamics) => {
      const tall: ObjectSpec = { ...BOX, shape: { kind: 'box', size: [0.04, 0.04, 0.12] }, position: [0.5, 0, 0.06] };
      for (const [thing, grip] of [
        [BOX, 1],
        [tall, 0],
      ] as const) {
        const hand = above([{ ...BOX, id: 'away', position: [0.3, 0.4, 0.03] }, thing], 0, dynamics);
        hand.wait(0.8, grip);
        const { world } = hand;
        let lowest = Infinity;
        for (let i = 0; i < 90 && !world.ended; i++) {
          hand.command(0, 0, -0.3, grip);
          lowest = Math.min(lowest, world.objects.z(1) - thing.position[2]);
        }
        expect(world.collision).toMatchObject({ partner: 'object', other: 1 });
        expect(world.spec.objects[1].id).toBe('box');
        expect(world.collision.impactSpeedMps).toBeLessThan(0.3);
        expect(lowest).toBeGreaterThan(-0.01);
        // Of one part: two fingers share what the hand presses with.
        expect(world.metrics.peakForceN).toBeGreaterThan(MAX_PRESS_N / 2);
      }
    },
  );

  it('is not what closing with full force, setting down, and pushing something heavy do', () => {
    const heavy = { ...BOX, massKg: 2 };
    const hand = above([heavy], 0, 'kinematic');
    hand.pick(0, 1, 0.05);
    expect(hand.world.manipulator.grasp.holding).toBe(true);
    hand.move(0, 0, -0.1, 0.55, 1);
    hand.wait(0.3, 1);
    hand.wait(0.5, 0);
    hand.move(0, 0, 0.3, 0.5, 0);
    hand.goTo([0.44, 0, 0.15], 1);
    hand.goTo([0.44, 0, 0.03], 1);
    hand.move(0.3, 0, 0, 0.4, 1);
    expect(hand.world.objects.x(0)).toBeGreaterThan(0.53);
    expect(hand.world.end).toBe('running');
  });
});

describe('what runs into the table', () => {
  const reach = { kind: 'reach', goal: [0.5, 0.3, 0.5], toleranceM: 0.01, holdS: 0.1 } as const;

  it('is no finger where the arm ends, far out or near its base: the hand stands on the table', () => {
    const { arm } = episode();
    for (const [x, y, z, vx, vy, vz] of [
      [0.6, 0, 0.05, 0.5, 0, 0],
      [0.6, 0, 0.02, 0.5, 0.3, -0.6],
      [0.5, 0, 0.3, 0.5, 0, -0.6],
      [0.5, 0, 0.1, -0.4, 0, -0.3],
    ] as const) {
      const start = postureAt([x, y, z]);
      const world = new ManipulationWorld(episode({ task: reach, objects: [], arm: { ...arm, start } }), 'end');
      const hand = new Hand(world);
      let lowest = Infinity;
      for (let i = 0; i < 150 && !world.ended; i++) {
        hand.command(vx, vy, vz, 1);
        lowest = Math.min(lowest, hand.z - 0.009);
      }
      expect(world.end).toBe('running');
      expect(lowest).toBeGreaterThan(-5e-4);
      expect(lowest).toBeLessThan(0.004);
    }
  });

  it('is no finger whose hand is driven about low over the table: it gives way upwards', () => {
    const { arm } = episode();
    for (const seed of [2, 17]) {
      const random = RandomStream.named(seed, 'low');
      const start = postureAt([0.45, 0, 0.05]);
      const world = new ManipulationWorld(episode({ task: reach, objects: [], arm: { ...arm, start } }), 'low');
      const hand = new Hand(world);
      let lowest = Infinity;
      for (let k = 0; k < 20; k++) {
        const vx = 2 * (0.42 - hand.x) + random.range(-0.6, 0.6);
        const vy = -2 * hand.y + random.range(-0.6, 0.6);
        const vz = random.range(-0.6, 0);
        const yawRate = random.range(-2, 2);
        for (let i = 0; i < 20 && !world.ended; i++) {
          hand.command(vx, vy, vz, 1, yawRate);
          lowest = Math.min(lowest, hand.z - 0.009);
        }
      }
      expect(world.end, `seed ${seed}`).toBe('running');
      expect(lowest, `seed ${seed}`).toBeGreaterThan(-0.0035);
    }
  });

  it('is a collision when fingers go into the side of a belt, and not when they stand on it', () => {
    const { arm } = episode();
    const belt = { x: 0.5, y: 0.3, lengthM: 1, widthM: 0.16, heightM: 0.04, headingRad: 0, speedMps: 0.05 };
    const world = (at: Point) =>
      new ManipulationWorld(episode({ task: reach, objects: [], belt, arm: { ...arm, start: postureAt(at) } }), 'belt');
    const below = world([0.5, 0, 0.02]);
    new Hand(below).move(0, 0.6, 0, 0.8, 1);
    expect(below.collision.partner).toBe('table');
    const above = world([0.5, 0.3, 0.2]);
    const hand = new Hand(above);
    hand.move(0, 0, -1, 1.5, 1);
    hand.move(0.2, 0, -0.2, 0.3, 1);
    expect(hand.z).toBeCloseTo(0.049, 2);
    expect(above.end).toBe('running');
  });
});

describe('actions', () => {
  it('that are no finite numbers are refused by name before anything moves', () => {
    for (const field of ['vx', 'vy', 'vz', 'yawRate', 'grip'] as const) {
      for (const value of [NaN, Infinity, -Infinity]) {
        const world = new ManipulationWorld(episode(), 'action');
        const before = digestState(world);
        const action = new ArmAction();
        action[field] = value;
        expect(() => world.step(action)).toThrow(`action.${field}: expected a finite number, found ${value}`);
        expect(digestState(world)).toBe(before);
      }
    }
  });

  it('of any size do what the limits allow', () => {
    const world = new ManipulationWorld(episode(), 'action');
    new Hand(world).move(1e300, -1e300, 1e300, 0.2, 1e300);
    expect(world.manipulator.arm.q.every(Number.isFinite)).toBe(true);
    expect(Math.hypot(world.observe().arm.vx, world.observe().arm.vy, world.observe().arm.vz)).toBeLessThan(3);
  });
});

describe('events', () => {
  const shove = (s: number): EventSpec => ({
    trigger: { kind: 'time', s },
    action: { kind: 'shove', object: 'box', velocity: [0, 0.5] },
  });

  it('shove an object, once, at its time', () => {
    const world = new ManipulationWorld(episode({ events: [shove(0.5)] }), 'shove');
    const hand = new Hand(world);
    hand.wait(0.49, 0);
    expect(world.objects.y(0)).toBeCloseTo(0, 4);
    hand.wait(1.5, 0);
    // v^2 / (2 mu g), the coefficients of table and box combined by their geometric mean.
    expect(world.objects.y(0)).toBeCloseTo(0.25 / (2 * Math.sqrt(0.5 * 0.8) * 9.81), 2);
  });

  it('change the belt, which carries what lies on it at its new speed', () => {
    const belt = { x: 0.5, y: 0, lengthM: 1, widthM: 0.3, heightM: 0.02, headingRad: 0, speedMps: 0.05 } as const;
    const events: EventSpec[] = [{ trigger: { kind: 'time', s: 0.5 }, action: { kind: 'belt-speed', speedMps: -0.1 } }];
    const world = new ManipulationWorld(
      episode({ belt, events, objects: [{ ...BOX, position: [0.5, 0, 0.05] }] }),
      'belt',
    );
    const hand = new Hand(world);
    hand.wait(0.4, 0);
    expect(world.objects.velocities[0]).toBeCloseTo(0.05, 3);
    hand.wait(0.6, 0);
    expect(world.objects.velocities[0]).toBeCloseTo(-0.1, 3);
    expect(world.observe().belt!.speedMps, 'what the agent is told').toBe(0.05);
  });

  it('need a belt to change one', () => {
    const events: EventSpec[] = [{ trigger: { kind: 'time', s: 0 }, action: { kind: 'belt-speed', speedMps: 1 } }];
    expect(() => new ManipulationWorld(episode({ events }), 'belt')).toThrow('events[0]: expected a belt');
  });
});

describe('determinism', () => {
  const grasp = (world: ManipulationWorld): Hand => {
    const hand = new Hand(world);
    hand.goTo([0.5, 0, 0.1], 0);
    hand.goTo([0.5, 0, 0.03], 0);
    hand.wait(0.6, 0.6);
    hand.move(0, 0, 0.15, 0.3, 0.6);
    return hand;
  };
  /** Held for a while, slipped, fallen, the hand moved on. */
  const goOn = (hand: Hand): string => {
    hand.move(0.1, 0.1, 0.05, 0.8, 0.6);
    hand.wait(0.3, 0);
    return digestState(hand.world);
  };

  it('gives equal digests for the same seed, whatever the order in the spec; other noise for another', () => {
    const spec = everything();
    const shuffled = { ...spec, objects: [...spec.objects].reverse(), obstacles: [...spec.obstacles].reverse() };
    const digest = (s: ManipulationSpec, seed: string) => goOn(grasp(new ManipulationWorld(s, seed)));
    const reference = digest(spec, '1');
    expect(digest(spec, '1')).toBe(reference);
    expect(digest(shuffled, '1')).toBe(reference);
    expect(digest(spec, '2')).not.toBe(reference);
  });

  it('goes on bit for bit from a state in the middle of a grasp, among things asleep, in a used and in a fresh world', () => {
    for (const dynamics of ['kinematic', 'torque'] as const) {
      const spec = { ...everything(), arm: { ...everything().arm, dynamics } };
      const hand = grasp(new ManipulationWorld(spec, '1'));
      const { world } = hand;
      expect(world.manipulator.grasp.holding).toBe(true);
      const asleep = world.scene.objects.bodies.filter((body) => body.sleepState === 2);
      expect(asleep.length, 'things asleep').toBeGreaterThan(0);
      const state = saveState(world);
      const spheres = world.collision.clearance.spheres.balls.slice();
      const end = goOn(hand);
      expect(world.manipulator.grasp.slips, 'slipped meanwhile').toBe(1);

      restoreState(world, state);
      expect(firstDifferentIndex(saveState(world), state)).toBe(-1);
      expect(world.collision.clearance.spheres.balls).toEqual(spheres);
      expect(goOn(hand), 'used world').toBe(end);

      const fresh = new ManipulationWorld(spec, 'another seed');
      restoreState(fresh, state);
      expect(goOn(new Hand(fresh)), 'fresh world').toBe(end);
    }
  });

  it('goes on bit for bit from every step of closing fingers', () => {
    const { arm } = episode();
    const spec = episode({ arm: { ...arm, start: postureAt([0.5, 0, 0.03]) } });
    const hand = new Hand(new ManipulationWorld(spec, '1'));
    hand.wait(0.36, 0.6);
    const states: Float64Array[] = [];
    for (let i = 0; i < 12; i++) {
      states.push(saveState(hand.world));
      hand.command(0, 0, 0, 0.6);
    }
    hand.wait(0.1, 0.6);
    expect(hand.world.manipulator.grasp.holding, 'the grasp is among them').toBe(true);
    const end = digestState(hand.world);
    for (const [i, state] of states.entries()) {
      const fresh = new Hand(new ManipulationWorld(spec, '1'));
      restoreState(fresh.world, state);
      for (let k = i; k < 12; k++) fresh.command(0, 0, 0, 0.6);
      fresh.wait(0.1, 0.6);
      expect(digestState(fresh.world), `step ${i}`).toBe(end);
    }
  });
});
