import { regularisedBeta } from './special-functions.ts';

/** P(|T| <= t) for Student's t with `degrees` >= 1 degrees of freedom (Abramowitz and Stegun 26.7.1) and t >= 0. */
export function studentTwoSidedProbability(t: number, degrees: number): number {
  const t2 = t * t;
  // Of the two equivalent forms, the one whose argument keeps its digits.
  if (t2 < degrees) return regularisedBeta(t2 / (degrees + t2), 0.5, degrees / 2);
  return 1 - regularisedBeta(degrees / (degrees + t2), degrees / 2, 0.5);
}

/**
 * The t that Student's distribution stays within with probability `confidence`, for example 12.706 at 0.95 with one
 * degree of freedom. Solved by bisection to the last digits.
 *
 * @throws RangeError unless degrees >= 1 and 0 < confidence < 1
 */
export function studentTwoSided(confidence: number, degrees: number): number {
  if (!(degrees >= 1)) throw new RangeError(`Student's t needs at least 1 degree of freedom, but got ${degrees}.`);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`The confidence must lie between 0 and 1, but is ${confidence}.`);
  let low = 0;
  let high = 1;
  while (studentTwoSidedProbability(high, degrees) < confidence) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTwoSidedProbability(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
