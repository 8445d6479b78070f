import fc from 'fast-check';
import { Vector3, type BufferGeometry } from 'three';
import { describe, expect, it } from 'vitest';
import { linkGeometries, shortestTree } from '../../../renderer/scene/arm/arm-shapes.ts';
import { LimbBuilder, type Spot } from '../../../renderer/scene/arm/limb-builder.ts';
import { shapeGeometry } from '../../../renderer/scene/arm/thing-shapes.ts';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';

const place = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const spot = fc.tuple(place, place, place) as fc.Arbitrary<Spot>;
const radius = fc.double({ min: 0.01, max: 0.2, noNaN: true });

function corners(geometry: BufferGeometry, each: (at: Vector3, normal: Vector3) => void): void {
  const positions = geometry.getAttribute('position');
  const normals = geometry.getAttribute('normal');
  for (let i = 0; i < positions.count; i++) {
    each(new Vector3().fromBufferAttribute(positions, i), new Vector3().fromBufferAttribute(normals, i));
  }
}

/** Volume within the faces by the divergence theorem: positive where they look outwards and leave no hole. */
function volume(geometry: BufferGeometry): number {
  const positions = geometry.getAttribute('position');
  const index = geometry.getIndex()!;
  const [a, b, c] = [new Vector3(), new Vector3(), new Vector3()];
  let sum = 0;
  for (let i = 0; i < index.count; i += 3) {
    a.fromBufferAttribute(positions, index.getX(i));
    b.fromBufferAttribute(positions, index.getX(i + 1));
    c.fromBufferAttribute(positions, index.getX(i + 2));
    sum += a.dot(b.clone().cross(c)) / 6;
  }
  return sum;
}

describe('a limb', () => {
  it('is the hull of its two balls: no corner is outside of it, and each lies on a ball', () => {
    fc.assert(
      fc.property(spot, radius, spot, radius, (a, ra, b, rb) => {
        const geometry = new LimbBuilder().capsule(a, ra, b, rb, [1, 1, 1]).build();
        const [centreA, centreB] = [new Vector3(...a), new Vector3(...b)];
        const way = centreB.clone().sub(centreA);
        corners(geometry, (at, normal) => {
          expect(normal.length()).toBeCloseTo(1, 4);
          // From one of the balls' middles along the normal by its radius.
          const onA = at.clone().addScaledVector(normal, -ra).distanceTo(centreA);
          const onB = at.clone().addScaledVector(normal, -rb).distanceTo(centreB);
          expect(Math.min(onA, onB)).toBeLessThan(1e-5);
          // The support of the hull in the direction of the normal.
          const reach = Math.max(ra, way.dot(normal) + rb);
          expect(at.clone().sub(centreA).dot(normal)).toBeGreaterThan(reach - 1e-4);
        });
        expect(volume(geometry)).toBeGreaterThan(0.9 * (4 / 3) * Math.PI * Math.max(ra, rb) ** 3);
      }),
      { numRuns: 15 },
    );
  });

  it('closes its discs', () => {
    const geometry = new LimbBuilder().disc([0.1, 0, 0], [0, 1, 0], 0.1, 0.05, 0.001, [1, 1, 1]).build();
    expect(volume(geometry)).toBeCloseTo(Math.PI * 0.1 * 0.1 * 0.1, 4);
  });
});

describe('the shape of a link', () => {
  it('joins all of its balls by the shortest ways', () => {
    const balls = [0, 0.3, 0.1, 0.2].map((x) => ({ centre: [x, 0, 0] as const, radiusM: 0.05 }));
    expect(shortestTree(balls)).toEqual([
      [0, 2],
      [2, 3],
      [3, 1],
    ]);
  });

  it('follows the balls that stand for it', () => {
    const shapes = linkGeometries(PANDA);
    expect(shapes).toHaveLength(PANDA.links.length);
    for (let i = 0; i < shapes.length; i++) {
      const { name, spheres } = PANDA.links[i];
      // Limbs go on to the joints at both ends.
      const anchors = [...spheres.map(({ centre }) => centre), [0, 0, 0] as const];
      if (i < PANDA.joints.length) anchors.push(PANDA.joints[i].origin.translation);
      let inside = 0;
      let all = 0;
      corners(shapes[i], (at) => {
        all++;
        const ways = anchors.map((centre) => at.distanceTo(new Vector3(...centre)));
        expect(Math.min(...ways), name).toBeLessThan(0.13);
        if (spheres.some(({ radiusM }, k) => ways[k] <= radiusM)) inside++;
      });
      expect(inside / all, name).toBeGreaterThan(0.4);
    }
  });

  it('is drawn where a link has no balls: from joint to joint', () => {
    const bare = { ...PANDA, links: PANDA.links.map((link) => ({ ...link, spheres: [] })) };
    const [, , third] = linkGeometries(bare);
    third.computeBoundingBox();
    // The next joint is 316 mm away.
    const size = third.boundingBox!.getSize(new Vector3());
    expect(Math.max(size.x, size.y, size.z)).toBeGreaterThan(0.316);
  });
});

describe('the shape of a thing', () => {
  it('has the size of its specification, and upright cylinders', () => {
    const sizeOf = (shape: Parameters<typeof shapeGeometry>[0]): number[] => {
      const geometry = shapeGeometry(shape);
      geometry.computeBoundingBox();
      return geometry.boundingBox!.getSize(new Vector3()).toArray();
    };
    const expectSize = (found: number[], wanted: number[]): void =>
      found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 3));
    expectSize(sizeOf({ kind: 'box', size: [0.1, 0.2, 0.3] }), [0.1, 0.2, 0.3]);
    expectSize(sizeOf({ kind: 'cylinder', radiusM: 0.05, heightM: 0.3 }), [0.1, 0.1, 0.3]);
    expectSize(sizeOf({ kind: 'sphere', radiusM: 0.05 }), [0.1, 0.1, 0.1]);
  });
});
