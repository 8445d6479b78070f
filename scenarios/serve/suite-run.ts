import { join } from 'node:path';
import { isDrillName } from '../../policies/driving/planner-drills.ts';
import type { SuiteRow } from '../../renderer/host/suite-contract.ts';
import { engineVersion, workerScript } from '../cli/package-root.ts';
import { noteModels } from '../cli/note-models.ts';
import {
  EPISODE_LIMIT_S,
  folderName,
  freeFolder,
  modelsOf,
  plainScenarios,
  planCombinations,
  type RunPlan,
} from '../cli/plan-run.ts';
import { findSelection, selectionOf } from '../cli/select-scenarios.ts';
import { validateAny } from '../language/any-scenario.ts';
import { episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import { summarise } from '../results/summary.ts';
import { latencyName } from '../runner/job.ts';
import type { RecordChoice } from '../runner/protocol.ts';
import { readManifest, type RunManifest } from '../runner/run-manifest.ts';
import { runSuite, type SuiteObserver } from '../runner/run-suite.ts';
import { findSuite, SUITES } from '../suites/suites.ts';
import { writeOutputs } from '../store/write-outputs.ts';
import type { Domain } from '../domains/domain.ts';
import { domainNamed } from '../domains/domains.ts';
import { BridgeProblem } from './bridge-problem.ts';
import { isScenarioName } from './scenario-file.ts';
import { rowOf } from './suite-rows.ts';
import { ROWS_AT_ONCE, type SuiteTaskNews, type TaskOf } from './suite-task.ts';

/** More are no work for an afternoon before a screen; the command line takes any number. */
const MOST_RESULTS = 200_000;
/** Parcels of rows leave so long after one another, ms. */
const GATHER_MS = 100;

type Say = (news: SuiteTaskNews) => void;

interface Going {
  readonly plan: RunPlan;
  /** Of driving. */
  readonly policy: 'learned' | 'rule';
  readonly folder: string;
  readonly isResumed: boolean;
  readonly record: RecordChoice;
  readonly workers: number;
}

/**
 * What `twotempo run` does with the same choices, in a new folder.
 * @returns `finished`, or `cancelled`
 */
export async function startSuite(task: TaskOf<'start'>, say: Say, signal: AbortSignal): Promise<string> {
  const { record, workers } = task.plan;
  const plan = planOf(task);
  const [first, last] = plan.seeds;
  const name = folderName(plan.suite, plan.split, first === last ? `${first}` : `${first}..${last}`);
  const folder = freeFolder(join(task.root, name));
  return run({ plan, policy: 'learned', folder, isResumed: false, record, workers }, say, signal);
}

/** What `twotempo run --resume` does in a folder that it, or this program, has begun. @returns as `startSuite` */
export async function resumeSuite(task: TaskOf<'resume'>, say: Say, signal: AbortSignal): Promise<string> {
  const { folder, workers } = task;
  const manifest = await readManifest(folder);
  const plan = manifest === null ? null : planAgain(manifest);
  if (manifest === null || plan === null)
    throw new BridgeProblem(
      'not-resumable',
      'This folder does not say which episodes were to be run.',
      "Go on with it by the command that began it, and '--resume'.",
    );
  const policy = Object.keys(manifest.engine.models).length > 0 ? 'learned' : 'rule';
  const record = manifest.plan?.record ?? 'failures';
  return run({ plan, policy, folder, isResumed: true, record, workers }, say, signal);
}

async function run(going: Going, say: Say, signal: AbortSignal): Promise<string> {
  const { plan, policy, folder, isResumed, record, workers } = going;
  const started = performance.now();
  const models = await modelsOf(domainNamed(plan.domain), plan.arms, policy);
  const rows = new RowMail(say);
  const done = new Set<string>();
  let total = 0;
  const tell = (results: readonly EpisodeResult[]): void => {
    for (const result of results) {
      const key = episodeKey(result);
      if (!done.has(key)) rows.add(rowOf(result));
      done.add(key);
    }
  };
  const observer: SuiteObserver = {
    begun: (kept, all) => {
      total = all;
      const { suite, split, seeds, arms } = plan;
      const latencies = plan.latencies.map(latencyName);
      say({ type: 'begun', begun: { folder, suite, split, seeds, arms, latencies, kept: kept.length, total } });
      tell(kept);
    },
    done: tell,
  };
  try {
    const results = await runSuite(
      {
        ...plan,
        ...{ out: folder, resume: isResumed, record, workers, observer },
        shard: null,
        settings: null,
        engineVersion: engineVersion(),
        ...models,
        workerScript: workerScript(),
        episodeLimitMs: EPISODE_LIMIT_S * 1000,
        quiet: true,
      },
      signal,
    );
    if (done.size < total) return 'cancelled';
    writeOutputs(folder, results, summarise(results, { wallSeconds: (performance.now() - started) / 1000 }));
    return 'finished';
  } finally {
    rows.send();
  }
}

/** @throws BridgeProblem, and what the engine throws */
function planOf({ plan, documents }: TaskOf<'start'>): RunPlan {
  const { what, seeds, split, latenciesMs } = plan;
  if (what.length + documents.length === 0)
    throw new BridgeProblem('nothing-chosen', 'Nothing is chosen to be run.', 'Choose a suite or a scenario.');
  // Paths come from handles alone.
  const path = what.find(isScenarioName);
  if (path !== undefined)
    throw new BridgeProblem('bad-input', `'${path}' is no suite and no scenario of the library.`, 'Open the file.');
  const [first, last] = seeds;
  if (last < first)
    throw new BridgeProblem('bad-input', `The seeds ${first} to ${last} are the wrong way round.`, 'Swap them.');
  const latencies = [...new Set(latenciesMs)].map((ms) => ({ kind: 'fixed', ms }) as const);
  // Before anything is drawn or listed.
  refuseMany((last - first + 1) * new Set(plan.arms).size * latencies.length);
  const selection = findSelection([...what, ...documents], split);
  const arms = armsOf(plan.arms, selection.domain);
  const planned = planCombinations({ selection, arms, seeds, split, latencies, planner: null });
  refuseMany((last - first + 1) * planned.scenarios.length * arms.length * latencies.length);
  return planned;
}

/** @throws BridgeProblem for a name that the domain has no arm for */
function armsOf(names: readonly string[], { armTitles }: Domain): string[] {
  return [...new Set(names)].map((name) => {
    if (Object.hasOwn(armTitles, name)) return name;
    const known = Object.keys(armTitles).join(', ');
    throw new BridgeProblem('bad-input', `There is no arm '${name}'.`, `Choose among ${known}.`);
  });
}

function refuseMany(results: number): void {
  if (results <= MOST_RESULTS) return;
  throw new BridgeProblem(
    'too-many',
    `These are more than ${MOST_RESULTS} episodes.`,
    'Choose fewer seeds, or run them with the command line.',
  );
}

/** Null: the folder does not tell. @throws BridgeProblem for what this version lacks */
function planAgain(manifest: RunManifest): RunPlan | null {
  const { suite, split, seeds, arms, latencies, planner } = manifest;
  const ids = scenariosOf(manifest);
  if (ids === null) return null;
  if (planner !== null && !isDrillName(planner)) throw otherVersion(`planner '${planner}'`);
  const selection = selectionOf(suite, ids, (id) => {
    if (!Object.hasOwn(manifest.scenarios, id)) return null;
    const { scenario } = validateAny(manifest.scenarios[id]);
    if (scenario === null) throw otherVersion(`language of the scenario '${id}'`);
    return scenario;
  });
  const lacking = arms.find((arm) => !Object.hasOwn(selection.domain.armTitles, arm));
  if (lacking !== undefined) throw otherVersion(`arm '${lacking}'`);
  return {
    domain: selection.domain.name,
    ...{ suite, split, seeds, latencies, planner },
    scenarios: selection.scenarios,
    arms: armsOf(arms, selection.domain),
    only: null,
    scenarioValues: plainScenarios(selection.ofFiles),
    resolve: selection.resolve,
    checks: selection.checks,
    notes: noteModels(selection, arms),
  };
}

/** Older programs did not list them; a suite is known by its name. */
function scenariosOf({ plan, suite }: RunManifest): readonly string[] | null {
  if (plan !== undefined) return plan.isWhole ? plan.scenarios : null;
  return SUITES.some(({ id }) => id === suite) ? findSuite(suite).scenarios : null;
}

function otherVersion(what: string): BridgeProblem {
  return new BridgeProblem(
    'other-engine',
    `This version lacks the ${what} of this run.`,
    'Go on with the version that began it.',
  );
}

/** Rows go in parcels: a message each would be more work than an episode. */
class RowMail {
  private waiting: SuiteRow[] = [];
  private timer: NodeJS.Timeout | null = null;
  private lastMs = -Infinity;

  constructor(private readonly say: Say) {}

  add(row: SuiteRow): void {
    this.waiting.push(row);
    const waitMs = this.lastMs + GATHER_MS - performance.now();
    if (waitMs <= 0 || this.waiting.length >= ROWS_AT_ONCE) this.send();
    else this.timer ??= setTimeout(() => this.send(), waitMs);
  }

  send(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    this.lastMs = performance.now();
    this.say({ type: 'rows', rows: this.waiting });
    this.waiting = [];
  }
}
