import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { liveInputsOf } from '../../../scenarios/records/live-inputs.ts';
import { decodeArrival, encodeArrival, encodeOutputs } from '../../../scenarios/records/live-messages.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { readRecord, type EpisodeRecord, type RawMessage } from '../../../scenarios/records/record-reader.ts';
import { resimulateLive } from '../../../scenarios/records/replay-live-record.ts';
import { rewriteRecord, type RecordChanges } from '../../../scenarios/records/rewrite-record.ts';
import { verifyRecord, type Verification } from '../../../scenarios/records/verify.ts';
import type { LoadedModel } from '../../../scenarios/runner/driving-system.ts';
import { ENGINE, recordLive, shippedModel } from './live-runs.ts';

let model: LoadedModel;
let record: EpisodeRecord;
beforeAll(async () => {
  model = await shippedModel();
  record = readRecord((await recordLive(model, { ticks: 90 })).bytes, 'live.mcap');
});

function verify(of: EpisodeRecord): Promise<Verification> {
  return verifyRecord(of, resimulateLive(of, of.live!, model, ENGINE));
}

function changed(changes: RecordChanges): EpisodeRecord {
  return readRecord(rewriteRecord(record, changes), 'x.mcap');
}

/** The record with another n-th message on a topic. */
function forged(topic: string, n: number, forge: (data: Uint8Array) => Uint8Array): EpisodeRecord {
  const data = (message: RawMessage): Uint8Array =>
    message.topic === topic && message.sequence === n ? forge(message.data.slice()) : message.data;
  return changed({ data });
}

function forgedJson(topic: string, n: number, forge: (text: string) => string): EpisodeRecord {
  return forged(topic, n, (data) => {
    const before = new TextDecoder().decode(data);
    const after = forge(before);
    expect(after).not.toBe(before);
    return new TextEncoder().encode(after);
  });
}

/** What `replay --verify` makes of it: a sentence where the record cannot be used, else what it found. */
async function judged(of: () => EpisodeRecord): Promise<Verification | string> {
  try {
    return await verify(of());
  } catch (error) {
    expect(error).toBeInstanceOf(RecordProblem);
    expect((error as RecordProblem).message).toMatch(/^x\.mcap: [^\n]+; [^\n]+\.$/);
    return (error as RecordProblem).message;
  }
}

/** The n-th arrival that is a plan. */
function nthPlan(n: number): number {
  const plans = record.of('/arrivals').filter(({ data }) => decodeArrival(data).kind === 'plan');
  return plans[n].sequence;
}

describe('a forged live run is found', () => {
  it('unless nothing was forged', async () => {
    expect(await judged(() => changed({}))).toMatchObject({ kind: 'identical', ticks: 90 });
  });

  it('with one bit of a plan', async () => {
    const sequence = nthPlan(1);
    const arrival = decodeArrival(record.of('/arrivals')[sequence].data);
    const found = await judged(() =>
      forged('/arrivals', sequence, (data) => {
        // The lowest bit of the number before the last arrays, which the plan copies into the state.
        data[data.length - 8] ^= 1;
        return data;
      }),
    );
    expect(found).toMatchObject({ kind: 'value', tick: arrival.deliveredTick + 1, entity: 'plan' });
  });

  it('with a plan that came a tick later, or for another request', async () => {
    const sequence = nthPlan(0);
    const { deliveredTick } = decodeArrival(record.of('/arrivals')[sequence].data);
    const later = forged('/arrivals', sequence, (data) => {
      new DataView(data.buffer).setUint32(8, deliveredTick + 1, true);
      return data;
    });
    expect(await verify(later)).toMatchObject({ kind: 'value', tick: deliveredTick + 1 });
    const other = forged('/arrivals', sequence, (data) => {
      new DataView(data.buffer).setUint32(4, 4000, true);
      return data;
    });
    expect(await verify(other)).toMatchObject({ kind: 'value', tick: deliveredTick + 1 });
  });

  it('with one bit of the outputs of the GPU', async () => {
    const found = await judged(() =>
      forged('/outputs', 20, (data) => {
        // Of the first logit, which every decision depends on; some other outputs do not come into it.
        data[6] ^= 1;
        return data;
      }),
    );
    const tick = new DataView(record.of('/outputs')[20].data.slice().buffer).getUint32(0, true);
    expect(found).toMatchObject({ kind: 'value', tick: tick + 1, entity: 'decision' });
  });

  it('with an intervention changed, moved or left out', async () => {
    const push = 6;
    const weaker = forgedJson('/interventions', push, (text) => text.replace('0.5', '0.25'));
    expect(await verify(weaker)).toMatchObject({ kind: 'value', tick: 61 });
    const moved = forgedJson('/interventions', push, (text) => text.replace('"tick":60', '"tick":59'));
    expect(await verify(moved)).toMatchObject({ kind: 'value', tick: 60 });
    expect(await verify(changed({ without: ['/interventions'] }))).toMatchObject({ kind: 'value', tick: 1 });
  });

  it('with a miss made up or hidden', async () => {
    const made = forgedJson('/policy', 30, (text) => text.replace('"missed":false', '"missed":true'));
    expect(await verify(made)).toMatchObject({ kind: 'value', tick: 31 });
    const hidden = forgedJson('/policy', 12, (text) => text.replace('"missed":true', '"missed":false'));
    expect(await verify(hidden)).toMatchObject({ kind: 'value', tick: 13 });
  });

  it('with other parts at the start', async () => {
    const { components } = record.live!;
    const gate = changed({ live: { components: { ...components, gate: 'none' } } });
    expect(await verify(gate)).toMatchObject({ kind: 'value', tick: 0, entity: 'gate' });
    expect(await verify(changed({ live: { expectedMs: 101 } }))).toMatchObject({ kind: 'value', tick: 0 });
  });
});

describe('a live record that cannot be used', () => {
  it('says what is wrong with a message', async () => {
    expect(await judged(() => forged('/arrivals', 0, (data) => data.subarray(0, 9)))).toMatch(
      /is damaged: a message on \/arrivals has 9 bytes, fewer than its header/,
    );
    const kind = (data: Uint8Array): Uint8Array => data.fill(9, 0, 1);
    expect(await judged(() => forged('/arrivals', 0, kind))).toMatch(/about request 0 is of an unknown kind/);
    expect(await judged(() => forged('/arrivals', nthPlan(0), (data) => data.subarray(0, -8)))).toMatch(
      /holds no plan of this version/,
    );
    const twice = encodeArrival({ kind: 'timed-out', requestId: 0, deliveredTick: 3 });
    expect(await judged(() => forged('/arrivals', 1, () => twice))).toMatch(/holds two results of request 0/);
    expect(await judged(() => forged('/outputs', 0, (data) => data.subarray(0, 7)))).toMatch(
      /a message on \/outputs has 7 bytes/,
    );
    expect(await judged(() => forged('/outputs', 0, () => encodeOutputs(0, new Float32Array(3))))).toMatch(
      /holds 3 outputs of the network for tick 0, but its model gives \d+/,
    );
    expect(await judged(() => forged('/outputs', 0, () => encodeOutputs(90, new Float32Array(3))))).toMatch(
      /holds a message on \/outputs of tick 90, but ends after 90 ticks/,
    );
    expect(await judged(() => forgedJson('/interventions', 0, (text) => text.replace('brake', 'break')))).toMatch(
      /holds a message on \/interventions that does not fit its schema/,
    );
    expect(await judged(() => forgedJson('/interventions', 6, (text) => text.replace('left"', 'nobody"')))).toMatch(
      /cannot be repeated after tick 60: There is nobody called "nobody"/,
    );
  });

  it('says what this version does not know', async () => {
    expect(await judged(() => changed({ header: { arm: 'lively' } }))).toMatch(/the live arm 'lively'/);
    expect(await judged(() => changed({ header: { settings: {} } }))).toMatch(/tuned constants of the arms/);
    expect(await judged(() => changed({ header: { spec: 3 } }))).toMatch(/holds an episode that cannot be used/);
    expect(() => resimulateLive(record, record.live!, null, ENGINE)).toThrow(/and there is no model here/);
    const components = { ...record.live!.components, gate: 'sometimes' as 'none' };
    expect(await judged(() => changed({ live: { components } }))).toMatch(
      /has metadata 'twotempo\/live' that cannot be used: components.gate/,
    );
  });

  it('never fails otherwise, whatever its live parts hold', async () => {
    const topic = fc.constantFrom('/arrivals', '/outputs', '/interventions', '/policy');
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        topic,
        fc.nat(8),
        flips,
        fc.option(fc.uint8Array({ maxLength: 40 })),
        async (on, n, bits, noise) => {
          const found = await judged(() =>
            forged(on, n, (data) => {
              if (noise !== null) return noise;
              for (const [at, bit] of bits) data[at % data.length] ^= 1 << bit;
              return data;
            }),
          );
          expect(typeof found === 'string' || found.kind).toBeTruthy();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('holds inputs that decode to themselves', () => {
    for (const { data } of record.of('/arrivals')) expect([...encodeArrival(decodeArrival(data))]).toEqual([...data]);
    const { outputs } = liveInputsOf(record, record.live!);
    expect([...outputs].map(([tick, values]) => [...encodeOutputs(tick, values)])).toEqual(
      record.of('/outputs').map(({ data }) => [...data]),
    );
  });
});
