import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTOR, ACTOR_STRIDE } from '../../../renderer/live/frame.ts';
import type { OpenedActor } from '../../../renderer/live/protocol.ts';
import { chasePose, decay, driverPose, newCameraPose, topPose, turnTowards } from '../../../renderer/scene/cameras.ts';
import { boxEntry, pickAlong } from '../../../renderer/scene/picking.ts';
import { BODY_SIZES } from '../../../scenarios/language/body-sizes.ts';

const angle = fc.double({ min: -3, max: 3, noNaN: true });

describe('cameras', () => {
  it('chase 8 m behind and 4 m above, looking ahead', () => {
    const pose = chasePose(10, 20, Math.PI / 2, BODY_SIZES.car, 1, newCameraPose());
    expect(pose.x).toBeCloseTo(10, 9);
    expect(pose.y).toBeCloseTo(12, 9);
    expect(pose.z).toBeCloseTo(4, 9);
    expect(pose.targetY).toBeGreaterThan(20);
    expect([pose.upX, pose.upY, pose.upZ]).toEqual([0, 0, 1]);
  });

  it('stand farther off behind a truck', () => {
    const [car, truck] = [BODY_SIZES.car, BODY_SIZES.truck].map((size) => chasePose(0, 0, 0, size, 1, newCameraPose()));
    expect(truck.x + BODY_SIZES.truck.lengthM / 2).toBeLessThan(car.x + BODY_SIZES.car.lengthM / 2 + 0.01);
  });

  it("sit inside everybody's box in the driver's view and look ahead", () => {
    fc.assert(
      fc.property(angle, fc.constantFrom(...Object.values(BODY_SIZES)), (heading, size) => {
        const pose = driverPose(3, -7, heading, size, newCameraPose());
        const [dx, dy] = [pose.x - 3, pose.y + 7];
        const along = dx * Math.cos(heading) + dy * Math.sin(heading);
        const left = dy * Math.cos(heading) - dx * Math.sin(heading);
        expect(Math.abs(along)).toBeLessThan(size.lengthM / 2);
        expect(Math.abs(left)).toBeLessThan(size.widthM / 2);
        expect(left).toBeGreaterThanOrEqual(-1e-9);
        expect(pose.z).toBeLessThan(size.heightM);
        const ahead = (pose.targetX - pose.x) * Math.cos(heading) + (pose.targetY - pose.y) * Math.sin(heading);
        expect(ahead).toBeGreaterThan(10);
      }),
    );
  });

  it('look straight down from above, the road upwards', () => {
    const pose = topPose(5, 6, 0.4, 1, newCameraPose());
    expect([pose.x, pose.y]).toEqual([pose.targetX, pose.targetY]);
    expect(pose.upX).toBeCloseTo(Math.cos(0.4), 12);
    expect(pose.upZ).toBe(0);
    expect(topPose(5, 6, 0.4, 2, newCameraPose()).z).toBeCloseTo(2 * pose.z, 9);
  });

  it('swing the shorter way, independently of how time is cut', () => {
    expect(turnTowards(3, -3, 0.5)).toBeCloseTo(-Math.PI, 9);
    fc.assert(
      fc.property(angle, angle, fc.double({ min: 0.01, max: 0.1, noNaN: true }), (from, goal, seconds) => {
        const once = turnTowards(from, goal, decay(3, 2 * seconds));
        const half = turnTowards(from, goal, decay(3, seconds));
        const twice = turnTowards(half, goal, decay(3, seconds));
        expect(Math.cos(once - twice)).toBeCloseTo(1, 9);
      }),
    );
  });
});

const car = (id: string): OpenedActor => ({ id, kind: 'car', ...BODY_SIZES.car });

describe('picking', () => {
  const ray = { x: -10, y: 0, z: 1, dx: 2, dy: 0, dz: 0 };

  it('meets the face of a box', () => {
    expect(-10 + 2 * boxEntry(ray, 0, 0, 0, car('a'))).toBeCloseTo(-BODY_SIZES.car.lengthM / 2, 9);
    expect(-10 + 2 * boxEntry(ray, 0, 0, Math.PI / 2, car('a'))).toBeCloseTo(-BODY_SIZES.car.widthM / 2, 9);
    expect(boxEntry(ray, 0, 1.5, 0, car('a'))).toBe(Infinity);
    expect(boxEntry(ray, -30, 0, 0, car('a'))).toBe(Infinity);
    // Past its side before it comes to its rear, and the other way round.
    expect(boxEntry({ ...ray, y: 2.5, dy: -1 }, 0, 0, 0, car('a'))).toBe(Infinity);
    expect(boxEntry({ ...ray, y: -12, dy: 1 }, 0, 0, 0, car('a'))).toBe(Infinity);
  });

  it('takes the nearest actor that is there, else the ground, else nothing', () => {
    const poses = new Float64Array(3 * ACTOR_STRIDE);
    poses[ACTOR_STRIDE + ACTOR.x] = 20;
    poses[2 * ACTOR_STRIDE + ACTOR.x] = 40;
    const actors = [car('ego'), car('b'), car('c')];
    expect(pickAlong(ray, poses, actors)?.row).toBe(0);
    poses[ACTOR.absent] = 1;
    expect(pickAlong(ray, poses, actors)?.row).toBe(1);
    expect(pickAlong({ ...ray, x: 22.5 }, poses, actors)?.row).toBe(2);
    expect(pickAlong({ ...ray, y: 30, dz: -0.1 }, poses, actors)).toEqual({ row: null, x: 10, y: 30 });
    expect(pickAlong({ ...ray, dz: 0.5 }, poses, [])).toBeNull();
  });
});
