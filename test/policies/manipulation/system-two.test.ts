import { beforeEach, describe, expect, it } from 'vitest';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { checkPlanner } from '../../../policies/conformance.ts';
import type { PlanRequest } from '../../../policies/contracts.ts';
import { ArmDecision } from '../../../policies/manipulation/arm-decision.ts';
import { armDomain } from '../../../policies/manipulation/arm-domain.ts';
import { ArmPlan } from '../../../policies/manipulation/arm-plan.ts';
import type { ManipulationObservation } from '../../../sim/robotics/observation.ts';
import { SYSTEM_TWO } from '../../../policies/manipulation/settings.ts';
import { SystemTwo, type SystemTwoSettings } from '../../../policies/manipulation/system-two.ts';
import { FACTS, LinearNetworks, linearHume } from './linear-networks.ts';
import { observed } from './observations.ts';

type Request = PlanRequest<ManipulationObservation, ArmDecision>;

let networks: LinearNetworks;

beforeEach(() => {
  networks = new LinearNetworks();
});

const planner = (changes: Partial<SystemTwoSettings> = {}, seed = 'seed'): SystemTwo =>
  new SystemTwo(linearHume(networks), PANDA, seed, { ...SYSTEM_TWO, depth: 0.9, step: 0.05, ...changes });

function request(tick: number, id = tick): Request {
  const decision = new ArmDecision();
  return {
    id,
    tick,
    controlDt: 1 / 60,
    expectedDelayTicks: 3,
    observation: observed([], { tick }),
    decision,
    inForce: null,
  };
}

async function plan(of: SystemTwo, asked = request(30), evaluations = 16, signal = new AbortController().signal) {
  const plans: ArmPlan[] = [];
  for await (const one of of.plan(asked, { evaluations }, signal)) plans.push(one);
  return plans;
}

describe('System 2', () => {
  it.each([
    ['dual', {}],
    ['random-of-n', { choose: 'random' }],
    ['n1', { candidates: 1 }],
    ['no-cascade', { depth: 1, step: 0 }],
  ] as const)('keeps the contract of planners as in %s', async (_arm, changes) => {
    const faults = await checkPlanner({
      create: () => planner(changes),
      requests: [request(0), request(30), { ...request(31), inForce: new ArmPlan() }],
      budget: { evaluations: 16 },
      faultOf: (found) => armDomain.faultOf(found),
    });
    expect(faults).toEqual([]);
  });

  it('denoises candidate i to T - i xi, and takes the one that the critics like best', async () => {
    const [found, ...more] = await plan(planner());
    expect(more).toEqual([]);
    const depths = [0.9, 0.85, 0.8, 0.75, 0.7];
    expect([...networks.seen['systemTwo.until']]).toEqual(depths.map(Math.fround));
    expect(found.candidates).toBe(5);
    const values = [...found.candidateValue.subarray(0, 5)];
    expect(found.value).toBe(Math.max(...values));
    expect(values[found.chosen]).toBe(found.value);
    expect(new Set(values).size).toBe(5);
    expect(found.denoised).toBeCloseTo(depths[found.chosen], 12);
    // The chosen chunk, in m/s, is what the critics were shown.
    const shown = networks.seen['critics.chunk'].subarray(80 * found.chosen, 80 * found.chosen + 80);
    const { mean, std } = FACTS.action;
    for (let i = 0; i < 80; i++) expect(found.chunk[i]).toBeCloseTo(mean[i % 5] + std[i % 5] * shown[i], 9);
    expect(new Set(networks.seen['critics.length'])).toEqual(new Set([1]));
    expect(found.explanation).toMatch(
      /^Chunk [1-5] of 5 denoised to \d\d %, is worth -?\d\.\d\d, the others -?\d\.\d\d to -?\d\.\d\d\.$/,
    );
    expect([found.fromTick, found.requestedTick, found.horizonTicks]).toEqual([30, 30, 40]);
  });

  it('chooses by chance as often one as another, whatever they are worth', async () => {
    const random = planner({ choose: 'random' });
    const counts = new Array<number>(5).fill(0);
    let best = 0;
    for (let tick = 0; tick < 75; tick++) {
      const [found] = await plan(random, request(tick));
      counts[found.chosen]++;
      if (found.value === Math.max(...found.candidateValue.subarray(0, 5))) best++;
    }
    for (const count of counts) expect(Math.abs(count - 15)).toBeLessThan(4 * Math.sqrt(12));
    expect(Math.abs(best - 15)).toBeLessThan(4 * Math.sqrt(12));
  });

  it('expects the hand where the velocities lead', async () => {
    const asked = request(30);
    const [{ chunk, x, y, z }] = await plan(planner(), asked);
    const { arm } = asked.observation;
    expect([x[0], y[0], z[0]]).toEqual([arm.x, arm.y, arm.z]);
    for (const [axis, positions] of [x, y, z].entries()) {
      for (let k = 1; k < 16; k++) {
        const mean = 0.5 * (chunk[5 * (k - 1) + axis] + chunk[5 * k + axis]);
        expect(positions[k] - positions[k - 1]).toBeCloseTo(mean / 15, 9);
      }
    }
  });

  it('starts from so much noise as its setting says', async () => {
    await plan(planner({ noise: 1 }));
    const whole = [...networks.seen['systemTwo.start']];
    await plan(planner({ noise: 0.25 }));
    expect([...networks.seen['systemTwo.start']]).toEqual(whole.map((x) => 0.25 * x));
  });

  it('forces noise in proportion to what is left of it: none at the end of a full denoising', async () => {
    const spreadAt = (row: number, step: number): number => {
      const at = (10 * row + step) * 80;
      const values = networks.seen['systemTwo.forcing'].subarray(at, at + 80);
      return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / 80);
    };
    await plan(planner({ noiseForcing: 0.2, depth: 1, step: 0.1 }));
    expect(spreadAt(0, 9)).toBe(0);
    // Four standard deviations of a standard deviation of 80 numbers.
    const close = 4 / Math.sqrt(160);
    for (const [row, step] of [
      [0, 0],
      [0, 4],
      [3, 9],
      [4, 4],
    ] as const) {
      const left = 1 - ((1 - 0.1 * row) * (step + 1)) / 10;
      expect(Math.abs(spreadAt(row, step) / (0.2 * left) - 1)).toBeLessThan(close);
    }
    await plan(planner({ noiseForcing: 0 }));
    expect(networks.seen['systemTwo.forcing'].every((v) => v === 0)).toBe(true);
  });

  it('samples no more than the budget allows', async () => {
    const [found] = await plan(planner(), request(30), 2);
    expect(found.candidates).toBe(2);
    expect(networks.calls).toEqual(['systemTwo 2', 'critics 2']);
  });

  it('draws from seed, tick and request', async () => {
    const chunk = async (of: SystemTwo, asked: Request): Promise<number[]> => [...(await plan(of, asked))[0].chunk];
    const first = await chunk(planner(), request(30));
    expect(await chunk(planner(), request(30))).toEqual(first);
    for (const [of, asked] of [
      [planner({}, 'other'), request(30)],
      [planner(), request(31, 30)],
      [planner(), request(30, 31)],
    ] as const)
      expect(await chunk(of, asked)).not.toEqual(first);
  });

  it('stops between its networks when it is cancelled', async () => {
    for (const answers of [0, 1, 2]) {
      networks = new LinearNetworks();
      const abort = new AbortController();
      let answered = 0;
      networks.beforeAnswer = () => {
        if (++answered === answers) abort.abort();
      };
      if (answers === 0) abort.abort();
      expect(await plan(planner(), request(30), 16, abort.signal)).toEqual([]);
      expect(networks.calls).toEqual(['systemTwo 5', 'critics 5'].slice(0, answers));
    }
  });

  it('is not touched by what becomes of the observation, nor by another call of its own', async () => {
    const two = planner();
    const alone = (await plan(planner(), request(30)))[0];
    const asked = request(30);
    const going = two.plan(asked, { evaluations: 16 }, new AbortController().signal)[Symbol.asyncIterator]();
    asked.observation.arm.x = 9;
    asked.observation.arm.q.fill(9);
    const [, mine] = await Promise.all([plan(two, request(77)), going.next()]);
    expect(mine.value).toEqual(alone);
  });

  it.each([
    [{ candidates: 0 }, 'candidates must be a whole number from 1 to 16, but is 0.'],
    [{ candidates: 17 }, 'candidates must be a whole number from 1 to 16, but is 17.'],
    [{ depth: 1.1 }, 'Depths must be above 0 and at most 1, but go from 1.1'],
    [{ depth: 0.2 }, 'Depths must be above 0 and at most 1, but go from 0.2 down to 0.'],
    [{ noise: 0 }, 'noise must be above 0 and at most 1, but is 0.'],
    [{ noiseForcing: -1 }, 'noiseForcing must be at least 0, but is -1.'],
  ])('refuses %j', (changes, message) => {
    expect(() => planner(changes)).toThrow(message);
  });
});
