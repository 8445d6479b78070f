import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHOICES } from '../../../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { FEATURE_COUNT, FEATURE_VERSION } from '../../../policies/driving/features.ts';
import { NETWORK_KNOTS, OUTPUT_COUNT } from '../../../policies/driving/fast-policy.ts';
import { LATERAL_NAMES } from '../../../policies/driving/value/candidates.ts';
import { KNOT_S, KNOTS } from '../../../policies/driving/value/manoeuvre.ts';
import { choiceOf, ROW_LAYOUT, ROW_LENGTH, writeRow } from '../../../scenarios/collect/sample.ts';

describe('the label of a lateral option', () => {
  it('is the choice of the same name; a swerve beside the lane evades to that side', () => {
    const labels = LATERAL_NAMES.map((name, i) => `${name} ${CHOICES[choiceOf(i)]}`);
    expect(labels).toEqual([
      'keep keep',
      'left left',
      'right right',
      'evade-left evade-left',
      'evade-right evade-right',
      'swerve-left evade-left',
      'swerve-right evade-right',
    ]);
  });
});

describe('a row', () => {
  it('has a layout that the network fits', () => {
    expect(ROW_LAYOUT).toEqual({
      featureVersion: FEATURE_VERSION,
      features: FEATURE_COUNT,
      choices: ['keep', 'left', 'right', 'evade-left', 'evade-right'],
      knots: NETWORK_KNOTS,
      rowLength: FEATURE_COUNT + NETWORK_KNOTS + 2,
    });
    expect(OUTPUT_COUNT).toBe(ROW_LAYOUT.choices.length * (1 + 2 * ROW_LAYOUT.knots));
  });

  it('holds features, choice, mean acceleration of each second and weight, and touches no other row', () => {
    const numbers = (length: number): fc.Arbitrary<number[]> =>
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: length, maxLength: length });
    const lateral = fc.integer({ min: 0, max: LATERAL_NAMES.length - 1 });
    const at = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(numbers(FEATURE_COUNT), numbers(KNOTS), lateral, at, (features, acceleration, option, index) => {
        const plan = new DrivingPlan();
        plan.guidance[0] = option;
        plan.manoeuvre.acceleration.set(acceleration);
        const rows = new Float32Array(3 * ROW_LENGTH).fill(NaN);
        writeRow(rows, index, Float32Array.from(features), plan);
        const second = Math.round(1 / KNOT_S);
        const mean = (k: number): number =>
          acceleration.slice(k * second, (k + 1) * second).reduce((sum, a) => sum + a, 0) / second;
        const evades = choiceOf(option) >= 3;
        const weight = 1 + 3 * Math.max(0, -1 - Math.fround(mean(0))) + (evades ? 4 : 0);
        const row = rows.slice(index * ROW_LENGTH, (index + 1) * ROW_LENGTH);
        expect(row).toEqual(Float32Array.of(...features, choiceOf(option), mean(0), mean(1), mean(2), weight));
        expect(rows.filter((value) => !Number.isNaN(value))).toHaveLength(ROW_LENGTH);
      }),
    );
  });
});
