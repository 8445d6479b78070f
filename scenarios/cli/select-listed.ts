import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Domain } from '../domains/domain.ts';
import { validateAny } from '../language/any-scenario.ts';
import { isSplit, type Split } from '../language/splits.ts';
import { readEpisodeLines } from '../results/episode-lines.ts';
import { episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import { latencyName, type LatencyChoice, type SuiteJob } from '../runner/job.ts';
import { latencyNamed, readManifest, type RunManifest } from '../runner/run-manifest.ts';
import { findSelection, selectionOf, type Selection } from './select-scenarios.ts';
import { UsageProblem } from './usage.ts';

/** What the user asked for beside the list; it leaves out what does not fit. Null: not asked. */
export interface Narrowing {
  /** Null: the arms' own; undefined: as the episodes were run. */
  readonly planner: (domain: Domain) => string | null | undefined;
  readonly arms: (domain: Domain) => readonly string[] | null;
  readonly seeds: readonly [number, number] | null;
  readonly split: Split | null;
  readonly latencies: readonly LatencyChoice[] | null;
}

export interface Listed {
  readonly selection: Selection;
  readonly jobs: readonly SuiteJob[];
  /** The planner that the listed episodes ran with, or that was asked for. */
  readonly planner: string | null;
  /** False: nothing tells, so that it is taken to be the arms' own. */
  readonly plannerKnown: boolean;
  /** The fast policies that the listed episodes ran with, at least one. */
  readonly policies: readonly ('learned' | 'rule')[];
}

/**
 * The episodes of a results file, to run exactly these again: a list of failures, or of what changed. A `run.json` beside
 * the file tells what the lines do not: scenarios of files, traces, the planner.
 *
 * @param what scenario files or suites that say what the listed ids mean; may be empty
 * @throws UsageProblem, ResultsError, ScenarioError, ManifestProblem
 */
export async function selectListed(file: string, what: readonly string[], narrowing: Narrowing): Promise<Listed> {
  const episodes = readList(file);
  const manifest = await readManifest(dirname(file));
  const given = what.length === 0 ? null : findSelection(what, 'test');
  const selection = selectScenarios(file, episodes, given, manifest);
  const planner = narrowing.planner(selection.domain);
  const ran = planner === undefined ? (manifest?.planner ?? null) : planner;
  if (ran !== null && !selection.domain.plannerChoices.includes(ran))
    throw new UsageProblem(`--only: ${file} was run with the planner '${ran}', which this version lacks`);
  const arms = narrowing.arms(selection.domain);
  const jobs = new Map<string, SuiteJob>();
  const left: EpisodeResult[] = [];
  for (const episode of episodes) {
    const { suite, scenario, seed } = episode;
    if (!selection.scenarios.includes(scenario)) continue;
    const latency = latencyOf(episode, file, manifest, narrowing);
    const job = {
      suite,
      scenario,
      seed,
      split: splitOf(episode, file),
      arm: armOf(episode, file, selection.domain),
      planner: ran,
    };
    if (latency === null || !fits(job, arms, narrowing)) continue;
    jobs.set(episodeKey(episode), { ...job, latency });
    left.push(episode);
  }
  if (jobs.size === 0)
    throw new UsageProblem(
      `--only: none of the ${episodes.length} episodes in ${file} is left by the other options; leave them out to run all of them`,
    );
  const { policyChoices, plannerChoices } = selection.domain;
  const policies = policyChoices.length === 0 ? ['learned' as const] : policiesOf(left);
  const plannerKnown =
    planner !== undefined ||
    manifest !== null ||
    plannerChoices.length === 0 ||
    left.every((one) => one.planner.calls === 0);
  return { selection, jobs: [...jobs.values()], planner: ran, plannerKnown, policies };
}

function policiesOf(episodes: readonly EpisodeResult[]): ('learned' | 'rule')[] {
  return [...new Set(episodes.map(({ engine }) => (Object.keys(engine.models).length > 0 ? 'learned' : 'rule')))];
}

function readList(file: string): EpisodeResult[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageProblem(
      `--only: ${file} cannot be read (${code}); give a results file, for instance failures.jsonl`,
    );
  }
  const { episodes } = readEpisodeLines(text, file);
  if (episodes.length === 0) throw new UsageProblem(`--only: ${file} lists no episode`);
  return episodes;
}

/** Every listed scenario: as the user gave it, else of the library, else as the manifest keeps it. */
function selectScenarios(
  file: string,
  episodes: readonly EpisodeResult[],
  given: Selection | null,
  manifest: RunManifest | null,
): Selection {
  const kept = new Map<string, unknown>(given === null ? Object.entries(manifest?.scenarios ?? {}) : []);
  const scenarios = [...new Set(episodes.map(({ scenario }) => scenario))];
  const suites = [...new Set(episodes.map(({ suite }) => suite))];
  const name = suites.length === 1 ? suites[0] : 'listed';
  if (given !== null) return { ...given, name, scenarios: scenarios.filter((id) => given.scenarios.includes(id)) };
  return selectionOf(name, scenarios, (id) => {
    if (!kept.has(id)) return null;
    const checked = validateAny(kept.get(id));
    if (checked.scenario !== null) return checked.scenario;
    throw new UsageProblem(`--only: the run.json beside ${file} holds a scenario '${id}' that is not valid any more`);
  });
}

function fits(
  { arm, seed, split }: Omit<SuiteJob, 'latency'>,
  arms: readonly string[] | null,
  { seeds, split: only }: Narrowing,
): boolean {
  if (arms !== null && !arms.includes(arm)) return false;
  if (seeds !== null && (seed < seeds[0] || seed > seeds[1])) return false;
  return only === null || only === split;
}

/** Null: the user asked for others. */
function latencyOf(
  episode: EpisodeResult,
  file: string,
  manifest: RunManifest | null,
  { latencies }: Narrowing,
): LatencyChoice | null {
  if (latencies !== null) return latencies.find((choice) => latencyName(choice) === episode.latency) ?? null;
  const choice = latencyNamed(episode.latency, manifest);
  if (choice !== null) return choice;
  throw new UsageProblem(
    `--only: ${file} lists episodes with the latency '${episode.latency}', which has no run.json beside it; give it with --latency`,
  );
}

function armOf({ arm }: EpisodeResult, file: string, { armTitles }: Domain): string {
  if (Object.hasOwn(armTitles, arm)) return arm;
  throw new UsageProblem(`--only: ${file} lists the arm '${arm}'; there are ${Object.keys(armTitles).join(', ')}`);
}

function splitOf({ split }: EpisodeResult, file: string): Split {
  if (isSplit(split)) return split;
  throw new UsageProblem(`--only: ${file} lists the split '${split}', which this version does not know`);
}
