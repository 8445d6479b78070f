import type { ChangedPair } from '../compare/changed.ts';
import type { ChangedSide } from '../compare/comparison.ts';
import type { Replay, ReportData } from '../report/report-data.ts';
import { pairKey, type EpisodeResult } from '../results/episode-result.ts';
import { ManifestProblem, readManifest, type RunManifest } from '../runner/run-manifest.ts';
import { divergenceOf } from './clip-builder.ts';
import { makeClips, type ClipPoolOptions } from './clip-pool.ts';
import type { ClipResponse, ClipTask } from './clip-protocol.ts';
import { clipTaskOf, type ShowingEngine } from './clip-task.ts';
import { toBase64 } from './clip-text.ts';

export interface ReplayOptions {
  /** At most so many pairs. Default 50. */
  readonly limit?: number;
  readonly workers: number;
  /** Path of the worker's bundle, `dist/clip-worker.mjs`. */
  readonly script: string;
  readonly engine: ShowingEngine;
  /** Folder of the shipped models. */
  readonly modelFolder: string;
  /** Wall-clock limit of one clip, ms. Default one minute. */
  readonly clipLimitMs?: number;
}

export type Replays = Pick<ReportData, 'replays' | 'missing'>;

/**
 * Shows the first of the changed episodes, two by two: from `FOLDER/records` where there is a record with the result's
 * digest, else simulated again where that gives the digest. What can be shown neither way is listed with the reason. An episode that is in
 * several pairs is made once.
 * @param changed worst first
 */
export async function makeReplays(changed: readonly ChangedPair[], options: ReplayOptions): Promise<Replays> {
  const pairs = changed.slice(0, options.limit ?? 50);
  const manifests = await readManifests(pairs.flatMap(({ entry }) => [entry.a.folder, entry.b.folder]));
  const episodes = new Map<string, ClipTask | string>();
  for (const { entry, a, b } of pairs) {
    for (const [side, result] of [
      [entry.a, a],
      [entry.b, b],
    ] as const) {
      const key = keyOf(side, result);
      if (!episodes.has(key)) episodes.set(key, taskOf(side, result, manifests, options.engine));
    }
  }
  const shown = await showAll(episodes, options);

  const replays: Replay[] = [];
  const missing: { key: string; why: string }[] = [];
  for (const { entry, a, b } of pairs) {
    const clipA = shown.get(keyOf(entry.a, a)) as ClipResponse;
    const clipB = shown.get(keyOf(entry.b, b)) as ClipResponse;
    if (clipA.type === 'clip' && clipB.type === 'clip') {
      const divergence = divergenceOf(clipA.hashes, clipB.hashes, a.controlDt);
      const texts = { a: toBase64(clipA.bytes), b: toBase64(clipB.bytes) };
      replays.push({ key: entry.key, ...texts, nameA: entry.a.arm, nameB: entry.b.arm, divergence });
    } else {
      const reasons = [reasonOf(entry.a, clipA), reasonOf(entry.b, clipB)];
      missing.push({ key: entry.key, why: reasons.filter((reason) => reason !== null).join(' ') });
    }
  }
  return { replays, missing };
}

/** Makes what can be made, and keeps the reasons of the rest. */
async function showAll(
  episodes: ReadonlyMap<string, ClipTask | string>,
  { workers, script, engine, modelFolder, clipLimitMs = 60_000 }: ReplayOptions,
): Promise<Map<string, ClipResponse>> {
  const tasks = [...episodes].filter((entry): entry is [string, ClipTask] => typeof entry[1] !== 'string');
  const pool: ClipPoolOptions = {
    ...{ workers, script, clipLimitMs },
    start: { type: 'start', engineVersion: engine.version, modelFolder, plannerLimitMs: Math.round(clipLimitMs / 4) },
  };
  const answers = await makeClips(
    tasks.map(([, task]) => task),
    pool,
  );
  const shown = new Map<string, ClipResponse>();
  for (const [key, task] of episodes) if (typeof task === 'string') shown.set(key, { type: 'missing', why: task });
  for (const [at, [key]] of tasks.entries()) shown.set(key, answers[at]);
  return shown;
}

function taskOf(
  side: ChangedSide,
  result: EpisodeResult,
  manifests: ReadonlyMap<string, RunManifest | string | null>,
  engine: ShowingEngine,
): ClipTask | string {
  const { folder, plainArm } = side;
  const manifest = manifests.get(folder) ?? null;
  if (typeof manifest === 'string') return `${manifest}.`;
  return clipTaskOf({ folder, manifest, arm: plainArm, result }, engine);
}

/** By folder; a text says why one cannot be used. */
async function readManifests(folders: readonly string[]): Promise<Map<string, RunManifest | string | null>> {
  const manifests = new Map<string, RunManifest | string | null>();
  for (const folder of new Set(folders)) {
    try {
      manifests.set(folder, await readManifest(folder));
    } catch (error) {
      if (!(error instanceof ManifestProblem)) throw error;
      manifests.set(folder, error.message);
    }
  }
  return manifests;
}

function keyOf({ folder, plainArm, latency }: ChangedSide, result: EpisodeResult): string {
  return JSON.stringify([folder, plainArm, latency, pairKey(result), result.digest]);
}

/** Null: it is shown. */
function reasonOf(side: ChangedSide, clip: ClipResponse): string | null {
  return clip.type === 'clip' ? null : `${side.arm}: ${clip.why}`;
}
