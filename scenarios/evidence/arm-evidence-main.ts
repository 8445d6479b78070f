import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import { parseLatencies, parseSeeds, parseSplit, parseWorkers } from '../cli/parse-options.ts';
import { engineVersion, modelFolder, packageRoot, workerScript } from '../cli/package-root.ts';
import { EPISODE_LIMIT_S, planCombinations } from '../cli/plan-run.ts';
import { findSelection } from '../cli/select-scenarios.ts';
import { EXIT, UsageProblem } from '../cli/usage.ts';
import { latencySvg } from '../compare/latency-svg.ts';
import type { Split } from '../language/splits.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { readResultsFolder, RESULTS_FILE } from '../results/results-folder.ts';
import { summarise } from '../results/summary.ts';
import { readHumeIdentity } from '../runner/hume-files.ts';
import type { LatencyChoice } from '../runner/job.ts';
import { ModelProblem } from '../runner/model-facts.ts';
import { RunProblem } from '../runner/run-problem.ts';
import { runSuite } from '../runner/run-suite.ts';
import { SUMMARY_FILE, TABLE_FILE, writeOutputs } from '../store/write-outputs.ts';
import { writeText } from '../store/write-text.ts';
import { findSuite } from '../suites/suites.ts';
import { ARM_CURVE_FILE, armDocument, type ArmResults } from './arm-document.ts';
import { ARM_PARTS, type ArmPart, type ArmPartName } from './arm-parts.ts';
import { armQuotes, putBetween } from './arm-quotes.ts';

/**
 * `npm run evidence -- arm [PART...]`: the runs behind what is said of the arm, on the test split, then their document,
 * tables and latency curve in docs/evidence, and what README.md and docs/arm.md quote of it. Resumable: what the same build
 * left in runs/evidence is not run again. Parts: tail, common, sweep; none: all; `document` writes the files from what has
 * run.
 *
 * `--out FOLDER` is for trials: runs and documents go there, and with it alone `--split`, `--seeds A..B`, `--latency LIST`
 * and `--models FOLDER` may say what is run instead. `--workers N`: processes.
 */
interface Plan {
  readonly parts: readonly ArmPart[];
  readonly split: Split;
  readonly workers: number;
  readonly models: string;
  readonly runs: string;
  readonly documents: string;
}

/** SHA-256 of the workers' program that a part was begun with. */
const BUILD_FILE = 'build.sha256';

/** Where guides quote the evidence. */
const QUOTED_IN = [
  ['README.md', 'headline:arm'],
  ['docs/arm.md', 'table:arm'],
] as const;

const TRIAL_OPTIONS = ['split', 'seeds', 'latency', 'models'] as const;

function readPlan(args: string[]): Plan {
  const { values, positionals } = parse(args);
  const { out, split, seeds, latency, models, workers } = values;
  const given = TRIAL_OPTIONS.find((name) => values[name] !== undefined);
  if (out === undefined && given !== undefined)
    throw new UsageProblem(
      `--${given}: evidence is made as it is laid down; trials need a folder of their own, --out FOLDER`,
    );
  const names = ARM_PARTS.map(({ name }) => name);
  const unknown = positionals.find((name) => name !== 'document' && !names.some((part) => part === name));
  if (unknown !== undefined)
    throw new UsageProblem(`arm: unknown part '${unknown}'; there are ${names.join(', ')}, and document`);
  const evidence = join(packageRoot(), 'runs', 'evidence');
  return {
    parts: ARM_PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)).map((part) => ({
      ...part,
      ...(seeds === undefined ? {} : { seeds: parseSeeds(seeds) }),
      ...(latency === undefined || part.name !== 'sweep' ? {} : { latenciesMs: parseLatencies(latency).map(msOf) }),
    })),
    split: parseSplit(split ?? 'test'),
    workers: workers === undefined ? availableParallelism() : parseWorkers(workers),
    models: models ?? modelFolder(),
    runs: out === undefined ? evidence : join(out, 'runs'),
    documents: out ?? evidenceFolder(),
  };
}

function evidenceFolder(): string {
  return join(packageRoot(), 'docs', 'evidence');
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        split: { type: 'string' },
        seeds: { type: 'string' },
        latency: { type: 'string' },
        models: { type: 'string' },
        workers: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageProblem(error instanceof Error ? error.message : String(error));
  }
}

function msOf(choice: LatencyChoice): number {
  if (choice.kind === 'fixed') return choice.ms;
  throw new UsageProblem('--latency: expected milliseconds');
}

async function runPart(part: ArmPart, { split, workers, models, runs, documents }: Plan): Promise<void> {
  const suite = findSuite('manipulation');
  const scenarios = suite.scenarios.filter((id) => id.endsWith(`/${part.kind}`));
  const selection = { ...findSelection(scenarios, split), name: part.suite };
  const plan = planCombinations({
    ...{ selection, seeds: part.seeds, split, planner: null },
    arms: part.arms ?? suite.arms,
    latencies: part.latenciesMs.map((ms) => ({ kind: 'fixed', ms })),
  });
  const out = folderOf(runs, part.name);
  requireSameBuild(out);
  const results = await runSuite({
    ...plan,
    ...{ workers, out, resume: true, record: 'none', shard: null, settings: null, quiet: false },
    engineVersion: engineVersion(),
    modelFolder: models,
    model: await readHumeIdentity(models),
    workerScript: workerScript(),
    episodeLimitMs: EPISODE_LIMIT_S * 1000,
  });
  writeOutputs(out, results, summarise(results));
  copyFileSync(join(out, SUMMARY_FILE), join(documents, `arm-${part.name}.json`));
  copyFileSync(join(out, TABLE_FILE), join(documents, `arm-${part.name}.md`));
}

/**
 * Episodes of two builds are never mixed: the version alone does not tell that code or constants have changed.
 * @throws UsageProblem
 */
function requireSameBuild(folder: string): void {
  const file = join(folder, BUILD_FILE);
  const build = sha256Hex(readFileSync(workerScript()));
  if (!existsSync(join(folder, RESULTS_FILE))) {
    mkdirSync(folder, { recursive: true });
    writeText(file, `${build}\n`);
    return;
  }
  const before = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'unknown';
  if (before === build) return;
  throw new UsageProblem(
    `${folder}: begun with another build (${before.slice(0, 12)}, now ${build.slice(0, 12)}); remove the folder to begin anew`,
  );
}

/** From the results of all parts that have run, now or before. @returns how many episodes ended in an internal error */
async function writeDocument({ runs, documents }: Plan): Promise<number> {
  const results: Partial<Record<ArmPartName, readonly EpisodeResult[]>> = {};
  for (const { name } of ARM_PARTS) {
    const folder = folderOf(runs, name);
    if (existsSync(join(folder, RESULTS_FILE))) results[name] = (await readResultsFolder(folder)).episodes;
  }
  if (Object.keys(results).length === 0) throw new UsageProblem(`arm: nothing has run in ${runs} yet`);
  writeText(join(documents, 'arm.md'), armDocument(results));
  writeCurve(results, join(documents, ARM_CURVE_FILE));
  const { tail } = results;
  if (tail !== undefined && documents === evidenceFolder()) writeQuotes(tail);
  return Object.values(results).reduce((n, part) => n + part.filter(({ error }) => error !== null).length, 0);
}

/** Puts what guides quote into its places, so that no number there is typed by hand. */
function writeQuotes(tail: readonly EpisodeResult[]): void {
  const quotes = armQuotes(tail);
  for (const [path, name] of QUOTED_IN) {
    const file = join(packageRoot(), path);
    writeText(file, putBetween(readFileSync(file, 'utf8'), name, quotes[name]));
  }
}

function writeCurve({ sweep }: ArmResults, file: string): void {
  const summary = sweep === undefined ? null : summarise(sweep);
  // A trial may have run one latency, which makes no curve.
  if (summary !== null && summary.latencySweep !== null) writeText(file, latencySvg(summary));
}

function folderOf(runs: string, name: ArmPartName): string {
  return join(runs, `arm-${name}`);
}

async function main(): Promise<number> {
  try {
    const plan = readPlan(process.argv.slice(2));
    for (const part of plan.parts) await runPart(part, plan);
    const errors = await writeDocument(plan);
    process.stdout.write(`${join(plan.documents, 'arm.md')}\n`);
    if (errors > 0) process.stderr.write(`${errors} episodes ended in an internal error: see ${RESULTS_FILE}\n`);
    return errors > 0 ? EXIT.internal : EXIT.done;
  } catch (error) {
    const isUsers = error instanceof UsageProblem || error instanceof ModelProblem || error instanceof RunProblem;
    process.stderr.write(`${isUsers ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    return isUsers ? EXIT.badInput : EXIT.internal;
  }
}

process.exitCode = await main();
