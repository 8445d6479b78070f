import { clamp, wrapAngle } from '../../sim/kernel/math.ts';
import { RandomStream } from '../../sim/kernel/random.ts';
import type { ArmModel } from '../../sim/robotics/arm/arm-model.ts';
import { InverseKinematics } from '../../sim/robotics/arm/inverse-kinematics.ts';
import { Kinematics } from '../../sim/robotics/arm/kinematics.ts';

const SAMPLES = 600;
/** Steps of the search from the best sample, rad. */
const STEPS = [0.4, 0.2, 0.1, 0.05, 0.02, 0.01, 0.003, 0.001];
const ROUNDS = 6;

/** Lowest that a joint or the tool may be at home, of the arm's whole length. */
const CLEAR_OF_TABLE = 0.1;

/**
 * A posture to come back to: the hand points down in front of the arm, far from limits and from singular postures. The
 * best of many random ones, improved joint by joint; the same for the same arm. The measure is Yoshikawa's (1985)
 * manipulability of the tool's position and, with six joints or more, of its orientation too.
 * @param model its own `home` does not matter
 */
export function findHome(model: ArmModel): number[] {
  const search = new HomeSearch(model);
  const random = RandomStream.named('urdf', 'home');
  let best = model.joints.map(({ lowerRad, upperRad }) => (lowerRad + upperRad) / 2);
  let worth = search.worth(best);
  const offer = (q: number[]): void => {
    const other = search.worth(q);
    if (other > worth) [best, worth] = [q, other];
  };
  for (let i = 0; i < SAMPLES; i++)
    offer(model.joints.map(({ lowerRad, upperRad }) => random.range(lowerRad, upperRad)));
  for (const step of STEPS) {
    for (let round = 0; round < ROUNDS; round++) {
      const before = worth;
      for (const [i, { lowerRad, upperRad }] of model.joints.entries()) {
        for (const change of [step, -step]) {
          offer(best.map((q, j) => (j === i ? clamp(q + change, lowerRad, upperRad) : q)));
        }
      }
      if (worth === before) break;
    }
  }
  return straighten(model, best);
}

/** The posture nearby in which the hand points down exactly and faces ahead, if there is one; else the same posture. */
function straighten(model: ArmModel, q: number[]): number[] {
  const withHome = { ...model, home: q };
  const { x, y, z, yaw } = new Kinematics(withHome);
  const solver = new InverseKinematics(withHome);
  const out = new Float64Array(q.length);
  for (const wanted of [0, yaw]) {
    if (solver.solve({ x, y, z, yaw: wanted }, q, out).converged) return unwind(model, out);
  }
  return q;
}

/** The same posture without the whole turns by which joints are farther from their middle than need be. */
function unwind(model: ArmModel, q: Float64Array): number[] {
  return model.joints.map(({ lowerRad, upperRad }, i) => {
    const middle = (lowerRad + upperRad) / 2;
    return clamp(middle + wrapAngle(q[i] - middle), lowerRad, upperRad);
  });
}

class HomeSearch {
  private readonly kinematics: Kinematics;
  private readonly jacobian: Float64Array;
  private readonly gram: Float64Array;
  private readonly rows: number;
  private readonly reachM: number;

  constructor(private readonly model: ArmModel) {
    const n = model.joints.length;
    this.kinematics = new Kinematics({ ...model, home: model.joints.map(() => 0) });
    this.jacobian = new Float64Array(6 * n);
    this.rows = n >= 6 ? 6 : 3;
    this.gram = new Float64Array(this.rows * this.rows);
    const offsets = [...model.joints.map((joint) => joint.origin), model.tcp];
    this.reachM = offsets.reduce((sum, { translation: [x, y, z] }) => sum + Math.sqrt(x * x + y * y + z * z), 1e-3);
  }

  /** Above 0; larger is better. */
  worth(q: readonly number[]): number {
    const { kinematics, jacobian } = this;
    kinematics.update(q);
    kinematics.jacobian(jacobian);
    const down = (1 - kinematics.frames[kinematics.frames.length - 4]) / 2;
    const down2 = down * down;
    const down8 = down2 * down2 * down2 * down2;
    const away = Math.sqrt(kinematics.x * kinematics.x + kinematics.y * kinematics.y) + 1e-9;
    const ahead = (1 + kinematics.x / away) / 2;
    const ahead2 = ahead * ahead;
    // Powers: the hand's direction matters most, then the way it faces; products keep each from being bought by others.
    return (
      (1e-6 + this.manipulability()) *
      (1e-3 + this.margin(q)) *
      (1e-6 + down8 * down8) *
      (1e-3 + ahead2 * ahead2) *
      this.height()
    );
  }

  /** From the nearest limit, of the half range: 0 to 1, with square roots to matter near limits only. */
  private margin(q: readonly number[]): number {
    let least = 1;
    for (const [i, { lowerRad, upperRad }] of this.model.joints.entries()) {
      least = Math.min(least, (2 * Math.min(q[i] - lowerRad, upperRad - q[i])) / (upperRad - lowerRad));
    }
    return Math.sqrt(Math.max(0, least));
  }

  /** 1 where the tool and all joints but the first two are clear of the table, else less. */
  private height(): number {
    const { frames } = this.kinematics;
    const clear = CLEAR_OF_TABLE * this.reachM;
    let lowest = clear;
    for (let at = 12 * 3 + 11; at < frames.length; at += 12) lowest = Math.min(lowest, frames[at]);
    return lowest >= clear ? 1 : 1e-3 / (1 + (clear - lowest) / this.reachM);
  }

  /** Square root of the determinant of J J^T, lengths in units of the arm's. */
  private manipulability(): number {
    const { jacobian, gram, rows, reachM } = this;
    const n = this.model.joints.length;
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < rows; b++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += jacobian[a * n + i] * jacobian[b * n + i];
        gram[a * rows + b] = sum / ((a < 3 ? reachM : 1) * (b < 3 ? reachM : 1));
      }
    }
    return Math.sqrt(determinant(gram, rows));
  }
}

/** Of a symmetric matrix without negative eigenvalues; changes it (Gaussian elimination). */
function determinant(matrix: Float64Array, n: number): number {
  let product = 1;
  for (let k = 0; k < n; k++) {
    const pivot = matrix[k * n + k];
    if (pivot <= 1e-14) return 0;
    product *= pivot;
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k] / pivot;
      for (let j = k + 1; j < n; j++) matrix[i * n + j] -= factor * matrix[k * n + j];
    }
  }
  return product;
}
