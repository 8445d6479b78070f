import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '../python.ts';
import type { ArmDoers } from './arm-stages.ts';
import type { TrainArmStage } from './arm-recipe.ts';
import { behaviourDigest } from './behaviour.ts';
import { calibrateArm } from './calibrate-arm.ts';
import { collectStage, type Progress } from './collection.ts';
import { dataFolder } from './shards.ts';

export interface ArmDoerOptions {
  /** Folder of the package. */
  readonly root: string;
  /** The collecting program. */
  readonly script: string;
  readonly python: string;
  readonly workers: number;
  readonly tell: (stage: string, progress: Progress) => void;
}

/** The stages as they are: collecting by processes of the bundled program, training by train.py, calibrating here. */
export function createArmDoers({ root, script, python, workers, tell }: ArmDoerOptions): ArmDoers {
  return {
    collect: (stage) =>
      collectStage(stage, {
        workers,
        script,
        behaviour: behaviourDigest,
        tell: (progress) => tell(stage.name, progress),
      }),
    train: (stage) => trainArm(stage, root, python, workers),
    calibrate: (stage) => calibrateArm(stage),
  };
}

/** Checkpoints lie beside the folder, which appears whole: a training that was broken off goes on. */
async function trainArm(stage: TrainArmStage, root: string, python: string, workers: number): Promise<void> {
  const { folder, epochs, alphas, size, seed } = stage;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const code = await runProgram(python, [
    ...['-B', join(root, 'policies/training/manipulation/train.py')],
    ...['--train', ...stage.data.map(dataFolder), '--val', dataFolder(stage.validation)],
    ...['--out', part, '--work', `${folder}.work`, '--size', size, '--seed', String(seed)],
    ...Object.entries(epochs).flatMap(([name, n]) => [`--epochs-${name}`, String(n)]),
    ...(alphas === null ? [] : ['--alphas', ...alphas.map(String)]),
    ...['--processes', String(Math.min(2, workers))],
  ]);
  if (code !== 0) throw new Error(`${folder}: ${python} train.py ended with exit code ${code}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}
