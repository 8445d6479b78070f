import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { ManipulationWorld } from '../../../sim/robotics/manipulation-world.ts';
import { ARM_GROUPS, rowInHand, SensedClearance } from '../../../policies/manipulation/sensed-clearance.ts';
import { BOX, episode, Hand, postureAt } from '../../sim/robotics/arm-episode.ts';
import { observed, type Observed, type Seen } from './observations.ts';

const clearance = new SensedClearance(PANDA);
const MOMENT_S = 1e-4;

type Triple = readonly [number, number, number];
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const place: fc.Arbitrary<Triple> = fc.tuple(number(0.3, 1), number(0.1, 0.6), number(0.05, 0.8));
const velocity: fc.Arbitrary<Triple> = fc.tuple(number(-1, 1), number(-1, 1), number(-1, 1));
const obstacle = fc.record({
  role: fc.constant('obstacle' as const),
  at: place,
  half: number(0.02, 0.06).map((r): Triple => [r, r, r]),
  shape: fc.constantFrom('sphere' as const, 'cylinder' as const, 'box' as const),
  yaw: number(-3, 3),
  velocity,
});
const joints = fc.array(number(-0.3, 0.3), { minLength: 7, maxLength: 7 });

/** A scene in which everything moves evenly. */
interface Scene {
  readonly things: readonly (Seen & { readonly velocity: Triple })[];
  readonly person: boolean;
  readonly hand: Triple;
  readonly handVelocity: Triple;
  readonly q: readonly number[];
  readonly qd: readonly number[];
}

function at(scene: Scene, s: number): Observed {
  const move = (p: Triple, v: Triple): Triple => [p[0] + s * v[0], p[1] + s * v[1], p[2] + s * v[2]];
  return observed(
    scene.things.map((thing) => ({ ...thing, at: move(thing.at, thing.velocity) })),
    {
      person: {
        known: scene.person,
        ageS: 0,
        radiusM: 0.05,
        joints: Float64Array.of(1, -0.2, 0.45, 0.85, -0.1, 0.35, ...move(scene.hand, scene.handVelocity)),
        handVelocity: Float64Array.from(scene.handVelocity),
      },
    },
    scene.q.map((dq, i) => PANDA.home[i] + dq + s * scene.qd[i]),
    scene.qd,
  );
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  things: fc.array(obstacle, { maxLength: 2 }),
  person: fc.boolean(),
  hand: place,
  handVelocity: velocity,
  q: joints,
  qd: joints,
});

describe('SensedClearance', () => {
  it('says how fast the distance to obstacles and a person shrinks', () => {
    let checked = 0;
    fc.assert(
      fc.property(scenes, (scene) => {
        const before = clearance.update(at(scene, -MOMENT_S));
        const after = clearance.update(at(scene, MOMENT_S));
        const now = clearance.update(at(scene, 0));
        const { closingMps, approachMps, direction } = clearance;
        if (now === Infinity) {
          expect([scene.things.length, scene.person]).toEqual([0, false]);
          expect([closingMps, approachMps, ...direction]).toEqual([0, 0, 0, 0, 0]);
          return;
        }
        const [x, y, z] = direction;
        expect(x * x + y * y + z * z).toBeCloseTo(1, 9);
        // No slope where another pair becomes the nearest, or deep inside of something.
        if (now < 0 || Math.abs(before + after - 2 * now) > 1e-6) return;
        checked++;
        expect((before - after) / (2 * MOMENT_S)).toBeCloseTo(closingMps, 1);
        clearance.update(at({ ...scene, qd: new Array<number>(7).fill(0) }, 0));
        expect(clearance.closingMps).toBeCloseTo(approachMps, 12);
      }),
      { numRuns: 150 },
    );
    expect(checked).toBeGreaterThan(50);
  });

  it('measures what the world measures when the sensors are perfect, also of what is held', () => {
    const wall = (x: number, y: number) => ({
      id: 'wall',
      shape: { kind: 'box', size: [0.1, 0.02, 0.2] } as const,
      yawRad: 0.3,
      path: {
        points: [[x, y, 0.1] as const],
        peakSpeedMps: 0.1,
        dwellS: 0,
        backAndForth: false,
        start: { kind: 'time', s: 0 } as const,
      },
    });
    const start = postureAt([BOX.position[0], BOX.position[1], 0.045]);
    const arm = { model: PANDA, dynamics: 'kinematic', start } as const;
    const world = new ManipulationWorld(episode({ arm, obstacles: [wall(0.5, 0.25)] }), 'seed');
    const hand = new Hand(world);
    hand.wait(0.1, 0);
    expect(rowInHand(world.observe())).toBe(-1);
    expect(clearance.update(world.observe())).toBeCloseTo(world.collision.obstacleM, 3);

    hand.wait(0.6, 1);
    expect(world.observe().arm.forceN).toBeGreaterThan(0);
    expect(rowInHand(world.observe())).toBe(world.observe().things.rowOf('object'));
    hand.goTo([0.5, 0.06, 0.06], 1, 0.003, 1);
    expect(world.ended).toBe(false);
    expect(world.collision.obstacleM).toBeLessThan(0.1);
    expect(clearance.update(world.observe())).toBeCloseTo(world.collision.obstacleM, 3);
    expect(ARM_GROUPS[clearance.group]).not.toBe('arm');
  });

  it('takes nothing for held that is far, old, an obstacle, or not felt', () => {
    const { arm } = observed();
    const near = [arm.x, arm.y, arm.z] as const;
    const felt = { ...arm, forceN: 5 };
    const held = (thing: Partial<Seen>, reading = felt): number =>
      rowInHand(observed([{ role: 'object', at: near, ageS: 0, ...thing }], { arm: reading }));
    expect(held({})).toBe(0);
    expect(held({}, arm)).toBe(-1);
    expect(held({ ageS: 1 / 60 })).toBe(-1);
    expect(held({ role: 'obstacle' })).toBe(-1);
    expect(held({ at: [arm.x + 0.1, arm.y, arm.z] })).toBe(-1);
  });
});
