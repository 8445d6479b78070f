import stdlibAcos from '@stdlib/math-base-special-acos';
import stdlibAsin from '@stdlib/math-base-special-asin';
import stdlibAtan from '@stdlib/math-base-special-atan';
import stdlibAtan2 from '@stdlib/math-base-special-atan2';
import stdlibCos from '@stdlib/math-base-special-cos';
import stdlibExp from '@stdlib/math-base-special-exp';
import stdlibLn from '@stdlib/math-base-special-ln';
import stdlibPow from '@stdlib/math-base-special-pow';
import stdlibSin from '@stdlib/math-base-special-sin';
import stdlibTan from '@stdlib/math-base-special-tan';
import stdlibTanh from '@stdlib/math-base-special-tanh';

/**
 * Transcendental functions with the same bits in every JavaScript engine: ports of FreeBSD msun and Cephes in plain
 * arithmetic (stdlib). The engine's own differ between V8 versions, so that one tick is enough to diverge.
 */

/** Sine of `x`, rad. NaN for NaN and infinities. */
export const sin: (x: number) => number = stdlibSin;

/** Cosine of `x`, rad. NaN for NaN and infinities. */
export const cos: (x: number) => number = stdlibCos;

/** Tangent of `x`, rad. NaN for NaN and infinities. */
export const tan: (x: number) => number = stdlibTan;

/** Arc sine, rad in [-pi/2, pi/2]; NaN outside [-1, 1]. */
export const asin: (x: number) => number = stdlibAsin;

/** Arc cosine, rad in [0, pi]; NaN outside [-1, 1]. */
export const acos: (x: number) => number = stdlibAcos;

/** Arc tangent, rad in [-pi/2, pi/2]. */
export const atan: (x: number) => number = stdlibAtan;

/** Angle of the vector (x, y), rad in [-pi, pi], with the signs of zeros as in IEEE 754. */
export const atan2: (y: number, x: number) => number = stdlibAtan2;

/** e to the power `x`. */
export const exp: (x: number) => number = stdlibExp;

/** Natural logarithm; -Infinity at zero, NaN below. */
export const ln: (x: number) => number = stdlibLn;

/** `base` to the power `exponent`. */
export const pow: (base: number, exponent: number) => number = stdlibPow;

/** Hyperbolic tangent. */
export const tanh: (x: number) => number = stdlibTanh;

/** Length of the vector (x, y). Not rescaled: overflows beyond 1e154, loses digits below 1e-154. */
export function hypot(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

const TWO_PI = 2 * Math.PI;

/** The same direction in (-pi, pi], rad; NaN for NaN and infinities. Angles already there are returned unchanged. */
export function wrapAngle(angle: number): number {
  if (angle > -Math.PI && angle <= Math.PI) return angle;
  if (angle > 1e9 || angle < -1e9) return atan2(sin(angle), cos(angle));
  const wrapped = angle - TWO_PI * Math.ceil((angle - Math.PI) / TWO_PI);
  // The rounded quotient can miss by one turn at the seam.
  if (wrapped <= -Math.PI) return wrapped + TWO_PI;
  return wrapped > Math.PI ? wrapped - TWO_PI : wrapped;
}

/** `value` limited to [low, high]; NaN stays NaN. Requires low <= high. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** Linear interpolation: `from` at t = 0, exactly `to` at t = 1; extrapolates outside [0, 1]. */
export function lerp(from: number, to: number, t: number): number {
  return from * (1 - t) + to * t;
}

function hypotOfMany(...values: number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/**
 * Replaces the engine's transcendental functions in `Math` by the deterministic ones, for libraries that call `Math`
 * themselves (cannon-es). Call it once at the start of every worker that simulates; more calls change nothing.
 */
export function installDeterministicMath(): void {
  Object.assign(Math, { sin, cos, tan, asin, acos, atan, atan2, exp, log: ln, pow, tanh, hypot: hypotOfMany });
}
