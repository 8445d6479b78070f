import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertUsableFor, type Split } from '../language/splits.ts';
import { DISTURBANCE } from './disturbance.ts';
import { HAZARDS } from './hazards.ts';
import { ROW_LAYOUT } from './sample.ts';

export interface CollectOptions {
  readonly scenarios: readonly string[];
  readonly split: Split;
  readonly seeds: readonly [number, number];
  /** Folder of the model that drives, or null: the expert drives. */
  readonly modelFolder: string | null;
  readonly out: string;
  readonly workers: number;
  readonly script: string;
}

/** Share of one process; passed as JSON on its command line. */
export interface CollectPart extends Omit<CollectOptions, 'workers' | 'script'> {
  readonly index: number;
  readonly parts: number;
}

export interface CollectReport {
  readonly samples: number;
  readonly episodes: number;
  /** Episodes by how they ended. */
  readonly ends: Record<string, number>;
}

/**
 * Collects a data set into `out` (shards `*.f32`, `layout.json` with what was collected). The folder appears whole or not
 * at all.
 * @throws RangeError for the test and sealed splits
 */
export async function collect(options: CollectOptions): Promise<CollectReport> {
  assertUsableFor('train', options.split);
  const work = `${options.out}.part`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const { workers, script, ...rest } = options;
  const parts = Array.from({ length: workers }, (_, index) =>
    start(script, { ...rest, out: work, index, parts: workers }),
  );
  try {
    await Promise.all(parts.map(({ done }) => done));
  } catch (error) {
    for (const { child } of parts) child.kill();
    await Promise.allSettled(parts.map(({ done }) => done));
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
  const ends: Record<string, number> = {};
  let samples = 0;
  let episodes = 0;
  for (let index = 0; index < workers; index++) {
    const part = JSON.parse(readFileSync(join(work, `part${index}.json`), 'utf8')) as {
      samples: number;
      ends: Record<string, number>;
    };
    samples += part.samples;
    for (const [end, n] of Object.entries(part.ends)) {
      ends[end] = (ends[end] ?? 0) + n;
      episodes += n;
    }
    rmSync(join(work, `part${index}.json`));
  }
  const { scenarios, split, seeds } = options;
  const driver = options.modelFolder === null ? 'expert' : 'policy';
  writeFileSync(
    join(work, 'layout.json'),
    `${JSON.stringify({ ...ROW_LAYOUT, scenarios, split, seeds, driver, disturbance: DISTURBANCE, hazards: HAZARDS, samples, episodes, ends }, null, 1)}\n`,
  );
  rmSync(options.out, { recursive: true, force: true });
  renameSync(work, options.out);
  return { samples, episodes, ends };
}

/** A collecting process, and the promise that it ends well. */
interface Part {
  readonly child: ChildProcess;
  readonly done: Promise<void>;
}

function start(script: string, part: CollectPart): Part {
  const child = spawn(process.execPath, [script, JSON.stringify(part)], { stdio: ['ignore', 'inherit', 'inherit'] });
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`a collecting process ended with ${signal ?? `exit code ${code}`}`));
    });
  });
  return { child, done };
}
