import { join } from 'node:path';
import type { Split } from '../../language/splits.ts';
import type { ArmDriver } from './sample-file.ts';

export type SeedRange = readonly [first: number, last: number];

/** Shares of the episodes by driver. */
export type DriverMix = Readonly<Partial<Record<ArmDriver, number>>>;
type DriversByKind = Readonly<Record<'common' | 'tail', DriverMix>>;

const EXPERTS: DriversByKind = {
  common: { expert: 0.25, 'noisy expert': 0.4, 'stale expert': 0.15, script: 0.2 },
  tail: { expert: 0.2, 'noisy expert': 0.3, 'stale expert': 0.2, script: 0.3 },
};

/**
 * The recipe of the shipped models: the expert's episodes, then rounds in which the policy drives and the expert labels.
 * Of the tail there is little in training: `tail` is the share of seeds whose tail episodes are collected beside their
 * common ones, 1 in 9 being a tenth of the episodes.
 */
export const ARM_TRAINING = {
  expert: { split: 'train', seeds: [0, 449], tail: 1 / 9, drivers: EXPERTS },
  /** Held out: choice of the critics' weight, and the scores of the card. */
  validation: { split: 'val', seeds: [1000, 1029], tail: 1 / 3, drivers: EXPERTS },
  /** Round r drives seeds `seedStep * r` and the next, and the models are trained on all data so far. */
  dagger: {
    split: 'train',
    rounds: 2,
    seedStep: 10_000,
    seedCount: 60,
    tail: 1 / 9,
    drivers: { common: { policy: 1 }, tail: { policy: 1 } },
  },
  /** Common situations that levels of uncertainty are measured on; the policy drives. */
  calibration: { split: 'val', seeds: [2000, 2007] },
  /** Share of the epochs of models that only drive in the next round. */
  interimShare: 0.12,
  /** Their weight of the critics' conservative term: trying several takes longer than such a training. */
  interimAlpha: 1,
  epochs: { systemTwo: 44, systemOne: 44, critics: 13 },
  size: 'full',
  seed: 1,
  /** Episodes of one file: what is lost when collecting is broken off. */
  shardEpisodes: 20,
} as const satisfies {
  readonly [stage: string]: unknown;
  readonly expert: EpisodeSource;
  readonly validation: EpisodeSource;
};

/** Which episodes are collected: every common scenario for every seed, the tail for some, drivers by their shares. */
export interface EpisodeSource {
  readonly split: Split;
  readonly seeds: SeedRange;
  readonly tail: number;
  readonly drivers: DriversByKind;
}

export const NETWORK_SIZES = ['full', 'small', 'tiny'] as const;
export type NetworkSize = (typeof NETWORK_SIZES)[number];
export type Epochs = Readonly<Record<'systemTwo' | 'systemOne' | 'critics', number>>;

export interface ArmTrainingOptions {
  /** Folder of everything in between. */
  readonly work: string;
  /** DAgger rounds. */
  readonly rounds: number;
  /** Share of the seeds of every range that is used, above 0 and at most 1; each keeps at least one. */
  readonly seedShare: number;
  /** Upper limit of the epochs of every training. */
  readonly maxEpochs: number;
  readonly size: NetworkSize;
  readonly seed: number;
}

export interface CollectArmStage {
  readonly kind: 'collect';
  readonly name: string;
  readonly folder: string;
  readonly role: 'train' | 'validation';
  readonly source: EpisodeSource;
  readonly shardEpisodes: number;
  /** Folder of the models that drive, or null: the expert and the script. */
  readonly modelFolder: string | null;
}

export interface TrainArmStage {
  readonly kind: 'train';
  readonly name: string;
  readonly folder: string;
  readonly data: readonly CollectArmStage[];
  readonly validation: CollectArmStage;
  readonly epochs: Epochs;
  /** Weights of the critics' conservative term that are tried; null: train.py's own. */
  readonly alphas: readonly number[] | null;
  readonly size: NetworkSize;
  readonly seed: number;
}

export interface CalibrateArmStage {
  readonly kind: 'calibrate';
  readonly name: string;
  readonly folder: string;
  readonly trained: TrainArmStage;
  readonly split: Split;
  readonly seeds: SeedRange;
}

export type ArmStage = CollectArmStage | TrainArmStage | CalibrateArmStage;

/** All stages in the order in which they run; the last one's folder holds the final models. */
export function planArmTraining(options: ArmTrainingOptions): {
  readonly stages: readonly ArmStage[];
  readonly last: CalibrateArmStage;
} {
  const { expert, validation, dagger, calibration } = ARM_TRAINING;
  const { work, rounds, seedShare } = options;
  const collect = (name: string, source: EpisodeSource, modelFolder: string | null): CollectArmStage => ({
    kind: 'collect',
    name,
    folder: join(work, name),
    role: source.split === 'train' ? 'train' : 'validation',
    source: { ...source, seeds: shareOf(source.seeds, seedShare) },
    shardEpisodes: ARM_TRAINING.shardEpisodes,
    modelFolder,
  });
  const data = [collect('expert', expert, null)];
  const held = collect('val', validation, null);
  const stages: ArmStage[] = [data[0], held];
  let trained = fit(options, data, held, 0);
  stages.push(trained);
  for (let round = 1; round <= rounds; round++) {
    const first = dagger.seedStep * round;
    const { split, tail, drivers } = dagger;
    const source = { split, seeds: [first, first + dagger.seedCount - 1], tail, drivers } as const;
    data.push(collect(`dagger${round}`, source, trained.folder));
    trained = fit(options, data, held, round);
    stages.push(data[round], trained);
  }
  const last: CalibrateArmStage = {
    kind: 'calibrate',
    name: 'calibrated',
    folder: join(work, 'calibrated'),
    trained,
    split: calibration.split,
    seeds: shareOf(calibration.seeds, seedShare),
  };
  return { stages: [...stages, last], last };
}

function fit(
  { work, rounds, size, seed, maxEpochs }: ArmTrainingOptions,
  data: readonly CollectArmStage[],
  validation: CollectArmStage,
  round: number,
): TrainArmStage {
  const isInterim = round < rounds;
  const share = isInterim ? ARM_TRAINING.interimShare : 1;
  const epochsOf = (most: number): number => Math.min(maxEpochs, Math.max(1, Math.round(share * most)));
  const { systemTwo, systemOne, critics } = ARM_TRAINING.epochs;
  return {
    kind: 'train',
    name: `m${round}`,
    folder: join(work, `m${round}`),
    data: [...data],
    validation,
    epochs: { systemTwo: epochsOf(systemTwo), systemOne: epochsOf(systemOne), critics: epochsOf(critics) },
    alphas: isInterim ? [ARM_TRAINING.interimAlpha] : null,
    size,
    seed,
  };
}

function shareOf([first, last]: SeedRange, share: number): SeedRange {
  return [first, first + Math.max(1, Math.round((last - first + 1) * share)) - 1];
}
