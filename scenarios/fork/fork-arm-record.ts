import { needsHume } from '../../policies/manipulation/arm-names.ts';
import { weightsHash, type HumeModel } from '../../policies/manipulation/hume-model.ts';
import { StateMismatch } from '../../sim/kernel/state-codec.ts';
import { ArmRecorder, armHeaderOf } from '../records/arm-recorder.ts';
import { ByteSink } from '../records/byte-sink.ts';
import { endOf } from '../records/episode-recorder.ts';
import { EpisodeRecord } from '../records/record-reader.ts';
import { RecordProblem } from '../records/record-problem.ts';
import { RecordWriter } from '../records/record-writer.ts';
import { recordedArmRunOf } from '../records/recorded-arm-run.ts';
import { adviceFor } from '../records/recorded-setup.ts';
import { armEpisodeOf, armSetupOf } from '../records/replay-arm.ts';
import { checkTick, requireForkable } from './can-fork.ts';
import type { ArmForkWish } from './fork-choice.ts';
import { cancelled, forkEvent, forkHeaderOf, numberedFrom, numberedResult, requestsOf, withArm } from './fork-parts.ts';
import { copy, type ForkedRecord } from './fork-record.ts';
import { ForkedEpisode } from './forked-episode.ts';
import { recordUntil } from './original.ts';

/**
 * As `forkRecord`, of an episode of the arm.
 * @param hume the models of this version, or null where there are none; not used where neither the record nor the wanted
 *   arm needs them
 * @throws RecordProblem when the record cannot be forked, or not there
 */
export async function forkArmRecord(
  record: EpisodeRecord,
  wish: ArmForkWish,
  hume: HumeModel | null,
  engineVersion: string,
): Promise<ForkedRecord> {
  requireForkable(record, engineVersion);
  checkTick(record, wish.tick);
  const run = recordedArmRunOf(record, armSetupOf(record, hume, engineVersion));
  const before = recordUntil(record, wish.tick);
  const requests = requestsOf(before);
  const fork = forkHeaderOf(record, wish.tick, requests.count);
  const wanted = withModels(withArm(before, wish.arm, wish.latency), needsHume(wish.arm) ? hume : null);
  const setup = armSetupOf(wanted, hume, engineVersion);
  const sink = new ByteSink();
  const header = { ...armHeaderOf(setup, record.header.scenarioValue), models: wanted.header.models };
  const writer = new RecordWriter(sink, header, null, fork);
  const recorder = new ArmRecorder(writer, setup.spec);
  const observers = [numberedFrom(requests.count, recorder.observer)];
  const episode = armEpisodeOf(record, { ...setup, observers });
  try {
    copy(before, writer, new ForkedEpisode(episode, run));
  } catch (error) {
    if (!(error instanceof StateMismatch)) throw error;
    throw new RecordProblem(record.file, 'holds states that another build of this version laid out', adviceFor(record));
  }
  for (const message of cancelled(requests, wish.tick)) writer.armMessage('/ledger', message);
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

/** Its own part may need models that the run which it left did without; they are named for both. */
function withModels(record: EpisodeRecord, hume: HumeModel | null): EpisodeRecord {
  if (hume === null) return record;
  const header = { ...record.header, models: { [hume.facts.name]: weightsHash(hume.facts) } };
  return new EpisodeRecord(record.file, header, null, record.end, [], record.schemas);
}
