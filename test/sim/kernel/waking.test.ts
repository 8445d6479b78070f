import { Body } from 'cannon-es';
import { describe, expect, it } from 'vitest';
import { GRAVITY_MPS2, PhysicsWorld } from '../../../sim/kernel/physics-world.ts';

const DT = 1 / 120;
const CUBE = { kind: 'box', size: [0.05, 0.05, 0.05] } as const;

/** Two cubes on each other and one far away, asleep on the ground; a pusher and a belt beside them. */
function asleep(): { physics: PhysicsWorld; lower: Body; upper: Body; far: Body } {
  const physics = new PhysicsWorld({ allowSleep: true, frictionCone: true, restingDepthM: 8e-5 });
  physics.addGround('ground', 0.5);
  physics.addKinematic('pusher', [{ shape: CUBE }], { friction: 0.5 });
  const lower = physics.addDynamic('lower', CUBE, 0.2, { friction: 0.5 });
  const upper = physics.addDynamic('upper', CUBE, 0.2, { friction: 0.5 });
  const far = physics.addDynamic('far', CUBE, 0.2, { friction: 0.5 });
  physics.addBelt('belt', [1, 0.2, 0.1], { friction: 0.5 });
  physics.build();
  physics.setPose(physics.indexOf('pusher'), -0.1, 0, 0.015, 0);
  physics.setPose(physics.indexOf('lower'), 0, 0, 0.025, 0);
  physics.setPose(physics.indexOf('upper'), 0, 0, 0.075, 0);
  physics.setPose(physics.indexOf('belt'), 0, 1, 0.05, 0);
  physics.setPose(physics.indexOf('far'), 0, 1, 0.125, 0);
  for (let i = 0; i < 180; i++) physics.step(DT);
  for (const body of [lower, upper, far]) expect(body.sleepState).toBe(Body.SLEEPING);
  return { physics, lower, upper, far };
}

/** Drives the pusher along x from -0.1 at `speed`, m/s. */
function push(physics: PhysicsWorld, speed: number, seconds: number): void {
  const pusher = physics.indexOf('pusher');
  for (let i = 1; i <= seconds / DT; i++) {
    physics.driveTo(pusher, -0.1 + speed * DT * i, 0, 0.015, 0);
    physics.step(DT);
  }
}

describe('waking', () => {
  it.each([0.05, 0.3])('lets a pusher of %d m/s move what sleeps, and what stands on it', (speed) => {
    const { physics, lower, upper, far } = asleep();
    push(physics, speed, 0.2 / speed);
    // The pusher ends at 0.1: its front at 0.125, the cubes with their middle at 0.15.
    expect(lower.position.x).toBeCloseTo(0.15, 2);
    // It slides on the lower one until it has its speed.
    expect(upper.position.x).toBeCloseTo(0.15 - speed ** 2 / (2 * 0.5 * GRAVITY_MPS2), 2.5);
    expect(upper.position.z).toBeCloseTo(0.075, 3);
    expect(far.sleepState).toBe(Body.SLEEPING);
  });

  it('lets fall what stood on something that is taken away', () => {
    const { physics, lower, upper } = asleep();
    physics.wake(physics.indexOf('lower'));
    lower.position.x = 0.3;
    lower.aabbNeedsUpdate = true;
    for (let i = 0; i < 60; i++) physics.step(DT);
    expect(upper.position.z).toBeCloseTo(0.025, 3);
  });

  it('lets a belt that starts, however slowly, take along what sleeps on it', () => {
    const { physics, far } = asleep();
    physics.setSurfaceVelocity(physics.indexOf('belt'), 0.04, 0, 0);
    for (let i = 0; i < 360; i++) physics.step(DT);
    expect(far.position.x).toBeCloseTo(0.12, 3);
  });

  it('leaves alone what nothing moves near, and lets everything fall asleep again', () => {
    const { physics, lower, upper } = asleep();
    push(physics, 0.1, 0.3);
    expect(lower.sleepState).toBe(Body.SLEEPING);
    expect(lower.position.x).toBeCloseTo(0, 3);
    push(physics, 0.1, 0.7);
    expect(lower.sleepState).not.toBe(Body.SLEEPING);
    for (let i = 0; i < 150; i++) physics.step(DT);
    expect([lower.sleepState, upper.sleepState]).toEqual([Body.SLEEPING, Body.SLEEPING]);
  });
});
