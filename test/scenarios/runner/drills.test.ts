import { describe, expect, it } from 'vitest';
import type { ArmName } from '../../../policies/driving/arms.ts';
import { isDrillName, PLANNER_DRILLS } from '../../../policies/driving/planner-drills.ts';
import type { FailureNotice } from '../../../policies/runtime/observer.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed as seedOf } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { Episode, runEpisode } from '../../../scenarios/runner/episode.ts';
import { wallClockWatchdog } from '../../../scenarios/runner/watchdog.ts';
import { setupOf } from './setups.ts';

/** Runs `always` with a broken planner; every failure that observers were told. */
async function drill(planner: keyof typeof PLANNER_DRILLS): Promise<{ result: EpisodeResult; told: FailureNotice[] }> {
  const told: FailureNotice[] = [];
  const result = await runEpisode({
    ...setupOf('always', { planner }),
    watchdog: wallClockWatchdog(30),
    observers: [{ onFailure: (notice) => told.push({ ...notice }) }],
  });
  return { result, told };
}

async function worldDigest(...args: Parameters<typeof setupOf>): Promise<string> {
  const episode = new Episode(setupOf(...args));
  while (await episode.tick());
  return episode.worldDigest;
}

describe('a planner that fails', () => {
  it.each([
    ['drill:throw', 'threw', 'drill: this planner throws'],
    ['drill:nan', 'invalid-plan', 'acceleration NaN m/s2 at knot 0'],
    ['drill:dead', 'no-plan', 'the planner ended without a plan'],
  ] as const)('%s: the episode goes on; every call is counted and named', async (name, kind, message) => {
    const { result, told } = await drill(name);
    expect(result.error).toBeNull();
    const { calls, failed, accepted, cancelled } = result.planner;
    expect(failed).toBeGreaterThan(3);
    expect(accepted).toBe(0);
    expect(failed + cancelled).toBe(calls);
    expect(told).toHaveLength(failed);
    for (const notice of told) expect(notice).toMatchObject({ kind, message });
    expect(result.stalenessMs.n).toBe(0);
  });

  it('drill:never: the watchdog ends the episode, at the first call, as an error that says so', async () => {
    const { result, told } = await drill('drill:never');
    expect(result.outcome.end).toBe('error');
    expect(result.error).toEqual({ what: 'planner hang', message: 'the watchdog stopped a planner call' });
    expect(result.digest).toBe('');
    // Waiting for the watchdog at every further call would help nobody.
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ kind: 'hung', message: expect.stringContaining('within 30 ms') as string });
  });

  it('that would answer after the end of the episode is cancelled, and waited for by nobody', async () => {
    for (const planner of ['drill:never', 'drill:throw', null]) {
      const result = await runEpisode({
        ...setupOf('always', { planner, latency: { kind: 'fixed', ms: 60_000 } }),
        watchdog: wallClockWatchdog(60_000),
      });
      expect(result.error).toBeNull();
      expect(result.planner).toMatchObject({ calls: 1, cancelled: 1, failed: 0, accepted: 0 });
      expect(result.planner.inFlightTicks).toBe(result.ticks);
    }
  }, 10_000);

  it('leaves what it fails to help: the arm without it, to the bit', async () => {
    for (const [arm, without] of [
      ['dual-follow', 'fast'],
      ['dual', 'reflex'],
      ['always', 'reflex'],
      ['random', 'reflex'],
    ] as const) {
      const alone = await worldDigest(without);
      for (const planner of ['drill:dead', 'drill:throw', 'drill:nan'])
        expect(await worldDigest(arm, { planner })).toBe(alone);
    }
    // The planner does make a difference where it works.
    expect(await worldDigest('dual-follow')).not.toBe(await worldDigest('fast'));
  });

  it('would have made a difference where the arbitration needs it', async () => {
    const drifting = async (arm: ArmName, seed: number): Promise<string> => {
      const episodeSeed = seedOf('train', 'lane-keeping/tail', seed);
      const spec = resolveScenario(libraryScenario('lane-keeping/tail'), episodeSeed);
      const episode = new Episode({ ...setupOf(arm), spec, episodeSeed });
      while (await episode.tick());
      return episode.worldDigest;
    };
    let different = 0;
    for (let seed = 0; seed < 6; seed++) {
      if ((await drifting('dual', seed)) !== (await drifting('reflex', seed))) different++;
    }
    expect(different).toBeGreaterThan(0);
  });

  it('has a name that is known', () => {
    expect(Object.keys(PLANNER_DRILLS).every(isDrillName)).toBe(true);
    expect(isDrillName('drill:nothing')).toBe(false);
    expect(isDrillName('toString')).toBe(false);
  });
});
