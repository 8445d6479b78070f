import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { FEATURE_NAMES } from '../../../policies/manipulation/features.ts';
import type { HumeModel } from '../../../policies/manipulation/hume-model.ts';
import { resolveManipulation } from '../../language/manipulation/resolve.ts';
import { MANIPULATION_LIBRARY } from '../../library/manipulation/registry.ts';
import { parseFile } from '../training-files.ts';
import { collectArmEpisode } from './arm-episode.ts';
import type { CollectArmStage } from './arm-recipe.ts';
import { episodesOf } from './episode-list.ts';
import { ARM_DRIVERS, writeSampleFile, type RecordedEpisode } from './sample-file.ts';

/** A data set is collected in shards, a pair of files each; whole ones are never collected again. */
export const dataFolder = (stage: CollectArmStage): string => join(stage.folder, 'data');

export const shardCount = (stage: CollectArmStage): number =>
  Math.ceil(episodesOf(stage.source).length / stage.shardEpisodes);

const baseOf = (stage: CollectArmStage, shard: number): string =>
  join(dataFolder(stage), `shard-${String(shard).padStart(5, '0')}`);

export const isCollected = (stage: CollectArmStage, shard: number): boolean =>
  existsSync(`${baseOf(stage, shard)}.json`);

/** Runs the episodes of a shard and writes them. */
export async function collectShard(stage: CollectArmStage, shard: number, model: HumeModel | null): Promise<void> {
  const { shardEpisodes, role } = stage;
  const episodes: RecordedEpisode[] = [];
  for (const about of episodesOf(stage.source).slice(shard * shardEpisodes, (shard + 1) * shardEpisodes)) {
    // An episode never waits: here the process hears that whoever started it is gone.
    await setImmediate();
    const entry = MANIPULATION_LIBRARY.find(({ id }) => id === about.scenario)!;
    const spec = resolveManipulation(entry.scenario, about.seed);
    const compares = role === 'validation';
    const { rows, scriptError } = await collectArmEpisode(spec, about.seed, about.driver, model, compares);
    episodes.push({ about: compares ? { ...about, scriptError } : about, rows });
  }
  writeSampleFile(baseOf(stage, shard), FEATURE_NAMES, episodes);
}

const knotErrors = z.object({ knots: z.int(), squares: z.array(z.number()) });
const headSchema = z.object({
  rows: z.int().positive(),
  arrays: z.array(z.tuple([z.string(), z.int().positive()])),
  episodes: z.array(
    z.object({
      scenario: z.string(),
      kind: z.enum(['common', 'tail']),
      driver: z.enum(ARM_DRIVERS),
      end: z.enum(['goal', 'collision', 'lost', 'timeout']),
      rows: z.int().positive(),
      scriptError: z.object({ short: knotErrors, whole: knotErrors }).optional(),
    }),
  ),
});

/** Head of a shard. */
export type ShardHead = z.infer<typeof headSchema>;
export type CollectedEpisodeHead = ShardHead['episodes'][number];

/** Heads of the shards that are there, with the path of each without its extension, in their order. */
export function shardsOf(stage: CollectArmStage): { readonly base: string; readonly head: ShardHead }[] {
  const folder = dataFolder(stage);
  if (!existsSync(folder)) return [];
  const heads = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return heads.sort().map((name) => {
    const file = join(folder, name);
    return { base: file.slice(0, -'.json'.length), head: parseFile(headSchema, readFileSync(file, 'utf8'), file) };
  });
}
