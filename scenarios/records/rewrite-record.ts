import { ByteSink } from './byte-sink.ts';
import { STATE_TOPIC } from './messages.ts';
import type { LiveHeader, RecordEnd, RecordHeader } from './record-header.ts';
import type { EpisodeRecord, RawMessage } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** What may be changed on the way; everything else is kept. */
export interface RecordChanges {
  readonly header?: Partial<RecordHeader>;
  readonly live?: Partial<LiveHeader>;
  readonly end?: Partial<RecordEnd>;
  /** The state to write instead, or the same one. */
  readonly state?: (tick: number, values: Float64Array) => Float64Array;
  /** The content of another message to write instead, or the same one. */
  readonly data?: (message: RawMessage) => Uint8Array;
  /** Topics whose messages are left out. */
  readonly without?: readonly string[];
}

/** Decodes a record and encodes it again: a whole valid file, with right checksums. */
export function rewriteRecord(record: EpisodeRecord, changes: RecordChanges): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink();
  const header = { ...record.header, ...changes.header };
  const live = record.live === null ? null : { ...record.live, ...changes.live };
  const writer = new RecordWriter(sink, header, live, record.fork);
  const states = record.states();
  for (const message of record.messages) {
    const { topic, data, logTime } = message;
    if (changes.without?.includes(topic)) continue;
    if (topic === STATE_TOPIC) {
      const { tick, values } = states.next().value as { tick: number; values: Float64Array };
      writer.state(tick, changes.state === undefined ? values : changes.state(tick, values));
      // The state is the last that a tick brings.
      writer.commit();
    } else {
      writer.raw(topic, tickOf(logTime, header.controlDt), changes.data === undefined ? data : changes.data(message));
    }
  }
  writer.close({ ...record.end, ...changes.end });
  return sink.bytes();
}

/** Ticks done at a message's time, ns. */
export function tickOf(logTime: bigint, controlDt: number): number {
  return Math.round(Number(logTime) / 1e9 / controlDt);
}
