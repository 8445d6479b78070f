import { describe, expect, it } from 'vitest';
import { CALL_STATES, episodeResultSchema, type EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { Episode, runEpisode } from '../../../scenarios/runner/episode.ts';
import { ticksForMs } from '../../../sim/kernel/clock.ts';
import { setupOf } from './setups.ts';

const DT = 1 / 60;
const ACCEPTED = CALL_STATES.indexOf('accepted');

/** Calls that ended so. */
function ended(result: EpisodeResult, state: (typeof CALL_STATES)[number]): number {
  return result.calls!.filter(([, , , , code]) => CALL_STATES[code] === state).length;
}

function untimed({ timing: _timing, ...result }: EpisodeResult): Omit<EpisodeResult, 'timing'> {
  return result;
}

describe('what a result tells of latency', () => {
  it('follows in closed form from a planner that always takes 250 ms, asked back to back', async () => {
    const result = await runEpisode(setupOf('slow', { latency: { kind: 'fixed', ms: 250 } }));
    const { calls, runtime, ticks, stalenessAtArrivalMs } = result;
    expect(ticks).toBeGreaterThan(100);
    const last = Math.ceil(ticks / 15) - 1;
    expect(calls).toHaveLength(last + 1);
    for (const [id, dispatched, over, latencyMs, state, first, until, uses] of calls!.slice(0, last - 1)) {
      // 15 ticks to compute, then 15 of use, until the next one is there.
      expect([id, dispatched, over, latencyMs, state]).toEqual([id, 15 * id, 15 * id + 15, 250, ACCEPTED]);
      expect([first, until, uses]).toEqual([15 * id + 15, 15 * id + 29, 15]);
    }
    expect(calls![last].slice(3, 5)).toEqual([null, CALL_STATES.indexOf('cancelled')]);
    expect(runtime).toEqual({
      triggers: 1,
      lapsed: 0,
      replaced: last - 1,
      deadlineMisses: 0,
      sourceTicks: { fast: 0, plan: ticks - 15, brake: 0, hold: 15 },
    });
    expect(stalenessAtArrivalMs!.ticks).toEqual([[15, last]]);
    expect(result.clock).toBe('virtual');
    // The first plan takes over from holding, every other one from the plan before.
    expect(result.scores!.planConsistency).toMatchObject({ n: last, valid: true });
  });

  it.each(['dual', 'always', 'periodic', 'random', 'slow', 'oracle', 'dual-follow'] as const)(
    'adds up to the counters: %s',
    async (arm) => {
      const latency = { kind: 'lognormal', meanMs: 230, sdMs: 90 } as const;
      const result = await runEpisode(setupOf(arm, { latency }));
      const { calls, planner, runtime, ticks, driftM, stalenessMs, stalenessAtArrivalMs } = result;
      expect(planner.calls).toBeGreaterThan(2);
      expect(calls).toHaveLength(planner.calls);
      expect(calls!.map(([id]) => id)).toEqual(calls!.map((_, i) => i));
      expect({
        accepted: ended(result, 'accepted'),
        superseded: ended(result, 'superseded'),
        cancelled: ended(result, 'cancelled'),
        timedOut: ended(result, 'timed-out'),
        failed: ended(result, 'failed'),
        expired: ended(result, 'expired'),
      }).toEqual({
        accepted: planner.accepted,
        superseded: planner.superseded,
        cancelled: planner.cancelled,
        timedOut: planner.timedOut,
        failed: planner.failed,
        expired: planner.expired,
      });
      const uses = calls!.reduce((sum, call) => sum + call[7], 0);
      const { fast, plan, brake, hold } = runtime!.sourceTicks;
      expect(uses).toBe(plan);
      expect(uses).toBe(stalenessMs.n);
      expect(driftM!.n).toBeLessThanOrEqual(uses);
      expect(fast + plan + brake + hold).toBe(ticks);
      expect(stalenessAtArrivalMs!.n).toBe(planner.accepted);
      const inFlight = calls!.reduce((sum, [, dispatched, over]) => sum + over - dispatched, 0);
      expect(inFlight).toBe(planner.inFlightTicks);
      for (const [, dispatched, over, latencyMs, , first, until, used] of calls!) {
        if (latencyMs !== null) expect(over - dispatched).toBe(ticksForMs(latencyMs, DT));
        if (used > 0) expect(until! - first! + 1).toBeGreaterThanOrEqual(used);
        if (first !== null) expect(first).toBeGreaterThanOrEqual(over);
      }
    },
  );

  it('is measured of every tick and every call, and counts ticks that took too long', async () => {
    const { timing, ticks, planner } = await runEpisode(setupOf('always'));
    const { fastComputeMs, tickComputeMs, plannerComputeMs, overruns } = timing;
    expect([fastComputeMs!.n, tickComputeMs!.n, plannerComputeMs!.n]).toEqual([ticks, ticks, planner.calls]);
    expect(fastComputeMs!.sum / ticks).toBeCloseTo(timing.fastMs!, 9);
    expect(plannerComputeMs!.sum / planner.calls).toBeCloseTo(timing.plannerMs!, 9);
    expect(tickComputeMs!.sum).toBeGreaterThan(fastComputeMs!.sum);
    expect(tickComputeMs!.sum + plannerComputeMs!.sum).toBeLessThan(timing.wallMs);
    expect(overruns).toBeLessThanOrEqual(Math.floor(tickComputeMs!.sum / (1000 * DT)));
    expect((await runEpisode(setupOf('fast'))).timing.plannerComputeMs).toBeNull();
  });

  it('holds scores, which a second run repeats', async () => {
    const [first, again] = [await runEpisode(setupOf('dual')), await runEpisode(setupOf('dual'))];
    expect(Object.keys(first.scores!).length).toBeGreaterThan(1);
    expect(again.scores).toEqual(first.scores);
    expect(episodeResultSchema.parse(first)).toEqual(first);
  });
});

describe('an episode that is carried on from its middle', () => {
  it.each(['dual', 'always', 'slow', 'aeb', 'random'] as const)('has the whole result: %s', async (arm) => {
    const setup = setupOf(arm, { latency: { kind: 'lognormal', meanMs: 200, sdMs: 80 } });
    const whole = new Episode(setup);
    for (let tick = 0; tick < 130; tick++) await whole.tick();
    const middle = whole.snapshot();
    while (await whole.tick());
    const expected = untimed(whole.finish(0));

    const used = new Episode(setup);
    for (let tick = 0; tick < 180; tick++) await used.tick();
    for (const episode of [new Episode(setup), used]) {
      episode.restore(middle);
      while (await episode.tick());
      expect(untimed(episode.finish(0))).toEqual(expected);
    }
  });
});
