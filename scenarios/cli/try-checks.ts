import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CheckExpressionError, evaluateCheck, type Check, type CheckResult } from '../compare/check-expression.ts';
import type { Concrete } from '../domains/concrete.ts';
import { domainNamed } from '../domains/domains.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { RESULTS_FILE } from '../results/results-folder.ts';
import type { Summary } from '../results/summary-types.ts';
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
  const domain = domainNamed(plan.domain);
  const arms = new Set([...plan.arms, ...(kept?.arms ?? [])]);
  for (const check of checks) {
    const absent = armsOf(check, domain).find(({ name }) => !arms.has(name));
    if (absent !== undefined)
      throw refused(new CheckExpressionError(check.text, absent.position, notRun(absent, arms)));
  }
  if (goesOn) return;
  const results = emptyResults(plan);
  const summary = summarise(results);
  for (const check of checks) {
    const mistake = mistakeIn(check, summary);
    if (mistake !== null) throw refused(mistake);
  }
  evaluateScenarioChecks(plan.checks, results, domain, (check) => !isOpen(check));
}

/**
 * Holds the checks of the command line against the run.
 * @param part of the run, as one types it, if it is one: what only other parts have is no mistake in a check
 */
export function evaluateChecks(
  checks: readonly Check[],
  summary: Summary,
  plan: RunPlan,
  part: string | undefined,
): { readonly verdicts: readonly CheckResult[]; readonly skipped: readonly string[] } {
  const isEmpty = Object.keys(summary.arms).length === 0;
  const isElsewhere = (check: Check): boolean =>
    mistakeIn(check, summary) !== null && mistakeIn(check, summarise(emptyResults(plan))) === null;
  const verdicts: CheckResult[] = [];
  const skipped: string[] = [];
  for (const check of checks) {
    if (part !== undefined && (isEmpty || isElsewhere(check)))
      skipped.push(`check not looked at, since part ${part} of this run has nothing of it: ${check.text}`);
    else verdicts.push(evaluateCheck(check, summary));
  }
  return { verdicts, skipped };
}

/** What nobody could answer, whatever comes out. */
function mistakeIn(check: Check, summary: Summary): CheckExpressionError | null {
  try {
    evaluateCheck(check, summary);
    return null;
  } catch (error) {
    if (!(error instanceof CheckExpressionError)) throw error;
    return isOpenAt(check, error.position) ? null : error;
  }
}

function isOpenAt({ left, right }: Check, position: number): boolean {
  return [left, right].some(
    (side) =>
      side.kind === 'path' &&
      side.segments.some((segment) => segment.position === position) &&
      side.segments.some((segment) => OPEN.has(segment.name) && segment.position <= position),
  );
}

function notRun({ name }: { readonly name: string }, arms: ReadonlySet<string>): string {
  return `the arm ${name} does not run; name it with --arms too, or ask for one of ${[...arms].join(', ')}.`;
}

function refused(error: CheckExpressionError): UsageProblem {
  return new UsageProblem(`--check: ${error.message}`);
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
