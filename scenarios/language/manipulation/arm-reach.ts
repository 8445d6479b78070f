import type { ArmModel } from '../../../sim/robotics/arm/arm-model.ts';
import type { HandPose } from '../../../sim/robotics/arm/hand-pose.ts';
import { InverseKinematics } from '../../../sim/robotics/arm/inverse-kinematics.ts';
import { Kinematics, POSE_LENGTH } from '../../../sim/robotics/arm/kinematics.ts';
import { Clearance } from '../../../sim/robotics/clearance/clearance.ts';
import type { Point } from '../../../sim/robotics/spec.ts';

/** Directions of the hand that are tried where any will do, rad. */
const YAWS = [0, Math.PI / 2, -Math.PI / 2];

export interface Ball {
  readonly centre: Point;
  readonly radiusM: number;
  /** The table stands below it, and it may touch it. */
  readonly isBase: boolean;
}

const KNOWN = new WeakMap<ArmModel, Reach>();

/** Where an arm can be. What it answers depends on nothing that it was asked before. */
export class Reach {
  private readonly solver: InverseKinematics;
  private readonly kinematics: Kinematics;
  private readonly clearance: Clearance;

  private constructor(readonly model: ArmModel) {
    this.solver = new InverseKinematics(model);
    this.kinematics = new Kinematics(model);
    this.clearance = new Clearance(model);
  }

  /** The same one for the same model: making one takes longer than all that it is asked for an episode. */
  static of(model: ArmModel): Reach {
    const known = KNOWN.get(model) ?? new Reach(model);
    KNOWN.set(model, known);
    return known;
  }

  /** Joint angles with which the hand points down at a pose, rad, the arm clear of itself and the table; or null. */
  posture(pose: HandPose): readonly number[] | null {
    const q = new Float64Array(this.model.joints.length);
    return this.solver.solve(pose, this.model.home, q).converged && this.isClear(q) ? [...q] : null;
  }

  /** With the fingers open. */
  private isClear(q: Float64Array): boolean {
    const { kinematics, clearance } = this;
    kinematics.update(q);
    clearance.place(kinematics.frames, this.model.gripper.maxWidthM);
    return clearance.toSelf() > 0 && clearance.toTable() > 0;
  }

  /** Whether the hand, pointing down, can bring the tool centre point to a place. */
  reaches([x, y, z]: Point): boolean {
    return YAWS.some((yaw) => this.posture({ x, y, z, yaw }) !== null);
  }

  /** Tool centre point in a posture. */
  toolAt(q: readonly number[]): Point {
    const kinematics = new Kinematics(this.model);
    kinematics.update(q);
    return [kinematics.x, kinematics.y, kinematics.z];
  }

  /** Balls that stand for the arm in a posture, the last one for its open fingers. */
  ballsAt(q: readonly number[]): Ball[] {
    const { links, gripper } = this.model;
    const kinematics = new Kinematics(this.model);
    kinematics.update(q);
    const balls = links.flatMap(({ spheres }, link) =>
      spheres.map(({ centre, radiusM }) => {
        return { centre: placed(kinematics.frames, POSE_LENGTH * link, centre), radiusM, isBase: link === 0 };
      }),
    );
    const fingers: Point = [kinematics.x, kinematics.y, kinematics.z];
    return [...balls, { centre: fingers, radiusM: gripper.maxWidthM / 2 + gripper.fingerSize[1], isBase: false }];
  }
}

function placed(frames: Float64Array, at: number, [x, y, z]: Point): Point {
  const row = (i: number) =>
    frames[at + 9 + i] + frames[at + 3 * i] * x + frames[at + 3 * i + 1] * y + frames[at + 3 * i + 2] * z;
  return [row(0), row(1), row(2)];
}
