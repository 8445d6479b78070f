import { join } from 'node:path';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import type { Domain } from '../domains/domain.ts';
import { DRIVING } from '../domains/driving.ts';
import { MANIPULATION } from '../domains/manipulation.ts';
import { ArmRecorder, armHeaderOf } from '../records/arm-recorder.ts';
import { ByteSink } from '../records/byte-sink.ts';
import { endOf, EpisodeRecorder, headerOf } from '../records/episode-recorder.ts';
import { exactJson } from '../records/exact-json.ts';
import { RecordWriter } from '../records/record-writer.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { Episode, type EpisodeSetup } from './episode.ts';
import { latencyName } from './job.ts';
import { ManipulationEpisode, type ManipulationJob, type ManipulationSetup } from './manipulation-episode.ts';
import { makeFolder } from './output-place.ts';
import { writeWhole } from './write-whole.ts';

/** A record that the file system does not take; the message is for the user. */
export class UnwritableRecord extends Error {}

/** Of either domain. */
type Job = ManipulationJob & { readonly planner?: string | null };

/** The episode, run again, is another one. */
export class OtherDigest extends Error {}

/**
 * Runs a finished episode again with a recorder attached, and writes the record into `folder`, whole or not at all.
 * @returns the file
 * @throws UnwritableRecord
 * @throws OtherDigest when the second run's digest is not that of `result`
 */
export async function recordEpisode(setup: EpisodeSetup, result: EpisodeResult, folder: string): Promise<string> {
  return write(await recordBytes(setup, result), setup.job, folder);
}

/** As `recordEpisode`, of an episode of the arm. */
export async function recordArmEpisode(
  setup: ManipulationSetup,
  result: EpisodeResult,
  folder: string,
): Promise<string> {
  return write(await recordArmBytes(setup, result), setup.job, folder);
}

/** As `recordEpisode`, into memory. */
export async function recordBytes(setup: EpisodeSetup, result: EpisodeResult): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, headerOf(setup, scenarioOf(DRIVING, setup)));
  const recorder = new EpisodeRecorder(writer);
  const episode = new Episode({ ...setup, observers: [recorder.observer] });
  await runAgain(episode, recorder, setup.job, result);
  writer.close(endOf(result));
  return sink.bytes();
}

/** As `recordArmEpisode`, into memory. */
export async function recordArmBytes(
  setup: ManipulationSetup,
  result: EpisodeResult,
): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, armHeaderOf(setup, scenarioOf(MANIPULATION, setup)));
  const recorder = new ArmRecorder(writer, setup.spec);
  const episode = new ManipulationEpisode({ ...setup, observers: [recorder.observer] });
  await runAgain(episode, recorder, setup.job, result);
  writer.close(endOf(result));
  return sink.bytes();
}

interface Recordable {
  readonly system: { readonly observerErrors: readonly unknown[] };
  readonly digest: string;
  tick(): Promise<boolean>;
  finish(wallMs: number): EpisodeResult;
}

interface Recorder<E> {
  begin(episode: E): void;
  ticked(episode: E): Promise<void>;
}

async function runAgain<E extends Recordable>(
  episode: E,
  recorder: Recorder<E>,
  job: Job,
  result: EpisodeResult,
): Promise<void> {
  recorder.begin(episode);
  let running = true;
  while (running) {
    running = await episode.tick();
    await recorder.ticked(episode);
  }
  episode.finish(0);
  const [broken] = episode.system.observerErrors;
  if (broken !== undefined) throw new Error(`${describe(job)}: recording failed`, { cause: broken });
  if (episode.digest !== result.digest) {
    throw new OtherDigest(
      `${describe(job)}: run again for its record, the episode has digest ${episode.digest}, but its result has ` +
        `${result.digest}; the same episode must give the same digest`,
    );
  }
}

function write(bytes: Uint8Array<ArrayBuffer>, job: Job, folder: string): string {
  const file = join(folder, recordFileName(job));
  try {
    makeFolder(folder);
    writeWhole(file, bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UnwritableRecord(`${file}: cannot be written (${code})`);
  }
  return file;
}

/** For example `cut-in-tail-seed3-dual-fixed-200.mcap`; a name that had to be changed gets a hash, to stay unique. */
export function recordFileName(job: Job): string {
  const plain = [
    job.scenario.replaceAll('/', '-'),
    // A folder may hold several splits; most hold this one.
    ...(job.split === 'test' ? [] : [job.split]),
    `seed${job.seed}`,
    job.arm,
    latencyName(job.latency).replace(':', '-'),
  ];
  if (typeof job.planner === 'string') plain.push(job.planner.replace(':', '-'));
  const wanted = plain.join('-');
  const name = wanted.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 120);
  if (name === wanted) return `${name}.mcap`;
  return `${name}-${sha256Hex(new TextEncoder().encode(exactJson(job))).slice(0, 12)}.mcap`;
}

/** The scenario in the library that this episode was drawn from, or null: scenario files are not handed to workers. */
function scenarioOf(
  domain: Domain,
  { job, spec, episodeSeed }: Pick<EpisodeSetup | ManipulationSetup, 'job' | 'spec' | 'episodeSeed'>,
): unknown {
  const found = domain.library.find(({ id }) => id === job.scenario);
  if (found === undefined) return null;
  return exactJson(domain.resolve(found.scenario, episodeSeed).spec) === exactJson(spec) ? found.scenario : null;
}

function describe(job: Job): string {
  return `${job.scenario}, seed ${job.seed}, arm ${job.arm}, latency ${latencyName(job.latency)}`;
}
