import { beforeAll, describe, expect, it } from 'vitest';
import type { ManipulationArmName } from '../../../policies/manipulation/arm-names.ts';
import { checkForkable } from '../../../scenarios/fork/can-fork.ts';
import { forkArmRecord } from '../../../scenarios/fork/fork-arm-record.ts';
import type { ArmForkWish } from '../../../scenarios/fork/fork-choice.ts';
import { resimulateArmFork } from '../../../scenarios/fork/resimulate-fork.ts';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordedArm } from '../../../scenarios/records/recorded-arm.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { scoresOfRecord } from '../../../scenarios/records/scores-of-record.ts';
import { verifyRecord, type Verification } from '../../../scenarios/records/verify.ts';
import { firstDifferentIndex } from '../../../sim/kernel/state-codec.ts';
import { linearHume } from '../../policies/manipulation/linear-networks.ts';
import { armRecord, armSetup, ENGINE, SCENE } from '../records/arm-runs.ts';

let periodic: EpisodeRecord;
let oracle: EpisodeRecord;
beforeAll(async () => {
  ({ record: periodic } = await armRecord(armSetup('periodic')));
  ({ record: oracle } = await armRecord(armSetup('oracle', { ...SCENE, timeLimitS: 0.2 })));
});

const wish = (tick: number, arm: ManipulationArmName, ms = 50): ArmForkWish => ({
  tick,
  arm,
  latency: { kind: 'fixed', ms },
});

async function forked(record: EpisodeRecord, wanted: ArmForkWish): Promise<EpisodeRecord> {
  return openRecord((await forkArmRecord(record, wanted, linearHume(), ENGINE)).bytes, 'fork.mcap');
}

function verified(fork: EpisodeRecord): Promise<Verification> {
  if (fork.fork === null) throw new Error('it is no fork');
  return verifyRecord(fork, resimulateArmFork(fork, fork.fork, linearHume(), ENGINE));
}

/** Ticks whose states are equal in every bit, from the start on. */
function equalTicks(a: EpisodeRecord, b: EpisodeRecord): number {
  const states = b.states();
  let count = 0;
  for (const { values } of a.states()) {
    const other = states.next();
    if (other.done === true || firstDifferentIndex(values, other.value.values) >= 0) break;
    count++;
  }
  return count;
}

describe("a fork of the arm's record", () => {
  it('of the same arm at the start is the run itself, bit by bit', async () => {
    const fork = await forked(periodic, wish(0, 'periodic'));
    expect(fork.end).toEqual(periodic.end);
    expect(equalTicks(fork, periodic)).toBe(31);
  });

  it('has the states up to the fork, then those of the other arm, and repeats', async () => {
    const fork = await forked(periodic, wish(12, 'fast'));
    expect(fork.header).toMatchObject({ formatVersion: 4, domain: 'manipulation', arm: 'fast' });
    expect(fork.fork).toMatchObject({ tick: 12, arm: 'periodic', digest: periodic.end.digest });
    const equal = equalTicks(fork, periodic);
    expect(equal).toBeGreaterThanOrEqual(13);
    expect(equal).toBeLessThan(31);
    const events = [...fork.own('/events')].filter(({ kind }) => kind === 'fork');
    expect(events).toMatchObject([
      { tick: 12, text: 'the fork begins: fast, fixed:50, instead of periodic, fixed:50' },
    ]);
    expect(await verified(fork)).toMatchObject({ kind: 'identical', ticks: fork.end.ticks });
    expect(scoresOfRecord(fork).differing).toEqual([]);
    const planned = Array.from(new RecordedArm(fork).frames(), ({ planPoints }) => planPoints > 0);
    expect(planned.lastIndexOf(true), 'no plan is in force after the fork').toBe(12);
  });

  it('numbers its requests on, and ends those that were out', async () => {
    const before = [...periodic.own('/ledger')].filter(({ tick }) => tick < 2);
    expect(before.map(({ state }) => state)).toEqual(['dispatched']);
    const fork = await forked(periodic, wish(2, 'always', 0));
    const ledger = [...fork.own('/ledger')];
    expect(ledger.find(({ state }) => state === 'cancelled')).toMatchObject({ tick: 2, id: 0 });
    expect(ledger.filter(({ state, tick }) => state === 'dispatched' && tick >= 2).map(({ id }) => id)[0]).toBe(1);
    expect(await verified(fork)).toMatchObject({ kind: 'identical' });
  });

  it('may need models that the run which it left did without', async () => {
    const fork = await forked(oracle, wish(6, 'dual'));
    expect(oracle.header.models).toEqual({});
    expect(Object.keys(fork.header.models)).toEqual(['linear']);
    expect(await verified(fork)).toMatchObject({ kind: 'identical' });
    await expect(forkArmRecord(oracle, wish(6, 'dual'), null, ENGINE)).rejects.toThrow(
      /arm dual: expected Hume's models, found none/,
    );
    const back = await forked(periodic, wish(6, 'oracle'));
    expect(await verified(back)).toMatchObject({ kind: 'identical' });
  });

  it('names the number that was changed in either part', async () => {
    const fork = await forked(periodic, wish(12, 'fast'));
    for (const changed of [5, 20]) {
      const state = (tick: number, values: Float64Array): Float64Array =>
        tick === changed ? values.map((x, i) => (i === 40 ? x + 1 : x)) : values;
      const found = await verified(openRecord(rewriteRecord(fork, { state }), 'forged.mcap')).catch(String);
      expect(found).toMatchObject({ kind: 'value', tick: changed });
    }
  });

  it('is refused where there is nothing to fork', async () => {
    const fork = await forked(periodic, wish(12, 'fast'));
    const refused = (record: EpisodeRecord, tick: number, engine = ENGINE): Promise<string> =>
      forkArmRecord(record, wish(tick, 'fast'), linearHume(), engine).then(() => 'done', String);
    expect(await refused(fork, 3)).toContain('is a fork itself');
    expect(await refused(periodic, 30)).toContain('give a whole number from 0 to 29');
    expect(() => checkForkable(periodic, null, ENGINE)).toThrow(
      "periodic.mcap: is a record of the arm, and only those of driving are forked here; fork it with 'twotempo replay",
    );
    expect(await refused(periodic, 3, '9.9.9')).toContain('was made with Twotempo 0.1.0, and this is 9.9.9');
  });
});
