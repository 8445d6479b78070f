import { readFile } from 'node:fs/promises';
import { readRecord } from '../records/record-reader.ts';
import type { LoadedModel } from '../runner/episode.ts';
import { loadModel } from '../runner/model-files.ts';
import { wallClockWatchdog } from '../runner/watchdog.ts';
import { workerParent } from '../runner/worker-parent.ts';
import type { ClipWithHashes } from './clip-builder.ts';
import { clipOfRecord } from './clip-of-record.ts';
import type { ClipRequestMessage, ClipResponse, ClipSimulation, ClipTask } from './clip-protocol.ts';
import { clipOfRun } from './clip-recorder.ts';
import { encodeClip } from './encode-clip.ts';

type Start = Extract<ClipRequestMessage, { type: 'start' }>;

let start: Start | null = null;
let model: Promise<LoadedModel> | null = null;

workerParent.onMessage((message) => {
  const request = message as ClipRequestMessage;
  if (request.type === 'start') {
    start = request;
    return;
  }
  void answer(request.task);
});
// The parent is gone: nobody wants the clip.
workerParent.onGone(() => process.exit(0));

async function answer(task: ClipTask): Promise<void> {
  let response: ClipResponse;
  try {
    const { clip, hashes } = await make(task);
    response = { type: 'clip', bytes: encodeClip(clip), hashes };
  } catch (error) {
    response = { type: 'missing', why: messageOf(error) };
  }
  workerParent.send(response);
}

/** The record comes first: to read it takes about half the time of simulating again. */
async function make({ digest, record, simulation }: ClipTask): Promise<ClipWithHashes> {
  const reasons: string[] = [];
  if (record !== null) {
    const found = await ofRecord(record, digest);
    if (typeof found !== 'string') return found;
    reasons.push(found);
  }
  if (simulation !== null) {
    const found = await simulate(simulation);
    if (found.clip.digest === digest) return found;
    reasons.push(
      `Simulated again it has the digest ${short(found.clip.digest)}, but its result has ${short(digest)}: another build of the program made it.`,
    );
  }
  throw new Error(reasons.join(' '));
}

/** A text says why it cannot be shown. */
async function ofRecord(file: string, digest: string): Promise<ClipWithHashes | string> {
  try {
    const record = readRecord(await readFile(file), file);
    if (record.end.digest === digest) return clipOfRecord(record);
    return `${file} has the digest ${short(record.end.digest)}, but the result has ${short(digest)}: it records another run.`;
  } catch (error) {
    return messageOf(error).replace(/\.?$/, '.');
  }
}

async function simulate({ job, spec, episodeSeed, learned }: ClipSimulation): Promise<ClipWithHashes> {
  if (start === null) throw new Error('A clip was asked for before the start message.');
  const { engineVersion, modelFolder, plannerLimitMs } = start;
  const policy = learned ? await (model ??= loadModel(modelFolder)) : null;
  const watchdog = wallClockWatchdog(plannerLimitMs);
  return clipOfRun({ job, spec, episodeSeed, model: policy, engineVersion, watchdog });
}

function short(digest: string): string {
  return `${digest.slice(0, 12)}…`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
