import { ArmFrameStore } from '../../../scenarios/arm-frames/arm-frame-store.ts';
import { framesOfArmRecord } from '../../../scenarios/arm-frames/frames-of-record.ts';
import { clipOfArmRecord } from '../../../scenarios/clips/clip-of-arm-record.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { armSpecOf } from '../../../scenarios/records/recorded-setup.ts';
import type { ArmRecord } from '../opened-record.ts';
import { refuseLength } from '../refusals.ts';
import { factsOf, notesOf, resultOf } from './facts.ts';

const READ_SHARE = 0.15;
const FRAMES_SHARE = 0.75;

const NO_FORK = "Episodes of the arm are not forked here: 'npx twotempo replay FILE --fork TICK --arm ARM' does.";

interface ArmReadOptions {
  /** Of this program. */
  readonly engineVersion: string;
  readonly progress: (share: number) => void;
}

/** What the page shows of the record of an episode of the arm. @throws RecordProblem, RecordRefusal */
export function readArmRecord(
  record: EpisodeRecord,
  file: Blob,
  { engineVersion, progress }: ArmReadOptions,
): Omit<ArmRecord, 'id'> {
  const tooLong = refuseLength(record.file, ArmFrameStore.bytesOf(armSpecOf(record), record.end.ticks + 1));
  if (tooLong !== null) throw tooLong;
  const table = framesOfArmRecord(record, (share) => progress(READ_SHARE + FRAMES_SHARE * share));
  const { clip, hashes } = clipOfArmRecord(record, table);
  return {
    name: record.file,
    file,
    facts: factsOf(record),
    clip,
    worldHashes: Uint32Array.from(hashes),
    table,
    result: resultOf(record),
    notes: notesOf(record, engineVersion, true),
    forkProblem: NO_FORK,
  };
}
