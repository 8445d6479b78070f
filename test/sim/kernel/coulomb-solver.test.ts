import { Body, Box, LockConstraint, Material, NaiveBroadphase, Plane, Vec3, World } from 'cannon-es';
import { describe, expect, it } from 'vitest';
import { CoulombNarrowphase } from '../../../sim/kernel/coulomb-narrowphase.ts';
import { CoulombSolver } from '../../../sim/kernel/coulomb-solver.ts';
import { GRAVITY_MPS2, PhysicsWorld } from '../../../sim/kernel/physics-world.ts';

const G = GRAVITY_MPS2;

/** A cube of 0.5 m and 2 kg at rest on the ground, in a world whose ground is tilted by `slope` rad about y. */
function cubeOnGround(friction: number, slope = 0): { physics: PhysicsWorld; cube: Body } {
  const physics = new PhysicsWorld();
  physics.addGround('ground', friction);
  const cube = physics.addDynamicBox('cube', 0.5, 0.5, 0.5, 2, friction);
  physics.build();
  physics.world.gravity.set(G * Math.sin(slope), 0, -G * Math.cos(slope));
  physics.setPose(physics.indexOf('cube'), 0, 0, 0.25, 0);
  return { physics, cube };
}

describe('Coulomb friction', () => {
  it.each([60, 120, 240])('stops a sliding cube after v^2 / (2 mu g) at %i Hz', (hz) => {
    const { physics, cube } = cubeOnGround(0.3);
    for (let i = 0; i < hz; i++) physics.step(1 / hz);
    const start = cube.position.x;
    cube.velocity.x = 2;
    for (let i = 0; i < 2 * hz; i++) physics.step(1 / hz);
    // The integrator moves with the velocity at the end of each step: v dt / 2 less than the continuous motion.
    const expected = 4 / (2 * 0.3 * G) - (2 * 1) / hz / 2;
    expect(cube.velocity.length()).toBeLessThan(1e-3);
    expect(Math.abs(cube.position.x - start - expected)).toBeLessThan(0.003);
  });

  it.each([10, 16, 17.5, 25])('holds or slides on a slope of %d degrees as atan(mu) = 16.7 degrees says', (degrees) => {
    const slope = (degrees * Math.PI) / 180;
    const { physics, cube } = cubeOnGround(0.3, slope);
    for (let i = 0; i < 60; i++) physics.step(1 / 120);
    const before = cube.velocity.x;
    for (let i = 0; i < 120; i++) physics.step(1 / 120);
    const acceleration = cube.velocity.x - before;
    const expected = Math.max(0, G * (Math.sin(slope) - 0.3 * Math.cos(slope)));
    expect(Math.abs(acceleration - expected)).toBeLessThan(0.002);
    if (expected === 0) expect(Math.abs(cube.velocity.x)).toBeLessThan(1e-3);
  });

  it('takes the geometric mean of two materials', () => {
    const physics = new PhysicsWorld();
    physics.addGround('ground', 0.9);
    const cube = physics.addDynamicBox('cube', 0.5, 0.5, 0.5, 2, 0.1);
    physics.build();
    physics.setPose(physics.indexOf('cube'), 0, 0, 0.25, 0);
    for (let i = 0; i < 120; i++) physics.step(1 / 120);
    cube.velocity.x = 5;
    const steps = 60;
    for (let i = 0; i < steps; i++) physics.step(1 / 120);
    expect(5 - cube.velocity.x).toBeCloseTo((0.3 * G * steps) / 120, 2);
  });

  it('keeps a stack of four boxes standing for 30 s', () => {
    const physics = new PhysicsWorld({ friction: 0.5 });
    physics.addGround();
    const boxes = [0, 1, 2, 3].map((i) => physics.addDynamicBox(`box${i}`, 0.4, 0.4, 0.4, 1));
    physics.build();
    for (let i = 0; i < 4; i++) physics.setPose(physics.indexOf(`box${i}`), 0, 0, 0.2 + 0.4 * i, 0);
    for (let i = 0; i < 30 * 60; i++) physics.step(1 / 60);
    boxes.forEach((box, i) => {
      expect(Math.hypot(box.position.x, box.position.y)).toBeLessThan(0.1);
      expect(Math.abs(box.position.z - (0.2 + 0.4 * i))).toBeLessThan(0.02);
    });
  });
});

describe('CoulombSolver', () => {
  it.each([60, 120, 240])('treats the limit of a constraint as a force at %i Hz', (hz) => {
    const world = new World({ gravity: new Vec3(0, 0, -G), solver: new CoulombSolver(50) });
    const anchor = new Body({ mass: 0, position: new Vec3(0, 0, 5) });
    const weight = new Body({
      mass: 1,
      shape: new Box(new Vec3(0.1, 0.1, 0.1)),
      position: new Vec3(0, 0, 4),
      linearDamping: 0,
    });
    world.addBody(anchor);
    world.addBody(weight);
    world.addConstraint(new LockConstraint(anchor, weight, { maxForce: 5 }));
    for (let i = 0; i < hz / 2; i++) world.step(1 / hz);
    expect(weight.velocity.z).toBeCloseTo(-(G - 5) / 2, 2);
  });

  it('lets contacts push as hard as a crash takes', () => {
    const physics = new PhysicsWorld();
    physics.addKinematicBox('wall', 1, 4, 4);
    const block = physics.addDynamicBox('block', 2, 2, 2, 15_000);
    physics.build();
    physics.world.gravity.setZero();
    physics.setPose(physics.indexOf('block'), -1.6, 0, 0, 0);
    block.velocity.x = 30;
    for (let i = 0; i < 4; i++) physics.step(1 / 120);
    expect(block.velocity.x).toBeLessThan(1);
    expect(block.position.x).toBeLessThan(-1.1);
  });

  it('reports the weight of a resting body as the sum of its contact forces', () => {
    const { physics } = cubeOnGround(0.5);
    for (let i = 0; i < 240; i++) physics.step(1 / 120);
    const force = physics.world.contacts.reduce((sum, contact) => sum + contact.multiplier, 0);
    expect(force).toBeCloseTo(2 * G, 1);
  });

  it('keeps nothing between steps: one solver in turns for two worlds gives what two solvers give', () => {
    const alone = [toppling(new CoulombSolver(), 0.3), toppling(new CoulombSolver(), 1.1)];
    const solver = new CoulombSolver();
    const shared = [toppling(solver, 0.3), toppling(solver, 1.1)];
    for (let i = 0; i < 200; i++) {
      for (const { world } of [...alone, ...shared]) world.step(1 / 120);
    }
    for (const k of [0, 1]) {
      expect(shared[k].body.position).toEqual(alone[k].body.position);
      expect(shared[k].body.quaternion).toEqual(alone[k].body.quaternion);
      expect(shared[k].body.angularVelocity).toEqual(alone[k].body.angularVelocity);
    }
  });

  it('shares the process with stock worlds, whose friction rows lie in the same pool', () => {
    const stock = new World({ gravity: new Vec3(0, 0, -G) });
    stock.addBody(new Body({ type: Body.STATIC, shape: new Plane() }));
    const box = new Body({ mass: 1, shape: new Box(new Vec3(0.5, 0.5, 0.5)), position: new Vec3(0, 0, 0.5) });
    stock.addBody(box);
    stock.step(1 / 120);
    stock.step(1 / 120);
    box.position.z = 100;
    stock.step(1 / 120);
    const { physics, cube } = cubeOnGround(0.3);
    for (let i = 0; i < 60; i++) physics.step(1 / 120);
    cube.velocity.x = 1;
    physics.step(1 / 120);
    expect(1 - cube.velocity.x).toBeCloseTo((0.3 * G) / 120, 3);
  });
});

/** A cube dropped on an edge. */
function toppling(solver: CoulombSolver, tilt: number): { world: World; body: Body } {
  const world = new World({ gravity: new Vec3(0, 0, -G), solver, broadphase: new NaiveBroadphase() });
  world.narrowphase = new CoulombNarrowphase(world);
  world.addBody(new Body({ type: Body.STATIC, shape: new Plane(), material: new Material({ friction: 0.4 }) }));
  const body = new Body({ mass: 1, shape: new Box(new Vec3(0.2, 0.3, 0.4)), position: new Vec3(0, 0, 0.7) });
  body.quaternion.setFromAxisAngle(new Vec3(1, 0.3, 0).unit(), tilt);
  body.updateInertiaWorld(true);
  world.addBody(body);
  return { world, body };
}
