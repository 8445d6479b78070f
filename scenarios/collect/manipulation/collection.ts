import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertUsableFor } from '../../language/splits.ts';
import { TrainingProblem } from '../training-files.ts';
import type { CollectArmStage } from './arm-recipe.ts';
import { episodesOf } from './episode-list.ts';
import { dataFolder, isCollected, shardCount, shardsOf } from './shards.ts';

/** What a collecting process is told, as JSON on its command line. */
export interface CollectorTask {
  readonly stage: CollectArmStage;
}
/** Messages between a collecting process and the one that started it: which shard to collect next, and that it is done. */
export interface ShardMessage {
  readonly shard: number;
}

/** Of a data set: what it was collected for and by. Kept from its start, so that no other plan or version goes on with it. */
export const planFile = (stage: CollectArmStage): string => join(stage.folder, 'plan.json');
/** There once all shards are. */
export const summaryFile = (stage: CollectArmStage): string => join(stage.folder, 'summary.json');

export interface CollectedSummary {
  readonly episodes: number;
  readonly rows: number;
  /** Episodes by kind, driver and end, as `tail, script, collision`. */
  readonly tally: Record<string, number>;
}

export interface CollectionOptions {
  /** Processes. */
  readonly workers: number;
  /** The collecting program. */
  readonly script: string;
  /** Hash of what the present version of simulation and expert does; see `behaviourDigest`. */
  readonly behaviour: () => Promise<string>;
  /** Hears how far it is. */
  readonly tell: (progress: Progress) => void;
}

export interface Progress {
  readonly doneEpisodes: number;
  readonly episodes: number;
  /** Of this run, s; null before its first shard. */
  readonly leftS: number | null;
}

/**
 * Collects the shards that are not there yet. Broken off, even by a kill, it loses no more than the shards in work; what
 * comes out does not depend on the number of processes.
 * @throws RangeError for the test and sealed splits
 * @throws TrainingProblem where the folder was begun with another plan or another version of the simulation
 */
export async function collectStage(stage: CollectArmStage, options: CollectionOptions): Promise<CollectedSummary> {
  assertUsableFor('train', stage.source.split);
  mkdirSync(dataFolder(stage), { recursive: true });
  keepToPlan(stage, await options.behaviour());
  const shards = Array.from({ length: shardCount(stage) }, (_, shard) => shard);
  await runShards(
    stage,
    shards.filter((shard) => !isCollected(stage, shard)),
    options,
  );
  const summary = summarise(stage);
  replaceJson(summaryFile(stage), summary);
  return summary;
}

function keepToPlan(stage: CollectArmStage, behaviour: string): void {
  const { source, shardEpisodes } = stage;
  const plan = { source, shardEpisodes, episodes: episodesOf(source).length, behaviour };
  const file = planFile(stage);
  if (!existsSync(file)) replaceJson(file, plan);
  const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  for (const [field, value] of Object.entries(plan)) {
    const [expected, was] = [JSON.stringify(value), JSON.stringify(found[field])];
    if (expected === was) continue;
    const why = field === 'behaviour' ? ': simulation or expert have changed since' : '';
    throw new TrainingProblem(
      `${file}: ${field}: expected ${expected}, found ${was}${why}; remove ${stage.folder} to collect again, or choose another work folder`,
    );
  }
}

async function runShards(stage: CollectArmStage, todo: readonly number[], options: CollectionOptions): Promise<void> {
  const episodes = episodesOf(stage.source).length;
  const sizeOf = (shard: number): number => Math.min(stage.shardEpisodes, episodes - shard * stage.shardEpisodes);
  let doneEpisodes = episodes - todo.reduce((sum, shard) => sum + sizeOf(shard), 0);
  const started = performance.now();
  let next = 0;
  let done = 0;
  const tell = (): void => {
    const seconds = (performance.now() - started) / 1000;
    const leftS = done === 0 ? null : (seconds / done) * (todo.length - done);
    options.tell({ doneEpisodes, episodes, leftS });
  };
  tell();
  const workers = Array.from({ length: Math.min(options.workers, todo.length) }, () =>
    startCollector(
      options.script,
      { stage },
      () => todo[next++],
      (shard) => {
        done++;
        doneEpisodes += sizeOf(shard);
        tell();
      },
    ),
  );
  try {
    await Promise.all(workers.map((worker) => worker.done));
  } catch (error) {
    for (const { child } of workers) child.kill();
    await Promise.allSettled(workers.map((worker) => worker.done));
    throw error;
  }
}

/** A process that collects one shard after the other, until there is none; its end is ours when we end. */
function startCollector(
  script: string,
  task: CollectorTask,
  nextShard: () => number | undefined,
  onShard: (shard: number) => void,
): { readonly child: ChildProcess; readonly done: Promise<void> } {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const done = new Promise<void>((resolve, reject) => {
    const give = (): void => {
      const shard = nextShard();
      if (shard === undefined) child.disconnect();
      else child.send({ shard } satisfies ShardMessage);
    };
    child.on('message', ({ shard }: ShardMessage) => {
      onShard(shard);
      give();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`a collecting process ended with ${signal ?? `exit code ${code}`}`));
    });
    give();
  });
  return { child, done };
}

function summarise(stage: CollectArmStage): CollectedSummary {
  const tally: Record<string, number> = {};
  let rows = 0;
  let episodes = 0;
  for (const { head } of shardsOf(stage)) {
    rows += head.rows;
    episodes += head.episodes.length;
    for (const { kind, driver, end } of head.episodes) {
      const key = `${kind}, ${driver}, ${end}`;
      tally[key] = (tally[key] ?? 0) + 1;
    }
  }
  return { episodes, rows, tally: Object.fromEntries(Object.entries(tally).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function replaceJson(file: string, value: unknown): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(value, null, 1)}\n`);
  renameSync(`${file}.part`, file);
}
