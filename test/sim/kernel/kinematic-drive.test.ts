import { Quaternion, Vec3 } from 'cannon-es';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhysicsWorld } from '../../../sim/kernel/physics-world.ts';
import { rotationOfQuaternion } from '../../../sim/kernel/rotation.ts';

const DT = 1 / 120;

const within = (bound: number) => fc.double({ min: -bound, max: bound, noNaN: true });
const vector = (bound: number) => fc.tuple(within(bound), within(bound), within(bound));
const axis = vector(1).filter((v) => Math.hypot(...v) > 0.1);

/** The frame, 12 numbers, of a turn about an axis and a place. */
function frameOf(direction: readonly number[], angle: number, place: readonly number[]): Float64Array {
  const q = new Quaternion().setFromAxisAngle(new Vec3(...direction).unit(), angle);
  const frame = new Float64Array(12);
  rotationOfQuaternion(q.x, q.y, q.z, q.w, frame, 0);
  frame.set(place, 9);
  return frame;
}

describe('driving with full orientation', () => {
  it('reaches any pose exactly, with the velocity and the spin that it takes', () => {
    fc.assert(
      fc.property(axis, within(3), vector(2), axis, within(0.05), vector(0.1), (a, turn, from, b, spin, by) => {
        const physics = new PhysicsWorld();
        const body = physics.addKinematic('link', [{ shape: { kind: 'box', size: [0.1, 0.2, 0.3] } }]);
        physics.build();
        physics.setFrame(0, frameOf(a, turn, from), 0);
        const start = body.quaternion.clone();
        const turned = new Quaternion().setFromAxisAngle(new Vec3(...b).unit(), spin).mult(start);
        const target = new Float64Array(12);
        rotationOfQuaternion(turned.x, turned.y, turned.z, turned.w, target, 0);
        for (let i = 0; i < 3; i++) target[9 + i] = from[i] + by[i];
        physics.driveToFrame(0, target, 0);
        physics.step(DT);
        expect(body.position.toArray()).toEqual([...target.subarray(9)]);
        const { x, y, z, w } = body.quaternion;
        const reached = new Float64Array(9);
        rotationOfQuaternion(x, y, z, w, reached, 0);
        reached.forEach((m, i) => expect(m).toBeCloseTo(target[i], 13));
        const direction = new Vec3(...b).unit();
        const rate = (2 * Math.sin(spin / 2)) / DT;
        expect(body.angularVelocity.distanceTo(direction.scale(rate))).toBeLessThan(1e-9);
        expect(body.velocity.distanceTo(new Vec3(...by).scale(1 / DT))).toBeLessThan(1e-9);
      }),
      { numRuns: 100 },
    );
  });

  it('takes a dynamic body to where it is aimed, against gravity, and wakes it', () => {
    const physics = new PhysicsWorld({ allowSleep: true });
    const cube = physics.addDynamic('cube', { kind: 'box', size: [0.05, 0.05, 0.05] }, 0.2);
    physics.build();
    cube.sleep();
    for (let i = 1; i <= 20; i++) {
      physics.aimAtFrame(0, frameOf([0, 0, 1], 0.002 * i, [0.001 * i, -0.002 * i, 0.003 * i]), 0, DT);
      physics.step(DT);
    }
    expect(cube.position.distanceTo(new Vec3(0.02, -0.04, 0.06))).toBeLessThan(1e-12);
    expect(2 * Math.asin(cube.quaternion.z)).toBeCloseTo(0.04, 7);
  });

  it('lets what is aimed through the ground rest on it', () => {
    const physics = new PhysicsWorld();
    physics.addGround();
    const cube = physics.addDynamic('cube', { kind: 'box', size: [0.05, 0.05, 0.05] }, 0.2);
    physics.build();
    const k = physics.indexOf('cube');
    physics.setPose(k, 0, 0, 0.04, 0);
    for (let i = 0; i < 60; i++) {
      physics.aimAtFrame(k, frameOf([0, 0, 1], 0, [0, 0, Math.max(0.02, cube.position.z - 0.001)]), 0, DT);
      physics.step(DT);
    }
    expect(cube.position.z).toBeGreaterThan(0.0235);
    expect(physics.contactWrench(k, null, new Float64Array(6))[2]).toBeGreaterThan(0.2 * 9.81);
  });
});
