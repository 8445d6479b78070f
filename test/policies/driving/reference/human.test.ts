import { describe, expect, it } from 'vitest';
import { CLOSING_MPS } from '../../../../policies/driving/reference/approach.ts';
import { BRAKING_JERK_MPS3, FULL_BRAKING_MPS2, HUMAN } from '../../../../policies/driving/reference/constants.ts';
import { HumanDriver } from '../../../../policies/driving/reference/human.ts';
import { Scene } from '../../../../policies/driving/value/scene.ts';
import { restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { addOther, drive, DT, firstTime, leastGap, MAP, setScene } from './point-drive.ts';

const KMH = 1 / 3.6;
const human = (): HumanDriver => new HumanDriver(2);
const footOff = (request: number): boolean => request < 0;
const brakes = (request: number): boolean => request < -HUMAN.footOffMps2 - 1e-9;

/** Way from the beginning of the danger to `endMps`, m: evaluation at constant speed, delay with the foot off, ramp, full braking. */
function brakingDistance(v: number, endMps: number): number {
  const off = HUMAN.footOffMps2;
  const ramp = (FULL_BRAKING_MPS2 - off) / BRAKING_JERK_MPS3;
  const afterDelay = v - off * HUMAN.delayS;
  const afterRamp = afterDelay - off * ramp - 0.5 * BRAKING_JERK_MPS3 * ramp ** 2;
  return (
    v * HUMAN.evaluationS +
    (v * HUMAN.delayS - 0.5 * off * HUMAN.delayS ** 2) +
    (afterDelay * ramp - 0.5 * off * ramp ** 2 - (BRAKING_JERK_MPS3 * ramp ** 3) / 6) +
    (afterRamp ** 2 - endMps ** 2) / (2 * FULL_BRAKING_MPS2)
  );
}

describe('the competent and careful human driver', () => {
  it('brakes as the regulation says: 0.774 g, reached in 0.6 s', () => {
    expect(FULL_BRAKING_MPS2 / BRAKING_JERK_MPS3).toBeCloseTo(0.6, 3);
  });

  it.each([30, 45, 60, 90])(
    'avoids a lead that brakes with 6 m/s2 just from the headway of its equation on: %i km/h',
    (kmh) => {
      const v = kmh * KMH;
      const limit = brakingDistance(v, CLOSING_MPS) - v ** 2 / (2 * 6);
      expect(limit / v).toBeLessThan(HUMAN.timeHeadwayS);
      const meet = (gapM: number) => drive(human(), v, { gapM, speedMps: v, decelMps2: 6 });
      expect(leastGap(meet(limit + 0.1))).toBeGreaterThan(0);
      expect(leastGap(meet(limit - 0.1))).toBeLessThanOrEqual(0);
    },
  );

  it('takes 0.4 s to see and 0.75 s to act when a lead brakes hard', () => {
    const samples = drive(human(), 20, { gapM: 30, speedMps: 20, decelMps2: 6 });
    expect(firstTime(samples, footOff)).toBeCloseTo(HUMAN.evaluationS, 2);
    expect(firstTime(samples, brakes)).toBeCloseTo(HUMAN.evaluationS + HUMAN.delayS, 2);
  });

  it('leaves a lead that brakes less hard to car following until the time to collision is critical', () => {
    const samples = drive(human(), 20, { gapM: 30, speedMps: 20, decelMps2: 4 });
    const at = firstTime(samples, footOff);
    // gap = 30 - 2 t^2 and closing = 4 t: the time to collision is 2 s at t = (sqrt(76) - 4) / 2.
    expect(at).toBeCloseTo((Math.sqrt(76) - 4) / 2, 1);
  });

  it('finds what stands ahead critical below a time to collision of 2 s', () => {
    const samples = drive(human(), 10, { gapM: 60, speedMps: 0 });
    const first = samples.find(({ request }) => footOff(request));
    expect(first?.gapM).toBeCloseTo(2 * 10, 1);
    expect(firstTime(samples, brakes) - firstTime(samples, footOff)).toBeCloseTo(HUMAN.delayS, 2);
  });

  it('presses the brake at a bounded rate, up to a bound', () => {
    const samples = drive(human(), 14, { gapM: 40, speedMps: 0 });
    const braking = samples.filter(({ request }) => brakes(request));
    const full = braking.findIndex(({ request }) => request <= -FULL_BRAKING_MPS2 + 1e-9);
    expect(full * DT).toBeCloseTo((FULL_BRAKING_MPS2 - HUMAN.footOffMps2) / BRAKING_JERK_MPS3, 2);
    for (let i = 1; i < full; i++)
      expect(braking[i - 1].request - braking[i].request).toBeCloseTo(BRAKING_JERK_MPS3 * DT, 9);
    for (const { request } of braking.slice(full)) expect(request).toBeCloseTo(-FULL_BRAKING_MPS2, 9);
  });

  it('perceives a cut-in from 0.375 m off the middle of its lane', () => {
    const cutIn = { gapM: 9.5, speedMps: 15, asideM: 3.5, sidewaysMps: -1 };
    const samples = drive(human(), 20, cutIn, 1.6);
    expect(firstTime(samples, footOff)).toBeCloseTo(HUMAN.wanderingM + HUMAN.evaluationS, 1);
    expect(firstTime(samples, brakes)).toBeCloseTo(HUMAN.wanderingM + HUMAN.evaluationS + HUMAN.delayS, 1);
  });

  it('does not mind a vehicle that wanders less, or one that is beyond 2 s', () => {
    expect(drive(human(), 20, { gapM: 9, speedMps: 15, asideM: 3.2 }, 1.5).every((s) => s.request === 0)).toBe(true);
    const far = drive(human(), 20, { gapM: 16, speedMps: 15, asideM: 3.5, sidewaysMps: -1 }, 1.1);
    expect(far.every((s) => s.request === 0)).toBe(true);
  });

  it('brakes for what a lead hid, by its headway alone, but not for the same seen all along', () => {
    const slower = { gapM: 40, speedMps: 20 };
    const revealed = drive(human(), 25, { ...slower, gapM: 50, seenAtS: 2 }, 4);
    expect(firstTime(revealed, footOff)).toBeCloseTo(2 + HUMAN.evaluationS, 1);
    expect(drive(human(), 25, slower, 2.5).every((s) => s.request === 0)).toBe(true);
  });

  it('brakes for a pedestrian whom it would meet, and for none who is gone by then', () => {
    const walks = { gapM: 22, speedMps: 0, kind: 'pedestrian', headingRad: -Math.PI / 2, sidewaysMps: -1.4 } as const;
    expect(firstTime(drive(human(), 12, { ...walks, asideM: 3.5 }), brakes)).toBeCloseTo(1.15, 1);
    const gone = drive(human(), 12, { ...walks, asideM: -1.5 }, 1.4);
    expect(gone.every((s) => s.request === 0)).toBe(true);
    const notYet = drive(human(), 12, { ...walks, asideM: 8, sidewaysMps: -0.9 }, 1.6);
    expect(notYet.every((s) => s.request === 0)).toBe(true);
  });

  it('brakes on below 2 m + 2 s while the gap closes, also from a saved state', () => {
    const driver = human();
    const scene = new Scene(MAP);
    const meet = (gapM: number, leadMps: number): void => {
      setScene(scene, 15, 0);
      addOther(scene, 0, { gapM, speedMps: leadMps }, gapM, 0, leadMps, 0);
    };
    for (let t = 0; t < 2; t += DT) {
      meet(20, 0);
      driver.request(scene, 0, DT);
    }
    const twin = human();
    restoreState(twin, saveState(driver));
    // The time to collision is 6 s again: who does not brake yet would not begin to.
    meet(30, 10);
    const request = driver.request(scene, 0, DT);
    expect(request).toBeCloseTo(-FULL_BRAKING_MPS2, 9);
    expect(twin.request(scene, 0, DT)).toBe(request);
    meet(33, 10);
    expect(driver.request(scene, 0, DT)).toBe(0);
  });
});
