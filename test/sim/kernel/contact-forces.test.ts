import { describe, expect, it } from 'vitest';
import { GRAVITY_MPS2, PhysicsWorld } from '../../../sim/kernel/physics-world.ts';

const DT = 1 / 120;
const CUBE = { kind: 'box', size: [0.1, 0.1, 0.1] } as const;

/** A cube of 1 kg on the ground, beside a kinematic block; `pushed` at 0.1 m/s for a second. */
function pushed(): { physics: PhysicsWorld; cube: number; block: number; ground: number } {
  const physics = new PhysicsWorld({ frictionCone: true });
  physics.addGround('ground', 0.4);
  physics.addDynamic('cube', CUBE, 1, { friction: 0.4 });
  physics.addKinematic('block', [{ shape: CUBE }], { friction: 0 });
  physics.build();
  const [block, cube, ground] = ['block', 'cube', 'ground'].map((id) => physics.indexOf(id));
  physics.setPose(cube, 0, 0, 0.05, 0);
  physics.setPose(block, -0.1, 0, 0.05, 0);
  for (let i = 1; i <= 120; i++) {
    physics.driveTo(block, -0.1 + (0.1 * i) / 120, 0, 0.05, 0);
    physics.step(DT);
  }
  return { physics, cube, block, ground };
}

describe('contact forces', () => {
  it('balance: the ground carries the weight, the pusher overcomes the friction of the ground', () => {
    const { physics, cube, block, ground } = pushed();
    const g = GRAVITY_MPS2;
    expect(physics.normalForce(cube, ground)).toBeCloseTo(g, 1);
    expect(physics.normalForce(ground, cube)).toBe(physics.normalForce(cube, ground));
    expect(physics.normalForce(block, cube)).toBeCloseTo(0.4 * g, 1);
    const fromGround = physics.contactWrench(cube, ground, new Float64Array(6));
    expect(fromGround[0]).toBeCloseTo(-0.4 * g, 1);
    expect(fromGround[2]).toBeCloseTo(g, 1);
    const all = physics.contactWrench(cube, null, new Float64Array(6));
    [0, 0, g, 0, 0, 0].forEach((expected, i) => expect(all[i]).toBeCloseTo(expected, 1));
  });

  it('are equal and opposite', () => {
    const { physics, cube, block, ground } = pushed();
    for (const other of [block, ground]) {
      const on = physics.contactWrench(other, cube, new Float64Array(6));
      const back = physics.contactWrench(cube, other, new Float64Array(6));
      expect(Math.abs(on[0])).toBeGreaterThan(3);
      for (let i = 0; i < 3; i++) expect(on[i]).toBeCloseTo(-back[i], 12);
    }
  });

  it('are none between bodies that do not touch', () => {
    const { physics, cube, block, ground } = pushed();
    expect([physics.touching(cube, ground), physics.touching(block, cube)]).toEqual([true, true]);
    physics.driveTo(block, -1, 0, 0.05, 0);
    physics.step(DT);
    physics.step(DT);
    expect(physics.touching(block, cube)).toBe(false);
    expect(physics.normalForce(block, cube)).toBe(0);
    expect([...physics.contactWrench(block, null, new Float64Array(6))]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
