import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../policies/conformance.ts';
import { calibrate, CALIBRATION_QUANTILES, UNCALIBRATED } from '../../../policies/driving/calibration.ts';
import { CHOICE_COUNT, DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import {
  LearnedPolicy,
  NETWORK_KNOTS,
  OUTPUT_COUNT,
  type Calibration,
  type FastModel,
  type Inference,
} from '../../../policies/driving/fast-policy.ts';
import { FEATURE_COUNT, FEATURE_VERSION, Features } from '../../../policies/driving/features.ts';
import { Scene } from '../../../policies/driving/value/scene.ts';
import { fillSensedScene } from '../../../policies/driving/value/sensed-scene.ts';
import { actor, cruising, laneCentre, worldAfter } from './worlds.ts';

const LINEAR: Calibration = { quantiles: [0, 0.5, 1], aleatoric: [0, 1, 2], epistemic: [0, 0.5, 1] };

interface Heads {
  readonly logits: readonly number[];
  /** Accelerations of every choice at the three knots, m/s2. */
  readonly means: readonly number[];
  /** Laplace scale of everything, m/s2. */
  readonly scale: number;
}

/** A network whose members answer as told, whatever they are asked. */
function network(members: readonly Heads[]): Inference {
  const output = new Float32Array(members.length * OUTPUT_COUNT);
  for (const [m, { logits, means, scale }] of members.entries()) {
    const heads = [...logits, ...Array.from({ length: CHOICE_COUNT }, () => means).flat()];
    output.set([...heads, ...new Array<number>(CHOICE_COUNT * NETWORK_KNOTS).fill(Math.log(scale))], m * OUTPUT_COUNT);
  }
  return { input: new Float32Array(FEATURE_COUNT), output, run: () => Promise.resolve() };
}

function facts(members: number, calibration = LINEAR): FastModel {
  return { name: 'test', sha256: 'a'.repeat(64), featureVersion: FEATURE_VERSION, members, calibration };
}

const world = worldAfter(8, { actors: [cruising('lead', 140, 1, 15)] });

async function decide(members: readonly Heads[], at = world, calibration = LINEAR): Promise<DrivingDecision> {
  const policy = new LearnedPolicy(at.map, facts(members.length, calibration), network(members));
  const decision = new DrivingDecision();
  policy.prepare(at.observe(), new Float64Array(0));
  await policy.infer();
  policy.decide(at.observe(), decision);
  return decision;
}

const KEEP = [9, 0, 0, 0, 0];
const sure = { logits: KEEP, means: [1, 0, -1], scale: 0.5 };

describe('the learned policy', () => {
  it('averages the members and holds each of the three seconds for five knots, the last to the end', async () => {
    const { manoeuvre } = await decide([sure, { ...sure, means: [3, 0, -2] }]);
    expect([...manoeuvre.acceleration]).toEqual([
      ...new Array<number>(5).fill(2),
      ...new Array<number>(5).fill(0),
      ...new Array<number>(10).fill(-1.5),
    ]);
  });

  it('takes the choice that the members on average find most probable', async () => {
    const left = { ...sure, logits: [0, 2, 0, 0, 0] };
    const right = { ...sure, logits: [0, 0, 2.1, 0, 0] };
    const decision = await decide([left, left, right]);
    expect(decision.chosen).toBe(1);
    expect(decision.choice.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    const p = Math.exp(2) / (Math.exp(2) + 4);
    expect(decision.choice[1]).toBeCloseTo((2 * p + 1 / (Math.exp(2.1) + 4)) / 3, 6);
  });

  it.each([
    [0, laneCentre(1), 0],
    [1, laneCentre(2), 0],
    [2, laneCentre(0), 0],
    [3, laneCentre(2), 1],
    [4, laneCentre(0), 1],
  ])('turns choice %d into the offset %d m with urgency %d', async (choice, offset, urgency) => {
    const logits = new Array<number>(CHOICE_COUNT).fill(0);
    logits[choice] = 5;
    const { chosen, manoeuvre } = await decide([{ ...sure, logits }]);
    expect(chosen).toBe(choice);
    expect(new Set(manoeuvre.offset)).toEqual(new Set([offset]));
    expect(new Set(manoeuvre.urgency)).toEqual(new Set([urgency]));
  });

  it('evades within the road where there is no lane, and keeps its lane instead of changing into none', async () => {
    const edge = worldAfter(8, { ego: { lane: 2 } });
    const toLeft = (choice: number) => decide([{ ...sure, logits: KEEP.map((_, i) => (i === choice ? 5 : 0)) }], edge);
    // A swerve of 1.9 m, and no further than the shoulder's edge at 12.5 m allows.
    expect((await toLeft(3)).manoeuvre.offset[0]).toBeCloseTo(laneCentre(2) + 1.9, 9);
    expect((await toLeft(1)).manoeuvre.offset[0]).toBe(laneCentre(2));
  });

  it('calls aleatoric what every member spreads, and epistemic what they disagree in', async () => {
    const { uncertainty } = await decide([sure, sure]);
    expect(uncertainty.aleatoric).toBeCloseTo(0.25, 6);
    expect(uncertainty.epistemic).toBe(0);
    expect(uncertainty.level).toBe(uncertainty.aleatoric);
    const apart = await decide([sure, { ...sure, means: [1.8, 0.8, -0.2] }]);
    // Members at +-0.4 around their mean: standard deviation 0.4.
    expect(apart.uncertainty.epistemic).toBeCloseTo(0.4, 6);
    expect(apart.uncertainty.level).toBe(apart.uncertainty.epistemic);
    const undecided = await decide([sure, { ...sure, logits: [0, 9, 0, 0, 0] }]);
    // Mutual information of two sure members that choose differently: about ln 2.
    expect(undecided.uncertainty.epistemic).toBeGreaterThan(0.64);
    expect(undecided.uncertainty.epistemic).toBeLessThan(0.71);
  });

  it('keeps levels in [0, 1] beyond its table too', async () => {
    const wild = { ...sure, scale: 15 };
    const { uncertainty } = await decide([wild], world, { ...LINEAR, quantiles: [0, 0.5, 0.9] });
    expect(uncertainty.aleatoric).toBeGreaterThan(0.9);
    expect(uncertainty.aleatoric).toBeLessThan(1);
    expect((await decide([wild], world, UNCALIBRATED)).uncertainty.level).toBeLessThan(0.01);
  });

  it('keeps the contract of policies', async () => {
    const faults = await checkPolicy({
      create: () => new LearnedPolicy(world.map, facts(2), network([sure, { ...sure, logits: [0, 1, 2, 0, 0] }])),
      createDecision: () => new DrivingDecision(),
      observations: [world.observe(), worldAfter(30).observe()],
    });
    expect(faults).toEqual([]);
  });

  it('refuses a model of another layout', () => {
    const create = (changes: Partial<FastModel>, net = network([sure])) =>
      new LearnedPolicy(world.map, { ...facts(1), ...changes }, net);
    expect(() => create({ featureVersion: FEATURE_VERSION + 1 })).toThrow('train it again');
    expect(() => create({ members: 2 })).toThrow(`expected ${FEATURE_COUNT} inputs and 2 x ${OUTPUT_COUNT} outputs`);
  });
});

describe('calibration', () => {
  it('makes the level of a raw spread its share among those collected', async () => {
    const spreads = Array.from({ length: 1001 }, (_, i) => 0.1 + i / 1000);
    const table = calibrate(spreads, spreads);
    expect(table.quantiles).toEqual(CALIBRATION_QUANTILES);
    for (const share of [0.25, 0.5, 0.95, 0.99]) {
      const { uncertainty } = await decide([{ ...sure, scale: 0.1 + share }], world, table);
      expect(uncertainty.aleatoric).toBeCloseTo(share, 4);
    }
  });

  it('needs something to tabulate, and manages with one value', () => {
    expect(() => calibrate([], [1])).toThrow('expected at least one raw spread');
    expect(calibrate([2], [3]).aleatoric).toEqual(CALIBRATION_QUANTILES.map(() => 2));
  });
});

describe('features', () => {
  it('are finite and within 3, whatever is sensed', () => {
    const features = new Features();
    const scene = new Scene(world.map);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            kind: fc.integer({ min: 0, max: 7 }),
            x: fc.double({ min: -100, max: 300, noNaN: true }),
            y: fc.double({ min: -30, max: 30, noNaN: true }),
            heading: fc.double({ min: -3.2, max: 3.2, noNaN: true }),
            vx: fc.double({ min: -50, max: 50, noNaN: true }),
            vy: fc.double({ min: -50, max: 50, noNaN: true }),
            a: fc.double({ min: -20, max: 20, noNaN: true }),
          }),
          { maxLength: 20 },
        ),
        (others) => {
          fillSensedScene(world.observe(), scene);
          others.forEach(({ kind, x, y, heading, vx, vy, a }, i) => scene.add(i, kind, x, y, heading, vx, vy, a, 4, 2));
          const values = features.build(world.observe(), scene);
          expect(values.length).toBe(FEATURE_COUNT);
          expect(values.every((value) => Math.abs(value) <= 3)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('tell a leader from an empty road, and keep nothing of the scene before', () => {
    const features = new Features();
    const scene = new Scene(world.map);
    const build = (at: typeof world): number[] => {
      fillSensedScene(at.observe(), scene);
      return [...features.build(at.observe(), scene)];
    };
    const free = worldAfter(8);
    const empty = build(free);
    expect(build(world)).not.toEqual(empty);
    expect(build(free)).toEqual(empty);
  });

  it('leave out what was seen only once', () => {
    const first = worldAfter(0, { actors: [actor('parked', 'car', 140, laneCentre(1))] });
    expect(first.perception.tracks.valid[0]).toBe(1);
    const scene = new Scene(first.map);
    fillSensedScene(first.observe(), scene);
    expect(scene.count).toBe(0);
  });
});
