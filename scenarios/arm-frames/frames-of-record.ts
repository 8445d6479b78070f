import type { EpisodeRecord } from '../records/record-reader.ts';
import { RecordedArm } from '../records/recorded-arm.ts';
import { ArmFrameStore } from './arm-frame-store.ts';
import type { ArmFrames } from './arm-frames.ts';
import { FrameFiller } from './fill-frame.ts';

/**
 * All frames of a recorded episode of the arm. Nothing is simulated.
 * @param progress share that is done, (0, 1]
 * @throws RecordProblem when it is not of the arm or does not decode
 */
export function framesOfArmRecord(
  record: EpisodeRecord,
  progress: (share: number) => void = () => undefined,
): ArmFrames {
  const recorded = new RecordedArm(record);
  const { world, count } = recorded;
  const store = new ArmFrameStore(world.spec, count);
  const filler = new FrameFiller(world, store);
  const thinking = thinkingTicks(record, count);
  for (const frame of recorded.frames()) {
    filler.add(frame, thinking[frame.tick] > 0);
    if (frame.tick % PROGRESS_TICKS === 0) progress((frame.tick + 1) / count);
  }
  return store.finish();
}

const PROGRESS_TICKS = 60;

/** How many requests are out after each number of ticks. */
function thinkingTicks(record: EpisodeRecord, count: number): Uint16Array {
  const out = new Uint16Array(count + 1);
  const sent = new Map<number, number>();
  for (const { tick, id, state } of record.ownOfArm('/ledger')) {
    const from = sent.get(id);
    if (from === undefined) sent.set(id, tick);
    else if (state !== 'delivered') {
      for (let t = from + 1; t <= Math.min(tick, count - 1); t++) out[t]++;
      sent.delete(id);
    }
  }
  // Still on their way at the end.
  for (const from of sent.values()) for (let t = from + 1; t < count; t++) out[t]++;
  return out;
}
