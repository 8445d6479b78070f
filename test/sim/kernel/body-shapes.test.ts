import { describe, expect, it } from 'vitest';
import { principalInertia } from '../../../sim/kernel/body-shapes.ts';
import type { BodyShape } from '../../../sim/kernel/body-shapes.ts';
import { PhysicsWorld } from '../../../sim/kernel/physics-world.ts';
import { RandomStream } from '../../../sim/kernel/random.ts';

/** Second moments of a homogeneous solid by throwing points into its bounding box. */
function sampled(shape: BodyShape, massKg: number): number[] {
  const random = RandomStream.named('inertia', shape.kind);
  const half = halves(shape);
  const sums = [0, 0, 0];
  let inside = 0;
  for (let i = 0; i < 40_000; i++) {
    const [x, y, z] = half.map((h) => h * (2 * random.uniform() - 1));
    if (shape.kind === 'sphere' && x * x + y * y + z * z > shape.radiusM ** 2) continue;
    if (shape.kind === 'cylinder' && x * x + y * y > shape.radiusM ** 2) continue;
    inside++;
    sums[0] += y * y + z * z;
    sums[1] += x * x + z * z;
    sums[2] += x * x + y * y;
  }
  return sums.map((sum) => (massKg * sum) / inside);
}

function halves(shape: BodyShape): number[] {
  if (shape.kind === 'box') return shape.size.map((l) => l / 2);
  if (shape.kind === 'sphere') return [shape.radiusM, shape.radiusM, shape.radiusM];
  return [shape.radiusM, shape.radiusM, shape.heightM / 2];
}

const SHAPES: readonly BodyShape[] = [
  { kind: 'box', size: [0.1, 0.2, 0.4] },
  { kind: 'cylinder', radiusM: 0.05, heightM: 0.3 },
  { kind: 'sphere', radiusM: 0.2 },
];

describe('solids', () => {
  it.each(SHAPES)('have the inertia of a homogeneous $kind', (shape) => {
    const closed = principalInertia(shape, 2);
    sampled(shape, 2).forEach((moment, i) => expect(moment / closed[i]).toBeCloseTo(1, 1.5));
    const body = new PhysicsWorld().addDynamic('body', shape, 2);
    expect(body.inertia.toArray()).toEqual(closed);
    body.invInertia.toArray().forEach((inverse, i) => expect(inverse * closed[i]).toBeCloseTo(1, 14));
  });

  it('turn their inertia with them', () => {
    const physics = new PhysicsWorld();
    const body = physics.addDynamic('body', { kind: 'box', size: [0.1, 0.2, 0.4] }, 2);
    physics.build();
    physics.setPose(0, 0, 0, 0, Math.PI / 2);
    const e = body.invInertiaWorld.elements;
    const [xx, yy, zz] = principalInertia({ kind: 'box', size: [0.1, 0.2, 0.4] }, 2);
    expect([e[0] * yy, e[4] * xx, e[8] * zz].map((k) => Math.abs(k - 1) < 1e-12)).toEqual([true, true, true]);
  });

  it('stand along z as cylinders, and where their part says', () => {
    const physics = new PhysicsWorld();
    const body = physics.addKinematic('post', [
      { shape: { kind: 'cylinder', radiusM: 0.1, heightM: 1 }, translation: [0, 0, 2] },
      { shape: { kind: 'box', size: [0.2, 0.4, 0.6] }, translation: [1, 0, 0], rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1] },
    ]);
    physics.build();
    physics.setPose(0, 0, 0, 10, 0);
    body.updateAABB();
    const { lowerBound: low, upperBound: high } = body.aabb;
    const rounded = [low, high].map((v) => v.toArray().map((c) => Math.round(c * 1e6) / 1e6));
    expect(rounded).toEqual([
      [-0.1, -0.1, 9.7],
      [1.2, 0.1, 12.5],
    ]);
  });
});
