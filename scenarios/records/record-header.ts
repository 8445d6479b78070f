import { z } from 'zod';
import { LIVE_GATES, LIVE_MERGES, type LiveComponents } from '../live/intervention.ts';
import type { LatencyChoice } from '../runner/job.ts';
import { exactJson } from './exact-json.ts';
import { stateLayout } from './state-layout.ts';

/** Version of the records' format. A reader refuses newer ones and modernises older ones. */
export const RECORD_FORMAT_VERSION = 3;
/** That of records of another domain than driving, which programs that know driving only refuse as newer. */
export const DOMAIN_FORMAT_VERSION = 4;
/** The newest version that this program reads. */
export const NEWEST_FORMAT_VERSION = DOMAIN_FORMAT_VERSION;

/** Names of the metadata records. */
export const HEADER_METADATA = 'twotempo';
export const LIVE_METADATA = 'twotempo/live';
export const FORK_METADATA = 'twotempo/fork';
export const END_METADATA = 'twotempo/end';

const json = z.json();
const name = z.string().min(1);

export const latencyChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('zero') }),
  z.object({ kind: z.literal('fixed'), ms: z.number().nonnegative() }),
  z.object({ kind: z.literal('lognormal'), meanMs: z.number().nonnegative(), sdMs: z.number().nonnegative() }),
  z.object({ kind: z.literal('trace'), name: z.string(), ms: z.array(z.number().nonnegative()).min(1) }),
]) satisfies z.ZodType<LatencyChoice>;

/** What a record says before the first state: all that simulating again needs. */
export const recordHeader = z.object({
  formatVersion: z.literal([RECORD_FORMAT_VERSION, DOMAIN_FORMAT_VERSION]),
  engineVersion: name,
  /** What was simulated; missing: driving. Decides on spec, topics and messages. */
  domain: z.literal('manipulation').optional(),
  /** Whether the planner's time was simulated, or real as in a live run. */
  clock: z.enum(['virtual', 'live']),
  suite: z.string(),
  /** Id of the scenario, and the scenario itself where it is known. */
  scenario: name,
  scenarioValue: json,
  /** The concrete episode. */
  spec: json,
  /** Of the user's range. */
  seed: z.int().nonnegative(),
  split: name,
  /** Seed of all streams. */
  episodeSeed: name,
  arm: name,
  latency: latencyChoice,
  latencyName: name,
  planner: z.string().nullable(),
  /** Tuned constants of the arms. */
  settings: json,
  /** SHA-256 of each model by name; empty for the rule policy. */
  models: z.record(z.string(), z.string()),
  /** Control tick, s. */
  controlDt: z.number().positive(),
  /** Where in the states the numbers are by which the episode is shown; null: not known. */
  layout: stateLayout.nullable(),
});

export type RecordHeader = z.infer<typeof recordHeader>;

/** What the record of a live run says more before the first state. */
export const liveHeader = z.object({
  /** The arm's parts at the start; interventions exchange them. */
  components: z.strictObject({
    gate: z.enum(LIVE_GATES),
    level: z.number().min(0).max(1),
    merge: z.enum(LIVE_MERGES),
    brake: z.boolean(),
    planner: z.string().min(1).max(100),
    latencyMs: z.number().min(0).max(60_000),
    driving: z.boolean(),
  }) satisfies z.ZodType<LiveComponents>,
  /** Where the fast policy's network ran at the start. */
  backend: z.enum(['webgpu', 'wasm']),
  /** What the planner was told to expect at the start, ms. */
  expectedMs: z.number().min(0).max(60_000),
});

export type LiveHeader = z.infer<typeof liveHeader>;

/**
 * What the record of a fork says more before the first state: the first `tick` ticks are those of another record, and from
 * there on another arm drove. The header tells of that arm; of the run that it left this tells all that its part needs.
 * Readers that do not know it (the format's number has not changed for it) show the whole fork right, do not count it,
 * since its clock is virtual, and find on verifying that it diverges.
 */
export const forkHeader = z.object({
  /** Ticks that are as in the original. */
  tick: z.int().nonnegative(),
  /** Of the original: arm, latency, planner and clock as in its header, and what it was more where it was a live run. */
  arm: name,
  latency: latencyChoice,
  latencyName: name,
  planner: z.string().nullable(),
  clock: z.enum(['virtual', 'live']),
  live: liveHeader.nullable(),
  /** Of the whole original; empty where it was cut off. */
  digest: z.string(),
  /** Requests in its part; those of the fork are numbered on from there. */
  requests: z.int().nonnegative(),
});

export type ForkHeader = z.infer<typeof forkHeader>;

/** How a record ends when the episode has not: it was saved while the episode went on, or it was cut off. */
export const OPEN_OUTCOMES: readonly string[] = ['running', 'cut'];

/** What it says after the last state. */
export const recordEnd = z.object({
  /** Of the episode, over all states. */
  digest: z.string(),
  ticks: z.int().nonnegative(),
  /** How the episode ended, or one of `OPEN_OUTCOMES`. */
  outcome: name,
  /** The episode's line of results, or null; without timings in virtual time, where the same episode gives the same file. */
  result: json,
});

export type RecordEnd = z.infer<typeof recordEnd>;

type Fields = RecordHeader | LiveHeader | ForkHeader | RecordEnd;

/** As MCAP metadata: one text per field, strings as they are and everything else as JSON. */
export function toMetadata(value: Fields): Map<string, string> {
  return new Map(Object.entries(value).map(([key, field]) => [key, TEXTS.has(key) ? String(field) : exactJson(field)]));
}

/**
 * Back from metadata.
 * @throws Error with a message that names the first wrong field
 */
export function fromMetadata<T extends Fields>(
  schema: z.ZodObject & z.ZodType<T>,
  metadata: ReadonlyMap<string, string>,
): T {
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(schema.shape)) {
    const text = metadata.get(key);
    if (text === undefined && OPTIONAL.has(key)) continue;
    if (text === undefined) throw new Error(`the field ${key} is missing`);
    fields[key] = TEXTS.has(key) ? text : parseJson(key, text);
  }
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${issue.path.join('.')}: ${issue.message}`);
}

/** Fields that hold plain text; `planner` is JSON, since null is not a name. */
const TEXTS: ReadonlySet<string> = new Set([
  ...['engineVersion', 'suite', 'scenario', 'split', 'episodeSeed', 'arm', 'latencyName', 'digest', 'outcome'],
  ...['clock', 'backend', 'domain'],
]);

/** Fields that a header need not have. */
const OPTIONAL: ReadonlySet<string> = new Set(['domain']);

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`the field ${key} is not JSON`);
  }
}
