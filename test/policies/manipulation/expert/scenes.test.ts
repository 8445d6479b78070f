import { describe, expect, it } from 'vitest';
import { STEPS } from '../../../../policies/manipulation/expert/horizon.ts';
import { RollOut } from '../../../../policies/manipulation/expert/roll-out.ts';
import { SceneModel } from '../../../../policies/manipulation/expert/scene-model.ts';
import { SensedScene } from '../../../../policies/manipulation/expert/sensed-scene.ts';
import { TrueScene } from '../../../../policies/manipulation/expert/true-scene.ts';
import { ArmAction } from '../../../../sim/robotics/arm-action.ts';
import { Kinematics } from '../../../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { ManipulationWorld } from '../../../../sim/robotics/manipulation-world.ts';
import type { ObjectSpec, ObstacleSpec, PersonSpec } from '../../../../sim/robotics/spec.ts';
import { BOX, episode } from '../../../sim/robotics/arm-episode.ts';

const STEP_S = 1 / 30;

const BALL: ObstacleSpec = {
  id: 'ball',
  shape: { kind: 'sphere', radiusM: 0.05 },
  yawRad: 0,
  path: {
    points: [
      [0.8, -0.4, 0.5],
      [0.8, 0.4, 0.5],
    ],
    peakSpeedMps: 0.8,
    dwellS: 0,
    backAndForth: false,
    start: { kind: 'time', s: 0 },
  },
};
const POST: ObstacleSpec = {
  ...BALL,
  id: 'post',
  shape: { kind: 'cylinder', radiusM: 0.02, heightM: 0.2 },
  path: { ...BALL.path, points: [[0.7, 0.3, 0.1]] },
};
const TIN: ObjectSpec = {
  ...BOX,
  id: 'tin',
  shape: { kind: 'cylinder', radiusM: 0.02, heightM: 0.05 },
  position: [0.5, 0.2, 0.025],
};
const PERSON: PersonSpec = {
  shoulder: [1.1, 0, 0.45],
  upperArmM: 0.32,
  foreArmM: 0.38,
  radiusM: 0.04,
  hand: {
    ...BALL.path,
    points: [
      [0.8, 0, 0.2],
      [0.8, 0.3, 0.2],
    ],
  },
};

/** A world after half a second of rest, in which all moves that can. */
function busyWorld(): ManipulationWorld {
  const world = new ManipulationWorld(
    episode({ objects: [BOX, TIN], obstacles: [BALL, POST], person: PERSON }),
    'scene',
  );
  for (let tick = 0; tick < 30; tick++) world.step(new ArmAction());
  return world;
}

function sceneOf(world: ManipulationWorld): SceneModel {
  return new SceneModel(world.spec.arm.model, world.spec.task);
}

/** Of a row of volumes. */
function place(volumes: { readonly poses: Float64Array }, row = 0): number[] {
  return [...volumes.poses.subarray(12 * row + 9, 12 * row + 12)];
}

function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a, (v, i) => v - b[i]));
}

describe('scenes that planners reckon with', () => {
  it('tells what stands from what moves, and from what is loose', () => {
    const world = busyWorld();
    const scene = sceneOf(world);
    new TrueScene(world, false).fill(null, 0, STEP_S, scene);
    expect([scene.standing.count, scene.moving[0].count, scene.loose.count]).toEqual([1, 1, 1]);
    expect(apart(place(scene.standing), [0.7, 0.3, 0.1])).toBeLessThan(1e-9);
    expect(apart(place(scene.loose), [0.5, 0.2, 0.025])).toBeLessThan(0.002);
    expect(apart([scene.object.x, scene.object.y, scene.object.z], [0.5, 0, 0.03])).toBeLessThan(0.002);
  });

  it('lets obstacles and the person keep their velocity for half a second', () => {
    const world = busyWorld();
    const scene = sceneOf(world);
    new TrueScene(world, false).fill(null, 0.1, STEP_S, scene);
    const { poses, velocities } = world.scene.obstacles.volumes;
    const person = world.scene.person!;
    for (let k = 0; k <= STEPS; k++) {
      const t = Math.min(0.5, 0.1 + k * STEP_S);
      expect(place(scene.moving[k])[1]).toBeCloseTo(poses[10] + t * velocities[1], 12);
      expect(scene.person[9 * k + 7]).toBeCloseTo(person.joints[7] + t * person.velocities[7], 12);
    }
    expect(velocities[1]).toBeGreaterThan(0.1);
  });

  it('knows with foresight where they will be', () => {
    const world = busyWorld();
    const scene = sceneOf(world);
    new TrueScene(world, true).fill(null, 0, STEP_S, scene);
    for (let tick = 0; tick < 60; tick++) {
      if (tick % 2 === 0) {
        expect(apart(place(scene.moving[tick / 2]), place(world.scene.obstacles.volumes))).toBeLessThan(1e-9);
        const joints = scene.person.subarray((9 * tick) / 2, (9 * tick) / 2 + 9);
        expect(apart(joints, world.scene.person!.joints)).toBeLessThan(1e-9);
      }
      world.step(new ArmAction());
    }
  });

  it('gives the same by the sensors, were they perfect, but for what they have to estimate', () => {
    const world = busyWorld();
    const truth = sceneOf(world);
    const sensed = sceneOf(world);
    new TrueScene(world, false).fill(null, 0, STEP_S, truth);
    new SensedScene().fill(world.observe(), 0, STEP_S, sensed);
    expect([sensed.standing.count, sensed.moving[0].count, sensed.loose.count]).toEqual([1, 1, 1]);
    expect(apart(sensed.q, truth.q)).toBeLessThan(1e-9);
    expect(apart(place(sensed.moving[0]), place(truth.moving[0]))).toBeLessThan(0.02);
    expect(apart(place(sensed.moving[6]), place(truth.moving[6]))).toBeLessThan(0.05);
    expect(apart(sensed.person.subarray(0, 9), truth.person.subarray(0, 9))).toBeLessThan(0.02);
    expect([sensed.object.halfX, sensed.object.halfZ]).toEqual([truth.object.halfX, truth.object.halfZ]);
    expect([sensed.held, sensed.heldOther]).toEqual([false, false]);
  });

  it('makes a roll-out pay for what comes near, and more for what it meets', () => {
    const { x, y, z } = new Kinematics(PANDA);
    const stays = { kind: 'reach', goal: [x, y, z], toleranceM: 0.02, holdS: 1 } as const;
    const world = new ManipulationWorld(episode({ objects: [], task: stays }), 'near');
    const scene = sceneOf(world);
    new TrueScene(world, false).fill(null, 0, STEP_S, scene);
    const rollOut = new RollOut(scene, STEP_S);
    const riskWith = (gapM: number): number => {
      scene.standing.count = 0;
      // Beside the hand, whose outermost ball reaches 11 cm from its middle.
      scene.addObstacle(2, 0.02, 0.02, 0.02, x, 0.13 + gapM, z + 0.0734, 0, 0, 0, 0, 0, STEP_S);
      rollOut.begin(null, 0, 0);
      rollOut.run(null, null, 0, Infinity);
      return rollOut.risk;
    };
    expect(riskWith(0.05)).toBe(0);
    expect(riskWith(0.008)).toBeGreaterThan(0.01);
    expect(riskWith(0.008)).toBeLessThan(8);
    expect(riskWith(-0.01)).toBeGreaterThan(20);
  });
});
