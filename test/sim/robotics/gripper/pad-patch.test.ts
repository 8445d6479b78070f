import { describe, expect, it } from 'vitest';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { PadPatch } from '../../../../sim/robotics/gripper/pad-patch.ts';
import type { Shape } from '../../../../sim/robotics/spec.ts';

const { gripper } = PANDA;
const [WIDTH] = gripper.fingerSize;
const LENGTH = 2 * gripper.tipBeyondTcpM;
const FULL = WIDTH * LENGTH;
const BOX: Shape = { kind: 'box', size: [0.05, 0.04, 0.06] };
/** Turned about the closing line or the line out of the hand, by its cosine and sine. */
const turned = (x: number, z: number, c = 1, s = 0) => Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1, x, 0, z);

function patch(shape: Shape, pose: Float64Array, widthM = 0.04): PadPatch {
  const out = new PadPatch(gripper);
  out.measure(shape, pose, widthM);
  return out;
}

/** Mean distance of the points of a rectangle from its middle. */
function meanDistance(a: number, b: number): number {
  const [h, k] = [a / 2, b / 2];
  const d = Math.hypot(h, k);
  return (2 * h * k * d + h ** 3 * Math.log((k + d) / h) + k ** 3 * Math.log((h + d) / k)) / (6 * h * k);
}

describe('PadPatch', () => {
  it('is the whole pad where a side of the thing covers it', () => {
    const whole = patch(BOX, turned(0.003, 0.01));
    expect(whole.areaM2).toBeCloseTo(FULL, 12);
    expect(whole.radiusM).toBeCloseTo(gripper.padRadiusM, 12);
    expect(Math.max(Math.abs(whole.x), Math.abs(whole.z))).toBeLessThan(1e-12);
  });

  it('has the radius of a rectangle and its middle where the thing is held at its edge', () => {
    for (const covered of [0.25, 0.5, 0.75]) {
      // What is up to 2 mm away touches too.
      const top = LENGTH / 2 - covered * LENGTH + 0.002;
      const edge = patch(BOX, turned(0, 0.03 + top));
      const share = edge.areaM2 / FULL;
      expect(Math.abs(share - covered)).toBeLessThan(0.08);
      expect(edge.z).toBeCloseTo((LENGTH * (1 - share)) / 2, 9);
      const expected = meanDistance(WIDTH, LENGTH * share) / meanDistance(WIDTH, LENGTH);
      expect(edge.radiusM / gripper.padRadiusM / expected).toBeCloseTo(1, 1);
      expect(Math.abs(edge.radiusM / gripper.padRadiusM / expected - 1)).toBeLessThan(0.02);
    }
  });

  it('of round things is as wide as the pads give way', () => {
    const disc = patch({ kind: 'cylinder', radiusM: 0.01, heightM: 0.06 }, turned(0, 0), 0.02);
    const half = Math.sqrt(0.012 ** 2 - 0.01 ** 2);
    expect(Math.abs(disc.areaM2 / FULL - (2 * half) / WIDTH)).toBeLessThan(0.07);
    const ball = patch({ kind: 'sphere', radiusM: 0.01 }, turned(0, 0), 0.02);
    expect(Math.abs(ball.areaM2 - Math.PI * half ** 2)).toBeLessThan(0.1 * Math.PI * half ** 2);
    const smooth = patch({ kind: 'sphere', radiusM: 0.03 }, turned(0, 0), 0.06);
    expect(smooth.areaM2).toBeGreaterThan(0.75 * FULL);
  });

  it('bears Coulomb friction as long as rubber does, and what rubber does from then on', () => {
    const whole = patch(BOX, turned(0, 0.01));
    expect(whole.capacityN(56)).toBe(112);
    expect(whole.capacityN(1000)).toBeCloseTo(2 * 2e5 * FULL, 9);
    const edge = patch(BOX, turned(0, 0.03 + LENGTH / 2));
    expect(edge.areaM2).toBeLessThan(0.2 * FULL);
    expect(edge.capacityN(5)).toBe(10);
    expect(edge.capacityN(56)).toBeCloseTo(2 * 2e5 * edge.areaM2, 9);
  });

  it('is small and no nothing where only a corner is squeezed', () => {
    const corner = patch(BOX, turned(0.03, 0.04, Math.cos(0.4), Math.sin(0.4)), 0.05);
    expect(corner.areaM2).toBeGreaterThan(0);
    expect(corner.radiusM).toBeGreaterThan(0);
    expect(corner.radiusM).toBeLessThan(gripper.padRadiusM);
  });
});
