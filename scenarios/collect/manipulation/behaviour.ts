import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { FEATURE_NAMES } from '../../../policies/manipulation/features.ts';
import { resolveManipulation } from '../../language/manipulation/resolve.ts';
import { episodeSeed } from '../../language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../library/manipulation/registry.ts';
import { collectArmEpisode } from './arm-episode.ts';

const TICKS = 24;

/** A hash of what collecting gives at the start of every scenario: data of other versions of world or expert are not mixed. */
export async function behaviourDigest(): Promise<string> {
  const parts = [FEATURE_NAMES.join()];
  for (const { id, scenario } of MANIPULATION_LIBRARY) {
    const seed = episodeSeed('train', id, 0);
    const { rows } = await collectArmEpisode(resolveManipulation(scenario, seed), seed, 'expert', null, false, TICKS);
    parts.push(...[rows.features, rows.label, rows.executed, rows.return].map(sha256OfNumbers));
  }
  return sha256Hex(parts.join());
}

const sha256OfNumbers = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  sha256Hex(new Uint8Array(buffer, byteOffset, byteLength));
