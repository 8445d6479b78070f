import { asin, atan, sin, tan } from '../../kernel/math.ts';
import { CAR } from './car.ts';

/**
 * Lateral tyre force over friction times load, in (-1, 1), of a slip angle in rad; opposes it. Magic Formula without
 * curvature and camber terms (Pacejka, Tire and Vehicle Dynamics, 3rd edition 2012, section 1.3.3).
 * @param stiffness B, `CAR.tyreStiffnessFront` or `-Rear`
 */
export function lateralGrip(slipAngle: number, stiffness: number): number {
  return -sin(CAR.tyreShape * atan(stiffness * slipAngle));
}

/** Slip angle, rad, at which `lateralGrip` is `grip`; |grip| < 1, on the rising branch. */
export function slipAngleFor(grip: number, stiffness: number): number {
  return tan(asin(-grip) / CAR.tyreShape) / stiffness;
}

/** Cornering stiffness over load at zero slip, per unit of friction, 1/rad. */
export function linearStiffness(stiffness: number): number {
  return CAR.tyreShape * stiffness;
}
