import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { episodeSeed, isSplit } from '../language/splits.ts';
import { resolveScenario } from '../language/resolve.ts';
import { libraryScenario } from '../library/registry.ts';
import { loadModel } from '../runner/model-files.ts';
import { collectEpisode } from './collect-episode.ts';
import type { CollectPart } from './collect.ts';
import { withHazards } from './hazards.ts';
import { ROW_LENGTH } from './sample.ts';

/** One process of `twotempo collect`: runs its share of the episodes and writes one shard and its statistics. */
async function main(): Promise<void> {
  const part = JSON.parse(process.argv[2]) as CollectPart;
  if (!isSplit(part.split)) throw new Error(`unknown split ${part.split}`);
  const model = part.modelFolder === null ? null : await loadModel(part.modelFolder);
  const chunks: Float32Array[] = [];
  const ends: Record<string, number> = {};
  let samples = 0;
  let at = 0;
  for (let seed = part.seeds[0]; seed <= part.seeds[1]; seed++) {
    for (const id of part.scenarios) {
      if (at++ % part.parts !== part.index) continue;
      const name = episodeSeed(part.split, id, seed);
      const { rows, end } = await collectEpisode(
        withHazards(resolveScenario(libraryScenario(id), name), name),
        name,
        model,
      );
      chunks.push(rows);
      samples += rows.length / ROW_LENGTH;
      ends[end] = (ends[end] ?? 0) + 1;
    }
  }
  const all = new Float32Array(samples * ROW_LENGTH);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  mkdirSync(part.out, { recursive: true });
  writeFileSync(join(part.out, `part${part.index}.f32`), new Uint8Array(all.buffer));
  writeFileSync(join(part.out, `part${part.index}.json`), JSON.stringify({ samples, ends }));
}

await main();
