import type { FastModel } from '../../../policies/driving/fast-policy.ts';
import { clipOfRecord } from '../../../scenarios/clips/clip-of-record.ts';
import { checkForkable } from '../../../scenarios/fork/can-fork.ts';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { RecordedMotion } from '../../../scenarios/records/recorded-motion.ts';
import { specOf } from '../../../scenarios/records/recorded-setup.ts';
import { StateMismatch } from '../../../sim/kernel/state-codec.ts';
import type { DrivingSpec } from '../../../sim/driving/spec.ts';
import { RecordRefusal, type DrivingRecord, type RecordFrames } from '../opened-record.ts';
import { refusalOfCrash, refuseLength } from '../refusals.ts';
import { readArmRecord } from './read-arm-record.ts';
import { framesWithBeliefs } from './build-frames.ts';
import { framesWithoutBeliefs } from './build-plain-frames.ts';
import { episodeOf, factsOf, notesOf, resultOf } from './facts.ts';
import { FrameStore } from './frame-store.ts';
import type { ReadRecord } from './record-messages.ts';

/** Shares of the work: reading the file, and its clip; the rest are the frames. */
const READ_SHARE = 0.15;
const CLIP_SHARE = 0.4;

export interface ReadOptions {
  /** Of this program. */
  readonly engineVersion: string;
  /** Facts of the model that it ships; for records of the rule policy they are not asked for. */
  readonly loadFacts: () => Promise<FastModel>;
  /** Share that is done, [0, 1]. */
  readonly progress: (share: number) => void;
}

/**
 * Reads a record for the page.
 * @param name of the file, for sentences
 * @throws RecordRefusal, and nothing else
 */
export async function readForPage(file: Blob, name: string, options: ReadOptions): Promise<ReadRecord> {
  try {
    const record = openRecord(new Uint8Array(await file.arrayBuffer()), name);
    options.progress(READ_SHARE);
    if (record.header.domain === 'manipulation') return readArmRecord(record, file, options);
    return { ...readOpened(record, file, options), forkProblem: await forkProblemOf(record, options) };
  } catch (error) {
    throw refusalOf(error, name);
  }
}

function readOpened(
  record: EpisodeRecord,
  file: Blob,
  { engineVersion, progress }: ReadOptions,
): Omit<DrivingRecord, 'id' | 'forkProblem'> {
  const spec = specOf(record);
  const { actors } = new RecordedMotion(record);
  const tooLong = refuseLength(record.file, FrameStore.bytesOf(actors.length, record.end.ticks + 1));
  if (tooLong !== null) throw tooLong;
  const { clip, hashes } = clipOfRecord(record);
  progress(CLIP_SHARE);
  const frames = framesOf(record, spec, engineVersion, (share) => progress(CLIP_SHARE + (1 - CLIP_SHARE) * share));
  return {
    name: record.file,
    file,
    facts: factsOf(record),
    clip,
    worldHashes: Uint32Array.from(hashes),
    episode: episodeOf(record, spec, actors),
    frames,
    result: resultOf(record),
    notes: notesOf(record, engineVersion, frames.hasBeliefs),
  };
}

/** Why it cannot be forked, in a sentence; null: it can. */
async function forkProblemOf(record: EpisodeRecord, { engineVersion, loadFacts }: ReadOptions): Promise<string | null> {
  try {
    const facts = Object.keys(record.header.models).length > 0 ? await loadFacts() : null;
    checkForkable(record, facts, engineVersion);
    return null;
  } catch (error) {
    if (error instanceof RecordProblem) return `${error.file} ${error.wrong}; ${error.advice}.`;
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    return `The fast policy, which would drive in a fork, could not be loaded: ${why}.`;
  }
}

function framesOf(
  record: EpisodeRecord,
  spec: DrivingSpec,
  engineVersion: string,
  progress: (share: number) => void,
): RecordFrames {
  if (record.header.engineVersion !== engineVersion) return framesWithoutBeliefs(record, spec, progress);
  try {
    return framesWithBeliefs(record, engineVersion, progress);
  } catch (error) {
    // Made by another build of the same version, or with an arm of somebody's own.
    if (error instanceof StateMismatch || error instanceof RecordProblem)
      return framesWithoutBeliefs(record, spec, progress);
    throw error;
  }
}

/** What is thrown, as a sentence about the file. */
export function refusalOf(error: unknown, name: string): RecordRefusal {
  if (error instanceof RecordRefusal) return error;
  if (error instanceof RecordProblem)
    return new RecordRefusal(`${error.file} ${error.wrong}.`, sentenceOf(ADVICE.get(error.advice) ?? error.advice));
  return refusalOfCrash(name, error instanceof Error ? error.message : String(error));
}

/** What the command line advises, for those who have a window before them. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  [
    "give a record that 'twotempo run --record' wrote",
    "open a record: the app saves them, and 'twotempo run --record' writes them, as files that end in .mcap",
  ],
  [
    'save what precedes it with --recover, or fetch the file again',
    "save what precedes it with 'npx twotempo replay FILE --recover OUT', or fetch the file again",
  ],
]);

function sentenceOf(advice: string): string {
  return `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`;
}
