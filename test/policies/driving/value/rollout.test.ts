import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import { Futures } from '../../../../policies/driving/value/futures.ts';
import { STEP_S, STEPS } from '../../../../policies/driving/value/horizon.ts';
import { KNOTS, Manoeuvre } from '../../../../policies/driving/value/manoeuvre.ts';
import {
  EgoTrack,
  followRequest,
  rollCandidate,
  rollManoeuvre,
  toManoeuvre,
} from '../../../../policies/driving/value/rollout.ts';
import { Scene } from '../../../../policies/driving/value/scene.ts';
import { mapSpec } from '../../../sim/driving/map/specs.ts';
import { Track } from '../../../sim/driving/vehicle/track.ts';

const map = buildMap(mapSpec({ segments: [{ lengthM: 2000, curvature: 0 }] }));
const CENTRE = 5.25;

function sceneAt(speed: number, desired = speed): Scene {
  const scene = new Scene(map);
  scene.setEgo(100, CENTRE, speed, 0, 0, 4.6, 1.85, desired);
  return scene;
}

interface Step {
  readonly s: number;
  readonly d: number;
  readonly v: number;
}

/** The same constant action, rolled out and driven by the car on its tyres: the differences after every step. */
function errors(speed: number, mps2: number, offsetM: number, urgency: number, friction: number): Step[] {
  const scene = sceneAt(speed);
  const track = new EgoTrack();
  const manoeuvre = new Manoeuvre();
  manoeuvre.fill(mps2, CENTRE + offsetM, urgency);
  rollManoeuvre(scene, manoeuvre, 0, track);
  const driven = new Track({ speed, friction });
  driven.action.accelerationMps2 = mps2;
  driven.action.targetOffsetM = offsetM;
  driven.action.urgency = urgency;
  return Array.from({ length: 20 }, (_, k) => {
    driven.run(STEP_S);
    return {
      s: track.s[k + 1] - 100 - driven.car.x,
      d: track.d[k + 1] - CENTRE - driven.car.y,
      v: track.v[k + 1] - driven.car.speed,
    };
  });
}

describe('the roll-out against the car on its tyres, over 2 s', () => {
  // The roll-out takes 8.5 m/s2 for all that tyres give, which is friction 0.85: planners do not know the friction.
  it.each([
    ['comfortable lane change', 15, 0, 3.5, 0, 0.9],
    ['comfortable lane change', 30, 0, 3.5, 0, 0.9],
    ['evasive lane change', 15, 0, 3.5, 1, 0.9],
    ['evasive lane change', 30, 0, 3.5, 1, 0.9],
    ['full braking', 15, -9, 0, 0, 0.85],
    ['full braking', 30, -9, 0, 0, 0.85],
    ['braking and swerving', 15, -5.5, 2.1, 1, 0.9],
    ['braking and swerving', 30, -5.5, 2.1, 1, 0.9],
    ['accelerating', 15, 2, 0, 0, 0.9],
  ] as const)(
    '%s from %d m/s: within 0.55 m along, 0.25 m across, 0.7 m/s',
    (_what, speed, mps2, offset, urgency, friction) => {
      for (const { s, d, v } of errors(speed, mps2, offset, urgency, friction)) {
        expect(Math.abs(s)).toBeLessThan(0.55);
        expect(Math.abs(d)).toBeLessThan(0.25);
        expect(Math.abs(v)).toBeLessThan(0.7);
      }
    },
  );

  it.each([15, 30])('promises no more braking than a dry road gives, from %d m/s', (speed) => {
    for (const { s, v } of errors(speed, -9, 0, 0, 0.9)) {
      expect(s).toBeGreaterThan(-0.05);
      expect(v).toBeGreaterThan(-0.35);
    }
  });
});

describe('the roll-out', () => {
  it('keeps a steady state to the bit', () => {
    const track = new EgoTrack();
    const manoeuvre = new Manoeuvre();
    manoeuvre.fill(0, CENTRE, 0);
    rollManoeuvre(sceneAt(20), manoeuvre, 0, track);
    for (let k = 0; k <= STEPS; k++) {
      expect(track.v[k]).toBe(20);
      expect(track.d[k]).toBe(CENTRE);
      expect(track.s[k]).toBeCloseTo(100 + 20 * k * STEP_S, 9);
    }
  });

  it('stops, and stays where it stopped, without going backwards or sideways', () => {
    const track = new EgoTrack();
    const manoeuvre = new Manoeuvre();
    manoeuvre.fill(-9, CENTRE + 3.5, 1);
    rollManoeuvre(sceneAt(5), manoeuvre, 0, track);
    expect(track.v[STEPS]).toBe(0);
    expect(track.s[STEPS]).toBe(track.s[STEPS - 5]);
    expect(track.d[STEPS]).toBe(track.d[STEPS - 5]);
  });

  it('runs over less of the reference line on the outside of a bend, and more on the inside', () => {
    const advanceOnce = (d: number): number => {
      const track = new EgoTrack();
      const scene = sceneAt(20);
      scene.egoD = d;
      track.start(scene);
      track.advance(0, 0, d, 0, 0.01);
      return track.s[1] - track.s[0];
    };
    // Arc length on the reference line is the way divided by 1 - curvature * d.
    expect(advanceOnce(5)).toBeCloseTo(2 / 0.95, 12);
    expect(advanceOnce(-5)).toBeCloseTo(2 / 1.05, 12);
  });

  it('starts a manoeuvre at its age', () => {
    const manoeuvre = new Manoeuvre();
    manoeuvre.fill(0, CENTRE, 0);
    for (let i = 5; i < KNOTS; i++) manoeuvre.acceleration[i] = -3;
    const young = new EgoTrack();
    const old = new EgoTrack();
    rollManoeuvre(sceneAt(20), manoeuvre, 0, young);
    rollManoeuvre(sceneAt(20), manoeuvre, 0.6, old);
    expect(young.v[10]).toBe(20);
    expect(young.v[11]).toBeLessThan(20);
    expect(old.v[4]).toBe(20);
    expect(old.v[5]).toBeLessThan(20);
  });

  it('gives back the requests that it was rolled with, from a later step on', () => {
    const scene = sceneAt(20);
    const futures = new Futures();
    const track = new EgoTrack();
    const first = new Manoeuvre();
    first.fill(1, CENTRE, 0);
    rollManoeuvre(scene, first, 0, track);
    rollCandidate(scene, futures, CENTRE + 2, 1, 0.4, CENTRE, { requestMps2: -4, holdS: 1 }, 6, track);
    const out = new Manoeuvre();
    toManoeuvre(track, 6, out);
    expect([...out.acceleration.slice(0, 5)]).toEqual([-4, -4, -4, -4, -4]);
    expect([...out.offset.slice(0, 4)]).toEqual([CENTRE, CENTRE, CENTRE + 2, CENTRE + 2]);
    expect([...out.urgency.slice(0, 4)]).toEqual([0, 0, 1, 1]);
    expect(track.request[5]).toBe(1);
    // The hold is over: follow, on an empty road, back to the desired speed.
    expect(out.acceleration[6]).toBeGreaterThan(0);
  });
});

describe('car following of the roll-out', () => {
  /** Request behind a car `gapM` ahead, bumper to bumper, at `leadMps`. */
  function request(speed: number, gapM: number, leadMps: number, offset = CENTRE): number {
    const scene = sceneAt(speed, 20);
    const futures = new Futures();
    futures.count = 1;
    futures.s[0] = 100 + 2.3 + gapM + 2;
    futures.d[0] = CENTRE;
    futures.vs[0] = leadMps;
    futures.halfS[0] = 2;
    futures.halfD[0] = 0.9;
    const track = new EgoTrack();
    track.start(scene);
    return followRequest(scene, futures, track, 0, offset);
  }

  it('is the Intelligent Driver Model of Treiber, Hennecke and Helbing (2000)', () => {
    // s* = 2.5 + 1.1 * 15 + 15 * 5 / (2 sqrt(1.8 * 2.5)); a (1 - (15/20)^4 - (s*/s)^2)
    const wanted = 2.5 + 1.1 * 15 + (15 * 5) / (2 * Math.sqrt(1.8 * 2.5));
    expect(request(15, 40, 10)).toBeCloseTo(1.8 * (1 - 0.75 ** 4 - (wanted / 40) ** 2), 12);
  });

  it('keeps the equilibrium gap (2.5 + 1.1 v) / sqrt(1 - (v / v0)^4)', () => {
    const gap = (2.5 + 1.1 * 15) / Math.sqrt(1 - 0.75 ** 4);
    expect(request(15, gap, 15)).toBeCloseTo(0, 12);
  });

  it('brakes at most with full braking, however near the other is', () => {
    expect(request(15, 0.1, 0)).toBe(-8.5);
    expect(request(15, -1, 0)).toBe(-8.5);
  });

  it('overlooks what is in none of the lanes that it crosses', () => {
    expect(request(15, 5, 0, CENTRE + 3.5)).toBe(-8.5);
    const scene = sceneAt(15, 20);
    scene.egoD = CENTRE + 3.5;
    const futures = new Futures();
    futures.count = 1;
    futures.s[0] = 110;
    futures.d[0] = CENTRE;
    futures.halfS[0] = 2;
    futures.halfD[0] = 0.9;
    const track = new EgoTrack();
    track.start(scene);
    expect(followRequest(scene, futures, track, 0, CENTRE + 3.5)).toBeCloseTo(1.8 * (1 - 0.75 ** 4), 12);
  });
});
