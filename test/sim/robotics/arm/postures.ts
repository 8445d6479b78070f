import fc from 'fast-check';
import type { ArmModel } from '../../../../sim/robotics/arm/arm-model.ts';
import { evenly } from '../../kernel/arbitraries.ts';

/** Joint angles within the limits of an arm. */
export function postures({ joints }: ArmModel): fc.Arbitrary<number[]> {
  return fc.tuple(
    ...joints.map(({ lowerRad, upperRad }) => evenly(lowerRad, upperRad).map((angle) => Math.min(angle, upperRad))),
  );
}
