import { sha256Hex } from '../../sim/kernel/sha256.ts';

/** What a run may be used for; `sealed` for a last look only. */
export const SPLITS = ['train', 'val', 'test', 'sealed'] as const;

export type Split = (typeof SPLITS)[number];

/** `train`: collecting and fitting (val for its stopping rule). `tune`: choosing thresholds and comparing versions. `evaluate`: reporting. */
export type Purpose = 'train' | 'tune' | 'evaluate';

const USABLE: Readonly<Record<Purpose, readonly Split[]>> = {
  train: ['train', 'val'],
  tune: ['train', 'val'],
  evaluate: SPLITS,
};

/**
 * The seed that an episode draws from. The split is part of what is hashed, so that no two splits share an episode
 * whatever the seed numbers.
 * @param seedNumber the number of the user's range, a whole number from 0 to 2^53 - 1
 */
export function episodeSeed(split: Split, scenarioId: string, seedNumber: number): string {
  if (!Number.isSafeInteger(seedNumber) || seedNumber < 0) {
    throw new RangeError(`seed: expected a whole number >= 0, found ${seedNumber}.`);
  }
  return sha256Hex(`${split}/${scenarioId}/${seedNumber}`).slice(0, 32);
}

/** Id of the scenario in a file of this name, with or without folders: part of what its seeds are hashed with. */
export function scenarioIdOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '');
}

export function isSplit(name: string): name is Split {
  return (SPLITS as readonly string[]).includes(name);
}

/** @throws RangeError where episodes of `split` must not be used for `purpose` */
export function assertUsableFor(purpose: Purpose, split: Split): void {
  const usable = USABLE[purpose];
  if (usable.includes(split)) return;
  throw new RangeError(`split: expected one of ${usable.join(', ')} to ${purpose}, found ${split}.`);
}
