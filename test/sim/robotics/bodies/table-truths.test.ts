import type { Body } from 'cannon-es';
import { describe, expect, it } from 'vitest';
import { GRAVITY_MPS2 } from '../../../../sim/kernel/physics-world.ts';
import type { PhysicsWorld } from '../../../../sim/kernel/physics-world.ts';
import { digestState, restoreState, saveState } from '../../../../sim/kernel/state-codec.ts';
import { BeltBody } from '../../../../sim/robotics/bodies/belt-body.ts';
import { ObjectBodies } from '../../../../sim/robotics/bodies/object-bodies.ts';
import { tablePhysics } from '../../../../sim/robotics/bodies/table-physics.ts';
import type { BeltSpec, ObjectSpec, Shape } from '../../../../sim/robotics/spec.ts';

const G = GRAVITY_MPS2;
const CUBE: Shape = { kind: 'box', size: [0.05, 0.05, 0.05] };
const DISC: Shape = { kind: 'cylinder', radiusM: 0.03, heightM: 0.05 };
const FRICTION = 0.5;

function object(id: string, change: Partial<ObjectSpec> = {}): ObjectSpec {
  return { id, shape: CUBE, massKg: 0.5, friction: FRICTION, position: [0, 0, 0.025], yawRad: 0, ...change };
}

function table(specs: readonly ObjectSpec[]): {
  physics: PhysicsWorld;
  objects: ObjectBodies;
  bodies: readonly Body[];
} {
  const physics = tablePhysics(FRICTION);
  const objects = new ObjectBodies(physics, specs);
  physics.addKinematic('pusher', [{ shape: { kind: 'box', size: [0.02, 0.02, 0.05] } }], { friction: FRICTION });
  physics.build();
  objects.bind();
  physics.setPose(physics.indexOf('pusher'), -0.5, 0, 0.03, 0);
  return { physics, objects, bodies: objects.bodies };
}

function run(physics: PhysicsWorld, seconds: number, hz = 120): void {
  for (let i = 0; i < Math.round(seconds * hz); i++) physics.step(1 / hz);
}

const yawOf = (body: Body) => 2 * Math.atan2(body.quaternion.z, body.quaternion.w);
const degrees = (rad: number) => (rad * 180) / Math.PI;

function bothShapes(values: readonly number[]): [number, string, Shape][] {
  return values.flatMap((value): [number, string, Shape][] => [
    [value, 'boxes', CUBE],
    [value, 'cylinders', DISC],
  ]);
}

describe('a thing on the table', () => {
  it.each(bothShapes([60, 120, 240]))('slides as far as Coulomb says at %i Hz: %s', (hz, _name, shape) => {
    const { physics, objects, bodies } = table([object('cube', { shape })]);
    run(physics, 0.5, hz);
    objects.shove(0, 0.8, 0.6);
    run(physics, 0.5, hz);
    // The integrator moves with the velocity at the end of each step: v dt / 2 less than the continuous motion.
    const expected = 1 / (2 * FRICTION * G) - 1 / hz / 2;
    expect(Math.abs(bodies[0].position.x - 0.8 * expected)).toBeLessThan(0.0003);
    expect(Math.abs(bodies[0].position.y - 0.6 * expected)).toBeLessThan(0.0003);
    expect(Math.abs(degrees(yawOf(bodies[0])))).toBeLessThan(0.05);
  });

  it.each([10, 24, 29, 35])('holds or slides on a slope of %d degrees as atan(mu) = 26.6 degrees says', (slope) => {
    const { physics, bodies } = table([object('cube', { yawRad: 0.3 })]);
    const rad = (slope * Math.PI) / 180;
    physics.world.gravity.set(G * Math.sin(rad), 0, -G * Math.cos(rad));
    run(physics, 0.5);
    const before = bodies[0].velocity.x;
    run(physics, 0.5);
    const expected = Math.max(0, G * (Math.sin(rad) - FRICTION * Math.cos(rad)));
    expect(Math.abs((bodies[0].velocity.x - before) / 0.5 - expected)).toBeLessThan(0.01);
  });

  it.each(bothShapes([60, 120, 240]))(
    'is pushed straight and slides on as Coulomb says, at %i Hz: %s',
    (hz, _name, shape) => {
      const { physics, bodies } = table([object('thing', { shape })]);
      const pusher = physics.indexOf('pusher');
      const [thing] = bodies;
      const speed = 0.5;
      const half = 0.01 + (shape === CUBE ? 0.025 : 0.03);
      const steps = Math.round(0.5 * hz);
      let deepest = 0;
      for (let i = 0; i <= steps; i++) {
        physics.driveTo(pusher, -half - 0.001 + (speed * i) / hz, 0, 0.03, 0);
        physics.step(1 / hz);
        deepest = Math.max(deepest, physics.body(pusher).position.x + half - thing.position.x);
      }
      expect(thing.velocity.x).toBeCloseTo(speed, 2);
      expect(Math.abs(degrees(yawOf(thing)))).toBeLessThan(0.2);
      // In the first contact step it is overrun by at most what the pusher moves in it.
      expect(deepest).toBeLessThan(speed / hz);
      const released = thing.position.x;
      run(physics, 0.5, hz);
      const expected = speed ** 2 / (2 * FRICTION * G) - speed / hz / 2;
      expect(Math.abs(thing.position.x - released - expected)).toBeLessThan(0.0003);
    },
  );

  it('is pushed at a crawl of 0.1 m/s without turning away', () => {
    const { physics, bodies } = table([object('cube')]);
    const pusher = physics.indexOf('pusher');
    for (let i = 1; i <= 300; i++) {
      physics.driveTo(pusher, -0.036 + 0.1 * (i / 120), 0.002, 0.03, 0);
      physics.step(1 / 120);
    }
    expect(bodies[0].position.x).toBeCloseTo(-0.036 + 0.25 + 0.035, 3);
    expect(Math.abs(degrees(yawOf(bodies[0])))).toBeLessThan(0.4);
  });

  it('comes to rest when it rolls, after v^2 / 2a with a = 5/7 of rolling coefficient times g', () => {
    const ball: Shape = { kind: 'sphere', radiusM: 0.03 };
    const { physics, objects, bodies } = table([object('ball', { shape: ball, position: [0, 0, 0.03] })]);
    objects.shove(0, 0.3, 0);
    bodies[0].angularVelocity.set(0, 0.3 / 0.03, 0);
    run(physics, 5);
    expect(bodies[0].velocity.length()).toBe(0);
    expect(bodies[0].position.x).toBeCloseTo(0.3 ** 2 / (2 * 0.02 * G * (5 / 7)), 1);
  });
});

describe('a stack', () => {
  it.each(bothShapes([2, 4]))('of %i stands for 60 s: %s', (count, _name, shape) => {
    const specs = Array.from({ length: count }, (_, i) =>
      object(`o${i}`, { shape, massKg: 0.1, position: [0.002 * (i % 2), 0, 0.025 + 0.05 * i], yawRad: 0.1 * i }),
    );
    const { physics, bodies } = table(specs);
    run(physics, 60);
    bodies.forEach((body, i) => {
      const [x, y, z] = specs[i].position;
      expect(Math.hypot(body.position.x - x, body.position.y - y)).toBeLessThan(0.0005);
      expect(Math.abs(body.position.z - z)).toBeLessThan(0.001);
      expect(Math.abs(degrees(yawOf(body) - specs[i].yawRad))).toBeLessThan(0.5);
    });
  });

  it('stays where it is when it may not sleep', () => {
    const specs = [0, 1, 2, 3].map((i) => object(`o${i}`, { massKg: 0.1, position: [0, 0, 0.025 + 0.05 * i] }));
    const { physics, bodies } = table(specs);
    physics.world.allowSleep = false;
    run(physics, 5);
    for (const body of bodies) expect(Math.hypot(body.position.x, body.position.y)).toBeLessThan(0.006);
  });
});

describe('a table with a belt', () => {
  const belt: BeltSpec = {
    ...{ x: 0.5, y: 0.1, lengthM: 1.2, widthM: 0.2, heightM: 0.05, headingRad: 0.4, speedMps: 0.2 },
  };

  function withBelt(): { physics: PhysicsWorld; objects: ObjectBodies; belt: BeltBody } {
    const physics = tablePhysics(FRICTION);
    const objects = new ObjectBodies(physics, [
      object('carried', { position: [0.4, 0.06, 0.075] }),
      object('resting', { position: [0.5, -0.3, 0.025] }),
      object('rolling', { shape: { kind: 'sphere', radiusM: 0.03 }, position: [0.3, -0.5, 0.03] }),
    ]);
    const body = new BeltBody(physics, belt);
    physics.build();
    objects.bind();
    body.bind();
    objects.shove(2, 0.2, 0.05);
    return { physics, objects, belt: body };
  }

  it('carries what lies on it at its speed along its heading, and drops it at its end', () => {
    const { physics, objects } = withBelt();
    run(physics, 1);
    const { position: p, velocity: v } = objects.bodies[0];
    expect(v.length()).toBeCloseTo(0.2, 4);
    expect(Math.atan2(v.y, v.x)).toBeCloseTo(0.4, 3);
    expect(p.z).toBeCloseTo(0.075, 3);
    run(physics, 4);
    expect(objects.bodies[0].position.z).toBeCloseTo(0.025, 3);
  });

  it('goes on with the same bits from a saved state, with a sleeper, a belt in motion and one that was stopped', () => {
    const original = withBelt();
    run(original.physics, 1.5);
    original.belt.setSpeed(-0.1);
    original.physics.setExcluded(0, 1, true);
    expect(original.objects.bodies.map((body) => body.sleepState)).toEqual([0, 2, 1]);
    const saved = saveState(original.physics);
    const fresh = withBelt();
    const dirty = withBelt();
    run(dirty.physics, 0.3);
    dirty.objects.shove(1, 2, 0);
    run(dirty.physics, 0.1);
    for (const other of [fresh, dirty]) restoreState(other.physics, saved);
    const worlds = [original, fresh, dirty];
    for (let second = 0; second < 3; second++) {
      for (const { physics } of worlds) run(physics, 1);
      const [first, ...others] = worlds.map(({ physics }) => digestState(physics));
      expect(others).toEqual([first, first]);
    }
  });
});
