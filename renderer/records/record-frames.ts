import { HEAD, frameBytes, viewFrame, type FrameView } from '../live/frame.ts';
import type { RecordFrames } from './opened-record.ts';

/** The parts of a frame that every tick has of its own, in their order. */
export function ownParts({ head, actors, tracks, fast, plan, lidar }: FrameView): readonly Float64Array[] {
  return [head, actors, tracks, fast, plan, lidar];
}

/** Numbers of a tick's own parts. @param rows actors, the ego included */
export function strideOf(rows: number): number {
  return ownParts(emptyFrame(rows)).reduce((sum, { length }) => sum + length, 0);
}

export function emptyFrame(rows: number): FrameView {
  return viewFrame(new ArrayBuffer(frameBytes(rows)), rows);
}

/**
 * The frame of a tick as the scene wants it. `HEAD.wallMs` is the simulated time in ms: there is no other clock.
 * @param tick one beyond the ends counts as the nearest there is
 * @param into a frame of as many rows, to be filled again; frames of one record can all be read into one
 */
export function frameOf(frames: RecordFrames, tick: number, into: FrameView = emptyFrame(frames.rows)): FrameView {
  const { numbers, stride, count, candidateBlock, candidates } = frames;
  const shown = Math.max(0, Math.min(count - 1, Math.round(tick)));
  let at = shown * stride;
  for (const part of ownParts(into)) {
    part.set(numbers.subarray(at, at + part.length));
    at += part.length;
  }
  into.head[HEAD.wallMs] = into.head[HEAD.timeS] * 1000;
  const block = candidateBlock[shown];
  if (block >= 0) {
    const { candidateValues: values, candidatePaths: paths } = into;
    const from = block * (values.length + paths.length);
    values.set(candidates.subarray(from, from + values.length));
    paths.set(candidates.subarray(from + values.length, from + values.length + paths.length));
  }
  return into;
}
