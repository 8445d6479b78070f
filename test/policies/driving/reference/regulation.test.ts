import { describe, expect, it } from 'vitest';
import { CLOSING_MPS } from '../../../../policies/driving/reference/approach.ts';
import { forwardRangeM, REGULATION } from '../../../../policies/driving/reference/constants.ts';
import { avoidableTimeToCollision, RegulationDriver } from '../../../../policies/driving/reference/regulation.ts';
import { drive, firstTime, leastGap } from './point-drive.ts';

const braked = (request: number): boolean => request < 0;

describe("the regulation's criterion", () => {
  it('is the one of 5.2.5.2', () => {
    expect(avoidableTimeToCollision(12)).toBeCloseTo(1.35, 12);
    expect(avoidableTimeToCollision(60 / 3.6)).toBeCloseTo(1.7389, 4);
  });

  it('asks for the forward range of the table in 7.1.1', () => {
    expect([30, 60, 80, 130, 150].map((kmh) => forwardRangeM(kmh / 3.6))).toEqual([46, 46, 60, 150, 150]);
    expect(forwardRangeM(105 / 3.6)).toBeCloseTo(100, 9);
  });
});

describe("the regulation's driver", () => {
  it.each([8, 12, 16.6])('avoids what intrudes into its lane exactly where it has to: %d m/s faster', (v) => {
    // It is done when it closes in no more: the last 0.5 m/s are left to car following.
    const limit = v * avoidableTimeToCollision(v) - CLOSING_MPS ** 2 / (2 * REGULATION.brakingMps2);
    expect(leastGap(drive(new RegulationDriver(1), v, { gapM: limit + 0.08, speedMps: 0 }))).toBeGreaterThan(0);
    expect(leastGap(drive(new RegulationDriver(1), v, { gapM: limit - 0.08, speedMps: 0 }))).toBeLessThanOrEqual(0);
  });

  it('brakes with 6 m/s2 at once, 0.35 s after the time to collision has become critical', () => {
    const samples = drive(new RegulationDriver(1), 15, { gapM: 44, speedMps: 0 });
    const start = (44 - 15 * (avoidableTimeToCollision(15) + REGULATION.toleranceS)) / 15;
    expect(firstTime(samples, braked)).toBeCloseTo(start + REGULATION.reactionS, 2);
    expect(new Set(samples.map(({ request }) => request))).toEqual(new Set([0, -6]));
    expect(leastGap(samples)).toBeGreaterThan(0);
  });

  it('does not look beyond its range, which is enough but for who comes towards it', () => {
    for (let kmh = 10; kmh <= 130; kmh += 10) {
      const needed = (kmh / 3.6) * (avoidableTimeToCollision(kmh / 3.6) + REGULATION.toleranceS);
      expect(forwardRangeM(kmh / 3.6)).toBeGreaterThan(needed);
    }
    const samples = drive(new RegulationDriver(1), 20, { gapM: 100, speedMps: -20 });
    const first = samples.find(({ request }) => braked(request));
    expect(first?.gapM).toBeCloseTo(forwardRangeM(20) - 40 * REGULATION.reactionS, 0);
  });

  it('takes a vehicle for one that cuts in from 0.3 m inside the lane, having seen it move for 0.72 s', () => {
    const cutter = { speedMps: 10, asideM: 3.5 };
    // Its side is 0.85 m off the lane: 1.15 m to go.
    const slow = drive(new RegulationDriver(1), 16, { ...cutter, gapM: 12, sidewaysMps: -0.9 }, 3);
    expect(firstTime(slow, braked)).toBeCloseTo(1.15 / 0.9 + 0.35, 1);
    const quick = drive(new RegulationDriver(1), 16, { ...cutter, gapM: 9.5, sidewaysMps: -2.5 }, 3);
    expect(firstTime(quick, braked)).toBeCloseTo(REGULATION.visibleS + 0.35, 1);
  });
});
