import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FUZZY } from '../../../../policies/driving/reference/constants.ts';
import {
  criticalRisk,
  FuzzyDriver,
  fuzzyDeceleration,
  proactiveRisk,
} from '../../../../policies/driving/reference/fuzzy.ts';
import { drive, firstTime } from './point-drive.ts';

/** Recorded from `PFS` of JRC-FSM, utility/fuzzy_functs.py (commit 65f81ef), with its default parameters: gap, ego, lead, value. */
const PROACTIVE: readonly (readonly number[])[] = [
  [60, 33, 33, 0.57180550320392],
  [40, 25, 25, 0.5788579919337721],
  [20, 20, 20, 1],
  [30, 16, 10, 0.8571428571428569],
  [12, 8, 0, 1],
  [5, 3, 3, 0.7293233082706768],
  [90, 33, 33, 0],
  [15, 8, 8, 0],
];

/** Recorded from `CFS` of the same: gap, ego, lead, acceleration of the ego, value. */
const CRITICAL: readonly (readonly number[])[] = [
  [60, 30, 10, 0, 0.30000000000000004],
  [50, 30, 10, 0, 0.9000000000000001],
  [40, 30, 10, 0, 1],
  [12, 20, 12, -2, 0],
  [9.5, 20, 12, -2, 0.6923076923076925],
  [7, 20, 12, -6, 0.9600000000000005],
  [1, 20, 18, -4, 0],
  [0.4, 20, 18, -4, 1],
  [0.4, 20, 18, -6, 0],
  [0.3, 20, 18, -6, 1],
  [5, 10, 12, 0, 0],
  [62, 20, 0, 1, 0.39584845405719266],
  [50, 20, 0, 1, 1],
];

const speed = fc.double({ min: 0, max: 40, noNaN: true });
const gap = fc.double({ min: 0, max: 150, noNaN: true });

describe('the fuzzy surrogate safety metrics', () => {
  it.each(PROACTIVE)('proactive: gap %d m, ego %d m/s, lead %d m/s', (gapM, v, lead, value) => {
    expect(proactiveRisk(gapM, v, lead)).toBeCloseTo(value, 12);
  });

  it.each(CRITICAL)('critical: gap %d m, ego %d m/s, lead %d m/s, %d m/s2', (gapM, v, lead, a, value) => {
    expect(criticalRisk(gapM, v, lead, a)).toBeCloseTo(value, 12);
  });

  it('lie in 0 to 1 and fall with the gap', () => {
    fc.assert(
      fc.property(gap, gap, speed, speed, fc.double({ min: -8, max: 3, noNaN: true }), (one, other, v, lead, a) => {
        const [near, far] = one < other ? [one, other] : [other, one];
        for (const risk of [(g: number) => proactiveRisk(g, v, lead), (g: number) => criticalRisk(g, v, lead, a)]) {
          expect(risk(near)).toBeGreaterThanOrEqual(risk(far));
          expect(risk(far)).toBeGreaterThanOrEqual(0);
          expect(risk(near)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('are 0 exactly where comfortable braking after the reaction suffices, 1 where hard braking no longer does', () => {
    const [v, lead] = [25, 10];
    const needs = (decel: number): number => (v - lead) * FUZZY.reactionS + (v - lead) ** 2 / (2 * decel);
    expect(criticalRisk(needs(FUZZY.comfortMps2) + 1e-6, v, lead, 0)).toBe(0);
    expect(criticalRisk(needs(FUZZY.comfortMps2) - 1e-3, v, lead, 0)).toBeGreaterThan(0);
    expect(criticalRisk(needs(FUZZY.hardMps2) + 1e-3, v, lead, 0)).toBeLessThan(1);
    expect(criticalRisk(needs(FUZZY.hardMps2) - 1e-6, v, lead, 0)).toBe(1);
  });

  it('ask for up to 4 m/s2 in foresight and for 4 to 6 m/s2 in need', () => {
    expect(fuzzyDeceleration(0.5, 0)).toBe(2);
    expect(fuzzyDeceleration(1, 0)).toBe(4);
    expect(fuzzyDeceleration(1, 0.5)).toBe(5);
    expect(fuzzyDeceleration(0.2, 1)).toBe(6);
  });
});

describe('the fuzzy driver', () => {
  it('stops before what it sees in time, never harder than 6 m/s2', () => {
    const samples = drive(new FuzzyDriver(), 25, { gapM: 110, speedMps: 0 });
    const last = samples[samples.length - 1];
    expect(last.gapM).toBeGreaterThan(0);
    expect(Math.min(...samples.map(({ request }) => request))).toBeGreaterThanOrEqual(-6);
  });

  it('begins 0.75 s after the gap is no longer safe', () => {
    const [v, leadMps] = [25, 20];
    const safe = v * 0.75 + v ** 2 / 8 - leadMps ** 2 / 14 + 2 + 2;
    const samples = drive(new FuzzyDriver(), v, { gapM: safe + 10, speedMps: leadMps }, 4);
    expect(firstTime(samples, (request) => request < 0)).toBeCloseTo(10 / (v - leadMps) + 0.75, 1);
  });

  it('minds somebody who would be in its way before it has passed, and no one slower', () => {
    const beside = { gapM: 12, speedMps: 15, asideM: 3.5 };
    // 1.7 m aside at 1 m/s: there in 1.7 s. The ego has passed after (12 + 2 * 4.65) / 5 = 4.3 s.
    expect(drive(new FuzzyDriver(), 20, { ...beside, sidewaysMps: -1 }, 1.2).some((s) => s.request < 0)).toBe(true);
    // At a closing speed of 12 m/s it has passed after 1.5 s, more than 0.1 s before.
    const passes = drive(new FuzzyDriver(), 27, { ...beside, gapM: 8, sidewaysMps: -0.9 }, 1.1);
    expect(passes.every((s) => s.request === 0)).toBe(true);
  });
});
