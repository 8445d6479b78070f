import { describe, expect, it } from 'vitest';
import { evaluateScenarioChecks } from '../../../scenarios/cli/scenario-checks.ts';
import { evaluateChecks, tryChecks } from '../../../scenarios/cli/try-checks.ts';
import { parseChecks } from '../../../scenarios/cli/checks.ts';
import { planCombinations, type RunPlan } from '../../../scenarios/cli/plan-run.ts';
import { findSelection } from '../../../scenarios/cli/select-scenarios.ts';
import { DRIVING } from '../../../scenarios/domains/driving.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { episode } from '../results/episodes.ts';

/** Driving, of one arm. */
function planOf(...what: string[]): RunPlan {
  return planCombinations({
    selection: findSelection(what, 'test'),
    arms: ['fast'],
    seeds: [0, 3],
    split: 'test',
    latencies: [{ kind: 'fixed', ms: 200 }],
    planner: null,
  });
}

describe('a check of a part of a run', () => {
  const plan = planOf('cut-in', 'pedestrian/tail');
  const cutIn = summarise([episode()]);
  const answer = (text: string, summary = cutIn, part: string | undefined = '1/2') =>
    evaluateChecks(parseChecks([text]), summary, plan, part);
  const notLookedAt = (text: string) => ({
    verdicts: [],
    skipped: [`check not looked at, since part 1/2 of this run has nothing of it: ${text}`],
  });

  it('is looked at where the part has its numbers', () => {
    expect(answer('fast.families.cut-in.collision.rate == 0')).toMatchObject({
      verdicts: [{ holds: true }],
      skipped: [],
    });
  });

  it('is left to the parts that have them, also by one into which nothing falls', () => {
    const ofOther = 'fast.families.pedestrian.collision.rate == 0';
    expect(answer(ofOther)).toEqual(notLookedAt(ofOther));
    for (const text of [ofOther, 'fast.collision.rate == 0', 'latencySweep.crossover < 1'])
      expect(answer(text, summarise([])), text).toEqual(notLookedAt(text));
  });

  it('is a mistake where no part has them, or the run is whole', () => {
    expect(() => answer('fast.families.cut-out.collision.rate == 0')).toThrow('there is no "cut-out" here');
    expect(() => answer('fast.scores.safty.mean > 0')).toThrow('there is no "safty" here');
    const whole = () => evaluateChecks(parseChecks(['fast.families.pedestrian.episodes > 0']), cutIn, plan, undefined);
    expect(whole).toThrow('there is no "pedestrian" here');
  });
});

describe("a check of another domain's arm", () => {
  const text = 'n1.success.rate == 1';
  const says = 'there is no "n1" here; arms are fast.';

  it('is a mistake on the command line and in a file, and not one of an arm that did not run', async () => {
    const plan = { ...planOf('cut-in'), out: 'unused' };
    await expect(tryChecks(parseChecks([text]), plan, false)).rejects.toThrow(says);
    await expect(tryChecks([], { ...plan, checks: new Map([['cut-in/tail', [text]]]) }, false)).rejects.toThrow(
      `cut-in/tail, checks: Check "${text}", at character 1: ${says}`,
    );
    const ofDriving = new Map([['cut-in', ['dual.success.rate == 1']]]);
    expect(evaluateScenarioChecks(ofDriving, [episode()], DRIVING).skipped).toHaveLength(1);
  });
});
