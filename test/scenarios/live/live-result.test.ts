import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { msOfTicks } from '../../../policies/runtime/planner-link.ts';
import { replayLive } from '../../../scenarios/live/replay-live.ts';
import type { LiveEpisode } from '../../../scenarios/live/live-episode.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { CALL_STATES, episodeResultSchema, type EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { recordLive } from '../records/live-runs.ts';
import { liveSetup, runLive, type Happenings, type LiveRun } from './live-runs.ts';

const WHAT: Happenings = {
  interventions: [
    { tick: 30, intervention: { kind: 'drive', on: true, accelerationMps2: -1, leftMps: 0.2 } },
    { tick: 50, intervention: { kind: 'drive', on: false, accelerationMps2: 0, leftMps: 0 } },
    { tick: 70, intervention: { kind: 'brake', on: true } },
  ],
  delays: [12, 30, 7],
  missed: [20, 21, 90],
};
const TICKS = 160;
const SETUP = liveSetup({ gate: 'always', merge: 'follow' });

async function replayOf({ trace, episode }: LiveRun): Promise<LiveEpisode> {
  let last: LiveEpisode | null = null;
  for await (last of replayLive(SETUP, trace, episode.interventions, null)) {
    if (last.world.tick === episode.world.tick) break;
  }
  return last!;
}

/** Without what only the clock knows. */
function facts({ timing: _timing, ...result }: EpisodeResult): Omit<EpisodeResult, 'timing'> {
  return result;
}

/** What a record's end says of its result, as a line of results. */
function lineOf(result: unknown): EpisodeResult {
  const timing = { wallMs: 0, fastMs: null, plannerMs: null, tickUs: null };
  return episodeResultSchema.parse({ ...(result as object), timing });
}

describe('the result of a live run', () => {
  it('tells calls as they came, by the clock', async () => {
    const run = await runLive(SETUP, WHAT, TICKS);
    const result = run.episode.finish(1);
    expect(result.clock).toBe('live');
    const { calls, planner, runtime, stalenessMs } = result;
    expect(calls).toHaveLength(planner.calls);
    const answered = calls!.slice(0, -1).map(([, dispatched, over]) => over - dispatched);
    expect(answered.slice(0, 6)).toEqual([...WHAT.delays, ...WHAT.delays]);
    for (const [, dispatched, over, latencyMs, state] of calls!) {
      const taken = CALL_STATES[state] === 'accepted';
      expect(latencyMs).toBe(taken ? msOfTicks(over - dispatched, 1 / 60) : null);
    }
    expect(runtime!.deadlineMisses).toBe(3);
    const uses = calls!.reduce((sum, call) => sum + call[7], 0);
    expect(uses).toBe(stalenessMs.n);
    // In the other ticks the person drove, or the brake acted.
    const overwritten = run.episode.system.statistics.reflexTicks.reduce((sum, ticks) => sum + ticks, 0);
    expect(overwritten).toBeGreaterThan(19);
    expect(uses).toBe(runtime!.sourceTicks.plan - overwritten);
  });

  it('is that of its replay', async () => {
    const run = await runLive(SETUP, WHAT, TICKS);
    const again = await replayOf(run);
    const [live, replayed] = [facts(run.episode.finish(1)), facts(again.finish(2))];
    expect(replayed).toEqual(live);
    expect(Object.keys(live.scores!).length).toBeGreaterThan(1);
  });

  it('measures compute where ticks were timed, and nothing where not', async () => {
    const { episode } = await runLive(SETUP, WHAT, 20);
    expect(episode.finish(1).timing).toMatchObject({ fastComputeMs: null, tickComputeMs: null, overruns: null });
    const { episode: timed } = await runLive(SETUP, WHAT, 20);
    for (const ms of [2, 17, 16]) timed.timer.addTick(ms);
    timed.timer.addFast(0.5);
    timed.timer.addFast(NaN);
    expect(timed.finish(1).timing).toMatchObject({
      fastComputeMs: { n: 1, max: 0.5 },
      tickComputeMs: { n: 3, max: 17 },
      plannerComputeMs: null,
      overruns: 1,
    });
  });
});

describe('the record of a live run', () => {
  it('ends with its result, timings too', async () => {
    const { bytes, result } = await recordLive(null, { ticks: 90 });
    const { end } = readRecord(bytes, 'live.mcap');
    expect(end.result).toEqual(result);
    const line = lineOf(end.result);
    expect(facts(line)).toEqual(facts(result));
    expect(line.clock).toBe('live');
    expect(line.calls).toHaveLength(line.planner.calls);
    expect(line.scores).not.toBeNull();
  });

  it('of an older version says less, and is read all the same', () => {
    const packed = readFileSync(new URL('../../fixtures/records/format-2.mcap.gz', import.meta.url));
    const { end, live } = readRecord(new Uint8Array(gunzipSync(packed)), 'old.mcap');
    expect(live).not.toBeNull();
    const line = lineOf(end.result);
    expect(line.planner.calls).toBeGreaterThan(0);
    expect(line).toMatchObject({ clock: 'virtual', calls: null, scores: null, runtime: null, driftM: null });
  });
});
