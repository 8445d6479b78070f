import { basename } from 'node:path';
import { junitXml } from '../compare/junit.ts';
import { renderTables } from '../compare/table.ts';
import { exitCodeOf, summarise } from '../results/summary.ts';
import { domainNamed } from '../domains/domains.ts';
import type { LatencyChoice } from '../runner/job.ts';
import { runSuite } from '../runner/run-suite.ts';
import { writeOutputs } from '../store/write-outputs.ts';
import { requireWritable, writeText } from '../store/write-text.ts';
import { describeCheck, parseChecks } from './checks.ts';
import { noteModels } from './note-models.ts';
import { engineVersion, workerScript } from './package-root.ts';
import {
  parseArms,
  parseLatencies,
  parsePlanner,
  parsePolicy,
  parseRecord,
  parseSeeds,
  parseShard,
  parseSplit,
  parseWorkers,
} from './parse-options.ts';
import { folderName, freeFolder, modelsOf, planCombinations, plainScenarios, type RunPlan } from './plan-run.ts';
import { selectListed } from './select-listed.ts';
import { findSelection } from './select-scenarios.ts';
import { evaluateChecks, tryChecks } from './try-checks.ts';
import { evaluateScenarioChecks } from './scenario-checks.ts';
import { UsageProblem } from './usage.ts';

export interface RunOptions {
  readonly arms?: string;
  readonly seeds?: string;
  readonly split?: string;
  readonly latency?: string;
  readonly planner?: string;
  readonly policy?: string;
  readonly workers: string;
  readonly out?: string;
  readonly record: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly check: readonly string[];
  readonly resume?: boolean;
  readonly shard?: string;
  readonly only?: string;
  readonly timeout: string;
}

/** What an option stands for that was not given; with `--only` nothing but the list decides. */
export const RUN_DEFAULTS = {
  seeds: '0..9',
  split: 'test',
  latency: '200',
  planner: 'value',
  policy: 'learned',
} as const;

/** What is run, and where its results go. */
type Plan = RunPlan & {
  readonly policy: string;
  readonly out: string;
};

/** `twotempo run`: returns the exit code. */
export async function commandRun(what: readonly string[], options: RunOptions): Promise<number> {
  const started = performance.now();
  const checks = parseChecks(options.check);
  const workers = parseWorkers(options.workers);
  const record = parseRecord(options.record);
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  const episodeLimitMs = parseTimeout(options.timeout);
  const plan = options.only === undefined ? planSuite(what, options) : await planList(what, options.only, options);
  await tryChecks(checks, plan, options.resume === true);
  const models = await modelsOf(domainNamed(plan.domain), plan.arms, plan.policy);
  if (options.junit !== undefined) requireWritable(options.junit);
  for (const note of plan.notes) process.stderr.write(`${note}\n`);

  const results = await runSuite({
    ...plan,
    workers,
    resume: options.resume === true,
    record,
    shard,
    settings: null,
    engineVersion: engineVersion(),
    ...models,
    workerScript: workerScript(),
    episodeLimitMs,
    quiet: false,
  });

  const summary = summarise(results, { wallSeconds: (performance.now() - started) / 1000 });
  writeOutputs(plan.out, results, summary);
  const ofScenarios = evaluateScenarioChecks(plan.checks, results, domainNamed(plan.domain));
  const ofLine = evaluateChecks(checks, summary, plan, options.shard);
  const verdicts = [...ofLine.verdicts, ...ofScenarios.verdicts];
  if (options.junit !== undefined) writeText(options.junit, junitXml(summary, verdicts));
  const human = options.json === true ? process.stderr : process.stdout;
  const tables =
    results.length > 0 ? renderTables(summary) : `No episode falls into part ${options.shard} of this run.\n`;
  human.write(`\n${tables}\nResults: ${plan.out}\n`);
  for (const verdict of verdicts) human.write(`${describeCheck(verdict)}\n`);
  for (const sentence of [...ofLine.skipped, ...ofScenarios.skipped]) human.write(`${sentence}\n`);
  if (options.json === true) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  return exitCodeOf(
    summary,
    verdicts.every((verdict) => verdict.holds),
  );
}

/** Every combination of scenarios, arms, seeds and latencies. */
function planSuite(what: readonly string[], options: RunOptions): Plan {
  if (what.length === 0) throw new UsageProblem('run: expected a suite, scenarios or files, or a list with --only');
  const split = parseSplit(options.split ?? RUN_DEFAULTS.split);
  const seedText = options.seeds ?? RUN_DEFAULTS.seeds;
  const seeds = parseSeeds(seedText);
  const selection = findSelection(what, split);
  const plan = planCombinations({
    selection,
    arms: options.arms === undefined ? null : parseArms(options.arms, selection.domain),
    seeds,
    split,
    latencies: parseLatencies(options.latency ?? RUN_DEFAULTS.latency),
    planner: parsePlanner(options.planner, selection.domain) ?? null,
  });
  return {
    ...plan,
    policy: parsePolicy(options.policy, selection.domain) ?? RUN_DEFAULTS.policy,
    out: outFolder(folderName(plan.suite, split, seedText), options),
  };
}

/** The episodes of a results file, and no others. */
async function planList(what: readonly string[], file: string, options: RunOptions): Promise<Plan> {
  const listed = await selectListed(file, what, {
    planner: (domain) => parsePlanner(options.planner, domain),
    arms: (domain) => (options.arms === undefined ? null : parseArms(options.arms, domain)),
    seeds: options.seeds === undefined ? null : parseSeeds(options.seeds),
    split: options.split === undefined ? null : parseSplit(options.split),
    latencies: options.latency === undefined ? null : parseLatencies(options.latency),
  });
  const { jobs, selection, policies } = listed;
  if (options.policy === undefined && policies.length > 1)
    throw new UsageProblem(
      `--only: ${file} lists episodes of both fast policies; choose one with --policy learned or rule`,
    );
  const arms = [...new Set(jobs.map(({ arm }) => arm))];
  const notes = noteModels(selection, arms);
  if (!listed.plannerKnown)
    notes.push(
      `--only: no run.json beside ${file} says which planner ran; the arms' own is taken, --planner names another`,
    );
  const seeds = jobs.map(({ seed }) => seed);
  const latencies = new Map<string, LatencyChoice>(jobs.map(({ latency }) => [JSON.stringify(latency), latency]));
  const splits = [...new Set(jobs.map(({ split }) => split))];
  return {
    domain: selection.domain.name,
    suite: selection.name,
    scenarios: selection.scenarios,
    arms,
    notes,
    seeds: [seeds.reduce((a, b) => Math.min(a, b)), seeds.reduce((a, b) => Math.max(a, b))],
    split: splits.length === 1 ? splits[0] : splits.join('+'),
    latencies: [...latencies.values()],
    planner: listed.planner,
    only: jobs,
    scenarioValues: plainScenarios(selection.ofFiles),
    resolve: selection.resolve,
    // They are meant for all seeds of a scenario, not for chosen ones.
    checks: new Map(),
    policy: parsePolicy(options.policy, selection.domain) ?? policies[0],
    out: outFolder(`only-${basename(file).replace(/\.\w+$/, '')}`, options),
  };
}

function parseTimeout(text: string): number {
  const seconds = text.trim() === '' ? NaN : Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new UsageProblem(`--timeout: expected seconds above 0, at most 86400, found '${text}'`);
  return seconds * 1000;
}

/** The user's folder, or one under `runs/`: the first free one with a number unless the run goes on in it. */
function outFolder(name: string, { out, resume }: RunOptions): string {
  if (out !== undefined) return out;
  const folder = `runs/${name}`;
  return resume === true ? folder : freeFolder(folder);
}
