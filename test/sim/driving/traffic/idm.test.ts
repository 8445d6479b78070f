import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  idmAcceleration,
  idmDesiredGap,
  idmEquilibriumGap,
  idmFreeAcceleration,
  IDM_PRESETS,
} from '../../../../sim/driving/traffic/idm.ts';

const presets = Object.entries(IDM_PRESETS);
const { treiber } = IDM_PRESETS;

describe.each(presets)('IDM with the parameters %s', (_name, p) => {
  it('neither accelerates nor brakes at the equilibrium gap', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.98, noNaN: true }), (share) => {
        const speed = share * p.desiredSpeedMps;
        expect(idmAcceleration(p, speed, idmEquilibriumGap(p, speed), speed)).toBeCloseTo(0, 9);
      }),
    );
  });

  it('starts with its maximum acceleration on an empty road and keeps its desired speed', () => {
    expect(idmAcceleration(p, 0, Infinity, 0)).toBe(p.maxAccelMps2);
    expect(idmAcceleration(p, p.desiredSpeedMps, Infinity, 0)).toBe(0);
  });

  it('brakes at the square of the needed over the comfortable deceleration when it must', () => {
    // In the limit of high approach speed s* = v^2 / (2 sqrt(a b)), so that the braking is (v^2 / (2 s))^2 / b.
    const [speed, gap] = [3000, 90_000];
    const needed = (speed * speed) / (2 * gap);
    const braking = idmFreeAcceleration(p, 1e9, speed) - idmAcceleration({ ...p, desiredSpeedMps: 1e9 }, speed, gap, 0);
    expect(braking / ((needed * needed) / p.comfortDecelMps2)).toBeCloseTo(1, 1);
  });
});

describe('IDM', () => {
  it('gives the hand-computed values of the Treiber parameters', () => {
    expect(idmDesiredGap(treiber, 20, 15)).toBeCloseTo(77.284579, 5);
    expect(idmAcceleration(treiber, 20, 30, 15)).toBeCloseTo(-4.258888, 5);
  });

  it('desires no less than the minimum gap behind a leader that runs away', () => {
    expect(idmDesiredGap(treiber, 10, 60)).toBe(treiber.minGapM);
  });

  it('uses its exponent', () => {
    expect(idmFreeAcceleration({ ...treiber, exponent: 1 }, 30, 15)).toBeCloseTo(0.73 / 2, 12);
    expect(idmFreeAcceleration({ ...treiber, exponent: 2 }, 30, 15)).toBeCloseTo(0.73 * 0.75, 12);
  });

  it('with a desired speed of 0 asks for a stop, then for nothing', () => {
    expect(idmFreeAcceleration(treiber, 0, 1)).toBe(-Infinity);
    expect(idmFreeAcceleration(treiber, 0, 0)).toBe(0);
  });
});
