import { atan, clamp } from '../../kernel/math.ts';
import { GRAVITY_MPS2 } from '../../kernel/physics-world.ts';
import { CAR, FRONT_LOAD, WHEELBASE_M } from './car.ts';
import { linearStiffness, slipAngleFor } from './tyre.ts';

/** Poles that feedback gives the yaw motion where the car alone is slower: damping ratio, and natural frequency, rad/s, at the friction of dry asphalt. Weaker tyres cannot follow as fast: the frequency goes with the root of friction, or the car spins in quick reversals on ice. */
const YAW_DAMPING = 0.9;
const YAW_FREQUENCY = 11;
const DRY_FRICTION = 0.9;

/** Feed-forward asks the tyres for at most this share of friction; beyond, the slip angle for more grip runs away. */
const MOST_GRIP = 0.95;
/** Speeds below, m/s, are taken as this one; the slip of a car that hardly moves is not defined. */
const LEAST_SPEED_MPS = 3;

/**
 * Road-wheel angle for a lateral acceleration: steady-state feed-forward with the slip angles of both axles at that
 * acceleration (Kapania and Gerdes 2015, "Design of a feedback-feedforward steering controller for accurate path
 * tracking and stability at the limits of handling"), and state feedback on sideslip and yaw rate that places the poles
 * of the linear bicycle model (Rajamani 2012, chapter 2).
 * @param speed forward speed, m/s
 * @param curvature of the wanted path of the centre of mass, 1/m
 * @param lateralSpeed measured, of the centre of mass to the left of the car, m/s
 * @param yawRate measured, rad/s
 */
export function steeringAngle(
  speed: number,
  curvature: number,
  lateralSpeed: number,
  yawRate: number,
  friction: number,
): number {
  const v = Math.max(speed, LEAST_SPEED_MPS);
  const limit = MOST_GRIP * friction * GRAVITY_MPS2;
  const lateral = clamp(v * v * curvature, -limit, limit);
  const k = lateral / (v * v);
  const grip = lateral / (friction * GRAVITY_MPS2);
  const frontSlip = slipAngleFor(grip, CAR.tyreStiffnessFront);
  const rearSlip = slipAngleFor(grip, CAR.tyreStiffnessRear);
  const feedForward = atan(WHEELBASE_M * k) - frontSlip + rearSlip;
  if (speed < LEAST_SPEED_MPS) return feedForward;

  const yawRateWanted = v * k;
  const lateralSpeedWanted = CAR.rearAxleM * yawRateWanted + v * rearSlip;
  placePoles(v, friction);
  return feedForward + gains.sideslip * (lateralSpeedWanted - lateralSpeed) + gains.yaw * (yawRateWanted - yawRate);
}

const gains = { sideslip: 0, yaw: 0 };

/** Gains of the linear bicycle model, x = (lateral speed, yaw rate), for the wanted trace and determinant of the closed loop. */
function placePoles(v: number, friction: number): void {
  const weight = CAR.massKg * GRAVITY_MPS2 * friction;
  const front = linearStiffness(CAR.tyreStiffnessFront) * weight * FRONT_LOAD;
  const rear = linearStiffness(CAR.tyreStiffnessRear) * weight * (1 - FRONT_LOAD);
  const a = CAR.frontAxleM;
  const b = CAR.rearAxleM;
  const a11 = -(front + rear) / (CAR.massKg * v);
  const a12 = (b * rear - a * front) / (CAR.massKg * v) - v;
  const a21 = (b * rear - a * front) / (CAR.yawInertia * v);
  const a22 = -(a * a * front + b * b * rear) / (CAR.yawInertia * v);
  const b1 = front / CAR.massKg;
  const b2 = (a * front) / CAR.yawInertia;
  const frequency = YAW_FREQUENCY * Math.sqrt(Math.min(1, friction / DRY_FRICTION));
  const trace = Math.min(a11 + a22, -2 * YAW_DAMPING * frequency);
  const determinant = Math.max(a11 * a22 - a12 * a21, frequency * frequency);
  // trace = a11 + a22 - b1 ks - b2 ky; determinant = a11 a22 - a12 a21 + ks (b2 a12 - b1 a22) + ky (b1 a21 - b2 a11)
  const t = a11 + a22 - trace;
  const d = determinant - (a11 * a22 - a12 * a21);
  const p = b2 * a12 - b1 * a22;
  const q = b1 * a21 - b2 * a11;
  const scale = 1 / (b1 * q - b2 * p);
  gains.sideslip = (t * q - b2 * d) * scale;
  gains.yaw = (b1 * d - t * p) * scale;
}
