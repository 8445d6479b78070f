import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Split } from '../language/splits.ts';
import { RESULTS_FILE } from '../results/results-folder.ts';
import type { Domain } from '../domains/domain.ts';
import { readHumeIdentity } from '../runner/hume-files.ts';
import type { LatencyChoice } from '../runner/job.ts';
import { FAST_MODEL, loadModel } from '../runner/model-files.ts';
import type { SuiteRun } from '../runner/run-suite.ts';
import { noteModels } from './note-models.ts';
import { modelFolder } from './package-root.ts';
import type { Selection } from './select-scenarios.ts';
import { UsageProblem } from './usage.ts';

/** Wall-clock limit of one episode, s. */
export const EPISODE_LIMIT_S = 120;

/** The part of a `SuiteRun` that scenarios, arms, seeds and lists decide, without its folder. */
export type RunPlan = Pick<
  SuiteRun,
  | 'domain'
  | 'suite'
  | 'scenarios'
  | 'arms'
  | 'seeds'
  | 'split'
  | 'latencies'
  | 'planner'
  | 'only'
  | 'scenarioValues'
  | 'resolve'
> & {
  readonly checks: Selection['checks'];
  /** For the user, before it begins. */
  readonly notes: readonly string[];
};

export interface Combinations {
  readonly selection: Selection;
  /** Of its domain. Null: those of the suites, else the standard ones. */
  readonly arms: readonly string[] | null;
  readonly seeds: readonly [number, number];
  readonly split: Split;
  readonly latencies: readonly LatencyChoice[];
  readonly planner: string | null;
}

/**
 * Every combination of scenarios, arms, seeds and latencies.
 * @throws UsageProblem where the models of an arm cannot act in one of the scenarios
 */
export function planCombinations(combinations: Combinations): RunPlan {
  const { selection, seeds, split, latencies, planner } = combinations;
  const arms = combinations.arms ?? [...(selection.arms ?? selection.domain.armGroups.standard)];
  return {
    domain: selection.domain.name,
    suite: selection.name,
    scenarios: selection.scenarios,
    ...{ arms, seeds, split, latencies, planner },
    only: null,
    scenarioValues: plainScenarios(selection.ofFiles),
    resolve: selection.resolve,
    checks: selection.checks,
    notes: noteModels(selection, arms),
  };
}

/** As JSON keeps them. */
export function plainScenarios(scenarios: Readonly<Record<string, unknown>>): SuiteRun['scenarioValues'] {
  return JSON.parse(JSON.stringify(scenarios)) as SuiteRun['scenarioValues'];
}

/** Folder below `runs/` of every combination. @param seeds as one types them */
export function folderName(suite: string, split: string, seeds: string): string {
  return `${suite}-${split}-${seeds.replace('..', '-')}`;
}

/** The folder, or where it holds results the first one with a number that holds none. */
export function freeFolder(folder: string): string {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? folder : `${folder}-${i}`;
    if (!existsSync(join(candidate, RESULTS_FILE))) return candidate;
  }
}

/** Folder of the learned policy; null: the rule policy, which needs none. @throws UsageProblem */
export function policyFolder(policy: string): string | null {
  if (policy === 'rule') return null;
  if (policy !== 'learned') throw new UsageProblem(`--policy: unknown policy '${policy}'; there are learned, rule`);
  const folder = modelFolder();
  if (!existsSync(join(folder, FAST_MODEL.facts)))
    throw new UsageProblem(`--policy: ${FAST_MODEL.facts} is missing; run 'npm run train' first`);
  return folder;
}

/** The models of a run, where it needs any, and the name and hash that its results carry. */
export type RunModels = Pick<SuiteRun, 'modelFolder' | 'model'>;

/**
 * @param policy of driving, as one types it
 * @throws UsageProblem, ModelProblem where what the arms need is not there, or cannot be used
 */
export async function modelsOf(domain: Domain, arms: readonly string[], policy: string): Promise<RunModels> {
  switch (domain.name) {
    case 'driving': {
      const folder = policyFolder(policy);
      return { modelFolder: folder, model: folder === null ? null : (await loadModel(folder)).facts };
    }
    case 'manipulation': {
      if (!arms.some((arm) => domain.usesModels(arm))) return { modelFolder: null, model: null };
      const folder = modelFolder();
      return { modelFolder: folder, model: await readHumeIdentity(folder) };
    }
  }
}
