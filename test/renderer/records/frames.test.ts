import { beforeAll, describe, expect, it } from 'vitest';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { endOf, EpisodeRecorder, headerOf } from '../../../scenarios/records/episode-recorder.ts';
import { RecordWriter } from '../../../scenarios/records/record-writer.ts';
import { Episode, runEpisode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import { TUNED } from '../../../policies/driving/arms.ts';
import { forkRecord } from '../../../scenarios/fork/fork-record.ts';
import { SPARE_OBSTACLES } from '../../../scenarios/live/intervention.ts';
import { replayLive } from '../../../scenarios/live/replay-live.ts';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import { liveInputsOf } from '../../../scenarios/records/live-inputs.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import { frameBytes, HEAD, viewFrame, type FrameView } from '../../../renderer/live/frame.ts';
import { FrameWriter } from '../../../renderer/live/worker/frame-writer.ts';
import { HeardRun } from '../../../renderer/live/worker/heard-run.ts';
import { frameOf } from '../../../renderer/records/record-frames.ts';
import { readForPage } from '../../../renderer/records/worker/read-record.ts';
import { asDriving } from './as-driving.ts';
import { ENGINE, recordedSetup, recordLive } from '../../scenarios/records/live-runs.ts';
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

function read(bytes: Uint8Array<ArrayBuffer>, engineVersion: string): ReturnType<typeof asDriving> {
  return asDriving(readForPage(new Blob([bytes]), 'run.mcap', { engineVersion, loadFacts: noModel, progress: silent }));
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
  let opened: Awaited<ReturnType<typeof asDriving>>;
  const setup = setupOf('always');

  beforeAll(async () => {
    run = await recordedRun(setup);
    opened = await read(run.bytes, setup.engineVersion);
  }, 60_000);

  it('are those that the run itself draws, at every tick', () => {
    const { frames } = opened;
    expect(frames.hasBeliefs).toBe(true);
    expect(frames.count).toBe(run.drawn.length);
    const into = frameOf(frames, 0);
    for (const [tick, wanted] of run.drawn.entries()) expectSame(frameOf(frames, tick, into), wanted, tick);
    expect(new Set(frames.candidateBlock).size).toBeGreaterThan(3);
  });

  it('are the nearest where there is none at a tick', () => {
    const { count } = opened.frames;
    expect(frameOf(opened.frames, 1e9).head[HEAD.tick]).toBe(count - 1);
    expect(frameOf(opened.frames, -1).head[HEAD.tick]).toBe(0);
  });

  it('have the threshold of an arm whose gate looks at the level', async () => {
    const dual = setupOf('dual');
    const bytes = await recordBytes(dual, await runEpisode(dual));
    const { frames } = await read(bytes, dual.engineVersion);
    expect(frameOf(frames, 10).head[HEAD.threshold]).toBeCloseTo(TUNED.gate.level, 6);
    expect(frameOf(opened.frames, 10).head[HEAD.threshold]).toBeNaN();
  });

  it('of a fork are those of the run up to its tick, then those of the other arm', async () => {
    const record = openRecord(run.bytes, 'run.mcap');
    const wish = { tick: 83, arm: 'always', latency: { kind: 'fixed', ms: 100 } } as const;
    const { bytes } = await forkRecord(record, wish, null, setup.engineVersion);
    const { frames, clip, facts } = await read(bytes, setup.engineVersion);
    expect(facts.fork).toEqual({ tick: 83, arm: 'always', digest: record.end.digest });
    for (let tick = 0; tick <= 83; tick++) expectSame(frameOf(frames, tick), run.drawn[tick], tick);
    const at = (tick: number) => frameOf(frames, tick).head;
    expect(at(83)[HEAD.planInForce]).toBe(1);
    expect(at(84)[HEAD.planInForce]).toBe(0);
    expect(at(84)[HEAD.inFlightAgeMs]).toBeCloseTo(1000 / 60, 3);
    expect(at(84)[HEAD.candidatesAgeMs]).toBeNaN();
    const arrives = clip.requests.find(({ fromS, state }) => fromS > 83 / 60 - 1e-6 && state === 'accepted');
    const tick = Math.round((arrives?.toS ?? NaN) * 60);
    expect(at(tick + 1)[HEAD.candidatesAgeMs]).toBeCloseTo(1000 / 60, 3);
    expect(frames.candidateBlock[tick + 1]).toBeGreaterThan(frames.candidateBlock[83]);
  });
});

describe('frames of a live record', () => {
  it('are those that its replay draws, at every tick', async () => {
    const { bytes } = await recordLive(null, { ticks: 130 });
    const record = openRecord(bytes, 'live.mcap');
    const opened = await read(bytes, ENGINE);
    expect(opened.frames.hasBeliefs).toBe(true);
    expect(opened.notes).toEqual([expect.stringContaining('live run')]);
    const { trace, interventions } = liveInputsOf(record, record.live!);
    const heard = new HeardRun();
    let writer: FrameWriter | null = null;
    let drops = 0;
    for await (const live of replayLive(recordedSetup(null), trace, interventions, null, [heard])) {
      writer ??= new FrameWriter(live, heard);
      const { tick, actors } = live.world;
      const wanted = viewFrame(new ArrayBuffer(frameBytes(actors.count)), actors.count);
      writer.threshold = live.components.gate === 'uncertainty' ? live.components.level : NaN;
      writer.write(wanted, ALL, NaN);
      expectSame(frameOf(opened.frames, tick), wanted, tick);
      if (tick === record.end.ticks) break;
      if (live.obstaclesLeft < SPARE_OBSTACLES) drops++;
    }
    expect(drops).toBeGreaterThan(10);
    expect(new Set(opened.frames.candidateBlock).size).toBeGreaterThan(3);
  });
});
