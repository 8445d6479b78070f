import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckExpressionError, evaluateCheck, type Check } from '../compare/check-expression.ts';
import type { Concrete } from '../domains/concrete.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { RESULTS_FILE } from '../results/results-folder.ts';
import { summarise } from '../results/summary.ts';
import { errorResultOfTask } from '../runner/error-result.ts';
import { readManifest } from '../runner/run-manifest.ts';
import type { SuiteJob } from '../runner/job.ts';
import type { RunPlan } from './plan-run.ts';
import { armsOf, evaluateScenarioChecks } from './scenario-checks.ts';
import { UsageProblem } from './usage.ts';

/** Parts of a summary whose members depend on what came out. */
const OPEN = new Set(['scores', 'preventability', 'paired', 'latencySweep', 'engine', 'errorEpisodes']);

/**
 * Refuses checks that nobody could answer after the run, before it begins: of an arm that does not run, or of what no
 * summary has.
 * @param checks those of the command line; the plan has those of its scenarios
 * @param isResumed the folder may have more arms
 * @throws UsageProblem
 */
export async function tryChecks(
  checks: readonly Check[],
  plan: RunPlan & { readonly out: string },
  isResumed: boolean,
): Promise<void> {
  if (checks.length === 0 && plan.checks.size === 0) return;
  const goesOn = isResumed && existsSync(join(plan.out, RESULTS_FILE));
  const kept = goesOn ? await readManifest(plan.out) : null;
  // Older programs did not write down which arms are there.
  if (goesOn && kept === null) return;
  const arms = new Set([...plan.arms, ...(kept?.arms ?? [])]);
  for (const check of checks) {
    const absent = armsOf(check).find(({ name }) => !arms.has(name));
    if (absent !== undefined)
      throw refused(new CheckExpressionError(check.text, absent.position, notRun(absent, arms)));
  }
  if (goesOn) return;
  const results = emptyResults(plan);
  const summary = summarise(results);
  for (const check of checks) {
    if (isOpen(check)) continue;
    try {
      evaluateCheck(check, summary);
    } catch (error) {
      throw refused(error);
    }
  }
  evaluateScenarioChecks(plan.checks, results, (check) => !isOpen(check));
}

function notRun({ name }: { readonly name: string }, arms: ReadonlySet<string>): string {
  return `the arm ${name} does not run; name it with --arms too, or ask for one of ${[...arms].join(', ')}.`;
}

function refused(error: unknown): unknown {
  return error instanceof CheckExpressionError ? new UsageProblem(`--check: ${error.message}`) : error;
}

function isOpen({ left, right }: Check): boolean {
  return [left, right].some((side) => side.kind === 'path' && side.segments.some(({ name }) => OPEN.has(name)));
}

/** A result without numbers for each scenario, arm and latency: their summary has the members of that of the run. */
function emptyResults(plan: RunPlan): EpisodeResult[] {
  const concretes = new Map<string, Concrete>();
  const results = new Map<string, EpisodeResult>();
  for (const job of sampleOf(plan)) {
    const { scenario, arm, latency, seed, split } = job;
    const concrete = concretes.get(scenario) ?? plan.resolve(scenario, seed, split);
    concretes.set(scenario, concrete);
    const nothing = { what: 'not run', message: '' };
    const key = JSON.stringify([scenario, arm, latency]);
    results.set(key, errorResultOfTask({ job, concrete }, { model: null, engineVersion: '' }, nothing, 0));
  }
  return [...results.values()];
}

function sampleOf({ only, suite, split, scenarios, arms, latencies, planner, seeds: [seed] }: RunPlan): SuiteJob[] {
  if (only !== null) return [...only];
  return scenarios.flatMap((scenario) =>
    arms.flatMap((arm) => latencies.map((latency) => ({ suite, split, scenario, seed, arm, latency, planner }))),
  );
}
