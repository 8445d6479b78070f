import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATERAL_MODES } from '../../../../sim/driving/ego-action.ts';
import { lateralLaw } from '../../../../sim/driving/vehicle/lateral-law.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('lateralLaw', () => {
  it.each([0, 1])('is the critically damped law of mode %i at speed on a dry road', (urgency) => {
    const { frequency: w, maxAcceleration } = LATERAL_MODES[urgency as 0 | 1];
    fc.assert(
      fc.property(number(-4, 4), number(-3, 3), number(15, 40), (error, rate, speed) => {
        const ideal = -w * w * error - 2 * w * rate;
        const clipped = Math.min(Math.max(ideal, -maxAcceleration), maxAcceleration);
        expect(lateralLaw(error, rate, speed, urgency, 0.9, 0)).toBeCloseTo(clipped, 9);
      }),
    );
  });

  it('asks for no more than 80 % of the grip that the road leaves, but always for something', () => {
    fc.assert(
      fc.property(
        number(-9, 9),
        number(-5, 5),
        number(0, 40),
        number(0.05, 1.2),
        number(-8, 8),
        (e, r, v, mu, road) => {
          const left = Math.max(0.8 * mu * 9.81 - Math.abs(road), 0.5);
          expect(Math.abs(lateralLaw(e, r, v, 1, mu, road))).toBeLessThanOrEqual(left + 1e-12);
        },
      ),
    );
    expect(lateralLaw(1, 0, 20, 1, 0.3, 8)).toBeCloseTo(-0.5, 12);
  });

  it('runs the same path more slowly where grip is short: time scaled by the root of the share', () => {
    const share = (0.8 * 0.4 * 9.81) / LATERAL_MODES[1].maxAcceleration;
    fc.assert(
      fc.property(number(-4, 4), number(-3, 3), (error, rate) => {
        const dry = lateralLaw(error, rate, 30, 1, 0.9, 0);
        expect(lateralLaw(error, rate * Math.sqrt(share), 30, 1, 0.4, 0)).toBeCloseTo(share * dry, 9);
      }),
    );
  });

  it('never asks a slow car for more than 30 degrees to the road', () => {
    fc.assert(
      fc.property(number(-20, 20), number(1, 8), (error, speed) => {
        const rate = -Math.sign(error) * 0.5 * speed;
        expect(lateralLaw(error, rate, speed, 1, 0.9, 0) * Math.sign(error)).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });
});
