import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ArmName } from '../../../policies/driving/arm-titles.ts';
import { forkRecord } from '../../../scenarios/fork/fork-record.ts';
import type { ForkWish } from '../../../scenarios/fork/fork-choice.ts';
import { resimulateFork } from '../../../scenarios/fork/resimulate-fork.ts';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { readRecordedResults } from '../../../scenarios/records/recorded-results.ts';
import { recoverRecord } from '../../../scenarios/records/recover-record.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { scoresOfRecord } from '../../../scenarios/records/scores-of-record.ts';
import { verifyRecord, type Verification } from '../../../scenarios/records/verify.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { runEpisode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { firstDifferentIndex } from '../../../sim/kernel/state-codec.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import { FIXED_200, setupOf } from '../runner/setups.ts';
import { ENGINE, recordLive } from '../records/live-runs.ts';

const { engineVersion } = setupOf('fast');
let fast: EpisodeRecord;
let always: EpisodeRecord;
let live: EpisodeRecord;

beforeAll(async () => {
  fast = await recorded(setupOf('fast'));
  always = await recorded(setupOf('always'));
  live = openRecord((await recordLive(null, { ticks: 120 })).bytes, 'live.mcap');
}, 60_000);

async function recorded(setup: EpisodeSetup): Promise<EpisodeRecord> {
  return openRecord(await recordBytes(setup, await runEpisode(setup)), `${setup.job.arm}.mcap`);
}

const wish = (tick: number, arm: ArmName): ForkWish => ({ tick, arm, latency: FIXED_200 });

async function forked(record: EpisodeRecord, wanted: ForkWish): Promise<EpisodeRecord> {
  const { bytes } = await forkRecord(record, wanted, null, record.header.engineVersion);
  return openRecord(bytes, 'fork.mcap');
}

function verified(fork: EpisodeRecord): Promise<Verification> {
  if (fork.fork === null) throw new Error('it is no fork');
  return verifyRecord(fork, resimulateFork(fork, fork.fork, null, fork.header.engineVersion));
}

/** The first tick whose states differ in any bit, or that only one of the two has. */
function firstOtherState(a: EpisodeRecord, b: EpisodeRecord): number {
  const states = b.states();
  let tick = 0;
  for (const { values } of a.states()) {
    const other = states.next();
    if (other.done === true || firstDifferentIndex(values, other.value.values) >= 0) return tick;
    tick++;
  }
  return tick;
}

describe('a fork', () => {
  it('of the same arm at the start is the run itself, bit by bit', async () => {
    const fork = await forked(always, wish(0, 'always'));
    expect(fork.end).toEqual({ ...always.end });
    expect(firstOtherState(fork, always)).toBe(always.end.ticks + 1);
  });

  it('has the states and messages of the run up to its tick, decides there as that would have, and repeats', async () => {
    const tick = 83;
    const { bytes } = await forkRecord(always, wish(tick, 'reflex'), null, engineVersion);
    const again = await forkRecord(always, wish(tick, 'reflex'), null, engineVersion);
    expect(sha256Hex(again.bytes)).toBe(sha256Hex(bytes));
    const fork = openRecord(bytes, 'fork.mcap');
    for (const topic of ['/policy', '/action', '/gate'] as const) {
      const before = (record: EpisodeRecord) => [...record.own(topic)].filter((message) => message.tick < tick);
      expect(before(fork)).toEqual(before(always));
    }
    const decision = (record: EpisodeRecord) => [...record.own('/policy')].find((message) => message.tick === tick);
    expect(decision(fork)).toEqual(decision(always));
    // What the other arm keeps is laid out otherwise.
    expect(firstOtherState(fork, always)).toBe(tick + 1);
  });

  it('begins with no request out and numbers its own after those of the run', async () => {
    // A request is out at almost every tick.
    const fork = await forked(always, wish(100, 'always'));
    const ledger = [...fork.own('/ledger')];
    const before = ledger.filter(({ tick, state }) => state === 'dispatched' && tick < 100).map(({ id }) => id);
    const open = ledger.filter(({ why }) => why === 'the fork begins with no request out');
    expect(open).toEqual([
      { tick: 100, id: before.at(-1), state: 'cancelled', why: open[0].why, dispatchTick: open[0].dispatchTick },
    ]);
    const own = ledger.filter(({ tick, state }) => state === 'dispatched' && tick >= 100).map(({ id }) => id);
    expect(own[0]).toBe(before.length);
    expect([...before, ...own]).toEqual([...Array(before.length + own.length).keys()]);
    expect(fork.fork?.requests).toBe(before.length);
    const { calls } = fork.end.result as unknown as EpisodeResult;
    expect(calls?.map(([id]) => id)).toEqual(own);
    expect([...fork.own('/events')].filter(({ kind }) => kind === 'fork')).toEqual([
      expect.objectContaining({ tick: 100, text: 'the fork begins: always, fixed:200, instead of always, fixed:200' }),
    ]);
  });

  it('verifies and has the scores of all of it, whoever drives from wherever', async () => {
    const arms: readonly ArmName[] = ['fast', 'aeb', 'reflex', 'dual', 'periodic', 'random', 'slow', 'oracle', 'human'];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 150, max: fast.end.ticks - 1 }),
        fc.constantFrom(...arms),
        async (tick, arm) => {
          const { bytes, result } = await forkRecord(fast, wish(tick, arm), null, engineVersion);
          const fork = openRecord(bytes, 'fork.mcap');
          expect(fork.header).toMatchObject({ arm, clock: 'virtual', seed: fast.header.seed });
          expect(fork.fork).toMatchObject({ tick, arm: 'fast', digest: fast.end.digest, live: null });
          expect(await verified(fork)).toEqual({ kind: 'identical', ticks: result.ticks, digest: result.digest });
          expect(scoresOfRecord(fork).differing).toEqual([]);
        },
      ),
      { numRuns: 3 },
    );
  }, 30_000);

  it('of a live run goes on from its world and verifies from its tick on', async () => {
    const tick = 77;
    const fork = await forked(live, wish(tick, 'dual'));
    expect(firstOtherState(fork, live)).toBe(tick + 1);
    expect(fork.live).toBeNull();
    expect(fork.fork).toMatchObject({ tick, clock: 'live', arm: 'live', live: live.live });
    expect((await verified(fork)).kind).toBe('identical');
    expect(fork.end.ticks).toBeGreaterThan(live.end.ticks);
  });

  it('shows where it was forged, before and after its tick', async () => {
    const tick = 60;
    const fork = await forked(fast, wish(tick, 'reflex'));
    for (const at of [30, 90]) {
      const forge = (t: number, values: Float64Array) => (t === at ? values.with(10, values[10] + 1) : values);
      const forgery = openRecord(rewriteRecord(fork, { state: forge }), 'forged.mcap');
      expect(await verified(forgery)).toMatchObject({ kind: 'value', tick: at });
    }
  });

  it('that was cut off verifies up to there and is recovered as a fork, wherever it was cut', async () => {
    const { bytes } = await forkRecord(fast, wish(200, 'reflex'), null, engineVersion);
    // Chunks have two seconds: the one is cut before the fork, the other behind it.
    for (const [share, ticks] of [
      [0.45, 120],
      [0.6, 240],
    ]) {
      const cut = openRecord(bytes.subarray(0, Math.round(share * bytes.length)), 'cut.mcap');
      expect(cut.end.ticks).toBe(ticks);
      expect((await verified(cut)).kind).toBe('identical-to-cut');
      const recovery = await recoverRecord(cut, resimulateFork(cut, cut.fork!, null, engineVersion));
      if (recovery.kind !== 'recovered') throw new Error(recovery.kind);
      const whole = openRecord(recovery.bytes, 'whole.mcap');
      expect(whole.fork).toEqual(cut.fork);
      expect((await verified(whole)).kind).toBe('identical');
    }
  });

  it('can be made of a record that was cut off, up to the cut', async () => {
    const bytes = rewriteRecord(fast, {});
    const cut = openRecord(bytes.subarray(0, bytes.length >> 1), 'cut.mcap');
    const fork = await forked(cut, wish(cut.end.ticks - 1, 'reflex'));
    expect(fork.fork?.digest).toBe('');
    expect(fork.end.ticks).toBeGreaterThan(cut.end.ticks);
    expect((await verified(fork)).kind).toBe('identical');
    await expect(forked(cut, wish(cut.end.ticks, 'reflex'))).rejects.toThrow(
      `cut.mcap: has ${cut.end.ticks} ticks (${(cut.end.ticks / 60).toFixed(2)} s), and cannot be forked at tick ${cut.end.ticks}; give a whole number from 0 to ${cut.end.ticks - 1}.`,
    );
  });

  it('is refused with a sentence where it could not be trusted', async () => {
    const fork = await forked(fast, wish(5, 'fast'));
    await expect(forked(fork, wish(3, 'fast'))).rejects.toThrow(
      'fork.mcap: is a fork itself; fork the record that it was made of, at any tick.',
    );
    await expect(forkRecord(fast, wish(3, 'fast'), null, '9.9.9')).rejects.toThrow(
      `fast.mcap: was made with Twotempo ${engineVersion}, and this is 9.9.9: another version may go on otherwise from its states; fork it with Twotempo ${engineVersion}, or record the episode again.`,
    );
    const withModel = openRecord(rewriteRecord(fast, { header: { models: { other: 'abc' } } }), 'model.mcap');
    await expect(forked(withModel, wish(3, 'fast'))).rejects.toThrow(
      /model other \(SHA-256 abc\), and there is no model/,
    );
    const longer = rewriteRecord(fast, { state: (_, values) => Float64Array.of(...values, 0) });
    await expect(forked(openRecord(longer, 'build.mcap'), wish(3, 'fast'))).rejects.toThrow(
      /build\.mcap: holds states that another build of this version laid out/,
    );
    expect(ENGINE).toBe(engineVersion);
  });

  it('is no sample of anything', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twotempo-fork-'));
    try {
      const { bytes } = await forkRecord(live, wish(50, 'fast'), null, ENGINE);
      await writeFile(join(folder, 'fork.mcap'), bytes);
      const found = await readRecordedResults(folder);
      expect(found?.episodes).toEqual([]);
      expect(found?.passedOver).toEqual([
        `${join(folder, 'fork.mcap')}: is a fork of a run of live, which was begun by another arm, and no sample; compare whole runs`,
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
