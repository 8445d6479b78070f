import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { nameState } from '../../../sim/kernel/state-codec.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { rewriteRecord, type RecordChanges } from '../../../scenarios/records/rewrite-record.ts';
import { describeVerification, verifyRecord } from '../../../scenarios/records/verify.ts';
import { Tiny, TINY_TICKS, tinyAgain, tinyRecord } from './tiny.ts';

let record: EpisodeRecord;
beforeAll(() => {
  record = readRecord(tinyRecord(), 'tiny.mcap');
});

function changed(changes: RecordChanges): EpisodeRecord {
  return readRecord(rewriteRecord(record, changes), 'changed.mcap');
}

describe('verifyRecord', () => {
  it('finds the same episode identical, with its ticks and digest', async () => {
    const found = await verifyRecord(record, tinyAgain());
    expect(found).toEqual({ kind: 'identical', ticks: TINY_TICKS, digest: record.end.digest });
    expect(describeVerification(found)).toBe(`identical: 130 ticks, digest ${record.end.digest}`);
  });

  it('names the first changed number by tick, entity and field, with both values', async () => {
    const names = nameState(new Tiny());
    const places = fc.record({ tick: fc.nat(TINY_TICKS), number: fc.nat(names.length - 1), bit: fc.nat(51) });
    await fc.assert(
      fc.asyncProperty(places, async ({ tick, number, bit }) => {
        let before = NaN;
        let after = NaN;
        const other = changed({
          state: (at, values) => {
            if (at < tick) return values;
            const copy = values.slice();
            // Later states are wrong too, elsewhere: only the first counts.
            const index = at === tick ? number : 0;
            new Uint32Array(copy.buffer)[2 * index + (bit >> 5)] ^= 1 << (bit & 31);
            if (at === tick) [before, after] = [values[index], copy[index]];
            return copy;
          },
        });
        const found = await verifyRecord(other, tinyAgain());
        expect(found).toMatchObject({ kind: 'value', tick, recorded: after, simulated: before });
        if (found.kind === 'value' && names[number].includes('.'))
          expect(`${found.entity}.${found.field}`).toBe(names[number]);
      }),
      { numRuns: 20 },
    );
  });

  it('tells -0 from 0, and says so', async () => {
    const names = nameState(new Tiny());
    const rate = names.indexOf('pendulum/b.rate');
    const other = changed({
      state: (tick, values) => (tick === 0 ? values.map((x, i) => (i === rate ? -0 : x)) : values),
    });
    const found = await verifyRecord(other, tinyAgain());
    expect(describeVerification(found)).toBe(
      'diverges at tick 0: pendulum/b.rate is -0 in the record, 0 when simulated again',
    );
  });

  it('names a number that one of the two lacks', async () => {
    const other = changed({ state: (tick, values) => (tick === 5 ? values.slice(0, -1) : values) });
    const found = await verifyRecord(other, tinyAgain());
    expect(found).toMatchObject({
      kind: 'value',
      tick: 5,
      entity: 'note',
      field: 'text.length',
      recorded: null,
      simulated: 0,
    });
    expect(describeVerification(found)).toContain('note.text.length is missing in the record, 0 when');
  });

  it('finds an episode that ends earlier or later', async () => {
    const early = await verifyRecord(record, tinyAgain(TINY_TICKS - 3));
    expect(early).toEqual({ kind: 'length', recordedTicks: TINY_TICKS, simulatedTicks: TINY_TICKS - 3 });
    expect(describeVerification(early)).toContain(
      'ends after tick 130, and the episode simulated again after tick 127',
    );
    const late = await verifyRecord(record, tinyAgain(TINY_TICKS + 1));
    expect(late).toEqual({ kind: 'length', recordedTicks: TINY_TICKS, simulatedTicks: null });
    expect(describeVerification(late)).toContain('goes on');
  });

  it('finds a digest that does not belong to the states', async () => {
    const found = await verifyRecord(changed({ end: { digest: 'f00' } }), tinyAgain());
    expect(found).toEqual({ kind: 'digest', recorded: 'f00', simulated: record.end.digest });
    expect(describeVerification(found)).toContain('the digest is f00 in the record');
  });
});
