import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExcludedPairs } from '../../../sim/kernel/dynamic-pairs.ts';
import { PhysicsWorld } from '../../../sim/kernel/physics-world.ts';
import { restoreState, saveState } from '../../../sim/kernel/state-codec.ts';

const DT = 1 / 120;
const CUBE = { kind: 'box', size: [0.1, 0.1, 0.1] } as const;

function twoCubes(): PhysicsWorld {
  const physics = new PhysicsWorld({ excludablePairs: true });
  physics.addGround();
  physics.addDynamic('cube-a', CUBE, 1);
  physics.addDynamic('cube-b', CUBE, 1);
  physics.build();
  physics.setPose(physics.indexOf('cube-a'), 0, 0, 0.05, 0);
  physics.setPose(physics.indexOf('cube-b'), 0, 0, 0.16, 0);
  return physics;
}

function heightOfUpper(physics: PhysicsWorld, steps: number): number {
  for (let i = 0; i < steps; i++) physics.step(DT);
  return physics.body(physics.indexOf('cube-b')).position.z;
}

describe('pairs taken out of contact', () => {
  it('pass through each other but not through others, until they are put back', () => {
    const physics = twoCubes();
    expect(heightOfUpper(physics, 60)).toBeGreaterThan(0.14);
    physics.setExcluded(physics.indexOf('cube-b'), physics.indexOf('cube-a'), true);
    expect(heightOfUpper(physics, 60)).toBeCloseTo(0.05, 2);
    physics.setPose(physics.indexOf('cube-b'), 0, 0, 0.16, 0);
    physics.setExcluded(physics.indexOf('cube-a'), physics.indexOf('cube-b'), false);
    expect(heightOfUpper(physics, 60)).toBeGreaterThan(0.14);
  });

  it('are part of the saved state', () => {
    const physics = twoCubes();
    physics.setExcluded(1, 0, true);
    const saved = saveState(physics);
    const other = twoCubes();
    restoreState(other, saved);
    expect(heightOfUpper(other, 60)).toBeCloseTo(0.05, 2);
    expect(saveState(other)).toEqual((heightOfUpper(physics, 60), saveState(physics)));
  });

  it('are refused where the world was not made for them', () => {
    const physics = new PhysicsWorld();
    physics.build();
    expect(() => physics.setExcluded(0, 1, true)).toThrow('expected the option excludablePairs');
  });

  it('are a set of unordered pairs', () => {
    const body = fc.integer({ min: 0, max: 19 });
    fc.assert(
      fc.property(fc.array(fc.tuple(body, body, fc.boolean()), { maxLength: 60 }), (changes) => {
        const pairs = new ExcludedPairs(20);
        const model = new Set<string>();
        const key = (a: number, b: number) => `${Math.min(a, b)} ${Math.max(a, b)}`;
        for (const [a, b, excluded] of changes) {
          pairs.set(a, b, excluded);
          if (excluded) model.add(key(a, b));
          else model.delete(key(a, b));
        }
        const all = Array.from({ length: 400 }, (_, k) => [k % 20, Math.floor(k / 20)] as const);
        expect(all.filter(([a, b]) => pairs.has(a, b) !== model.has(key(a, b)))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
