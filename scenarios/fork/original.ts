import type { ForkHeader } from '../records/record-header.ts';
import { EpisodeRecord, type RawMessage } from '../records/record-reader.ts';
import { STATE_TOPIC } from '../records/messages.ts';

/** All that a record holds up to the state after `tick` ticks, which is the last that a tick brings; the record's order. */
export function messagesUntil(record: EpisodeRecord, tick: number): readonly RawMessage[] {
  let states = 0;
  const last = record.messages.findIndex(({ topic }) => topic === STATE_TOPIC && states++ === tick);
  return last < 0 ? record.messages : record.messages.slice(0, last + 1);
}

/** A record up to a tick, as if it had been saved then. */
export function recordUntil(record: EpisodeRecord, tick: number): EpisodeRecord {
  const { file, header, live, schemas, fork } = record;
  const end = { digest: '', ticks: Math.min(tick, record.end.ticks), outcome: 'cut', result: null };
  return new EpisodeRecord(file, header, live, end, messagesUntil(record, tick), schemas, null, fork);
}

/**
 * What a fork holds of the run that it left, as a record of that run. Where it was a live run, its interventions and
 * arrivals are not there: it can be shown, and not be repeated.
 */
export function originalOf(record: EpisodeRecord, fork: ForkHeader): EpisodeRecord {
  const { file, schemas } = record;
  const { arm, latency, latencyName, planner, clock, live } = fork;
  const { end, messages } = recordUntil(record, fork.tick);
  const header = { ...record.header, arm, latency, latencyName, planner, clock };
  return new EpisodeRecord(file, header, live, end, messages, schemas);
}
