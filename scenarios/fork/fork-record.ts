import { ByteSink } from '../records/byte-sink.ts';
import { endOf, EpisodeRecorder, headerOf } from '../records/episode-recorder.ts';
import { decodeHandOver, HandOverError } from '../records/hand-over-messages.ts';
import { HAND_OVERS_TOPIC, STATE_TOPIC, TOPICS } from '../records/messages.ts';
import { RecordProblem } from '../records/record-problem.ts';
import type { EpisodeRecord, RawMessage } from '../records/record-reader.ts';
import { RecordWriter } from '../records/record-writer.ts';
import { recordedRunOf } from '../records/recorded-run.ts';
import { adviceFor } from '../records/recorded-setup.ts';
import { setupOf } from '../records/replay-episode.ts';
import { tickOf } from '../records/rewrite-record.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { LoadedModel } from '../runner/driving-system.ts';
import { Episode } from '../runner/episode.ts';
import type { HandOver } from '../../sim/driving/metrics/episode-log.ts';
import { checkForkable, checkTick } from './can-fork.ts';
import type { ForkWish } from './fork-choice.ts';
import { cancelled, forkEvent, forkHeaderOf, numberedFrom, numberedResult, requestsOf, withArm } from './fork-parts.ts';
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
  const setup = setupOf(withArm(before, wish.arm, wish.latency), model, engineVersion);
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, headerOf(setup, record.header.scenarioValue), null, fork);
  const recorder = new EpisodeRecorder(writer);
  const observers = [numberedFrom(requests.count, recorder.observer)];
  const forked = new ForkedEpisode(new Episode({ ...setup, observers }), recordedRunOf(record, engineVersion));
  copy(before, writer, forked);
  const { episode } = forked;
  for (const message of cancelled(requests, wish.tick)) writer.message('/ledger', message);
  recorder.resume(episode, forkEvent(record, wish));
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

/** Copies states and messages, but for those of topics that only live runs have, and has the fork follow. */
export function copy(
  before: EpisodeRecord,
  writer: RecordWriter,
  forked: { follow(values: Float64Array, handOvers: readonly HandOver[]): void },
): void {
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
