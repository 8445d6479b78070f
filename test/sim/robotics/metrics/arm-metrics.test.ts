import { describe, expect, it } from 'vitest';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';
import { HandTrace } from '../../../../sim/robotics/metrics/hand-trace.ts';
import { protectiveSeparationM } from '../../../../sim/robotics/metrics/separation.ts';
import type { EventSpec, TaskSpec } from '../../../../sim/robotics/spec.ts';
import { episode, Hand } from '../arm-episode.ts';

const DT = 1 / 60;

describe('HandTrace', () => {
  it('has the jerk of a cubic and the length of a line', () => {
    const trace = new HandTrace();
    for (let i = 0; i <= 60; i++) trace.add((i * DT) ** 3, 0, 0, DT);
    expect(trace.jerkRmsMps3).toBeCloseTo(6, 6);
    expect(trace.pathM).toBeCloseTo(1, 9);
    expect(trace.speedMps).toBeCloseTo((1 - (59 * DT) ** 3) / DT, 9);
  });
});

describe('protectiveSeparationM', () => {
  it('is the way of the person until the robot stands, and the way of the robot until then', () => {
    expect(protectiveSeparationM(0, 0)).toBe(0);
    // A robot at 1 m/s stands after 0.1 s + 0.2 s, having gone 0.1 m + 0.1 m; a person at 1.6 m/s comes 0.48 m.
    expect(protectiveSeparationM(1.6, 1)).toBeCloseTo(0.68, 12);
  });
});

describe('measures of an episode', () => {
  const place: TaskSpec = { kind: 'place', object: 'box', goal: [0.5, 0.2, 0.03], toleranceM: 0.02, holdS: 0.2 };
  const slip: EventSpec = { trigger: { kind: 'held', s: 1.2 }, action: { kind: 'slip' } };

  it('counts what is let go and falls as a drop, with its height', () => {
    const world = new ManipulationWorld(episode({ task: place }), 'drop');
    const hand = new Hand(world);
    hand.pick(0, 0.6, 0.12);
    const top = world.objects.z(0);
    hand.wait(1.5, 0);
    expect(top).toBeGreaterThan(0.1);
    expect(world.metrics.dropped.drops).toBe(1);
    expect(world.metrics.dropped.falls).toBe(1);
    expect(world.metrics.dropped.heightM).toBeCloseTo(top - world.objects.z(0), 2);
    expect(world.manipulator.gripper.attempts).toBe(1);
  });

  it('does not count as a drop what the scenario makes slip', () => {
    const world = new ManipulationWorld(episode({ task: place, events: [slip] }), 'drop');
    const hand = new Hand(world);
    hand.pick(0, 0.6, 0.12);
    hand.wait(1.5, 0.6);
    expect(world.manipulator.grasp.slips).toBe(1);
    expect(world.metrics.dropped).toMatchObject({ drops: 0, falls: 1, heightM: 0 });
  });

  it('does not count what is set down anywhere', () => {
    const world = new ManipulationWorld(episode({ task: place }), 'drop');
    const hand = new Hand(world);
    hand.pick(0, 0.6);
    hand.place([0.45, -0.1, 0.032], 0.6);
    expect(world.manipulator.grasp.grasps).toBe(1);
    expect(world.metrics.dropped.drops).toBe(0);
  });

  it('measures clearance, the time near a person, and forces', () => {
    const still = { peakSpeedMps: 1, dwellS: 0, backAndForth: false, start: { kind: 'time', s: 0 } } as const;
    const world = new ManipulationWorld(
      episode({
        task: place,
        obstacles: [
          {
            id: 'ball',
            shape: { kind: 'sphere', radiusM: 0.05 },
            yawRad: 0,
            path: { ...still, points: [[0.3, 0.4, 0.4]] },
          },
        ],
        person: {
          shoulder: [1.1, 0, 0.4],
          upperArmM: 0.3,
          foreArmM: 0.3,
          radiusM: 0.05,
          hand: { ...still, points: [[0.9, 0, 0.2]] },
        },
      }),
      'near',
    );
    const hand = new Hand(world);
    hand.wait(0.5, 0);
    expect(world.metrics.nearPersonShare).toBe(0);
    const { obstacleM, personM } = world.metrics;
    hand.move(1, 1, 0, 0.3, 0);
    expect(world.metrics.obstacleM).toBeLessThan(obstacleM);
    expect(world.metrics.personM).toBeLessThan(personM);
    expect(world.metrics.peakForceN).toBe(0);
    hand.goTo([0.5, 0, 0.2], 0);
    hand.goTo([0.5, 0, 0.03], 0);
    hand.wait(0.8, 0.5);
    expect(world.metrics.peakForceN).toBeGreaterThan(5);
    expect(world.metrics.peakForceN).toBeLessThan(200);
  });
});
