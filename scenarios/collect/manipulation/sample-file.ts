import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { CHUNK_KNOTS, CHUNK_LENGTH } from '../../../policies/manipulation/action-chunk.ts';
import type { EpisodeRows } from './episode-rows.ts';
import type { ScriptError } from './labels.ts';

/** Of what is written here; policies/training/manipulation/samples.py reads this and no other. */
const SAMPLE_SCHEMA_VERSION = 1;

/**
 * Arrays of the raw file, one after the other, each [rows, width] in row-major order, and what a row of each holds:
 * - `label`: the chunk to learn, in raw units (`actionAt`)
 * - `mask`: 1 for knots before the episode's end, 0 for the others
 * - `executed`: what was really commanded at the knots; after the end what the label says
 * - `reward`: of the knot intervals from the row on; 0 after the end
 * - `return`: discounted sum of the rewards from the row to the episode's end
 * - `next8`, `next16`: the row 8 and 16 knot intervals later; -1 where the episode ended in between, -2 where its time ran out
 * - `episode`: index in the head's `episodes`
 */
const WIDTHS = {
  label: CHUNK_LENGTH,
  mask: CHUNK_KNOTS,
  executed: CHUNK_LENGTH,
  reward: CHUNK_KNOTS,
  return: 1,
  next8: 1,
  next16: 1,
  episode: 1,
} as const;

/** Who drives the episodes that are collected; see `collectArmEpisode`. */
export const ARM_DRIVERS = ['expert', 'noisy expert', 'stale expert', 'script', 'policy'] as const;
export type ArmDriver = (typeof ARM_DRIVERS)[number];

/** Where an episode's rows come from. */
export interface EpisodeAbout {
  /** Entry of the library, as `reach/tail`. */
  readonly scenario: string;
  /** The seed that the episode drew from; see `episodeSeed`. */
  readonly seed: string;
  readonly kind: 'common' | 'tail';
  readonly driver: ArmDriver;
  /** How far the task's script is from the labels; only where it was measured. */
  readonly scriptError?: ScriptError;
}

/** An episode to be written. */
export interface RecordedEpisode {
  readonly about: EpisodeAbout;
  readonly rows: EpisodeRows;
}

/** Whole numbers are exact in float32 up to here. */
const MOST_ROWS = 2 ** 24;

/**
 * Writes `NAME.f32` (float32, little-endian) and, once that is whole, its head `NAME.json`, by a rename: where there is a
 * head, the file is whole, whatever was killed when.
 * @param base path without extension
 * @throws RangeError where there is no row, where an episode's features are of another number, or where there are too many rows
 */
export function writeSampleFile(
  base: string,
  featureNames: readonly string[],
  episodes: readonly RecordedEpisode[],
): void {
  const rows = episodes.reduce((sum, episode) => sum + episode.rows.count, 0);
  if (rows === 0) throw new RangeError(`${base}: no rows to write`);
  if (rows > MOST_ROWS) throw new RangeError(`${base}: ${rows} rows, at most ${MOST_ROWS}; write several files`);
  for (const { about, rows: of } of episodes) {
    if (of.features.length === of.count * featureNames.length) continue;
    throw new RangeError(
      `${base}: ${about.scenario} ${about.seed}: ${of.features.length / of.count} features a row, expected ${featureNames.length}`,
    );
  }
  const file = openSync(`${base}.f32`, 'w');
  try {
    for (const { rows: of } of episodes) write(file, of.features);
    for (const name of ['label', 'mask', 'executed', 'reward', 'return'] as const) {
      for (const { rows: of } of episodes) write(file, of[name]);
    }
    for (const name of ['next8', 'next16'] as const) {
      let first = 0;
      for (const { rows: of } of episodes) {
        const offset = first;
        write(
          file,
          of[name].map((row) => (row < 0 ? row : row + offset)),
        );
        first += of.count;
      }
    }
    episodes.forEach(({ rows: of }, index) => write(file, new Float32Array(of.count).fill(index)));
  } finally {
    closeSync(file);
  }
  const head = {
    schemaVersion: SAMPLE_SCHEMA_VERSION,
    rows,
    features: featureNames,
    arrays: [['features', featureNames.length], ...Object.entries(WIDTHS)],
    episodes: episodes.map(({ about, rows: of }) => ({ ...about, end: of.end, rows: of.count })),
  };
  writeFileSync(`${base}.head`, JSON.stringify(head, null, 1) + '\n');
  renameSync(`${base}.head`, `${base}.json`);
}

function write(file: number, values: Float32Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
