import { ACTOR, ACTOR_STRIDE, HEAD, HEAD_SIZE } from '../../../renderer/live/frame.ts';
import type { DrivingRecord } from '../../../renderer/records/opened-record.ts';
import { strideOf } from '../../../renderer/records/record-frames.ts';
import { openedRecord } from '../compare/opened.ts';

export interface Place {
  readonly x: number;
  readonly y?: number;
  readonly heading?: number;
  readonly speedMps?: number;
  readonly absent?: boolean;
}

/** A record of the ego and one car at 10 Hz whose places are given for each tick. */
export function madeRecord(count: number, place: (row: number, tick: number) => Place): DrivingRecord {
  const rows = 2;
  const stride = strideOf(rows);
  const numbers = new Float32Array(count * stride);
  for (let tick = 0; tick < count; tick++) {
    numbers[tick * stride + HEAD.tick] = tick;
    numbers[tick * stride + HEAD.timeS] = tick * 0.1;
    for (let row = 0; row < rows; row++) {
      const { x, y = 0, heading = 0, speedMps = 0, absent = false } = place(row, tick);
      const at = tick * stride + HEAD_SIZE + row * ACTOR_STRIDE;
      numbers[at + ACTOR.x] = x;
      numbers[at + ACTOR.y] = y;
      numbers[at + ACTOR.heading] = heading;
      numbers[at + ACTOR.speedMps] = speedMps;
      numbers[at + ACTOR.absent] = absent ? 1 : 0;
    }
  }
  const plain = openedRecord(1);
  const size = { lengthM: 4.5, widthM: 1.8, heightM: 1.5 };
  return {
    ...plain,
    episode: {
      ...plain.episode,
      controlDt: 0.1,
      actors: [
        { id: 'ego', kind: 'ego', ...size },
        { id: 'car', kind: 'car', ...size },
      ],
    },
    frames: {
      ...{ count, rows, stride, numbers, hasBeliefs: true },
      ...{ candidateBlock: new Int32Array(count).fill(-1), candidates: new Float32Array() },
    },
  };
}
