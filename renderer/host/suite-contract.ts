import { z } from 'zod';
import { DOMAIN_NAMES } from '../../scenarios/domains/concrete.ts';
import { handle, heldFile } from './file-contract.ts';

/** Runs of suites in the host: the engine of `twotempo run`, and its folders. */

const count = z.int().nonnegative();
const name = z.string().min(1).max(200);

/** Results of one run at most: more are no work for an afternoon before a screen. The command line takes any number. */
export const MAX_EPISODES = 200_000;

/** What is to be run; the options of `twotempo run`. */
export const suitePlan = z.strictObject({
  /** A suite, or ids of scenarios; may be empty where there are documents. */
  what: z.array(name).max(100),
  /** Scenario files, by the handles of their documents. */
  documents: z.array(handle).max(100),
  arms: z.array(name).min(1).max(40),
  /** First and last, both included. */
  seeds: z.tuple([count, count]),
  split: z.enum(['train', 'val', 'test', 'sealed']),
  latenciesMs: z.array(z.number().min(0).max(60_000)).min(1).max(20),
  record: z.enum(['none', 'failures', 'all']),
  workers: z.int().min(1).max(64),
});
export type SuitePlan = z.infer<typeof suitePlan>;

export const suiteState = z.enum(['running', 'cancelling', 'cancelled', 'finished', 'failed']);
export type SuiteState = z.infer<typeof suiteState>;

/** A folder of results. */
export const suiteFolder = z.strictObject({
  run: handle,
  /** Of the folder, below `runs/`. */
  name: z.string(),
  suite: z.string(),
  arms: z.array(z.string()),
  seeds: z.tuple([count, count]),
  split: z.string(),
  latencies: z.array(z.string()),
  /** Episodes with a line of results; and all that were planned, null where that is not known. */
  done: count,
  total: count.nullable(),
  /** A run of this host, or one that ended before it: then `finished` or `cancelled` by what is there. */
  state: suiteState,
  modifiedMs: z.number(),
});
export type SuiteFolder = z.infer<typeof suiteFolder>;

/** One episode that has ended, as the table shows it. */
export const suiteRow = z.strictObject({
  /** Kind of world; left out for driving. */
  domain: z.enum(DOMAIN_NAMES).exclude(['driving']).optional(),
  scenario: z.string(),
  family: z.string(),
  seed: count,
  split: z.string(),
  arm: z.string(),
  latency: z.string(),
  end: z.string(),
  collision: z.boolean(),
  collisionWith: z.string().nullable(),
  impactSpeedMps: z.number().nullable(),
  /** For each rate that its domain is measured in, whether the episode counts; null: it says nothing about it. */
  rates: z.record(z.string(), z.boolean().nullable()),
  /** Simulated duration, s: where its end is to be found in its record. */
  simSeconds: z.number(),
  calls: count,
  /** Of an episode without result. */
  error: z.string().nullable(),
});
export type SuiteRow = z.infer<typeof suiteRow>;

/** Which episode of a run. */
export const suiteEpisode = suiteRow.pick({ scenario: true, seed: true, split: true, arm: true, latency: true });
export type SuiteEpisode = z.infer<typeof suiteEpisode>;

/** Rows of one answer at most; the rest comes with the next call. */
export const MAX_ROWS = 2000;

export const suiteProgress = z.strictObject({
  state: suiteState,
  /** Why it failed, or null. */
  problem: z.strictObject({ message: z.string(), tip: z.string().nullable() }).nullable(),
  total: count,
  done: count,
  /** Wall-clock time since it was started or resumed, and what is left by the pace so far (null: not known), s. */
  elapsedS: z.number().nonnegative(),
  leftS: z.number().nonnegative().nullable(),
  /** Rows from number `from` on, in the order in which they ended. */
  from: count,
  rows: z.array(suiteRow).max(MAX_ROWS),
  /** Rows that there are. */
  count,
});
export type SuiteProgress = z.infer<typeof suiteProgress>;

const ofRun = z.strictObject({ run: handle });

export const SUITE_CHANNELS = {
  /** Folders of results below `runs/`, newest first; at most 100. */
  'suite.list': { in: z.null(), out: z.array(suiteFolder) },
  /** Starts a run in a new folder. Refused as `busy` while another one runs. */
  'suite.start': { in: suitePlan, out: suiteFolder },
  /** Goes on with a run that was cancelled or cut short. */
  'suite.resume': { in: z.strictObject({ run: handle, workers: z.int().min(1).max(64) }), out: suiteFolder },
  /** Ends a run after the episodes that are under way; what is done stays. */
  'suite.cancel': { in: ofRun, out: z.null() },
  'suite.progress': { in: z.strictObject({ run: handle, from: count }), out: suiteProgress },
  /** Tables over all that is done: `RunSummary` of `scenarios/results/summary-types.ts`. */
  'suite.summary': { in: ofRun, out: z.strictObject({ summary: z.json() }) },
  /** Writes the HTML report into the folder. */
  'suite.report': { in: ofRun, out: z.strictObject({ name: z.string(), bytes: z.instanceof(Uint8Array) }) },
  /** Record of an episode: as it was written, or made again where none was kept. */
  'suite.record': { in: z.strictObject({ run: handle, episode: suiteEpisode }), out: heldFile },
} as const;
