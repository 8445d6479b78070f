import type { ArmModel } from '../../../sim/robotics/arm/arm-model.ts';
import { VolumeTable } from '../../../sim/robotics/clearance/volume-table.ts';
import { MAX_THINGS } from '../../../sim/robotics/sensors/thing-table.ts';
import type { BeltSpec, TaskSpec } from '../../../sim/robotics/spec.ts';
import { movingTimeS, STEPS } from './horizon.ts';
import { Thing } from './thing.ts';

const PERSON = 9;
/** Slower than this, m/s, a thing stands. */
const STANDS_MPS = 0.01;

/**
 * What a planner reckons with: the arm as it is, the task's object, and where all that must not be touched will be at
 * the steps of the horizon. World frame, SI units. Filled anew for each plan.
 */
export class SceneModel {
  readonly q: Float64Array;
  readonly qd: Float64Array;
  widthM = 0;
  /** Whether the task's object is held; and whether something else is. */
  held = false;
  heldOther = false;
  belt: BeltSpec | null = null;
  readonly object = new Thing();
  readonly base = new Thing();
  /** Obstacles that stand for the whole horizon. */
  readonly standing = new VolumeTable(MAX_THINGS);
  /** Those that move, at each step. */
  readonly moving: readonly VolumeTable[];
  /** Other things that had better not be touched. */
  readonly loose = new VolumeTable(MAX_THINGS);
  personKnown = false;
  personRadiusM = 0;
  /** Shoulder, elbow and hand of the person at each step, nine numbers each. */
  readonly person = new Float64Array(PERSON * (STEPS + 1));

  constructor(
    readonly model: ArmModel,
    public task: TaskSpec,
  ) {
    this.q = new Float64Array(model.joints.length);
    this.qd = new Float64Array(model.joints.length);
    this.moving = Array.from({ length: STEPS + 1 }, () => new VolumeTable(MAX_THINGS));
  }

  /** Forgets all things; the arm stays. */
  clear(): void {
    this.object.known = this.base.known = false;
    this.held = this.heldOther = false;
    this.personKnown = false;
    this.standing.count = this.loose.count = 0;
    for (let k = 0; k <= STEPS; k++) this.moving[k].count = 0;
  }

  /** Adds an obstacle that is here now. @param aheadS time from now to the first step, s. @param stepS time of a step, s */
  addObstacle(
    kind: number,
    halfX: number,
    halfY: number,
    halfZ: number,
    x: number,
    y: number,
    z: number,
    yaw: number,
    vx: number,
    vy: number,
    vz: number,
    aheadS: number,
    stepS: number,
  ): void {
    if (vx * vx + vy * vy + vz * vz <= STANDS_MPS * STANDS_MPS) {
      this.standing.place(this.standing.addHalf(kind, halfX, halfY, halfZ), x, y, z, yaw);
      return;
    }
    for (let k = 0; k <= STEPS; k++) {
      const t = movingTimeS(aheadS + k * stepS);
      const row = this.moving[k].addHalf(kind, halfX, halfY, halfZ);
      this.moving[k].place(row, x + vx * t, y + vy * t, z + vz * t, yaw);
    }
  }

  /** Takes a person's arm whose joints have these velocities. @param aheadS time from now to the first step, s */
  setPerson(
    joints: ArrayLike<number>,
    velocities: ArrayLike<number>,
    radiusM: number,
    aheadS: number,
    stepS: number,
  ): void {
    this.personKnown = true;
    this.personRadiusM = radiusM;
    for (let k = 0; k <= STEPS; k++) {
      const t = movingTimeS(aheadS + k * stepS);
      for (let i = 0; i < PERSON; i++) this.person[PERSON * k + i] = joints[i] + t * velocities[i];
    }
  }
}

/** Fills a scene: from the truth, or from what the sensors gave. */
export interface SceneSource<O> {
  /** @param aheadS time from now to the first step of the horizon, s. @param stepS time of a step, s */
  fill(observation: O, aheadS: number, stepS: number, scene: SceneModel): void;
}
