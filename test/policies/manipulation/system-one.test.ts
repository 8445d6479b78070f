import { beforeEach, describe, expect, it } from 'vitest';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { checkPolicy } from '../../../policies/conformance.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { ArmPlan } from '../../../policies/manipulation/arm-plan.ts';
import { FEATURE_COUNT, FEATURE_NAMES } from '../../../policies/manipulation/features.ts';
import { guidanceIn } from '../../../policies/manipulation/guidance.ts';
import { quantileOf } from '../../../policies/manipulation/quantile-table.ts';
import {
  ACTED_NOISE,
  NOISE_HELD_TICKS,
  SPREAD_SAMPLES,
  UNCERTAINTY_TICKS,
} from '../../../policies/manipulation/settings.ts';
import { SystemOne } from '../../../policies/manipulation/system-one.ts';
import { FACTS, KEPT_NOISE, LinearNetworks, linearHume } from './linear-networks.ts';
import { observed, type Observed } from './observations.ts';

const NOTHING: Float64Array = new Float64Array(0);
const LENGTH = 40;

let networks: LinearNetworks;

beforeEach(() => {
  networks = new LinearNetworks();
});

const policyOf = (seed = 'seed'): SystemOne => new SystemOne(linearHume(networks), PANDA, seed);

async function decide(policy: SystemOne, observation: Observed, guidance = NOTHING): Promise<ArmDecision> {
  const decision = new ArmDecision();
  policy.prepare(observation, guidance);
  await policy.infer();
  policy.decide(observation, decision);
  return decision;
}

function message(changes: Partial<Pick<ArmPlan, 'fromTick' | 'denoised'>> = {}): Float64Array {
  const plan = Object.assign(new ArmPlan(), { fromTick: 60, denoised: 0.8, ...changes });
  for (let i = 0; i < plan.chunk.length; i++) plan.chunk[i] = i % 5 === 4 ? 1 : 0.01 * i;
  return guidanceIn(FACTS.action)(plan).slice();
}

describe('System 1', () => {
  it('keeps the contract of policies', async () => {
    const observations = [0, 31, 32, 64, 70, 130].map((tick) =>
      observed([{ role: 'obstacle', at: [0.6, 0.1, 0.3] }], { tick }),
    );
    const faults = await checkPolicy({
      create: () => policyOf(),
      createDecision: () => new ArmDecision(),
      observations,
      guidance: [message(), message({ denoised: 1 })],
    });
    expect(faults).toEqual([]);
  });

  it('acts from as much noise as it is told, and doubts from all of it', async () => {
    const startsAt = async (...noise: number[]): Promise<Float32Array> => {
      await decide(new SystemOne(linearHume(networks), PANDA, 'seed', ...noise), observed());
      return networks.seen['systemOne.start'];
    };
    const [usual, full, none] = [await startsAt(), await startsAt(1), await startsAt(0)];
    const norm = (start: Float32Array): number => start.subarray(0, LENGTH).reduce((sum, x) => sum + x * x, 0);
    expect(norm(full)).toBeGreaterThan(1);
    expect(norm(usual)).toBeCloseTo(ACTED_NOISE ** 2 * norm(full), 4);
    expect(norm(none)).toBe(0);
    for (const start of [usual, none]) expect(start.subarray(LENGTH)).toEqual(full.subarray(LENGTH));
    await expect(startsAt(1.1)).rejects.toThrow('actedNoise must be from 0 to 1, but is 1.1.');
  });

  it('starts from noise without a plan, and says so', async () => {
    const o = observed();
    const decision = await decide(policyOf(), o);
    expect([decision.cascaded, networks.seen['systemOne.level'][0]]).toEqual([false, 0]);
    expect([...networks.seen['systemOne.stamp']]).toEqual(new Array(3 * (1 + SPREAD_SAMPLES)).fill(0));
    // The clean chunk of the linear network: the goal's way, and what it keeps of the noise, in m/s.
    const { mean, std } = FACTS.action;
    const noise = networks.seen['systemOne.start'];
    const way = [0.5 - o.arm.x, 0.2 - o.arm.y, 0.3 - o.arm.z, 0, 0];
    for (let i = 0; i < LENGTH; i++) {
      const dim = i % 5;
      const wanted = mean[dim] + 2 * way[dim] + std[dim] * KEPT_NOISE * noise[i];
      expect(decision.chunk[i]).toBeCloseTo(wanted, 5);
    }
  });

  it("goes on from the plan's slice, told its place, its level and its age", async () => {
    const decision = await decide(policyOf(), observed([], { tick: 66 }), message());
    expect(decision.cascaded).toBe(true);
    const { seen } = networks;
    expect(seen['systemOne.level'][0]).toBe(Math.fround(0.8));
    expect([...seen['systemOne.stamp'].subarray(0, 3)]).toEqual([1, Math.fround(1.5 / 16), Math.fround(0.1)]);
    expect(seen['systemOne.start'][5]).toBeCloseTo((0.01 * (2.5 * 5)) / 0.25, 5);
  });

  it('leaves a plan alone that is over', async () => {
    const late = await decide(policyOf(), observed([], { tick: 60 + 61 }), message());
    expect(late.cascaded).toBe(false);
    expect(late.chunk).toEqual((await decide(policyOf(), observed([], { tick: 60 + 61 }))).chunk);
  });

  it('is as sure with a plan as without: its doubt is about the situation', async () => {
    const o = observed([], { tick: 64 });
    const without = await decide(policyOf(), o);
    const within = await decide(policyOf(), o, message());
    expect(within.uncertainty).toEqual(without.uncertainty);
    expect(within.chunk).not.toEqual(without.chunk);
    expect([...networks.seen['systemOne.level'].subarray(1)]).toEqual(new Array(SPREAD_SAMPLES).fill(0));
  });

  it('renews its doubt once a knot, and acts alike at every tick', async () => {
    const policy = policyOf();
    const near = [{ role: 'obstacle', at: [0.6, 0.1, 0.3] }] as const;
    const doubts: boolean[] = [];
    for (let tick = 0; tick < 2 * UNCERTAINTY_TICKS; tick++) {
      const decision = new ArmDecision();
      decision.uncertainty.level = 2;
      const o = observed(near, { tick });
      policy.prepare(o, NOTHING);
      await policy.infer();
      policy.decide(o, decision);
      doubts.push(decision.uncertainty.level !== 2);
      expect(decision.chunk).toEqual((await decide(policyOf(), observed(near, { tick: 0 }))).chunk);
    }
    const renewed = [true, ...new Array<boolean>(UNCERTAINTY_TICKS - 1).fill(false)];
    expect(doubts).toEqual([...renewed, ...renewed]);
  });

  it('takes its doubt from the spread of the samples and from what the critics disagree about', async () => {
    const policy = policyOf();
    const decision = await decide(policy, observed());
    const noise = networks.seen['systemOne.start'];
    // What the linear network keeps of the noise is all that the samples differ in; the critics differ in velocity y.
    let squares = 0;
    let disagreement = 0;
    for (let i = 0; i < LENGTH; i++) {
      const drawn = Array.from({ length: SPREAD_SAMPLES }, (_, k) => KEPT_NOISE * noise[(k + 1) * LENGTH + i]);
      const mean = drawn.reduce((sum, x) => sum + x, 0) / SPREAD_SAMPLES;
      squares += drawn.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (SPREAD_SAMPLES - 1);
    }
    const chunk = networks.seen['critics.chunk'];
    for (let row = 1; row <= SPREAD_SAMPLES; row++) {
      let sum = 0;
      for (let i = 1; i < 80; i += 5) sum += 0.01 * chunk[80 * row + i];
      disagreement += Math.abs(sum) / SPREAD_SAMPLES;
    }
    const raw = policy.rawUncertainty();
    expect(raw.spread).toBeCloseTo(Math.sqrt(squares / LENGTH), 6);
    expect(raw.disagreement).toBeCloseTo(disagreement, 6);
    const { aleatoric, epistemic, level } = decision.uncertainty;
    expect(aleatoric).toBe(quantileOf(raw.spread, FACTS.uncertainty.spread));
    expect(epistemic).toBe(quantileOf(raw.disagreement, FACTS.uncertainty.disagreement));
    expect(level).toBe(Math.max(aleatoric, epistemic));
    expect(Math.min(aleatoric, epistemic)).toBeGreaterThan(0);
  });

  it('has short chunks valued, padded with nothing', async () => {
    const decision = await decide(policyOf(), observed());
    const { seen } = networks;
    expect(new Set(seen['critics.length'])).toEqual(new Set([0.5]));
    for (let row = 0; row <= SPREAD_SAMPLES; row++) {
      expect(seen['critics.chunk'].subarray(80 * row + 40, 80 * row + 80).every((x) => x === 0)).toBe(true);
    }
    let [first, second] = [0, 0];
    for (let i = 0; i < 40; i += 5) {
      first += 0.1 * seen['critics.chunk'][i + 2];
      second += 0.1 * seen['critics.chunk'][i + 2] + 0.01 * seen['critics.chunk'][i + 1];
    }
    expect(decision.value).toBeCloseTo((first + second) / 2, 5);
  });

  it('keeps its noise for a while, and draws from seed and tick', async () => {
    const startAt = async (tick: number, seed = 'seed'): Promise<number[]> => {
      await decide(policyOf(seed), observed([], { tick }));
      return [...networks.seen['systemOne.start'].subarray(0, LENGTH)];
    };
    const first = await startAt(0);
    // The sample that is acted on against the other three, by how far they are from nothing.
    const all = [...networks.seen['systemOne.start']];
    const sizeOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(sizeOf(all.slice(0, LENGTH)) / sizeOf(all.slice(LENGTH))).toBeLessThan(0.6);
    expect(await startAt(NOISE_HELD_TICKS - 1)).toEqual(first);
    expect(await startAt(NOISE_HELD_TICKS)).not.toEqual(first);
    expect(await startAt(0, 'other')).not.toEqual(first);
  });

  it('shows every sample the same features', async () => {
    await decide(policyOf(), observed([], { tick: 120 }));
    const features = networks.seen['systemOne.features'];
    const timeLeft = FEATURE_NAMES.indexOf('timeLeft');
    for (let row = 0; row <= SPREAD_SAMPLES; row++)
      expect(features[row * FEATURE_COUNT + timeLeft]).toBeCloseTo(0.8, 6);
  });
});
