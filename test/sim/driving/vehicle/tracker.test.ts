import { Body, Shape } from 'cannon-es';
import { describe, expect, it } from 'vitest';
import type { EgoAction } from '../../../../sim/driving/ego-action.ts';
import { lateralLaw } from '../../../../sim/driving/vehicle/lateral-law.ts';
import { LATERAL_LAG_S, LONGITUDINAL_LAG_S } from '../../../../sim/driving/vehicle/tracker.ts';
import { firstDifference, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { Track } from './track.ts';

/** The ideal law from rest at d = 0, sampled every `dt`. */
function idealOffsets(
  target: number,
  speed: number,
  urgency: number,
  friction: number,
  dt: number,
  count: number,
): number[] {
  const substeps = 20;
  const offsets = [0];
  let d = 0;
  let rate = 0;
  for (let i = 1; i < count; i++) {
    for (let k = 0; k < substeps; k++) {
      rate += (lateralLaw(d - target, rate, speed, urgency, friction, 0) * dt) / substeps;
      d += (rate * dt) / substeps;
    }
    offsets.push(d);
  }
  return offsets;
}

/** A lane change of 3.5 m at a held speed: how far it trails the ideal law (best shift), what is left of the difference, and the overshoot. */
function laneChange(speed: number, urgency: number, friction: number, hz = 120) {
  const track = new Track({ speed, friction, hz });
  const offsets = [0];
  track.action.targetOffsetM = 3.5;
  track.action.urgency = urgency;
  track.run(8, track.holdSpeed(speed), () => offsets.push(track.offset));
  const ideal = idealOffsets(3.5, speed, urgency, friction, track.dt, offsets.length);
  let lagS = 0;
  let rms = Infinity;
  for (let shift = 0; shift < hz; shift++) {
    const square = offsets.reduce((sum, d, i) => sum + (d - (i < shift ? 0 : ideal[i - shift])) ** 2, 0);
    const value = Math.sqrt(square / offsets.length);
    if (value < rms) {
      rms = value;
      lagS = shift / hz;
    }
  }
  return { lagS, rms, overshoot: Math.max(...offsets) - 3.5, final: offsets[offsets.length - 1] - 3.5 };
}

describe('lane change of 3.5 m', () => {
  it.each([
    [10, 0],
    [20, 0],
    [30, 0],
    [36, 0],
    [10, 1],
    [20, 1],
    [30, 1],
    [36, 1],
  ])('follows the ideal law at %d m/s, mode %i, on dry road', (speed, urgency) => {
    const { lagS, rms, overshoot, final } = laneChange(speed, urgency, 0.9);
    expect(Math.abs(lagS - LATERAL_LAG_S)).toBeLessThan(0.05);
    expect(rms).toBeLessThan(0.04);
    expect(overshoot).toBeLessThan(0.02);
    expect(Math.abs(final)).toBeLessThan(0.02);
  });

  it.each([
    [10, 0, 0.2],
    [20, 0, 0.2],
    [36, 0, 0.2],
    [10, 1, 0.42],
    [20, 1, 0.42],
    [36, 1, 0.42],
  ])('follows it on friction 0.5 at %d m/s, mode %i', (speed, urgency, mostLag) => {
    const { lagS, overshoot, final } = laneChange(speed, urgency, 0.5);
    expect(lagS).toBeLessThan(mostLag);
    expect(overshoot).toBeLessThan(0.02);
    expect(Math.abs(final)).toBeLessThan(0.02);
  });

  it('is nearly the same at 60, 120 and 240 Hz', () => {
    const [a, b, c] = [60, 120, 240].map((hz) => {
      const track = new Track({ speed: 30, hz });
      track.action.urgency = 1;
      track.run(4, (action, t) => {
        action.targetOffsetM = 3.5;
        action.accelerationMps2 = t < 1 ? 0 : -6;
      });
      return track.car;
    });
    for (const other of [a, c]) {
      expect(Math.abs(other.x - b.x)).toBeLessThan(0.3);
      expect(Math.abs(other.y - b.y)).toBeLessThan(0.02);
      expect(Math.abs(other.heading - b.heading)).toBeLessThan(0.002);
      expect(Math.abs(other.speed - b.speed)).toBeLessThan(0.06);
    }
  });
});

describe('curves', () => {
  it.each([
    [60, 0.9],
    [120, 0.9],
    [240, 0.9],
    [120, 0.5],
  ])('holds the lane from a straight into R = 250 m at 25 m/s, %i Hz, friction %d', (hz, friction) => {
    const track = new Track({ speed: 25, curvature: 1 / 250, hz, friction });
    let worst = 0;
    track.run(14, track.holdSpeed(25), () => (worst = Math.max(worst, Math.abs(track.offset))));
    expect(track.car.x).toBeGreaterThan(200);
    expect(worst).toBeLessThan(0.1);
  });

  it('holds an offset in a curve', () => {
    const track = new Track({ speed: 25, curvature: 1 / 250 });
    track.action.targetOffsetM = -3.5;
    track.run(12, track.holdSpeed(25));
    expect(track.offset).toBeCloseTo(-3.5, 1);
  });
});

describe('limits', () => {
  it.each([0.9, 0.5, 0.3, 0.15])('survives a slalom at any speed on friction %d', (friction) => {
    for (const speed of [15, 25, 36]) {
      const track = new Track({ speed, friction });
      const hold = track.holdSpeed(speed);
      const slalom = (action: EgoAction, t: number) => {
        hold();
        action.urgency = 1;
        action.targetOffsetM = Math.floor(t / 0.8) % 2 === 0 ? 0 : 3.5;
      };
      track.run(10, slalom, () => expect(Math.abs(track.car.lateralSpeed)).toBeLessThan(0.1 * speed));
      track.run(6, (action) => (action.targetOffsetM = 0));
      expect(Math.abs(track.offset)).toBeLessThan(0.3);
    }
  });

  it('brakes and swerves at once', () => {
    const track = new Track({ speed: 30 });
    track.action.accelerationMps2 = -4;
    track.action.targetOffsetM = 3.5;
    track.action.urgency = 1;
    track.run(3);
    expect(track.offset).toBeCloseTo(3.5, 1);
    expect(track.car.speed).toBeLessThan(18.5);
  });
});

describe('slow and standing', () => {
  it('does not twitch at standstill, and stays', () => {
    const track = new Track({ speed: 0, offset: 2 });
    track.run(2);
    const steer = track.car.steerRad;
    track.run(3, undefined, () => {
      expect(Math.abs(track.car.steerRad - steer)).toBeLessThan(1e-9);
      expect(track.car.speed).toBe(0);
    });
    expect(track.offset).toBeCloseTo(2, 9);
  });

  it.each([1, 2, 4])('converges calmly at %d m/s, never at more than 35 degrees to the road', (speed) => {
    const track = new Track({ speed, offset: 3 });
    let travel = 0;
    let steer = 0;
    track.run(45 / speed, track.holdSpeed(speed), () => {
      expect(Math.abs(track.car.heading)).toBeLessThan(0.61);
      travel += Math.abs(track.car.steerRad - steer);
      steer = track.car.steerRad;
    });
    expect(Math.abs(track.offset)).toBeLessThan(0.1);
    // Out, back and straight: more than three sweeps of the steering would be hunting.
    expect(travel).toBeLessThan(2);
  });

  it('comes to a full stop and holds it while the demand is not positive, then drives off', () => {
    const track = new Track({ speed: 10 });
    track.run(5, (action) => (action.accelerationMps2 = -3));
    expect(track.car.speed).toBe(0);
    expect(track.car.x).toBeCloseTo(100 / 6, 0);
    track.run(5, (action) => (action.accelerationMps2 = 0));
    expect(track.car.speed).toBe(0);
    track.run(2, (action) => (action.accelerationMps2 = 1.5));
    expect(track.car.speed).toBeCloseTo(3, 0);
  });
});

describe('longitudinal demand', () => {
  it.each([-8, -4, -1, 1, 2])('is met within the lag at %d m/s2', (demand) => {
    const track = new Track({ speed: 20 });
    track.run(0.5);
    const before = track.car.speed;
    track.run(1, (action) => (action.accelerationMps2 = demand));
    expect(track.car.accelerationMps2).toBeCloseTo(demand, 1);
    const lagS = 1 - (track.car.speed - before) / demand;
    expect(Math.abs(lagS - (demand < 0 ? LONGITUDINAL_LAG_S : 2 * LONGITUDINAL_LAG_S))).toBeLessThan(0.02);
  });

  it('keeps a speed without drift: drag is fed forward', () => {
    const track = new Track({ speed: 36 });
    track.run(10);
    expect(track.car.speed).toBeCloseTo(36, 3);
  });
});

describe('snapshot', () => {
  it('continues bit-exactly after 500 steps, in the same and in a fresh world', () => {
    const options = { speed: 25, curvature: 1 / 250 };
    const drive = (track: Track) =>
      track.run(500 * track.dt, (action, t) => {
        action.urgency = 1;
        action.targetOffsetM = Math.sin(3 * t) > 0 ? 2 : -2;
        action.accelerationMps2 = t > 2 ? -5 : 1;
      });
    const track = new Track(options);
    drive(track);
    const saved = saveState(track);
    drive(track);
    const end = saveState(track);
    Body.idCounter += 40_000;
    Shape.idCounter += 40_000;
    const fresh = new Track({ ...options, speed: 3, offset: 1 });
    for (const other of [track, fresh]) {
      restoreState(other, saved);
      expect(firstDifference(saveState(other), saved, other)).toBeNull();
      drive(other);
      expect(firstDifference(saveState(other), end, other)).toBeNull();
    }
  });
});
