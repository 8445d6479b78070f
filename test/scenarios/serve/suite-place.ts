import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuitePlan, SuiteProgress } from '../../../renderer/host/suite-contract.ts';
import type { SuiteEngine } from '../../../scenarios/serve/suite-engine.ts';
import { SuiteRuns, type SuiteRunsOptions } from '../../../scenarios/serve/suite-runs.ts';
import { comparable, resultsIn, workplace, writeScenarios } from '../cli/cli.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The built program with its models in a new folder, and short scenarios beside it. */
export interface SuitePlace {
  readonly folder: string;
  /** Paths of the scenario files. */
  readonly calm: string;
  readonly wall: string;
  /** Runs in `FOLDER/NAME`. */
  host(name: string, options?: Partial<SuiteRunsOptions>): SuiteRuns;
  readonly log: string[];
}

export function suitePlace(): SuitePlace {
  const folder = workplace();
  mkdirSync(join(folder, 'package/policies'));
  symlinkSync(join(ROOT, 'policies/models'), join(folder, 'package/policies/models'));
  writeScenarios(folder);
  const log: string[] = [];
  return {
    folder,
    calm: join(folder, 'calm.yaml'),
    wall: join(folder, 'wall.yaml'),
    log,
    host: (name, options = {}) =>
      new SuiteRuns({
        folder: join(folder, name),
        script: join(folder, 'package/dist/suite-task.mjs'),
        as: 'processes',
        nowMs: Date.now,
        log: (line) => log.push(line),
        ...options,
      }),
  };
}

/** Two short files, two arms, at two latencies: six episodes and eight results for each seed. */
export const PLAN: SuitePlan = {
  what: [],
  documents: ['calm', 'wall'],
  arms: ['fast', 'dual'],
  seeds: [0, 1],
  split: 'test',
  latenciesMs: [0, 200],
  record: 'failures',
  workers: 1,
};

/** The same for the command line, `--out` apart. */
export const ARGUMENTS = [
  ...['run', 'calm.yaml', 'wall.yaml', '--arms', 'fast,dual', '--seeds', '0..1'],
  ...['--latency', '0,200', '--workers', '1'],
];

/** Looks again and again until the run is as wanted, or has ended. */
export async function waitFor(
  suites: Pick<SuiteEngine, 'progress'>,
  run: string,
  wanted: (progress: SuiteProgress) => boolean = () => false,
): Promise<SuiteProgress> {
  for (;;) {
    const progress = await suites.progress(run, 0);
    const isGoingOn = progress.state === 'running' || progress.state === 'cancelling';
    if (!isGoingOn || wanted(progress)) return progress;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a folder says was run, and all its results without times. */
export function contentOf(folder: string): { manifest: string; results: string[] } {
  return { manifest: readFileSync(join(folder, 'run.json'), 'utf8'), results: comparable(resultsIn(folder)) };
}

/** Ids of the processes whose command lines hold `text`, those that started first first. */
export function processesWith(text: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text) && !line.includes('ps -eo')).map((line) => parseInt(line, 10));
}

export async function until(holds: () => boolean, ms = 10_000): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20)))
    if (holds()) return true;
  return holds();
}
