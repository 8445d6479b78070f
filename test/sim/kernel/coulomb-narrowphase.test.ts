import { describe, expect, it } from 'vitest';
import { GRAVITY_MPS2, PhysicsWorld } from '../../../sim/kernel/physics-world.ts';
import type { PhysicsOptions } from '../../../sim/kernel/physics-world.ts';
import type { BodyShape, Surface } from '../../../sim/kernel/body-shapes.ts';

const DT = 1 / 120;
const G = GRAVITY_MPS2;
const CUBE = { kind: 'box', size: [0.1, 0.1, 0.1] } as const;

function onGround(shape: BodyShape, options: PhysicsOptions, surface: Surface = { friction: 0.4 }) {
  const physics = new PhysicsWorld(options);
  physics.addGround('ground', 0.4);
  const body = physics.addDynamic('body', shape, 0.5, surface);
  physics.build();
  return { physics, body, index: physics.indexOf('body') };
}

function run(physics: PhysicsWorld, steps: number): void {
  for (let i = 0; i < steps; i++) physics.step(DT);
}

describe('the friction cone', () => {
  it.each([0, 20, 45, 70])('brakes the same at %i degrees to the tangents', (degrees) => {
    const { physics, body, index } = onGround(CUBE, { frictionCone: true, restingDepthM: 8e-5 });
    physics.setPose(index, 0, 0, 0.05, 0);
    run(physics, 60);
    const angle = (degrees * Math.PI) / 180;
    body.velocity.set(2 * Math.cos(angle), 2 * Math.sin(angle), 0);
    run(physics, 30);
    expect(body.velocity.length()).toBeCloseTo(2 - 0.4 * G * 30 * DT, 2);
    expect(Math.atan2(body.velocity.y, body.velocity.x)).toBeCloseTo(angle, 3);
  });
});

describe('soft surfaces', () => {
  it.each([2000, 5000])('sink under a weight as springs of %i N/m at each corner', (stiffnessNpm) => {
    const { physics, body, index } = onGround(CUBE, {}, { friction: 0.4, stiffnessNpm });
    physics.setPose(index, 0, 0, 0.05, 0);
    run(physics, 120);
    expect((0.05 - body.position.z) * 1e3).toBeCloseTo(((0.5 * G) / (4 * stiffnessNpm)) * 1e3, 2);
  });

  it('sink by the resting depth whatever they weigh, unless they have a stiffness of their own', () => {
    const { physics, body, index } = onGround(CUBE, { restingDepthM: 2e-4 });
    physics.setPose(index, 0, 0, 0.05, 0);
    run(physics, 120);
    expect((0.05 - body.position.z) * 1e3).toBeCloseTo(0.2, 2);
  });
});

describe('cylinders', () => {
  const lying = [1, 0, 0, 0, 0, 1, 0, -1, 0, 0, 0, 0.05];

  it('roll down a slope as round ones: two thirds of the slope of gravity', () => {
    const { physics, body, index } = onGround(
      { kind: 'cylinder', radiusM: 0.05, heightM: 0.2 },
      { frictionCone: true },
    );
    physics.setFrame(index, lying, 0);
    physics.world.gravity.set(G * Math.sin(0.1), 0, -G * Math.cos(0.1));
    run(physics, 60);
    const before = body.velocity.x;
    run(physics, 60);
    expect((body.velocity.x - before) / 0.5).toBeCloseTo((2 / 3) * G * Math.sin(0.1), 3);
    expect(body.angularVelocity.y * 0.05).toBeCloseTo(body.velocity.x, 3);
    expect(Math.abs(body.position.y)).toBeLessThan(1e-3);
  });

  it('stand, carried by four points of their rim', () => {
    const { physics, body, index } = onGround(
      { kind: 'cylinder', radiusM: 0.05, heightM: 0.2 },
      { restingDepthM: 1e-4 },
    );
    physics.setPose(index, 0, 0, 0.1, 0.3);
    run(physics, 240);
    expect(physics.world.contacts.length).toBe(4);
    for (const contact of physics.world.contacts) {
      expect(Math.hypot(contact.rj.x, contact.rj.y)).toBeCloseTo(0.05, 5);
      expect(contact.multiplier).toBeCloseTo((0.5 * G) / 4, 1);
    }
    expect(body.position.z).toBeCloseTo(0.1, 3);
  });

  it('fall over from the slope on which they can no longer stand: the tangent is the diameter over the height', () => {
    for (const [slope, falls] of [
      [0.2, false],
      [0.3, true],
    ] as const) {
      const shape = { kind: 'cylinder', radiusM: 0.05, heightM: 0.4 } as const;
      const { physics, body, index } = onGround(shape, { frictionCone: true, restingDepthM: 1e-4 });
      physics.setPose(index, 0, 0, 0.2, 0);
      physics.world.gravity.set(G * Math.sin(slope), 0, -G * Math.cos(slope));
      run(physics, 240);
      expect(body.position.z < 0.1).toBe(falls);
    }
  });
});

describe('belts', () => {
  it.each([0, 35])('carry along %i degrees with the acceleration of friction up to their speed', (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const physics = new PhysicsWorld({ frictionCone: true });
    physics.addBelt('belt', [4, 0.5, 0.2], { friction: 0.3 });
    const cube = physics.addDynamic('cube', CUBE, 0.5, { friction: 0.3 });
    physics.build();
    const [belt, index] = [physics.indexOf('belt'), physics.indexOf('cube')];
    physics.setPose(belt, 0, 0, 0.1, angle);
    physics.setPose(index, 0, 0, 0.25, 0);
    run(physics, 60);
    physics.setSurfaceVelocity(belt, Math.cos(angle), Math.sin(angle), 0);
    run(physics, 24);
    expect(cube.velocity.length()).toBeCloseTo(0.3 * G * 24 * DT, 2);
    run(physics, 36);
    expect(cube.velocity.x).toBeCloseTo(Math.cos(angle), 4);
    expect(cube.velocity.y).toBeCloseTo(Math.sin(angle), 4);
    expect(physics.body(belt).position.toArray()).toEqual([0, 0, 0.1]);
    // Until it has the belt's speed it slides: v^2 / (2 mu g) behind.
    const travelled = Math.hypot(cube.position.x, cube.position.y);
    expect(travelled).toBeCloseTo(60 * DT - 1 / (2 * 0.3 * G), 2);
  });

  it('are those of addBelt() alone', () => {
    const { physics, index } = onGround(CUBE, {});
    expect(() => physics.setSurfaceVelocity(index, 1, 0, 0)).toThrow("Physics body 'body': expected one of addBelt()");
  });
});
