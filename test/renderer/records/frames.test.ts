import { beforeAll, describe, expect, it } from 'vitest';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { endOf, EpisodeRecorder, headerOf } from '../../../scenarios/records/episode-recorder.ts';
import { RecordWriter } from '../../../scenarios/records/record-writer.ts';
import { Episode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import { frameBytes, HEAD, viewFrame, type FrameView } from '../../../renderer/live/frame.ts';
import { FrameWriter } from '../../../renderer/live/worker/frame-writer.ts';
import { HeardRun } from '../../../renderer/live/worker/heard-run.ts';
import { frameOf, tickAtTime } from '../../../renderer/records/record-frames.ts';
import { readForPage } from '../../../renderer/records/worker/read-record.ts';
import type { ReadRecord } from '../../../renderer/records/worker/record-messages.ts';
import { setupOf } from '../../scenarios/runner/setups.ts';

const ALL = { lidar: true, candidates: true };
const silent = (): void => undefined;
const noModel = () => Promise.reject(new Error('no model'));

/** Runs and records an episode, and draws every tick on the way as a live run would. */
async function recordedRun(setup: EpisodeSetup): Promise<{ bytes: Uint8Array<ArrayBuffer>; drawn: FrameView[] }> {
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, headerOf(setup, null));
  const recorder = new EpisodeRecorder(writer);
  const heard = new HeardRun();
  const episode = new Episode({ ...setup, observers: [recorder.observer, heard] });
  const rows = episode.world.actors.count;
  const frames = new FrameWriter(episode, heard);
  if (setup.job.arm === 'dual') frames.threshold = setup.settings?.gate.level ?? NaN;
  const drawn: FrameView[] = [];
  const draw = (): void => {
    const view = viewFrame(new ArrayBuffer(frameBytes(rows)), rows);
    frames.write(view, ALL, NaN);
    drawn.push(view);
  };
  recorder.begin(episode);
  draw();
  let running = true;
  while (running) {
    running = await episode.tick();
    await recorder.ticked(episode);
    draw();
  }
  writer.close(endOf(episode.finish(0)));
  return { bytes: sink.bytes(), drawn };
}

function read(bytes: Uint8Array<ArrayBuffer>, engineVersion: string): Promise<ReadRecord> {
  return readForPage(new Blob([bytes]), 'run.mcap', { engineVersion, loadFacts: noModel, progress: silent });
}

/** To float32; the parts that stay the same from one plan to the next only where there are candidates. */
function expectSame(found: FrameView, wanted: FrameView, tick: number): void {
  for (const part of ['head', 'actors', 'tracks', 'fast', 'plan', 'lidar'] as const) {
    const values = Float32Array.from(wanted[part]);
    if (part === 'head') values[HEAD.wallMs] = found.head[HEAD.wallMs];
    expect(Float32Array.from(found[part]), `${part} of tick ${tick}`).toEqual(values);
  }
  if (wanted.head[HEAD.candidates] === 0) return;
  for (const part of ['candidateValues', 'candidatePaths'] as const)
    expect(Float32Array.from(found[part]), `${part} of tick ${tick}`).toEqual(Float32Array.from(wanted[part]));
}

describe('frames of a record', () => {
  let run: { bytes: Uint8Array<ArrayBuffer>; drawn: FrameView[] };
  let opened: ReadRecord;
  const setup = setupOf('always');

  beforeAll(async () => {
    run = await recordedRun(setup);
    opened = await read(run.bytes, setup.engineVersion);
  });

  it('are those that the run itself draws, at every tick', () => {
    const { frames } = opened;
    expect(frames.hasBeliefs).toBe(true);
    expect(frames.count).toBe(run.drawn.length);
    const into = frameOf(frames, 0);
    let deliveries = 0;
    for (const [tick, wanted] of run.drawn.entries()) {
      expectSame(frameOf(frames, tick, into), wanted, tick);
      if (wanted.head[HEAD.candidatesAgeMs] * 0.06 < 1.5) deliveries++;
    }
    expect(deliveries).toBeGreaterThan(3);
    expect(tickAtTime(opened as never, 0.5)).toBe(30);
  });
});
