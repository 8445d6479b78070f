import { RandomStream } from '../../../sim/kernel/random.ts';
import { episodeSeed } from '../../language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../library/manipulation/registry.ts';
import type { EpisodeSource } from './arm-recipe.ts';
import { ARM_DRIVERS, type EpisodeAbout } from './sample-file.ts';

/**
 * The episodes of a source, in their order: seed by seed, the library's scenarios for each. Who drives, and whether a tail
 * scenario is among them, is drawn for each from a stream of its own.
 */
export function episodesOf({ split, seeds, tail, drivers }: EpisodeSource): EpisodeAbout[] {
  const list: EpisodeAbout[] = [];
  for (let number = seeds[0]; number <= seeds[1]; number++) {
    for (const { id } of MANIPULATION_LIBRARY) {
      const seed = episodeSeed(split, id, number);
      const stream = RandomStream.named(seed, 'collect/episode');
      const kind = id.endsWith('/tail') ? 'tail' : 'common';
      const isWanted = stream.uniform() < tail;
      if (kind === 'tail' && !isWanted) continue;
      let pick = stream.uniform();
      const driver = ARM_DRIVERS.find((name) => (pick -= drivers[kind][name] ?? 0) < 0) ?? 'expert';
      list.push({ scenario: id, seed, kind, driver });
    }
  }
  return list;
}
