import type { LiveTrace, TraceArrival } from '../../policies/runtime/live-trace.ts';
import type { TimedIntervention } from '../live/intervention.ts';
import { decodeArrival, decodeOutputs, LiveMessageError } from './live-messages.ts';
import { ARRIVALS_TOPIC, OUTPUTS_TOPIC } from './messages.ts';
import type { LiveHeader } from './record-header.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';

/** All that distinguishes a live run from other runs of its setup, as its record has it. */
export interface LiveInputs {
  readonly trace: LiveTrace;
  readonly interventions: readonly TimedIntervention[];
  /** Outputs of the network by tick, where it did not run on WASM. */
  readonly outputs: ReadonlyMap<number, Float32Array>;
}

/** @throws RecordProblem when a live message does not decode, or is of a tick that the record does not have */
export function liveInputsOf(record: EpisodeRecord, live: LiveHeader): LiveInputs {
  const interventions = [...record.own('/interventions')];
  for (const { tick } of interventions) requireTick(record, '/interventions', tick);
  const trace = { expectedMs: live.expectedMs, arrivals: arrivalsOf(record), missedTicks: missedTicksOf(record) };
  return { trace, interventions, outputs: outputsOf(record) };
}

function arrivalsOf(record: EpisodeRecord): TraceArrival[] {
  const requests = new Set<number>();
  return record.of(ARRIVALS_TOPIC).map(({ data }) => {
    const arrival = decoded(record, ARRIVALS_TOPIC, () => decodeArrival(data));
    requireTick(record, ARRIVALS_TOPIC, arrival.deliveredTick);
    if (requests.has(arrival.requestId)) throw problem(record, `holds two results of request ${arrival.requestId}`);
    requests.add(arrival.requestId);
    return arrival;
  });
}

function missedTicksOf(record: EpisodeRecord): number[] {
  const missed: number[] = [];
  for (const message of record.own('/policy')) if (message.missed) missed.push(message.tick);
  return missed;
}

function outputsOf(record: EpisodeRecord): Map<number, Float32Array> {
  const all = new Map<number, Float32Array>();
  for (const { data } of record.of(OUTPUTS_TOPIC)) {
    const { tick, outputs } = decoded(record, OUTPUTS_TOPIC, () => decodeOutputs(data));
    requireTick(record, OUTPUTS_TOPIC, tick);
    all.set(tick, outputs);
  }
  return all;
}

function decoded<T>(record: EpisodeRecord, topic: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof LiveMessageError)) throw error;
    throw problem(record, `is damaged: a message on ${topic} ${error.message}`);
  }
}

function requireTick(record: EpisodeRecord, topic: string, tick: number): void {
  const { ticks } = record.end;
  if (tick >= ticks)
    throw problem(record, `holds a message on ${topic} of tick ${tick}, but ends after ${ticks} ticks`);
}

function problem(record: EpisodeRecord, wrong: string): RecordProblem {
  return new RecordProblem(record.file, wrong, 'record the run again or fetch the file again');
}
