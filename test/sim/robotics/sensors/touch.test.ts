import { describe, expect, test } from 'vitest';
import { ManipulationPerception } from '../../../../sim/robotics/sensors/manipulation-perception.ts';
import type { SensorSpec } from '../../../../sim/robotics/spec.ts';
import { DT, EXACT, object, obstacle, place, positionOf, REAL, specWith, Truth } from './bench.ts';

const CUBE = 'object';
const WALL = obstacle('wall', { kind: 'box', size: [0.02, 4, 4] });
const ONE_CAMERA: SensorSpec = { ...EXACT, cameras: [[3, 0, 0.5]] };

/** A hand that turns about the base while a wall can be put before the camera; the cube goes with it if `held`. */
class Scene {
  readonly perception: ManipulationPerception;
  readonly truth: Truth;
  tick = 0;
  private turn = 0;
  private readonly home: Float64Array;
  private readonly start: { x: number; y: number; z: number; yaw: number };

  constructor(sensors: SensorSpec) {
    const spec = specWith({ obstacles: [WALL], objects: [object('cube')], sensors });
    this.perception = new ManipulationPerception(spec, 3);
    this.truth = new Truth(spec);
    this.home = this.truth.q.slice();
    const { x, y, z, yaw } = this.truth.kinematics;
    this.start = { x, y, z, yaw };
    this.hide(false);
    this.putAtHand();
  }

  hide(hidden: boolean): void {
    place(this.truth.obstacles, 0, hidden ? 2 : -3, 0, 0.5);
  }

  /** Where the cube is, 1 cm behind the hand's middle, when it has gone with it. */
  putAtHand(): void {
    const c = Math.cos(this.turn);
    const s = Math.sin(this.turn);
    const { x, y, z, yaw } = this.start;
    place(this.truth.objects, 0, c * (x + 0.01) - s * y, s * (x + 0.01) + c * y, z, yaw + this.turn);
  }

  run(ticks: number, speed: number, held: boolean): void {
    for (let k = 0; k < ticks; k++) {
      this.turn += speed * DT;
      this.truth.q[0] = this.home[0] + this.turn;
      this.truth.qd[0] = speed;
      if (held) this.putAtHand();
      this.perception.sense(this.tick++, this.truth);
    }
  }

  /** Of the cube's row from the real cube, m. */
  error(): number {
    const found = positionOf(this.perception, CUBE);
    const { objects } = this.truth;
    return found === null
      ? Infinity
      : Math.hypot(found[0] - objects[9], found[1] - objects[10], found[2] - objects[11]);
  }
}

describe('what the pads closed on', () => {
  test('moves with the hand while they feel it, though no camera sees it for longer than the memory', () => {
    const scene = new Scene(ONE_CAMERA);
    scene.run(5, 0, true);
    scene.truth.widthM = 0.04;
    scene.truth.forceN = 10;
    scene.run(1, 0, true);
    scene.hide(true);
    scene.run(60, 0.5, true);
    const { things } = scene.perception.observation;
    const { objects } = scene.truth;
    expect(scene.error()).toBeLessThan(1e-9);
    expect(things.ageS[0]).toBe(0);
    expect(things.vx[0]).toBeCloseTo(-0.5 * objects[10], 9);
    expect(things.vy[0]).toBeCloseTo(0.5 * objects[9], 9);
    expect(things.yaw[0]).toBeCloseTo(Math.atan2(objects[3], objects[0]), 9);
  });

  test('is forgotten like all that is unseen once they feel nothing', () => {
    const scene = new Scene(ONE_CAMERA);
    scene.run(5, 0, true);
    scene.truth.forceN = 10;
    scene.run(1, 0, true);
    scene.hide(true);
    scene.run(10, 0.5, true);
    scene.truth.forceN = 0;
    scene.run(30, 0, false);
    expect(positionOf(scene.perception, CUBE)).not.toBe(null);
    expect(scene.perception.observation.things.ageS[0]).toBeCloseTo(0.5, 9);
    scene.run(1, 0, false);
    expect(positionOf(scene.perception, CUBE)).toBe(null);
  });

  test('is nothing where the tracker knows of nothing between them', () => {
    const scene = new Scene(ONE_CAMERA);
    scene.hide(true);
    scene.truth.forceN = 10;
    scene.run(20, 0.5, true);
    expect(positionOf(scene.perception, CUBE)).toBe(null);
    const beside = new Scene(ONE_CAMERA);
    const { objects } = beside.truth;
    place(objects, 0, objects[9], objects[10] + 0.1, objects[11]);
    beside.run(5, 0, false);
    beside.truth.forceN = 10;
    beside.run(20, 0.5, false);
    expect(beside.error()).toBeLessThan(1e-9);
  });

  test('is where a picture shows it, when that is not in the hand, though the pads still feel something', () => {
    const scene = new Scene({ ...ONE_CAMERA, cameraHz: 30, cameraDelayS: 0.05 });
    scene.run(8, 0, true);
    scene.truth.forceN = 10;
    scene.run(1, 0, true);
    scene.run(20, 0.5, true);
    expect(scene.error()).toBeLessThan(1e-9);
    scene.run(20, 0.5, false);
    expect(scene.error()).toBeLessThan(1e-9);
    expect(scene.perception.observation.things.ageS[0]).toBeGreaterThan(0);
  });

  test('is known in the hand to the noise of pictures, while late ones show where the hand was', () => {
    const scene = new Scene({ ...REAL, cameras: ONE_CAMERA.cameras });
    scene.run(30, 0, true);
    scene.truth.forceN = 10;
    let worst = 0;
    for (let k = 0; k < 60; k++) {
      scene.run(1, 1, true);
      worst = Math.max(worst, scene.error());
    }
    expect(worst).toBeLessThan(3 * REAL.positionNoiseM);
    expect(scene.perception.observation.things.ageS[0]).toBe(0);
  });
});
