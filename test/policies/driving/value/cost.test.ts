import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTOR_KINDS } from '../../../../sim/driving/actor-table.ts';
import { buildMap } from '../../../../sim/driving/map/build-map.ts';
import type { ActorKind, MapSpec } from '../../../../sim/driving/spec.ts';
import { type Cost, createCost, evaluate } from '../../../../policies/driving/value/cost.ts';
import { Futures } from '../../../../policies/driving/value/futures.ts';
import { Manoeuvre } from '../../../../policies/driving/value/manoeuvre.ts';
import { predictNominal, predictPessimistic } from '../../../../policies/driving/value/predict.ts';
import { EgoTrack, rollManoeuvre } from '../../../../policies/driving/value/rollout.ts';
import { Scene } from '../../../../policies/driving/value/scene.ts';
import { mapSpec } from '../../../sim/driving/map/specs.ts';

interface Other {
  readonly kind?: ActorKind;
  /** Of the centre, ahead of the ego's, m. */
  readonly ahead: number;
  /** Of the centre, left of the ego's, m. */
  readonly left?: number;
  readonly speed?: number;
  readonly leftwards?: number;
  readonly heading?: number;
  readonly acceleration?: number;
  readonly lengthM?: number;
  readonly widthM?: number;
}

const HIGHWAY: Partial<MapSpec> = { segments: [{ lengthM: 3000, curvature: 0 }] };
const MIDDLE = 5.25;

interface Ride {
  readonly speed?: number;
  readonly desired?: number;
  readonly mps2?: number;
  readonly to?: number;
  readonly urgency?: number;
  readonly d?: number;
  readonly s?: number;
  readonly map?: Partial<MapSpec>;
  readonly pessimism?: number;
}

/** Cost of an action held for 4 s, with 20 m/s, in the middle of three lanes, unless `ride` says otherwise. */
function cost(others: readonly Other[], ride: Ride = {}): Cost {
  const { speed = 20, mps2 = 0, to = MIDDLE, urgency = 0, d = MIDDLE, s = 500, map = HIGHWAY, pessimism = 0 } = ride;
  const desired = ride.desired ?? speed;
  const scene = new Scene(buildMap(mapSpec(map)));
  scene.setEgo(s, d, speed, 0, 0, 4.6, 1.85, desired);
  for (const [i, o] of others.entries()) {
    const kind = ACTOR_KINDS.indexOf(o.kind ?? 'car');
    const [length, width] = [o.lengthM ?? 4.5, o.widthM ?? 1.8];
    scene.add(
      i,
      kind,
      s + o.ahead,
      d + (o.left ?? 0),
      o.heading ?? 0,
      o.speed ?? 0,
      o.leftwards ?? 0,
      o.acceleration ?? 0,
      length,
      width,
    );
  }
  const nominal = new Futures();
  predictNominal(scene, nominal);
  const hypotheses = [nominal];
  if (pessimism > 0) {
    const bad = new Futures();
    predictPessimistic(scene, pessimism, bad);
    hypotheses.push(bad);
  }
  const manoeuvre = new Manoeuvre();
  manoeuvre.fill(mps2, to, urgency);
  const track = new EgoTrack();
  rollManoeuvre(scene, manoeuvre, 0, track);
  const out = createCost();
  evaluate(scene, hypotheses, track, 0, out);
  return out;
}

describe('harm', () => {
  it('is none on an empty road, in the lane, at the desired speed: nothing costs anything', () => {
    expect(cost([])).toEqual({ harm: 0, risk: 0, effort: 0, contactS: Infinity, total: 0 });
  });

  it('counts a contact at the step at which the boxes meet', () => {
    // 25.45 m bumper to bumper are run through at 20 m/s in 1.2725 s: the boxes overlap at step 13.
    const hit = cost([{ kind: 'barrier', ahead: 30, lengthM: 4.5 }]);
    expect(hit.harm).toBeGreaterThan(0);
    expect(hit.contactS).toBeCloseTo(1.3, 9);
  });

  it('grows with the closing speed: a head-on contact is worse than one with a standing car, that worse than a slow one', () => {
    const at = (speed: number): Cost =>
      cost([{ ahead: 4.55 + (20 - speed) * 1.03, speed, heading: speed < 0 ? Math.PI : 0 }]);
    const [headOn, standing, slow] = [at(-20), at(0), at(15)];
    expect(headOn.contactS).toBeCloseTo(1.1, 9);
    expect(standing.contactS).toBeCloseTo(1.1, 9);
    expect(slow.contactS).toBeCloseTo(1.1, 9);
    expect(headOn.harm).toBeGreaterThan(2 * standing.harm);
    expect(standing.harm).toBeGreaterThan(2 * slow.harm);
  });

  it('falls with the time that is left', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 40, noNaN: true }),
        fc.double({ min: 5, max: 30, noNaN: true }),
        (near, more) => {
          const sooner = cost([{ ahead: near }]);
          const later = cost([{ ahead: near + more }]);
          expect(sooner.contactS).toBeLessThanOrEqual(later.contactS);
          expect(sooner.harm).toBeGreaterThan(later.harm);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is lowered by braking, even where the contact cannot be avoided', () => {
    const braked = cost([{ ahead: 18 }], { mps2: -9 });
    const driven = cost([{ ahead: 18 }]);
    expect(braked.contactS).toBeLessThan(Infinity);
    expect(braked.harm).toBeLessThan(0.8 * driven.harm);
  });

  it('is greater for whoever has no body around them, of equal size and speed', () => {
    const box = { ahead: 25, lengthM: 1, widthM: 1 };
    const [car, pedestrian, cyclist, debris] = (['car', 'pedestrian', 'cyclist', 'debris'] as const).map((kind) =>
      cost([{ ...box, kind }]),
    );
    expect(pedestrian.harm).toBeGreaterThan(1.5 * car.harm);
    expect(cyclist.harm).toBe(pedestrian.harm);
    expect(debris.harm).toBe(car.harm);
  });

  it('leaves out the follower in the own lane, whatever it does', () => {
    const follower = { ahead: -12, speed: 30 };
    expect(cost([follower]).harm).toBe(0);
    expect(cost([follower], { mps2: -9 }).harm).toBe(0);
    expect(cost([{ ...follower, speed: -1 }], { mps2: -9 }).harm).toBe(0);
  });

  it('counts whom it moves in front of: harm from a car that is beside, none from one that can still yield', () => {
    const left = 3.5;
    const change = { to: MIDDLE + left, urgency: 1 };
    expect(cost([{ ahead: -1, left, speed: 20 }], change).harm).toBeGreaterThan(0);
    expect(cost([{ ahead: -25, left, speed: 22 }], change).harm).toBe(0);
    expect(cost([{ ahead: -1, left, speed: 20 }]).harm).toBe(0);
  });

  it('is that of the first contact only', () => {
    const one = cost([{ ahead: 25 }]);
    expect(cost([{ ahead: 25 }, { ahead: 45 }]).harm).toBe(one.harm);
    expect(cost([{ ahead: 45 }, { ahead: 25 }]).harm).toBe(one.harm);
  });

  it('adds what a pessimistic hypothesis foresees, by its weight', () => {
    // 4.45 m behind somebody as fast: safe unless he brakes.
    const leader = [{ ahead: 9, speed: 20 }];
    expect(cost(leader).harm).toBe(0);
    const feared = cost(leader, { pessimism: 0.2 });
    expect(feared.harm).toBeGreaterThan(0);
    expect(cost(leader, { pessimism: 0.4 }).harm).toBeCloseTo(2 * feared.harm, 12);
    expect(feared.contactS).toBeLessThan(1.5);
  });
});

describe('leaving the road', () => {
  it('costs more the faster, nothing at standstill, and nothing on the shoulder', () => {
    // Three lanes of 3.5 m and shoulders of 2 m: drivable from -2 to 12.5 m.
    const off = (speed: number): number => cost([], { speed, to: -4, urgency: 1 }).harm;
    expect(off(20)).toBeGreaterThan(0);
    expect(off(30)).toBeGreaterThan(off(20));
    expect(cost([], { speed: 0, d: -1.8, to: -1.8 }).harm).toBe(0);
    expect(cost([], { to: 0, urgency: 1 }).harm).toBe(0);
    expect(cost([], { to: 13, urgency: 1 }).harm).toBeGreaterThan(0);
  });

  it('is less bad than hitting somebody, and worse than a comfortable ride', () => {
    expect(cost([], { to: -4, urgency: 1 }).total).toBeLessThan(cost([{ ahead: 25 }]).total);
    expect(cost([], { to: -4, urgency: 1 }).total).toBeGreaterThan(cost([], { to: 1.75 }).total + 10);
  });
});

describe('risk', () => {
  it('is a short time to collision, a short headway, and a small clearance beside', () => {
    const gap = (metres: number): number => 2.3 + 2.25 + metres;
    const closing = cost([{ ahead: gap(40), speed: 5 }], { mps2: -3 });
    expect(closing.harm).toBe(0);
    expect(closing.risk).toBeGreaterThan(0);
    expect(cost([{ ahead: gap(6), speed: 20 }]).risk).toBeGreaterThan(0);
    expect(cost([{ ahead: gap(12), speed: 20 }]).risk).toBe(0);
    const beside = (clearance: number): number => cost([{ ahead: 0, left: 1.825 + clearance, speed: 20 }]).risk;
    expect(beside(0.2)).toBeGreaterThan(beside(0.4));
    expect(beside(0.4)).toBeGreaterThan(0);
    expect(beside(1.2)).toBe(0);
  });

  it('keeps a wider margin to pedestrians', () => {
    const past = (kind: ActorKind): number =>
      cost([{ kind, ahead: 25, left: 0.925 + 0.25 + 0.8, lengthM: 0.5, widthM: 0.5 }]).risk;
    expect(past('debris')).toBe(0);
    expect(past('pedestrian')).toBeGreaterThan(0);
  });
});

describe('effort', () => {
  it('counts lost way, and hurry more than slowness', () => {
    const slow = cost([], { speed: 18, desired: 20 }).effort;
    const fast = cost([], { speed: 22, desired: 20 }).effort;
    expect(slow).toBeGreaterThan(0);
    expect(fast).toBeGreaterThan(slow);
  });

  it('counts harshness, evasion, and leaving the lane without need', () => {
    expect(cost([], { mps2: -3 }).effort).toBeGreaterThan(cost([], { mps2: -1 }).effort);
    expect(cost([], { urgency: 1 }).effort).toBeGreaterThan(cost([]).effort);
    expect(cost([], { to: MIDDLE + 3.5 }).effort).toBeGreaterThan(0);
    expect(cost([], { to: MIDDLE + 3.5, urgency: 1 }).effort).toBeGreaterThan(cost([], { to: MIDDLE + 3.5 }).effort);
  });

  it('counts a place on the wrong side, on the shoulder, or between lanes', () => {
    const twoWay: Partial<MapSpec> = { ...HIGHWAY, kind: 'two-way', lanes: 1 };
    const own = cost([], { map: twoWay, d: -1.75, to: -1.75 }).effort;
    const oncoming = cost([], { map: twoWay, d: 1.75, to: 1.75 }).effort;
    expect(own).toBe(0);
    expect(oncoming).toBeGreaterThan(0.5);
    const at = (d: number): number => cost([], { d, to: d }).effort;
    expect(at(-0.9)).toBeGreaterThan(at(0.3));
    expect(at(MIDDLE + 1)).toBeGreaterThan(at(MIDDLE + 0.5));
  });

  it('counts the end of a lane that comes into sight, not that of the road', () => {
    const merge: Partial<MapSpec> = { ...HIGHWAY, kind: 'merge', lanes: 2, rampStartM: 100, rampEndM: 700 };
    const ramp = { map: merge, d: 1.75 - 3.5, to: 1.75 - 3.5 };
    const free = cost([], { ...ramp, s: 200 }).effort;
    const near = cost([], { ...ramp, s: 560 }).effort;
    expect(near).toBeGreaterThan(free + 0.5);
  });
});

describe('the whole', () => {
  it('is finite and weighs its parts, whatever the scene', () => {
    const other = fc.record({
      kind: fc.constantFrom(...ACTOR_KINDS),
      ahead: fc.double({ min: -60, max: 150, noNaN: true }),
      left: fc.double({ min: -9, max: 9, noNaN: true }),
      speed: fc.double({ min: -30, max: 40, noNaN: true }),
      leftwards: fc.double({ min: -4, max: 4, noNaN: true }),
      acceleration: fc.double({ min: -9, max: 4, noNaN: true }),
      heading: fc.double({ min: -3, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(other, { maxLength: 6 }),
        fc.double({ min: 0, max: 38, noNaN: true }),
        fc.double({ min: -9, max: 3, noNaN: true }),
        fc.double({ min: -3, max: 13, noNaN: true }),
        (others, speed, mps2, to) => {
          const { harm, risk, effort, contactS, total } = cost(others, { speed, mps2, to, urgency: 1, pessimism: 0.3 });
          for (const part of [harm, risk, effort, total]) {
            expect(Number.isFinite(part)).toBe(true);
            expect(part).toBeGreaterThanOrEqual(0);
          }
          expect(total).toBeGreaterThanOrEqual(effort);
          expect(contactS).toBeGreaterThanOrEqual(0);
          if (contactS < Infinity) expect(harm).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
