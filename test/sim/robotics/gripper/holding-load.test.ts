import { describe, expect, it } from 'vitest';
import { GRAVITY_MPS2 } from '../../../../sim/kernel/physics-world.ts';
import { HoldingLoad } from '../../../../sim/robotics/gripper/holding-load.ts';

const DT = 1 / 120;
const RADIUS = 0.01;
const PATCH = { radiusM: RADIUS, x: 0, z: 0 };
/** The hand points down: its x axis along the world's x, y along -y, z along -z. */
const TCP = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0);
const NOTHING = new Float64Array(6);

/** The load after many steps of a motion x(t), held at an offset from the tool centre point. */
function settled(
  massKg: number,
  path: (t: number) => readonly [number, number, number],
  offset: readonly [number, number, number] = [0, 0, 0],
  contact = NOTHING,
  patch = PATCH,
): number {
  const load = new HoldingLoad();
  const tcp = TCP.slice();
  const pose = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
  const put = (t: number) => {
    path(t).forEach((p, k) => {
      tcp[9 + k] = p;
      pose[9 + k] = p + offset[k];
    });
  };
  put(0);
  load.reset(pose, 9);
  for (let i = 1; i < 120; i++) {
    put(i * DT);
    load.step(massKg, pose, tcp, 0, contact, patch, DT);
  }
  return load.loadN;
}

const STILL = () => [0, 0, 0] as const;

describe('HoldingLoad', () => {
  it('is the weight of what hangs in the middle', () => {
    expect(settled(0.5, STILL)).toBeCloseTo(0.5 * GRAVITY_MPS2, 3);
  });

  it('adds a moment about the closing line, divided by the radius of the pads, at a right angle', () => {
    const weight = 0.5 * GRAVITY_MPS2;
    const expected = Math.hypot(weight, (weight * 0.02) / RADIUS);
    expect(settled(0.5, STILL, [0.02, 0, 0])).toBeCloseTo(expected, 3);
    expect(settled(0.5, STILL, [0, 0.02, 0.03]), 'no moment about the line').toBeCloseTo(weight, 3);
  });

  it('has the moment about where the pads touch', () => {
    const weight = 0.5 * GRAVITY_MPS2;
    const off = (x: number, z: number) => settled(0.5, STILL, [0.006, 0, 0], NOTHING, { radiusM: 0.004, x, z });
    expect(off(0.006, 0)).toBeCloseTo(weight, 3);
    expect(off(-0.002, 0.007)).toBeCloseTo(Math.hypot(weight, (weight * 0.008) / 0.004), 3);
  });

  it('takes acceleration across the closing line as inertia, and leaves out that along it', () => {
    const accelerated = (axis: 0 | 1) => settled(0.5, (t) => (axis === 0 ? [1.5 * t * t, 0, 0] : [0, 1.5 * t * t, 0]));
    expect(accelerated(0)).toBeCloseTo(0.5 * Math.hypot(GRAVITY_MPS2, 3), 3);
    expect(accelerated(1)).toBeCloseTo(0.5 * GRAVITY_MPS2, 3);
  });

  it('has less to carry of what the table carries, and more where something holds it back', () => {
    const push = (x: number, z: number, my = 0) => Float64Array.of(x, 0, z, 0, my, 0);
    const weight = 0.5 * GRAVITY_MPS2;
    expect(settled(0.5, STILL, [0, 0, 0], push(0, weight))).toBeCloseTo(0, 3);
    expect(settled(0.5, STILL, [0, 0, 0], push(-7, 0))).toBeCloseTo(Math.hypot(weight, 7), 3);
    expect(settled(0.5, STILL, [0, 0, 0], push(0, 0, 0.1))).toBeCloseTo(Math.hypot(weight, 0.1 / RADIUS), 3);
  });
});
