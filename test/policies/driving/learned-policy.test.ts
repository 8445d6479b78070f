import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saveState } from '../../../sim/kernel/state-codec.ts';
import { exp, ln } from '../../../sim/kernel/math.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { calibrate, UNCALIBRATED } from '../../../policies/driving/calibration.ts';
import { CHOICE_COUNT, CHOICES, DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import {
  LearnedPolicy,
  NETWORK_KNOTS,
  OUTPUT_COUNT,
  type Calibration,
  type FastModel,
  type Inference,
} from '../../../policies/driving/fast-policy.ts';
import { FEATURE_COUNT, FEATURE_VERSION } from '../../../policies/driving/features.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';

const seed = episodeSeed('train', 'overtaking/common', 0);
const world = new DrivingWorld(resolveScenario(libraryScenario('overtaking/common'), seed), seed);
const observation = world.observe();
const nothing = new Float64Array(0);

const facts = (changes: Partial<FastModel> = {}): FastModel => ({
  name: 'test',
  sha256: '0'.repeat(64),
  featureVersion: FEATURE_VERSION,
  members: 3,
  calibration: UNCALIBRATED,
  ...changes,
});

/** A network whose output is what the test writes into it. */
function network(members: number, outputs = OUTPUT_COUNT, inputs = FEATURE_COUNT): Inference {
  return {
    input: new Float32Array(inputs),
    output: new Float32Array(members * outputs),
    run: () => Promise.resolve(),
  };
}

function decide(output: ArrayLike<number>, calibration: Calibration = UNCALIBRATED) {
  const members = output.length / OUTPUT_COUNT;
  const inference = network(members);
  const policy = new LearnedPolicy(world.map, facts({ members, calibration }), inference);
  const decision = new DrivingDecision();
  policy.prepare(observation, nothing);
  inference.output.set(output);
  policy.decide(observation, decision);
  return { decision, raw: policy.rawSpread(decision) };
}

/** One member's heads: logits, and for every choice the same means and log scales. */
function heads(logits: readonly number[], means: readonly number[], logScales: readonly number[]): number[] {
  return [...logits, ...CHOICES.flatMap(() => means), ...CHOICES.flatMap(() => logScales)];
}

const extreme = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.constantFrom(0, -0, 3.4028234663852886e38, -3.4028234663852886e38, 1.401298464324817e-45),
);

describe('LearnedPolicy', () => {
  it('decides in probabilities and levels whatever finite numbers the network gives', () => {
    const output = fc.integer({ min: 1, max: 5 }).chain((members) => {
      const length = members * OUTPUT_COUNT;
      return fc.array(extreme, { minLength: length, maxLength: length });
    });
    const table = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(output, table, table, (drawn, aleatoric, epistemic) => {
        const { decision } = decide(drawn, calibrate(aleatoric, epistemic));
        const sum = decision.choice.reduce((total, p) => total + p, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
        expect(decision.choice.every((p) => p >= 0)).toBe(true);
        expect(decision.choice[decision.chosen]).toBe(Math.max(...decision.choice));
        expect(saveState(decision).every((value) => Number.isFinite(value))).toBe(true);
        const { level, aleatoric: a, epistemic: e } = decision.uncertainty;
        for (const value of [level, a, e]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(level).toBe(Math.max(a, e));
      }),
    );
  });

  it('mixes the softmax of its members', () => {
    const first = [ln(1), ln(2), ln(3), ln(4), ln(10)];
    const second = [ln(5), ln(5), ln(5), ln(5), ln(80)];
    const { decision } = decide([...heads(first, [0, 0, 0], [0, 0, 0]), ...heads(second, [0, 0, 0], [0, 0, 0])]);
    const expected = [0.05 + 0.05, 0.1 + 0.05, 0.15 + 0.05, 0.2 + 0.05, 0.5 + 0.8].map((p) => p / 2);
    for (const [i, p] of expected.entries()) expect(decision.choice[i]).toBeCloseTo(p, 6);
    expect(decision.chosen).toBe(4);
  });

  it('drives the mean of its members, second by second, of the choice it takes', () => {
    const logits = [0, 9, 0, 0, 0];
    const member = (means: readonly number[]): number[] => {
      const one = heads(logits, [50, 50, 50], [0, 0, 0]);
      one.splice(CHOICE_COUNT + NETWORK_KNOTS, NETWORK_KNOTS, ...means);
      return one;
    };
    const { decision } = decide([...member([1, -2, 0.5]), ...member([3, -4, 0.5])]);
    const { acceleration } = decision.manoeuvre;
    expect([...acceleration.slice(0, 5)]).toEqual([2, 2, 2, 2, 2]);
    expect([...acceleration.slice(5, 10)]).toEqual([-3, -3, -3, -3, -3]);
    expect(new Set(acceleration.slice(10))).toEqual(new Set([0.5]));
  });

  it('separates the spread within members from that between them', () => {
    const within = decide([...heads([0, 0, 0, 0, 0], [1, 1, 1], [0, ln(2), ln(3)])]).raw;
    expect(within.aleatoric).toBeCloseTo(2, 6);
    expect(within.epistemic).toBe(0);
    const apart = heads([0, 0, 0, 0, 0], [1, 1, 1], [0, 0, 0]);
    const between = decide([...apart, ...heads([0, 0, 0, 0, 0], [5, 5, 5], [0, 0, 0])]).raw;
    expect(between.aleatoric).toBeCloseTo(1, 6);
    expect(between.epistemic).toBeCloseTo(2, 6);
    // Two members that are sure of different choices share no information: ln 2.
    const torn = decide([
      ...heads([99, 0, 0, 0, 0], [1, 1, 1], [0, 0, 0]),
      ...heads([0, 99, 0, 0, 0], [1, 1, 1], [0, 0, 0]),
    ]).raw;
    expect(torn.epistemic).toBeCloseTo(ln(2), 6);
  });

  it('holds the Laplace scales within exp(-4) and exp(3), as in training', () => {
    const scales = [...decide(heads([0, 0, 0, 0, 0], [0, 0, 0], [-90, 0, 90])).decision.scale];
    expect(scales).toEqual([exp(-4), 1, exp(3)]);
  });

  it('gives a level of q for a spread at the q quantile of what it was calibrated on, and nears 1 beyond', () => {
    const collected = Array.from({ length: 1001 }, (_, i) => 0.1 + i / 100);
    const calibration = calibrate(collected, [0, 1]);
    const levelOf = (scale: number): number => {
      const log = ln(scale);
      return decide(heads([0, 0, 0, 0, 0], [0, 0, 0], [log, log, log]), calibration).decision.uncertainty.aleatoric;
    };
    for (const q of [0.1, 0.25, 0.5, 0.77, 0.95, 0.9925]) expect(levelOf(0.1 + 10 * q)).toBeCloseTo(q, 4);
    expect(levelOf(0.05)).toBe(0);
    expect(levelOf(15)).toBe(1);
    const short = { quantiles: [0, 0.9], aleatoric: [0, 1], epistemic: [0, 1] };
    const beyond = (scale: number): number =>
      decide(heads([0, 0, 0, 0, 0], [0, 0, 0], [ln(scale), ln(scale), ln(scale)]), short).decision.uncertainty.level;
    expect(beyond(2)).toBeCloseTo(0.95, 5);
    expect(beyond(4)).toBeCloseTo(0.975, 5);
  });

  it('puts its features into the input of the network, and nothing of guidance', () => {
    const inference = network(3);
    const policy = new LearnedPolicy(world.map, facts(), inference);
    policy.prepare(observation, nothing);
    const plain = inference.input.slice();
    expect(plain.some((value) => value !== 0)).toBe(true);
    policy.prepare(observation, Float64Array.of(1, 2, 3, 4));
    expect(inference.input).toEqual(plain);
  });

  it('refuses a model of another feature layout', () => {
    const other = facts({ featureVersion: FEATURE_VERSION + 1 });
    expect(() => new LearnedPolicy(world.map, other, network(3))).toThrow(
      `model test was trained on feature layout ${FEATURE_VERSION + 1}, this version builds layout ${FEATURE_VERSION}: train it again`,
    );
  });

  it('refuses a network of another size', () => {
    const wanted = `expected ${FEATURE_COUNT} inputs and 3 x ${OUTPUT_COUNT} outputs`;
    for (const wrong of [network(2), network(3, OUTPUT_COUNT + 1), network(3, OUTPUT_COUNT, FEATURE_COUNT - 1)])
      expect(() => new LearnedPolicy(world.map, facts(), wrong)).toThrow(wanted);
  });
});
