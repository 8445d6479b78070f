import { describe, expect, it } from 'vitest';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { InterventionProblem } from '../../../sim/driving/intervention-problem.ts';
import { SPARE_OFFSET_M } from '../../../sim/driving/spare-obstacles.ts';
import type { ActorSpec } from '../../../sim/driving/spec.ts';
import { digestState, restoreState, saveState } from '../../../sim/kernel/state-codec.ts';
import { actor, cruising, drivingSpec, laneCentre, type SpecChanges } from '../../policies/driving/worlds.ts';

const TICKS_PER_S = 60;
const keepLane = new EgoAction();
keepLane.targetOffsetM = laneCentre(1);

function worldOf(changes: SpecChanges): DrivingWorld {
  return new DrivingWorld(drivingSpec({ timeLimitS: 30, ...changes, ego: { goalS: 1500, ...changes.ego } }), 'seed');
}

function run(world: DrivingWorld, seconds: number, action = keepLane): void {
  for (let i = 0; i < Math.round(seconds * TICKS_PER_S) && !world.ended; i++) world.step(action);
}

/** d of row 1 after every tick. */
function offsets(world: DrivingWorld, seconds: number): number[] {
  return Array.from({ length: Math.round(seconds * TICKS_PER_S) }, () => {
    world.step(keepLane);
    return world.actors.d[1];
  });
}

/** What friction of 6 m/s2 leaves of a slide: v^2 / (2 a). */
const slideM = (speedMps: number): number => (speedMps * speedMps) / 12;

function spare(k = 0): ActorSpec {
  return actor(`~obstacle-${k}`, 'debris', 0, -SPARE_OFFSET_M - 10 * k);
}

describe('a push of the ego', () => {
  it('changes its velocity in its own frame, at once, and its heading not at all', () => {
    const world = worldOf({ map: { segments: [{ lengthM: 2000, curvature: 0.001 }] } });
    run(world, 1);
    const { vx, vy, heading, x, y, accelerationMps2 } = world.vehicle;
    world.push(0, -3, 2);
    const c = Math.cos(heading);
    const s = Math.sin(heading);
    expect(world.vehicle.vx - vx).toBeCloseTo(-3 * c - 2 * s, 9);
    expect(world.vehicle.vy - vy).toBeCloseTo(-3 * s + 2 * c, 9);
    expect([world.vehicle.x, world.vehicle.y, world.vehicle.heading]).toEqual([x, y, heading]);
    expect(world.actors.vx[0]).toBe(world.vehicle.vx);
    expect(world.actors.speed[0]).toBe(world.vehicle.speed);
    world.step(keepLane);
    // The blow itself is no measured acceleration: only what the tyres answer, at most their grip.
    expect(Math.abs(world.vehicle.accelerationMps2 - accelerationMps2)).toBeLessThan(12);
  });

  it('is caught by its own tracker', () => {
    const world = worldOf({});
    world.push(0, 0, 3);
    run(world, 0.4);
    expect(world.actors.d[0] - laneCentre(1)).toBeGreaterThan(0.15);
    run(world, 5);
    expect(world.actors.d[0]).toBeCloseTo(laneCentre(1), 1);
    expect(world.end).toBe('running');
  });
});

describe('a push of a driver', () => {
  it.each([3, -4])('to the left by %d m/s: slides as friction lets it, then steers back to its lane', (leftMps) => {
    const world = worldOf({ actors: [cruising('a', 160, 1, 20)] });
    run(world, 1);
    world.push(1, 0, leftMps);
    expect(world.actors.speed[1]).toBeCloseTo(20, 1);
    expect(world.actors.vy[1]).toBeCloseTo(leftMps, 9);
    const d = offsets(world, 5).map((value) => value - laneCentre(1));
    const most = Math.sign(leftMps) * Math.max(...d.map(Math.abs));
    expect(most).toBeCloseTo(Math.sign(leftMps) * slideM(leftMps), 1);
    expect(d.findIndex((value) => value === most) / TICKS_PER_S).toBeLessThan(1);
    expect(d[d.length - 1]).toBe(0);
    // No jump: never faster sideways than the push.
    d.reduce((before, value) => {
      expect(Math.abs(value - before)).toBeLessThanOrEqual(Math.abs(leftMps) / TICKS_PER_S + 1e-9);
      return value;
    }, 0);
  });

  it('is seen by the sensors as what it is: a velocity across the heading', () => {
    const world = worldOf({ actors: [cruising('a', 130, 1, 20)] });
    run(world, 1);
    world.push(1, 0, 4);
    run(world, 0.2);
    expect(world.observe().tracks.vy[0]).toBeGreaterThan(1);
    expect(world.actors.heading[1]).toBeCloseTo(0, 6);
  });

  it('goes to its own left also when it comes towards the ego', () => {
    const oncoming = cruising('a', 400, 1, 15);
    const world = worldOf({
      map: { kind: 'two-way', lanes: 1 },
      ego: { lane: 0 },
      actors: [{ ...oncoming, start: { road: 0, s: 400, d: 1.75, headingRad: Math.PI, speedMps: 15 } }],
    });
    world.push(1, 0, 2);
    run(world, 0.4);
    expect(world.actors.d[1]).toBeCloseTo(1.75 - slideM(2), 1);
    expect(world.actors.y[1]).toBeCloseTo(world.actors.d[1], 9);
  });

  it('forwards changes its speed, which it then brings back; never below zero', () => {
    const world = worldOf({ actors: [cruising('a', 200, 2, 20)] });
    world.push(1, 6, 0);
    expect(world.actors.speed[1]).toBe(26);
    run(world, 8);
    expect(world.actors.speed[1]).toBeLessThan(22);
    world.push(1, -15, 0);
    world.push(1, -15, 0);
    expect(world.actors.speed[1]).toBe(0);
    run(world, 10);
    expect(world.actors.speed[1]).toBeGreaterThan(5);
  });

  it('goes on with a lane change that it interrupts', () => {
    const change = { kind: 'change-lane', lanes: 1, durationS: 3 } as const;
    const lead = cruising('a', 160, 1, 20, { events: [{ trigger: { kind: 'time', s: 0.5 }, action: change }] });
    const world = worldOf({ actors: [lead] });
    run(world, 1.5);
    world.push(1, 0, -2);
    run(world, 5);
    expect(world.actors.d[1]).toBeCloseTo(laneCentre(2), 9);
  });

  it('stands where it slid to when it stood', () => {
    const world = worldOf({ actors: [cruising('a', 160, 2, 0.001)] });
    world.push(1, -1, 3);
    const d = offsets(world, 2);
    expect(d[d.length - 1] - laneCentre(2)).toBeCloseTo(slideM(3), 1);
  });
});

describe('a push of a walker', () => {
  const crossing = (waits: boolean, changes: Partial<ActorSpec> = {}): ActorSpec =>
    actor('a', 'pedestrian', 300, -1.5, {
      headingRad: Math.PI / 2,
      speedMps: waits ? 0 : 1.4,
      behaviour: {
        kind: 'walk',
        road: 0,
        points: [{ s: 300, d: 12 }],
        speedMps: 1.4,
        accelerationMps2: 2,
        waits,
      },
      ...changes,
    });

  it('throws it off its path, to which it returns', () => {
    const world = worldOf({ actors: [crossing(false)], ego: { speedMps: 0, desiredSpeedMps: 1 } });
    run(world, 2);
    world.push(1, 0, 3);
    run(world, 0.8);
    const { s, d } = world.actors;
    // Its left is where the road comes from.
    expect(s[1]).toBeLessThan(300 - 0.5);
    const before = d[1];
    run(world, 2);
    expect(s[1]).toBe(300);
    expect(d[1]).toBeGreaterThan(before);
    run(world, 10);
    expect(d[1]).toBe(12);
    expect(world.actors.speed[1]).toBe(0);
  });

  it('forwards makes it walk faster for a while, on its path', () => {
    const world = worldOf({ actors: [crossing(false)], ego: { speedMps: 0, desiredSpeedMps: 1 } });
    run(world, 1);
    world.push(1, 2, 0);
    expect(world.actors.speed[1]).toBeCloseTo(3.4, 9);
    run(world, 2);
    expect(world.actors.speed[1]).toBeCloseTo(1.4, 9);
    expect(world.actors.s[1]).toBe(300);
  });

  it('who waits leaves it where it came to rest, and lets it walk back to its path when it goes', () => {
    const go = { trigger: { kind: 'time', s: 3 }, action: { kind: 'go' } } as const;
    const world = worldOf({ actors: [crossing(true, { events: [go] })], ego: { speedMps: 0, desiredSpeedMps: 1 } });
    world.push(1, 1, -3);
    run(world, 2.9);
    const rest = world.actors.s[1];
    expect(rest).toBeGreaterThan(300.5);
    expect([world.actors.vx[1], world.actors.vy[1], world.actors.speed[1]]).toEqual([0, 0, 0]);
    run(world, 0.3);
    expect(Math.abs(world.actors.s[1] - rest)).toBeLessThan(0.3);
    run(world, 15);
    expect(world.actors.d[1]).toBe(12);
    expect(world.actors.s[1]).toBe(300);
  });
});

describe('a push of what stands', () => {
  it.each([
    [6, 0],
    [-3, 0],
    [3, -4],
  ])('by %d m/s forwards and %d m/s left slides it by v^2 / 2 a', (forwardMps, leftMps) => {
    const world = worldOf({ actors: [actor('a', 'van', 300, laneCentre(2))] });
    world.push(1, forwardMps, leftMps);
    run(world, 1.5);
    const speed = Math.sqrt(forwardMps * forwardMps + leftMps * leftMps);
    expect(world.actors.s[1]).toBeCloseTo(300 + (forwardMps / speed) * slideM(speed), 1);
    expect(world.actors.d[1]).toBeCloseTo(laneCentre(2) + (leftMps / speed) * slideM(speed), 1);
    expect([world.actors.vx[1], world.actors.vy[1], world.actors.speed[1]]).toEqual([0, 0, 0]);
  });

  it('so gently that nothing moves changes nothing', () => {
    const world = worldOf({ actors: [actor('a', 'van', 300, laneCentre(2))] });
    const before = digestState(world);
    world.push(1, 0.004, -0.004);
    expect(digestState(world)).toBe(before);
  });
});

describe('a dropped obstacle', () => {
  const changes: SpecChanges = { actors: [spare(0), spare(1), cruising('a', 160, 2, 20)] };
  const at = (world: DrivingWorld, id: string): number => world.actors.ids.indexOf(id);

  it('is there from then on: for sensors, lidar and the ego', () => {
    const world = worldOf(changes);
    const row = at(world, '~obstacle-0');
    run(world, 1);
    const beams = new Float64Array(360);
    world.perception.scanLidar(beams);
    expect(Math.min(...beams)).toBeGreaterThan(20);
    expect(world.observe().tracks.valid[row - 1]).toBe(0);
    expect(world.isAbsent(row)).toBe(true);

    world.place(row, world.actors.x[0] + 30, laneCentre(1));
    expect(world.isAbsent(row)).toBe(false);
    world.perception.scanLidar(beams);
    expect(Math.min(...beams)).toBeCloseTo(30 - 0.4, 1);
    run(world, 0.2);
    expect(world.observe().tracks.valid[row - 1]).toBe(1);
    run(world, 3);
    expect(world.end).toBe('collision');
    expect(world.actors.ids[world.collisionRow]).toBe('~obstacle-0');
    expect(world.collisionKind).toBe('stopped-track');
  });

  it('makes drivers brake', () => {
    const free = worldOf(changes);
    const world = worldOf(changes);
    const row = at(world, 'a');
    world.place(at(world, '~obstacle-0'), 300, laneCentre(2));
    for (const each of [free, world]) run(each, 20);
    expect(free.actors.s[row]).toBeGreaterThan(380);
    expect(world.actors.s[row]).toBeLessThan(300 - 2.6);
    expect(world.actors.speed[row]).toBeLessThan(0.5);
  });

  it('lies along the road', () => {
    const world = worldOf({ ...changes, map: { segments: [{ lengthM: 2000, curvature: 0.001 }] } });
    const row = at(world, '~obstacle-1');
    const point = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
    const { x, y, heading } = world.map.roads[0].pose(250, 3, point);
    world.place(row, x, y);
    expect(world.actors.s[row]).toBeCloseTo(250, 6);
    expect(world.actors.d[row]).toBeCloseTo(3, 6);
    expect(world.actors.heading[row]).toBeCloseTo(heading, 9);
    expect(world.actors.x[row]).toBeCloseTo(x, 6);
  });

  it('is in the way on every road that it touches', () => {
    const drive = cruising('a', 40, 0, 10).behaviour;
    const start = (road: number, s: number): ActorSpec['start'] => ({ road, s, d: -1.75, headingRad: 0, speedMps: 10 });
    const map = { kind: 'crossing', lanes: 1, segments: [{ lengthM: 400, curvature: 0 }] } as const;
    const world = worldOf({
      map: { ...map, crossingM: 200, crossingAngleRad: Math.PI / 2 },
      ego: { lane: 0, s: 20, speedMps: 0, desiredSpeedMps: 1, goalS: 390 },
      actors: [
        { ...actor('along', 'car', 0, 0, { behaviour: drive }), start: start(0, 100) },
        { ...actor('across', 'car', 0, 0, { behaviour: drive }), start: start(1, 40) },
        spare(0),
      ],
    });
    const across = world.map.roads[1];
    const point = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
    const there = across.project(200, -1.75, NaN, point);
    expect(Math.abs(there.d)).toBeLessThan(6);
    // In the lane of both: right of either's middle line.
    let [x, y] = [0, 0];
    for (let dx = -4; dx <= 4; dx += 0.5) {
      const { d } = across.project(200 + dx, -1.75, NaN, point);
      if (Math.abs(d + 1.75) < 0.3) [x, y] = [200 + dx, -1.75];
    }
    expect(x).toBeGreaterThan(0);
    world.place(at(world, '~obstacle-0'), x, y);
    const stop = new EgoAction();
    stop.targetOffsetM = -1.75;
    stop.accelerationMps2 = -3;
    run(world, 25, stop);
    expect(world.end).toBe('running');
    for (const id of ['along', 'across']) expect(world.actors.speed[at(world, id)], id).toBeLessThan(0.5);
  });
});

describe('an intervention that cannot be', () => {
  const world = worldOf({ actors: [spare(0), actor('b', 'car', 150, laneCentre(0))] });
  const row = world.actors.ids.indexOf('~obstacle-0');

  it.each([
    ['beside the road', 200, -40, 'only be dropped on a road'],
    ['behind the end of the road', 2100, 5, 'only be dropped on a road'],
    ['on the ego', 101, laneCentre(1), 'ego is there already'],
    ['on an actor', 151.5, laneCentre(0) + 1, 'b is there already'],
  ])('is refused: an obstacle %s', (_where, x, y, message) => {
    const before = digestState(world);
    expect(() => world.place(row, x, y)).toThrow(InterventionProblem);
    expect(() => world.place(row, x, y)).toThrow(message);
    expect(digestState(world)).toBe(before);
  });

  it('is refused: pushing what is not there, and dropping what is', () => {
    const other = world.actors.ids.indexOf('b');
    for (const nobody of [row, -1, 3, 0.5, NaN]) expect(() => world.push(nobody, 1, 0)).toThrow(InterventionProblem);
    expect(() => world.push(other, NaN, 0)).toThrow(InterventionProblem);
    expect(() => world.place(other, 300, 5)).toThrow('Only a spare obstacle');
    expect(() => world.place(0, 300, 5)).toThrow('Only a spare obstacle');
  });

  it('is refused: anything after the end', () => {
    const over = worldOf({ actors: [spare(0)], ego: { goalS: 101 } });
    run(over, 1);
    expect(over.end).toBe('goal');
    expect(() => over.push(0, 1, 0)).toThrow('has ended');
    expect(() => over.place(1, 300, 5)).toThrow('has ended');
  });
});

it('all that an intervention does is in the state', () => {
  const changes: SpecChanges = {
    actors: [
      spare(0),
      cruising('a', 170, 1, 20),
      actor('b', 'van', 330, laneCentre(0)),
      actor('c', 'pedestrian', 250, -1.5, {
        headingRad: 1.5,
        speedMps: 1,
        behaviour: {
          kind: 'walk',
          road: 0,
          points: [{ s: 250, d: 12 }],
          speedMps: 1,
          accelerationMps2: 1,
          waits: false,
        },
      }),
    ],
  };
  const world = worldOf(changes);
  run(world, 0.5);
  for (let row = 0; row < 4; row++) world.push(row, row === 0 ? 0 : 1, 2);
  world.place(4, 600, laneCentre(1));
  run(world, 0.2);
  const twin = worldOf(changes);
  restoreState(twin, saveState(world));
  for (const each of [world, twin]) run(each, 3);
  expect(digestState(twin)).toBe(digestState(world));
});
