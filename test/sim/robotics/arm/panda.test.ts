import { describe, expect, it } from 'vitest';
import { PANDA } from '../../../../sim/robotics/arm/panda.ts';
import { joinParts, placePart } from '../../../../sim/robotics/arm/rigid-part.ts';

type Inertia = readonly [number, number, number, number, number, number];

function isPositiveDefinite([xx, yy, zz, xy, xz, yz]: Inertia): boolean {
  const minor = xx * yy - xy * xy;
  const determinant = zz * minor - xx * yz * yz - yy * xz * xz + 2 * xy * xz * yz;
  return xx > 0 && minor > 0 && determinant > 0;
}

describe('rigid parts', () => {
  it('joined, two points are a dumb-bell', () => {
    const point = (x: number): Parameters<typeof joinParts>[0][number] => ({
      massKg: 2,
      centre: [x, 1, 0],
      inertia: [0, 0, 0, 0, 0, 0],
    });
    const { massKg, centre, inertia } = joinParts([point(-1), point(3)]);
    expect(massKg).toBe(4);
    expect(centre).toEqual([1, 1, 0]);
    expect(inertia).toEqual([0, 16, 16, 0, 0, 0]);
  });

  it('turned by a quarter turn, axes change places', () => {
    const placed = placePart({ massKg: 1, centre: [1, 0, 5], inertia: [1, 2, 3, 0.1, 0.2, 0.3] }, 1, 0, 10);
    expect(placed.centre).toEqual([0, 1, 15]);
    expect(placed.inertia).toEqual([2, 1, 3, -0.1, -0.3, 0.2]);
  });
});

describe('Panda', () => {
  it('has the mass properties of feasible bodies', () => {
    for (const { name, massKg, inertia } of PANDA.links) {
      const [xx, yy, zz, xy, xz, yz] = inertia;
      const half = (xx + yy + zz) / 2;
      expect(massKg, name).toBeGreaterThan(0);
      expect(isPositiveDefinite(inertia), name).toBe(true);
      // Principal moments obey the triangle inequality.
      expect(isPositiveDefinite([half - xx, half - yy, half - zz, -xy, -xz, -yz]), name).toBe(true);
    }
  });

  it('joins its last link with hand and fingers', () => {
    const { massKg, centre, inertia } = PANDA.links[7];
    // Computed with numpy 2.4 from the parts' matrices.
    const expected = [
      1.495522, 0.00172087429763, 0.00136035441716, 0.100485281149, 0.0165298537126, 0.0141072486422, 0.00667695555664,
      0.000394892297119, -0.000706695710615, -0.00105110532705,
    ];
    [massKg, ...centre, ...inertia].forEach((found, i) => expect(found).toBeCloseTo(expected[i], 12));
  });

  it('has its home within its limits', () => {
    PANDA.joints.forEach(({ lowerRad, upperRad }, i) => {
      expect(PANDA.home[i]).toBeGreaterThan(lowerRad + 0.5);
      expect(PANDA.home[i]).toBeLessThan(upperRad - 0.5);
    });
  });
});
