import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARM_NAMES } from '../../policies/driving/arms.ts';
import {
  evaluateCheck,
  parseCheck,
  CheckExpressionError,
  type Check,
  type CheckResult,
} from '../compare/check-expression.ts';
import { junitXml } from '../compare/junit.ts';
import { renderTables } from '../compare/table.ts';
import { readEpisodeLines } from '../results/episode-lines.ts';
import { episodeKey } from '../results/episode-result.ts';
import { exitCodeOf, summarise } from '../results/summary.ts';
import { FAST_MODEL, readModelFacts } from '../runner/model-files.ts';
import { runSuite, RunProblem } from '../runner/run-suite.ts';
import { engineVersion, modelFolder, workerScript } from './package-root.ts';
import {
  parseArms,
  parseLatencies,
  parsePlanner,
  parseRecord,
  parseSeeds,
  parseShard,
  parseSplit,
  parseWorkers,
} from './parse-options.ts';
import { findSelection } from './select-scenarios.ts';
import { UsageProblem } from './usage.ts';

export interface RunOptions {
  readonly arms?: string;
  readonly seeds: string;
  readonly split: string;
  readonly latency: string;
  readonly planner: string;
  readonly policy: string;
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

/** `twotempo run`: returns the exit code. */
export async function commandRun(what: readonly string[], options: RunOptions): Promise<number> {
  const started = performance.now();
  const split = parseSplit(options.split);
  const seeds = parseSeeds(options.seeds);
  const checks = parseChecks(options.check);
  const latencies = parseLatencies(options.latency);
  const planner = parsePlanner(options.planner);
  const workers = parseWorkers(options.workers);
  const record = parseRecord(options.record);
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  const only = options.only === undefined ? null : readOnly(options.only);
  const episodeLimitMs = parseTimeout(options.timeout);
  const selection = findSelection(what, split);
  const arms = options.arms === undefined ? [...(selection.arms ?? ARM_NAMES)] : parseArms(options.arms);
  const folder = policyFolder(options.policy);
  const out =
    options.out ??
    freeFolder(`runs/${selection.name}-${split}-${options.seeds.replace('..', '-')}`, options.resume === true);

  // Said now rather than after hours of work.
  if (options.junit !== undefined) write(options.junit, '', 'a');

  const results = await runSuite({
    suite: selection.name,
    scenarios: selection.scenarios,
    arms,
    seeds,
    split,
    latencies,
    planner,
    workers,
    out,
    resume: options.resume === true,
    record,
    shard,
    only,
    settings: null,
    engineVersion: engineVersion(),
    modelFolder: folder,
    model: folder === null ? null : await readModelFacts(folder),
    workerScript: workerScript(),
    episodeLimitMs,
    quiet: false,
    resolve: selection.resolve,
  });

  const summary = summarise(results, { wallSeconds: (performance.now() - started) / 1000 });
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  write(join(out, 'summary.json'), json);
  write(join(out, 'table.md'), renderTables(summary, { markdown: true }));
  const verdicts = checks.map((check) => evaluateCheck(check, summary));
  if (options.junit !== undefined) write(options.junit, junitXml(summary, verdicts));
  const human = options.json === true ? process.stderr : process.stdout;
  human.write(`\n${renderTables(summary)}\nResults: ${out}\n`);
  for (const verdict of verdicts) human.write(`${describe(verdict)}\n`);
  if (options.json === true) process.stdout.write(json);
  return exitCodeOf(
    summary,
    verdicts.every((verdict) => verdict.holds),
  );
}

function describe(verdict: CheckResult): string {
  return `check ${verdict.holds ? 'holds' : 'FAILED'}: ${verdict.message}`;
}

function parseChecks(texts: readonly string[]): Check[] {
  return texts.map((text) => {
    try {
      return parseCheck(text);
    } catch (error) {
      if (error instanceof CheckExpressionError) throw new UsageProblem(`--check: ${error.message}`);
      throw error;
    }
  });
}

function parseTimeout(text: string): number {
  const seconds = text.trim() === '' ? NaN : Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new UsageProblem(`--timeout: expected seconds above 0, at most 86400, found '${text}'`);
  return seconds * 1000;
}

/** Episodes listed in a results file, for instance a failure list. */
function readOnly(file: string): Set<string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageProblem(`--only: ${file} cannot be read`);
  }
  return new Set(readEpisodeLines(text, file).episodes.map((episode) => episodeKey(episode)));
}

function policyFolder(policy: string): string | null {
  if (policy === 'rule') return null;
  if (policy !== 'learned') throw new UsageProblem(`--policy: unknown policy '${policy}'; there are learned, rule`);
  const folder = modelFolder();
  if (!existsSync(join(folder, FAST_MODEL.facts)))
    throw new UsageProblem(`--policy: ${FAST_MODEL.facts} is missing; run 'npm run train' first`);
  return folder;
}

/** The folder itself, or the first free one with a number when it has results and the run is a new one. */
function freeFolder(folder: string, resume: boolean): string {
  if (resume) return folder;
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? folder : `${folder}-${i}`;
    if (!existsSync(join(candidate, 'results.jsonl'))) return candidate;
  }
}

function write(file: string, text: string, flag: 'a' | 'w' = 'w'): void {
  try {
    const folder = file.slice(0, Math.max(file.lastIndexOf('/'), 0));
    if (folder !== '') mkdirSync(folder, { recursive: true });
    writeFileSync(file, text, { flag });
  } catch (error) {
    throw new RunProblem(
      `${file}: cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : String(error)})`,
    );
  }
}
