import { join } from 'node:path';
import type { Split } from '../language/splits.ts';

export type SeedRange = readonly [first: number, last: number];

/** The recipe of the shipped fast policy: the data of the expert, then rounds of data that the policy itself drives. */
export const TRAINING = {
  suite: 'common',
  expert: { split: 'train', seeds: [0, 149], epochs: 12 },
  /** Held out: early stopping and the scores of the card. */
  validation: { split: 'val', seeds: [1000, 1014] },
  calibration: { split: 'val', seeds: [1000, 1003] },
  /** Round r drives seeds `seedStep * r` and the next, and trains on all data so far. */
  dagger: { split: 'train', rounds: 3, seedStep: 1000, seedCount: 70, epochs: 16 },
  members: 5,
  seed: 1,
} as const;

export interface TrainingOptions {
  /** Folder of everything in between. */
  readonly work: string;
  /** DAgger rounds. */
  readonly rounds: number;
  /** Share of the seeds of every range that is used, above 0 and at most 1; each keeps at least one. */
  readonly seedShare: number;
  readonly members: number;
  readonly seed: number;
  /** Upper limit of the epochs of every training. */
  readonly maxEpochs: number;
}

/** Seeds of the scenarios of a suite, driven by the expert (`modelFolder` null) or by a policy. */
export interface CollectStage {
  readonly kind: 'collect';
  readonly name: string;
  readonly folder: string;
  readonly role: 'train' | 'validation';
  readonly suite: string;
  readonly split: Split;
  readonly seeds: SeedRange;
  readonly modelFolder: string | null;
}

export interface TrainStage {
  readonly kind: 'train';
  readonly name: string;
  readonly folder: string;
  readonly data: readonly CollectStage[];
  readonly validation: CollectStage;
  readonly members: number;
  readonly epochs: number;
  readonly seed: number;
}

export interface CalibrateStage {
  readonly kind: 'calibrate';
  readonly name: string;
  readonly folder: string;
  readonly trained: TrainStage;
  readonly split: Split;
  readonly seeds: SeedRange;
}

export type Stage = CollectStage | TrainStage | CalibrateStage;

/** All stages in the order in which they run; the last one's folder holds the final model. */
export function planTraining(options: TrainingOptions): {
  readonly stages: readonly Stage[];
  readonly last: CalibrateStage;
} {
  const { suite, expert, validation, calibration, dagger } = TRAINING;
  const share = (seeds: SeedRange): SeedRange => shareOf(seeds, options.seedShare);
  const collect = (name: string, of: { split: Split; seeds: SeedRange }, modelFolder: string | null): CollectStage => ({
    kind: 'collect',
    name,
    folder: join(options.work, name),
    role: of.split === 'train' ? 'train' : 'validation',
    suite,
    split: of.split,
    seeds: share(of.seeds),
    modelFolder,
  });
  const held = collect('val', validation, null);
  const data = [collect('expert', expert, null)];
  const stages: Stage[] = [data[0], held];
  let last = fit(options, data, held, expert.epochs, 0, share(calibration.seeds));
  stages.push(last.trained, last);
  for (let round = 1; round <= options.rounds; round++) {
    const first = dagger.seedStep * round;
    const seeds: SeedRange = [first, first + dagger.seedCount - 1];
    data.push(collect(`dagger${round}`, { split: dagger.split, seeds }, last.folder));
    last = fit(options, data, held, dagger.epochs, round, share(calibration.seeds));
    stages.push(data[round], last.trained, last);
  }
  return { stages, last };
}

function fit(
  options: TrainingOptions,
  data: readonly CollectStage[],
  validation: CollectStage,
  epochs: number,
  round: number,
  seeds: SeedRange,
): CalibrateStage {
  const trained: TrainStage = {
    kind: 'train',
    name: `m${round}`,
    folder: join(options.work, `m${round}`),
    data: [...data],
    validation,
    members: options.members,
    epochs: Math.min(epochs, options.maxEpochs),
    seed: options.seed,
  };
  const name = `model${round}`;
  const { split } = TRAINING.calibration;
  return { kind: 'calibrate', name, folder: join(options.work, name), trained, split, seeds };
}

function shareOf([first, last]: SeedRange, share: number): SeedRange {
  return [first, first + Math.max(1, Math.round((last - first + 1) * share)) - 1];
}
