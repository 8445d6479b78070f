import fc from 'fast-check';

const STEPS = 2 ** 30;

/** Numbers spread evenly over [min, max], ends included; `fc.double` spreads over bit patterns, mostly next to zero. */
export function evenly(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: STEPS }).map((step) => min + ((max - min) * step) / STEPS);
}
