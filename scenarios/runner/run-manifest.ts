import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { latencyChoice } from '../records/record-header.ts';
import { latencyName, type LatencyChoice } from './job.ts';
import { writeWhole } from './write-whole.ts';

/** The file of a run's folder that says what was run: all that the result lines do not tell. */
export const MANIFEST_FILE = 'run.json';

const MANIFEST_VERSION = 1;

const name = z.string().min(1);

const manifestSchema = z.object({
  manifestVersion: z.literal(MANIFEST_VERSION),
  suite: z.string(),
  split: name,
  /** First and last seed, over all that was run into the folder. */
  seeds: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  arms: z.array(name),
  latencies: z.array(latencyChoice),
  /** Name of the planner that replaced the arms' own, or null. */
  planner: z.string().nullable(),
  engine: z.object({ version: name, models: z.record(z.string(), z.string()) }),
  /** Scenarios that came from files, by id, as they were; those of the library are known by their id. */
  scenarios: z.record(z.string(), z.json()),
  /** What going on with the run takes besides; programs before this one did not say it. */
  plan: z
    .object({
      /** All ids, in their order. */
      scenarios: z.array(name),
      /** Whether every combination was to be run: no list, no shard. */
      isWhole: z.boolean(),
      record: z.enum(['none', 'failures', 'all']),
    })
    .optional(),
});

export type RunManifest = z.infer<typeof manifestSchema>;

/** A manifest that cannot be used, or that a run does not agree with; the message is one line for the user. */
export class ManifestProblem extends Error {}

/** Null where the folder has none: its results are older, or come from elsewhere. @throws ManifestProblem */
export async function readManifest(folder: string): Promise<RunManifest | null> {
  const file = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw new ManifestProblem(`${file}: cannot be read (${codeOf(error)})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ManifestProblem(`${file}: this is not JSON; remove the file or restore it`);
  }
  const version = typeof value === 'object' && value !== null && 'manifestVersion' in value && value.manifestVersion;
  if (typeof version === 'number' && version > MANIFEST_VERSION)
    throw new ManifestProblem(
      `${file}: it has the version ${version}, newer than ${MANIFEST_VERSION}, which this program reads; use the one that wrote it`,
    );
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ManifestProblem(
    `${file}: ${issue.path.join('.') || 'the document'}: ${issue.message}; remove the file or restore it`,
  );
}

/** Whole or not at all. @throws ManifestProblem */
export function writeManifest(folder: string, manifest: RunManifest): void {
  const file = join(folder, MANIFEST_FILE);
  try {
    writeWhole(file, `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    throw new ManifestProblem(`${file}: cannot be written (${codeOf(error)})`);
  }
}

/**
 * One manifest for what was run into a folder and what is to come.
 *
 * @throws ManifestProblem naming a scenario or trace that is not what it was under the same name
 */
export function mergeManifests(earlier: RunManifest, later: RunManifest, where: string): RunManifest {
  for (const id of Object.keys(later.scenarios)) {
    if (!Object.hasOwn(earlier.scenarios, id) || same(earlier.scenarios[id], later.scenarios[id])) continue;
    throw new ManifestProblem(
      `${where} holds results of another scenario named '${id}': it has been changed since; choose another folder`,
    );
  }
  const latencies = new Map(earlier.latencies.map((choice) => [latencyName(choice), choice]));
  for (const choice of later.latencies) {
    const known = latencies.get(latencyName(choice));
    if (known !== undefined && !same(known, choice))
      throw new ManifestProblem(
        `${where} holds results of another trace named '${latencyName(choice)}'; rename the file or choose another folder`,
      );
    latencies.set(latencyName(choice), choice);
  }
  return {
    ...later,
    suite: earlier.suite === later.suite ? later.suite : '',
    seeds: [Math.min(earlier.seeds[0], later.seeds[0]), Math.max(earlier.seeds[1], later.seeds[1])],
    arms: [...new Set([...earlier.arms, ...later.arms])],
    latencies: [...latencies.values()],
    scenarios: { ...earlier.scenarios, ...later.scenarios },
    plan: mergePlans(earlier.plan, later.plan),
  };
}

function mergePlans(earlier: RunManifest['plan'], later: RunManifest['plan']): RunManifest['plan'] {
  if (earlier === undefined || later === undefined) return later ?? earlier;
  return {
    scenarios: [...new Set([...earlier.scenarios, ...later.scenarios])],
    isWhole: earlier.isWhole || later.isWhole,
    record: later.record,
  };
}

/** The latency source that results carry under this name; null for a trace that no manifest holds. */
export function latencyNamed(name: string, manifest: RunManifest | null): LatencyChoice | null {
  const listed = manifest?.latencies.find((choice) => latencyName(choice) === name);
  if (listed !== undefined) return listed;
  if (name === 'zero') return { kind: 'zero' };
  const fixed = /^fixed:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(name);
  if (fixed !== null) return valid({ kind: 'fixed', ms: Number(fixed[1]) });
  const sampled = /^lognormal:([\d.e+-]+),([\d.e+-]+)$/.exec(name);
  if (sampled === null) return null;
  const [meanMs, sdMs] = [Number(sampled[1]), Number(sampled[2])];
  return meanMs > 0 ? valid({ kind: 'lognormal', meanMs, sdMs }) : null;
}

/** Null for numbers that no run can have. */
function valid(choice: LatencyChoice): LatencyChoice | null {
  return latencyChoice.safeParse(choice).success ? choice : null;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
