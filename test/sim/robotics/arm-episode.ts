import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { InverseKinematics } from '../../../sim/robotics/arm/inverse-kinematics.ts';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import type { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import type { ManipulationSpec, ObjectSpec, Point } from '../../../sim/robotics/spec.ts';

/** A box of 4 x 4 x 6 cm and 0.2 kg in front of the arm. */
export const BOX: ObjectSpec = {
  id: 'box',
  shape: { kind: 'box', size: [0.04, 0.04, 0.06] },
  massKg: 0.2,
  friction: 0.8,
  position: [0.5, 0, 0.03],
  yawRad: 0,
};

/** An episode without noise: one box to be lifted. */
export function episode(changes: Partial<ManipulationSpec> = {}): ManipulationSpec {
  return {
    family: 'test',
    physicsDt: 1 / 120,
    controlDt: 1 / 60,
    timeLimitS: 15,
    friction: 0.5,
    arm: { model: PANDA, dynamics: 'kinematic', start: PANDA.home },
    task: { kind: 'lift', object: 'box', liftM: 0.04, holdS: 0.2 },
    objects: [BOX],
    obstacles: [],
    belt: null,
    person: null,
    events: [],
    sensors: {
      jointNoiseRad: 0,
      jointSpeedNoiseRadps: 0,
      gripperNoiseM: 0,
      positionNoiseM: 0,
      yawNoiseRad: 0,
      cameraHz: 30,
      cameraDelayS: 1 / 30,
      cameras: [[1.5, 0, 1.2]],
      memoryS: 1,
    },
    ...changes,
  };
}

/** Joint angles with the hand at a point, pointing down, its fingers opening along y. */
export function postureAt([x, y, z]: Point): readonly number[] {
  const q = new Float64Array(PANDA.joints.length);
  const { converged } = new InverseKinematics(PANDA).solve({ x, y, z, yaw: 0 }, PANDA.home, q);
  if (!converged) throw new Error(`no posture for ${x}, ${y}, ${z}`);
  return [...q];
}

/** Steers the hand of a world from point to point, knowing the truth. */
export class Hand {
  private readonly action = new ArmAction();

  constructor(
    readonly world: ManipulationWorld,
    private readonly maxSpeedMps = 0.4,
  ) {}

  get x(): number {
    return this.world.manipulator.arm.kinematics.x;
  }

  get y(): number {
    return this.world.manipulator.arm.kinematics.y;
  }

  get z(): number {
    return this.world.manipulator.arm.kinematics.z;
  }

  /** Goes to a point and stops there, or gives up after `limitS`. @returns whether it arrived */
  goTo(point: Point | (() => Point), grip: number, toleranceM = 0.003, limitS = 6): boolean {
    for (let t = 0; t < limitS && !this.world.ended; t += this.world.controlDt) {
      const [x, y, z] = typeof point === 'function' ? point() : point;
      const dx = x - this.x;
      const dy = y - this.y;
      const dz = z - this.z;
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
      if (distance < toleranceM) return true;
      const speed = Math.min(this.maxSpeedMps, 4 * distance) / distance;
      this.command(speed * dx, speed * dy, speed * dz, grip);
    }
    return false;
  }

  /** Stands for a time, s. */
  wait(seconds: number, grip: number): void {
    for (let t = 0; t < seconds && !this.world.ended; t += this.world.controlDt) this.command(0, 0, 0, grip);
  }

  /** Moves at a velocity for a time, s. */
  move(vx: number, vy: number, vz: number, seconds: number, grip: number): void {
    for (let t = 0; t < seconds && !this.world.ended; t += this.world.controlDt) this.command(vx, vy, vz, grip);
  }

  /** From above: down to an object, closes the fingers, and up. */
  pick(row: number, grip: number, liftM = 0.15): void {
    const { objects } = this.world;
    const above = (): Point => [objects.x(row), objects.y(row), objects.z(row) + 0.12];
    const around = (): Point => [objects.x(row), objects.y(row), objects.z(row)];
    this.goTo(above, 0);
    this.goTo(around, 0);
    this.wait(0.7, grip);
    this.goTo([this.x, this.y, this.z + liftM], grip);
  }

  /** Over a point, down to it, opens the fingers, and up. */
  place([x, y, z]: Point, grip: number): void {
    this.goTo([x, y, z + 0.12], grip);
    this.goTo([x, y, z], grip, 0.002);
    this.wait(0.3, grip);
    this.wait(0.4, 0);
    this.goTo([x, y, z + 0.15], 0);
    this.wait(0.5, 0);
  }

  command(vx: number, vy: number, vz: number, grip: number, yawRate = 0): void {
    const { action } = this;
    action.vx = vx;
    action.vy = vy;
    action.vz = vz;
    action.yawRate = yawRate;
    action.grip = grip;
    this.world.step(action);
  }
}
