import type { DrivingObserver } from '../live/live-episode.ts';
import { ByteSink } from '../records/byte-sink.ts';
import { endOf, EpisodeRecorder, headerOf } from '../records/episode-recorder.ts';
import { decodeHandOver, HandOverError } from '../records/hand-over-messages.ts';
import { HAND_OVERS_TOPIC, STATE_TOPIC, TOPICS } from '../records/messages.ts';
import type { ForkHeader } from '../records/record-header.ts';
import { RecordProblem } from '../records/record-problem.ts';
import { EpisodeRecord, type RawMessage } from '../records/record-reader.ts';
import { RecordWriter } from '../records/record-writer.ts';
import { recordedRunOf } from '../records/recorded-run.ts';
import { adviceFor } from '../records/recorded-setup.ts';
import { setupOf } from '../records/replay-episode.ts';
import { tickOf } from '../records/rewrite-record.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { LoadedModel } from '../runner/driving-system.ts';
import { latencyName } from '../runner/job.ts';
import type { HandOver } from '../../sim/driving/metrics/episode-log.ts';
import { checkForkable, checkTick } from './can-fork.ts';
import type { ForkWish } from './fork-choice.ts';
import { ForkedEpisode } from './forked-episode.ts';
import { messagesUntil, recordUntil } from './original.ts';

export interface ForkedRecord {
  /** A whole record. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Scores and motion are of the whole episode; calls, and ticks by who acted, of what follows the fork. */
  readonly result: EpisodeResult;
}

/**
 * What would have happened if another arm had driven from a tick on: in virtual time, from exactly the recorded state of
 * the world to the episode's end. The same record and wish give the same bytes. People who meddled in a live run after the
 * fork do not do so again.
 * @param model the fast policy that this version ships, or null where there is none; not used for records of the rule policy
 * @param engineVersion of this program
 * @throws RecordProblem when the record cannot be forked, or not there
 */
export async function forkRecord(
  record: EpisodeRecord,
  wish: ForkWish,
  model: LoadedModel | null,
  engineVersion: string,
): Promise<ForkedRecord> {
  checkForkable(record, model?.facts ?? null, engineVersion);
  checkTick(record, wish.tick);
  const before = recordUntil(record, wish.tick);
  const requests = requestsOf(before);
  const fork = forkHeaderOf(record, wish.tick, requests.count);
  const setup = setupOf(withArm(before, wish), model, engineVersion);
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, headerOf(setup, record.header.scenarioValue), null, fork);
  const recorder = new EpisodeRecorder(writer);
  const observers = [numberedFrom(requests.count, recorder.observer)];
  const forked = new ForkedEpisode({ ...setup, observers }, recordedRunOf(record, engineVersion));
  copy(before, writer, forked);
  const { episode } = forked;
  for (const { id, dispatchTick } of requests.open) {
    const why = 'the fork begins with no request out';
    writer.message('/ledger', { tick: wish.tick, id, state: 'cancelled', why, dispatchTick });
  }
  const was = `${record.header.arm}, ${record.header.latencyName}`;
  const text = `the fork begins: ${wish.arm}, ${latencyName(wish.latency)}, instead of ${was}`;
  recorder.resume(episode, { tick: wish.tick, kind: 'fork', entity: null, text });
  let running = true;
  while (running) {
    running = await episode.tick();
    await recorder.ticked(episode);
  }
  const result = numberedResult(episode.finish(0), requests.count);
  const [broken] = episode.system.observerErrors;
  if (broken !== undefined) throw new Error(`${record.file}: recording its fork failed`, { cause: broken });
  writer.close(endOf(result));
  return { bytes: sink.bytes(), result };
}

/** As if the record were one of the wanted arm, with its own planner, in virtual time. */
function withArm(record: EpisodeRecord, { arm, latency: wanted }: ForkWish): EpisodeRecord {
  const name = latencyName(wanted);
  const latency = wanted.kind === 'trace' ? { ...wanted, ms: [...wanted.ms] } : wanted;
  const header = { ...record.header, clock: 'virtual' as const, arm, latency, latencyName: name, planner: null };
  return new EpisodeRecord(record.file, header, null, record.end, [], record.schemas);
}

function forkHeaderOf({ header, live, end }: EpisodeRecord, tick: number, requests: number): ForkHeader {
  const { arm, latency, latencyName: name, planner, clock } = header;
  return { tick, arm, latency, latencyName: name, planner, clock, live, digest: end.digest, requests };
}

/** Copies states and messages, but for those of topics that only live runs have, and has the fork follow. */
function copy(before: EpisodeRecord, writer: RecordWriter, forked: ForkedEpisode): void {
  const states = before.states();
  let handOvers: HandOver[] = [];
  for (const message of messagesUntil(before, before.end.ticks)) {
    const { topic, data, logTime } = message;
    if (topic === STATE_TOPIC) {
      const { tick, values } = states.next().value as { tick: number; values: Float64Array };
      writer.state(tick, values);
      writer.commit();
      forked.follow(values, handOvers);
      handOvers = [];
    } else if (TOPICS.includes(topic)) {
      writer.raw(topic, tickOf(logTime, before.header.controlDt), data);
      if (topic === HAND_OVERS_TOPIC) handOvers.push(handOverOf(before, message));
    }
  }
}

function handOverOf(record: EpisodeRecord, { data }: RawMessage): HandOver {
  try {
    return decodeHandOver(data);
  } catch (error) {
    if (!(error instanceof HandOverError)) throw error;
    throw new RecordProblem(
      record.file,
      `is damaged: a message on ${HAND_OVERS_TOPIC} ${error.message}`,
      adviceFor(record),
    );
  }
}

interface Requests {
  /** How many numbers are taken. */
  readonly count: number;
  /** Those that were out at the end. */
  readonly open: readonly { readonly id: number; readonly dispatchTick: number }[];
}

function requestsOf(record: EpisodeRecord): Requests {
  const open = new Map<number, number>();
  let count = 0;
  for (const { id, state, dispatchTick } of record.own('/ledger')) {
    if (state === 'dispatched') open.set(id, dispatchTick);
    else if (state !== 'delivered') open.delete(id);
    if (id >= count) count = id + 1;
  }
  return { count, open: [...open].map(([id, dispatchTick]) => ({ id, dispatchTick })) };
}

/** Tells of requests by numbers that none before them has in the record. */
function numberedFrom(first: number, observer: DrivingObserver): DrivingObserver {
  return {
    ...observer,
    onRequest: (notice) => observer.onRequest?.({ ...notice, id: notice.id + first }),
    onDelivery: (notice) => observer.onDelivery?.({ ...notice, id: notice.id + first }),
    onFailure: (notice) => observer.onFailure?.({ ...notice, id: notice.id + first }),
  };
}

function numberedResult(result: EpisodeResult, first: number): EpisodeResult {
  const calls = result.calls?.map(([id, ...rest]): NonNullable<EpisodeResult['calls']>[number] => [
    id + first,
    ...rest,
  ]);
  return { ...result, calls: calls ?? null };
}
