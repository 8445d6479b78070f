import { describe, expect, it } from 'vitest';
import { RSS } from '../../../../policies/driving/reference/constants.ts';
import { rssLateralDistance, rssLongitudinalDistance, RssDriver } from '../../../../policies/driving/reference/rss.ts';
import { DT, drive, firstTime } from './point-drive.ts';

const STEP_S = 1e-4;

/** Way of somebody who accelerates during the response time and then brakes to rest, m, step by step. */
function way(v: number, accel: number, brake: number): number {
  let travelled = 0;
  for (let t = 0; v > 0 || t < RSS.responseS; t += STEP_S) {
    const next = Math.max(0, v + (t < RSS.responseS ? accel : -brake) * STEP_S);
    travelled += 0.5 * (v + next) * STEP_S;
    v = next;
  }
  return travelled;
}

describe('the safe distances of RSS', () => {
  it.each([
    [10, 0],
    [20, 15],
    [33, 33],
  ])('leave nothing in the worst case: ego %d m/s behind %d m/s', (v, lead) => {
    const own = way(v, RSS.accelerationMps2, RSS.brakingMps2);
    expect(rssLongitudinalDistance(v, lead)).toBeCloseTo(own - lead ** 2 / (2 * RSS.brakingMps2), 2);
  });

  it('count the way of who comes towards the ego', () => {
    const [own, other] = [15, 12].map((v) => way(v, RSS.accelerationMps2, RSS.brakingMps2));
    expect(rssLongitudinalDistance(15, -12)).toBeCloseTo(own + other, 2);
    // A vehicle that has just stopped is at times measured to roll back.
    expect(rssLongitudinalDistance(15, -0.5)).toBe(rssLongitudinalDistance(15, 0));
  });

  it.each([0, 0.5, 1.5])('across the road, from %d m/s', (toward) => {
    expect(rssLateralDistance(toward)).toBeCloseTo(RSS.fluctuationM + way(toward, RSS.lateralMps2, RSS.lateralMps2), 3);
  });
});

describe('the RSS driver', () => {
  it('brakes after its response time, along its ramp, and never harder than 0.774 g', () => {
    const samples = drive(new RssDriver(), 20, { gapM: 30, speedMps: 5 });
    expect(firstTime(samples, (request) => request < 0)).toBeCloseTo(RSS.responseS, 2);
    const full = firstTime(samples, (request) => request <= -RSS.brakingMps2 + 1e-9);
    expect(full).toBeCloseTo(RSS.responseS + 0.6, 2);
    expect(Math.min(...samples.map(({ request }) => request))).toBe(-RSS.brakingMps2);
  });

  it('begins where the safe distance ends', () => {
    const samples = drive(new RssDriver(), 20, { gapM: 80, speedMps: 0 });
    const at = samples.findIndex(({ request }) => request < 0);
    const since = samples[at - Math.round(RSS.responseS / DT)];
    expect(since.gapM).toBeCloseTo(rssLongitudinalDistance(20, 0), 0);
  });

  it('minds who comes over too near, and not who keeps beside', () => {
    const beside = { gapM: 5, speedMps: 15, asideM: 3.5 };
    expect(drive(new RssDriver(), 20, { ...beside, sidewaysMps: -0.8 }, 1.2).some((s) => s.request < 0)).toBe(true);
    expect(drive(new RssDriver(), 20, beside, 0.9).every((s) => s.request === 0)).toBe(true);
  });
});
