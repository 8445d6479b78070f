import { clamp } from '../../kernel/math.ts';
import { RandomStream } from '../../kernel/random.ts';
import type { ArmModel } from './arm-model.ts';
import { DampedLeastSquares } from './damped-least-squares.ts';
import { errorToHandPose, type HandPose } from './hand-pose.ts';
import { Kinematics } from './kinematics.ts';
import { workingRange, type WorkingRange } from './working-range.ts';

const POSITION_TOLERANCE_M = 1e-5;
const ANGLE_TOLERANCE_RAD = 1e-4;
/** Beyond these errors a linear step means little. */
const LONGEST_STEP_M = 0.25;
const LONGEST_STEP_RAD = 0.8;
const STEPS_PER_START = 60;
const RANDOM_STARTS = 10;
/** Share of the way home that a step may take where the pose leaves it free. */
const HOMING = 0.2;
/** For a square of the error, in m and rad. */
const DAMPING = 0.05;
/** Keeps singular postures solvable. */
const LEAST_DAMPING = 1e-6;

export interface InverseKinematicsResult {
  /** Whether both errors are within 0.01 mm and 0.1 mrad. */
  readonly converged: boolean;
  readonly positionErrorM: number;
  /** Of tilt and yaw together, rad. */
  readonly angleErrorRad: number;
}

/**
 * Joint angles for a pose of the hand: Levenberg and Marquardt's method with damping by the error (Sugihara 2011), joints
 * kept within their working range, redundancy resolved towards `home`. It starts from the posture that it is given, then
 * from `home`, then from postures that are the same in every run. Allocates nothing after construction.
 */
export class InverseKinematics {
  private readonly kinematics: Kinematics;
  private readonly range: WorkingRange;
  private readonly solver: DampedLeastSquares;
  private readonly starts: readonly ArrayLike<number>[];
  private readonly jacobian: Float64Array;
  private readonly error = new Float64Array(6);
  private readonly q: Float64Array;
  private readonly homing: Float64Array;
  private readonly step: Float64Array;
  private readonly result = { converged: false, positionErrorM: 0, angleErrorRad: 0 };

  constructor(private readonly model: ArmModel) {
    const n = model.joints.length;
    this.kinematics = new Kinematics(model);
    this.range = workingRange(model);
    const { lower, upper } = this.range;
    this.solver = new DampedLeastSquares(n);
    this.jacobian = new Float64Array(6 * n);
    this.q = new Float64Array(n);
    this.homing = new Float64Array(n);
    this.step = new Float64Array(n);
    const random = RandomStream.named('inverse-kinematics', 'starts');
    const starts: ArrayLike<number>[] = [model.home];
    for (let i = 0; i < RANDOM_STARTS; i++) {
      starts.push(model.home.map((_, joint) => random.range(lower[joint], upper[joint])));
    }
    this.starts = starts;
  }

  /**
   * @param start joint angles near which a solution is preferred, rad; outside the working range they are moved to its ends
   * @param out the solution, or the posture with the least error that was met; always within the working range
   * @returns the same object on every call
   */
  solve(target: HandPose, start: ArrayLike<number>, out: Float64Array): InverseKinematicsResult {
    const { result } = this;
    result.converged = false;
    result.positionErrorM = Infinity;
    result.angleErrorRad = Infinity;
    this.solveFrom(target, start, out);
    for (let i = 0; i < this.starts.length && !result.converged; i++) this.solveFrom(target, this.starts[i], out);
    return result;
  }

  /** Keeps in `out` and `result` what is better than what they hold. */
  private solveFrom(target: HandPose, start: ArrayLike<number>, out: Float64Array): void {
    const { kinematics, error, q, result } = this;
    const { lower, upper } = this.range;
    for (let i = 0; i < q.length; i++) q[i] = clamp(start[i], lower[i], upper[i]);
    for (let count = 0; count <= STEPS_PER_START; count++) {
      kinematics.update(q);
      errorToHandPose(kinematics, target, error);
      const position = length(error, 0);
      const angle = length(error, 3);
      if (position + angle < result.positionErrorM + result.angleErrorRad) {
        out.set(q);
        result.positionErrorM = position;
        result.angleErrorRad = angle;
        result.converged = position <= POSITION_TOLERANCE_M && angle <= ANGLE_TOLERANCE_RAD;
        if (result.converged) return;
      }
      if (count < STEPS_PER_START) this.moveCloser(position, angle);
    }
  }

  /** Takes the step that minimises |J step - error|^2 + damping |step - homing|^2, as far as the range allows it. */
  private moveCloser(position: number, angle: number): void {
    const { kinematics, solver, jacobian, error, q, homing, step } = this;
    const { lower, upper } = this.range;
    const { home } = this.model;
    const n = q.length;
    shorten(error, 0, position, LONGEST_STEP_M);
    shorten(error, 3, angle, LONGEST_STEP_RAD);
    kinematics.jacobian(jacobian);
    solver.take(jacobian);
    solver.damp(DAMPING * squareOf(error) + LEAST_DAMPING);
    for (let i = 0; i < n; i++) homing[i] = HOMING * (home[i] - q[i]);
    for (let row = 0; row < 6; row++) {
      for (let i = 0; i < n; i++) error[row] -= jacobian[row * n + i] * homing[i];
    }
    solver.solve(error, step);
    for (let i = 0; i < n; i++) q[i] = clamp(q[i] + step[i] + homing[i], lower[i], upper[i]);
  }
}

function squareOf(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i] * v[i];
  return sum;
}

function length(v: Float64Array, at: number): number {
  return Math.sqrt(v[at] * v[at] + v[at + 1] * v[at + 1] + v[at + 2] * v[at + 2]);
}

function shorten(v: Float64Array, at: number, now: number, longest: number): void {
  if (now <= longest) return;
  for (let i = at; i < at + 3; i++) v[i] *= longest / now;
}
