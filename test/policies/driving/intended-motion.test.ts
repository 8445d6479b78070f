import { describe, expect, it } from 'vitest';
import { INTENDED_SAMPLES, IntendedMotions } from '../../../policies/driving/intended-motion.ts';
import { Manoeuvre } from '../../../policies/driving/value/manoeuvre.ts';
import { STEP_S } from '../../../policies/driving/value/horizon.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { LONGITUDINAL_LAG_S } from '../../../sim/driving/vehicle/tracker.ts';
import type { IntendedMotion } from '../../../sim/driving/metrics/episode-log.ts';
import { drivingSpec, laneCentre, type SpecChanges } from './worlds.ts';

/** What somebody who asks for this, from the start on, intends at 20 m/s in the middle of lane 1. */
function motion(accelerationMps2: number, offsetM: number, changes: SpecChanges = {}, ageS = 0): IntendedMotion {
  const world = new DrivingWorld(drivingSpec(changes), 'seed');
  const observation = world.observe();
  // The sensors err a little, also where they have no noise.
  Object.assign(observation.ego, { d: laneCentre(1), speed: 20, lateralVelocity: 0, acceleration: 0 });
  const manoeuvre = new Manoeuvre();
  manoeuvre.fill(accelerationMps2, offsetM, 0);
  return new IntendedMotions(world.map).of(observation, manoeuvre, ageS);
}

describe('the intended motion', () => {
  it('of somebody who keeps lane and speed is none', () => {
    const { acceleration, yawRate } = motion(0, laneCentre(1));
    expect(acceleration).toEqual(new Float64Array(INTENDED_SAMPLES));
    expect(yawRate).toEqual(new Float64Array(INTENDED_SAMPLES));
  });

  it('follows a request with the lag of the vehicle', () => {
    const { acceleration, yawRate } = motion(-2, laneCentre(1));
    const share = STEP_S / (STEP_S + LONGITUDINAL_LAG_S);
    let delivered = 0;
    for (let k = 0; k < INTENDED_SAMPLES; k++) {
      delivered += (-2 - delivered) * share;
      expect(acceleration[k]).toBeCloseTo(delivered, 9);
    }
    expect(acceleration[INTENDED_SAMPLES - 1]).toBeCloseTo(-2, 2);
    expect(Math.max(...Array.from(yawRate, Math.abs))).toBe(0);
  });

  it('ends where the car stands: then nobody brakes or turns any more', () => {
    const world = new DrivingWorld(drivingSpec(), 'seed');
    const observation = world.observe();
    Object.assign(observation.ego, { d: laneCentre(1), speed: 2, lateralVelocity: 0.1, acceleration: 0 });
    const manoeuvre = new Manoeuvre();
    manoeuvre.fill(-8, laneCentre(2), 1);
    const { acceleration, yawRate } = new IntendedMotions(world.map).of(observation, manoeuvre, 0);
    const gained = Array.from(acceleration).reduce((sum, a) => sum + a * STEP_S, 0);
    expect(gained).toBeCloseTo(-2, 9);
    expect(acceleration[INTENDED_SAMPLES - 1]).toBe(0);
    expect(yawRate[INTENDED_SAMPLES - 1]).toBe(0);
    // It stands as it stopped, at an angle to the road.
    const turned = Array.from(yawRate).reduce((sum, rate) => sum + rate * STEP_S, 0);
    expect(turned).toBeGreaterThan(0.01);
  });

  it('turns with the road: its curvature times the speed', () => {
    const curvature = 0.004;
    const { yawRate } = motion(0, laneCentre(1), { map: { segments: [{ lengthM: 1000, curvature }] } });
    // Left of the reference line a left bend is tighter.
    const expected = (curvature * 20) / (1 - curvature * laneCentre(1));
    for (const rate of Array.from(yawRate)) expect(rate).toBeCloseTo(expected, 9);
  });

  it('turns out and back in to change lane, to the course that it had', () => {
    const { yawRate } = motion(0, laneCentre(2));
    expect(yawRate[0]).toBeGreaterThan(0.01);
    expect(Math.min(...Array.from(yawRate))).toBeLessThan(-0.001);
    const mirrored = motion(0, laneCentre(0)).yawRate;
    for (let k = 0; k < INTENDED_SAMPLES; k++) expect(mirrored[k]).toBeCloseTo(-yawRate[k], 9);
  });

  it('goes on where a manoeuvre has come to', () => {
    const world = new DrivingWorld(drivingSpec(), 'seed');
    const manoeuvre = new Manoeuvre();
    manoeuvre.fill(0, laneCentre(1), 0);
    manoeuvre.acceleration[0] = 3;
    const motions = new IntendedMotions(world.map);
    const early = motions.of(world.observe(), manoeuvre, 0);
    const late = motions.of(world.observe(), manoeuvre, 0.2);
    expect(early.acceleration[0]).toBeGreaterThan(0.5);
    expect(late.acceleration[0]).toBeLessThan(0.5);
  });
});
