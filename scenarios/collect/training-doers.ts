import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findSuite } from '../suites/suites.ts';
import { FAST_MODEL } from '../runner/model-files.ts';
import { collect } from './collect.ts';
import { runProgram } from './python.ts';
import type { CalibrateStage, CollectStage, TrainStage } from './training-rounds.ts';
import type { Doers } from './training-stages.ts';

export interface DoerOptions {
  /** Folder of the package. */
  readonly root: string;
  readonly python: string;
  readonly workers: number;
}

/** The stages as they are: collecting and calibrating by bundled programs, training by train.py. */
export function createDoers({ root, python, workers }: DoerOptions): Doers {
  const bundle = (name: string): string => join(root, 'dist', name);
  return {
    collect: (stage: CollectStage) =>
      collect({
        scenarios: findSuite(stage.suite).scenarios,
        split: stage.split,
        seeds: stage.seeds,
        modelFolder: stage.modelFolder,
        out: stage.folder,
        workers,
        script: bundle('collect.mjs'),
      }),
    train: (stage: TrainStage) =>
      whole(stage.folder, (out) => [
        python,
        ...[join(root, 'policies/training/train.py'), '--train', ...stage.data.map(({ folder }) => folder)],
        ...['--val', stage.validation.folder, '--out', out, '--processes', String(workers)],
        ...['--members', String(stage.members), '--epochs', String(stage.epochs), '--seed', String(stage.seed)],
      ]),
    calibrate: (stage: CalibrateStage) =>
      whole(stage.folder, (out) => [
        process.execPath,
        ...[bundle('calibrate.mjs'), join(stage.trained.folder, FAST_MODEL.network), out, 'fast-driving'],
        ...[stage.trained.members, ...stage.seeds].map(String),
      ]),
  };
}

/** Runs a program that writes a folder; the folder appears once the program has succeeded. */
async function whole(folder: string, command: (out: string) => readonly [string, ...string[]]): Promise<void> {
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  const [program, ...args] = command(part);
  const code = await runProgram(program, args);
  if (code !== 0) throw new Error(`${folder}: ${program} ${args[0]} ended with exit code ${code}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}
