import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { MAX_THINGS } from '../../../sim/robotics/sensors/thing-table.ts';
import type { TaskSpec } from '../../../sim/robotics/spec.ts';
import { FEATURE_COUNT, FEATURE_NAMES, Features } from '../../../policies/manipulation/features.ts';
import { observed, type Observed, type Seen } from './observations.ts';

const features = new Features(PANDA);
const place: TaskSpec = { kind: 'place', object: 'cube', goal: [0.5, 0.3, 0.02], toleranceM: 0.02, holdS: 0.2 };
const stack: TaskSpec = { kind: 'stack', object: 'cube', base: 'base', toleranceM: 0.02, holdS: 0.2 };

/** Features by name; what is left out is 0. */
function build(o: Observed): (name: string) => number {
  const values = features.build(o).slice();
  return (name) => {
    const at = FEATURE_NAMES.indexOf(name);
    if (at < 0) throw new Error(`no feature ${name}`);
    return values[at];
  };
}

const sized: fc.Arbitrary<Seen> = fc.record({
  role: fc.constantFrom('object' as const, 'base' as const, 'clutter' as const, 'obstacle' as const),
  at: fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constant(0.1),
  ),
});

describe('the features', () => {
  it('have a name each, and fill their places', () => {
    expect(FEATURE_COUNT).toBe(new Set(FEATURE_NAMES).size);
    const things: Seen[] = (['object', 'base', 'clutter', 'clutter', 'obstacle', 'obstacle', 'obstacle'] as const).map(
      (role, i) => ({ role, at: [0.6, 0.1 * i - 0.3, 0.2], velocity: [1, 1, 1], yaw: 0.1 + 0.1 * i }),
    );
    const person = {
      known: true,
      ageS: 0.1,
      radiusM: 0.05,
      joints: new Float64Array(9).fill(0.9),
      handVelocity: new Float64Array(3).fill(1),
    };
    const posture = PANDA.home.map((q) => q + 0.1);
    const belt = { x: 0, y: 0, lengthM: 1, widthM: 0.2, heightM: 0.04, headingRad: 1, speedMps: 0.1 };
    const values = build(observed(things, { task: place, person, belt }, posture, new Float64Array(7).fill(0.1)));
    const zero = FEATURE_NAMES.filter((name) => values(name) === 0);
    // Only one of five tasks, of three shapes and of three groups is the case.
    const expected = /^(task\..*|gripper\.(force|holds)|(object|base)\.(cylinder|sphere)|nearest\.(arm|hand|held))$/;
    expect(zero.filter((name) => !expected.test(name))).toEqual([]);
    expect(zero).toContain('task.reach');
    expect(values('task.place')).toBe(1);
    expect(values('nearest.arm') + values('nearest.hand') + values('nearest.held')).toBe(1);
  });

  it('are those of the arm and of the task', () => {
    const qd = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
    const o = observed([{ role: 'object', at: [0.4, -0.1, 0.05] }], { task: place, tick: 150 }, PANDA.home, qd);
    const values = build(o);
    expect(values('timeLeft')).toBeCloseTo(0.75, 6);
    expect(values('q3')).toBeCloseTo(PANDA.home[3], 6);
    expect(values('qd6')).toBeCloseTo(0.7, 6);
    expect(values('tcp.vz')).toBeCloseTo(o.arm.vz, 6);
    expect(values('gripper.width')).toBeCloseTo(0.08, 6);
    expect(values('goal.known')).toBe(1);
    expect(values('goal.y')).toBeCloseTo(0.3 - o.arm.y, 6);
    expect(values('goal.tolerance')).toBeCloseTo(0.02, 6);
    expect(values('goalFromObject.x')).toBeCloseTo(0.1, 6);
    expect(values('goalFromObject.distance')).toBeCloseTo(Math.sqrt(0.01 + 0.16 + 0.0009), 6);
    expect(values('object.z')).toBeCloseTo(0.05 - o.arm.z, 6);
    expect(values('nearest.distance')).toBe(1);
  });

  it('put the goal of a stack on the base, when that is known, and know none of a lift', () => {
    const cube: Seen = { role: 'object', at: [0.4, 0, 0.02], half: [0.02, 0.02, 0.02] };
    const base: Seen = { role: 'base', at: [0.5, 0.2, 0.03], half: [0.03, 0.03, 0.03] };
    const o = observed([cube, base], { task: stack });
    expect(build(o)('goal.z')).toBeCloseTo(0.08 - o.arm.z, 6);
    expect(build(o)('goalFromObject.z')).toBeCloseTo(0.06, 6);
    expect(build(observed([cube], { task: stack }))('goal.known')).toBe(0);
    const lift: TaskSpec = { kind: 'lift', object: 'cube', liftM: 0.08, holdS: 0.5 };
    const lifting = build(observed([cube], { task: lift }));
    expect([lifting('goal.known'), lifting('goal.x'), lifting('task.liftHeight')]).toEqual([0, 0, Math.fround(0.08)]);
  });

  it('are the same after a turn that leaves a thing as it looks', () => {
    const turned = (half: Seen['half'], shape: Seen['shape'], yaw: number): Float32Array =>
      features.build(observed([{ role: 'object', at: [0.5, 0, 0.03], half: half!, shape: shape!, yaw }])).slice();
    const difference = (a: Float32Array, b: Float32Array): number =>
      a.reduce((d, x, i) => Math.max(d, Math.abs(x - b[i])), 0);
    const turns = [
      [[0.02, 0.02, 0.03], 'box', Math.PI / 2],
      [[0.02, 0.03, 0.03], 'box', Math.PI],
      [[0.02, 0.02, 0.03], 'cylinder', 1],
      [[0.02, 0.02, 0.02], 'sphere', 1],
    ] as const;
    for (const [half, shape, turn] of turns) {
      expect(difference(turned(half, shape, 0.3), turned(half, shape, 0.3 + turn))).toBeLessThan(1e-6);
    }
    expect(
      difference(turned([0.02, 0.03, 0.03], 'box', 0.3), turned([0.02, 0.03, 0.03], 'box', 0.3 + Math.PI / 2)),
    ).toBeGreaterThan(1);
  });

  it('show the nearest obstacles and clutter first', () => {
    const { arm } = observed();
    fc.assert(
      fc.property(fc.array(sized, { maxLength: 12 }), (things) => {
        const values = build(observed(things));
        for (const [role, slots] of [
          ['clutter', 2],
          ['obstacle', 3],
        ] as const) {
          const gap = (p: Seen['at']): number => {
            const beyond = (d: number, half: number): number => Math.max(0, Math.abs(d) - half);
            const [dx, dy, dz] = [beyond(p[0] - arm.x, 0.02), beyond(p[1] - arm.y, 0.02), beyond(p[2] - arm.z, 0.03)];
            return dx * dx + dy * dy + dz * dz;
          };
          const sorted = things.filter((t) => t.role === role).sort((a, b) => gap(a.at) - gap(b.at));
          for (let slot = 0; slot < slots; slot++) {
            const thing = sorted[slot];
            expect(values(`${role}${slot}.known`)).toBe(thing ? 1 : 0);
            expect(values(`${role}${slot}.y`)).toBeCloseTo(thing ? thing.at[1] - arm.y : 0, 6);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on what is not known', () => {
    const garbage = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(sized, { maxLength: 6 }), garbage, fc.constantFrom(place, stack), (things, noise, task) => {
        const o = observed(things, { task });
        const before = features.build(o).slice();
        const { things: table, person } = o;
        const { role, shape, x, y, z, yaw, vx, halfX, ageS } = table;
        for (let row = table.count; row < MAX_THINGS; row++) {
          role[row] = row % 4;
          shape[row] = row % 3;
          for (const [k, column] of [x, y, z, yaw, vx, halfX, ageS].entries())
            column[row] = noise[k + row - table.count];
        }
        person.joints.set(noise.slice(0, 9));
        person.handVelocity.set(noise.slice(9, 12));
        person.ageS = noise[12];
        person.radiusM = Math.abs(noise[13]);
        expect(features.build(o).every((value, i) => value === before[i])).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('have no room for more than seven joints', () => {
    const long = { ...PANDA, name: 'long', joints: [...PANDA.joints, PANDA.joints[0]] };
    expect(() => new Features(long)).toThrow('Arm long has 8 joints, but the networks have room for 7.');
  });
});
