import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArmFrameStore } from '../../../scenarios/arm-frames/arm-frame-store.ts';
import { divergenceOf } from '../../../scenarios/clips/clip-builder.ts';
import { tickDistribution } from '../../../scenarios/results/tick-distribution.ts';
import { choiceOf, draftFaults, firstDraft, tickAt } from '../../../renderer/compare/fork-draft.ts';
import { pairingOf, runNames } from '../../../renderer/compare/pairing.ts';
import { inUnion, spreadOf, statisticsOf } from '../../../renderer/compare/run-statistics.ts';
import { statisticsGroups, statisticsNotes } from '../../../renderer/compare/statistics-rows.ts';
import { crash, episode } from '../../scenarios/results/episodes.ts';
import { episode as lifting } from '../../sim/robotics/arm-episode.ts';
import { request, smallClip } from '../replay/small-clip.ts';
import { openedRecord } from './opened.ts';

const NBSP = '\u00a0';
const hit = { end: 'collision', collisionWith: 'actor/cutter', impactSpeedMps: 7 };
const crashed = openedRecord(1, { arm: 'fast' }, { result: crash(), clip: smallClip({ arm: 'fast', outcome: hit }) });
const arrived = openedRecord(2, {}, { result: episode({ meanSpeedMps: 18.5, minTtcS: null }), clip: smallClip() });

const rowsOf = (records: Parameters<typeof statisticsGroups>[0]) =>
  new Map(statisticsGroups(records).flatMap(({ title, rows }) => rows.map((row) => [`${title}: ${row.name}`, row])));

describe('statistics beside a replay', () => {
  it('sets two runs side by side, with differences where both have a number', () => {
    const rows = rowsOf([crashed, arrived]);
    expect(rows.get('Collision and drive: Outcome')?.values).toEqual(['collision', 'goal reached']);
    expect(rows.get('Collision and drive: With whom')?.values).toEqual(['cutter', '–']);
    expect(rows.get('Collision and drive: At fault')?.values).toEqual(['yes', '–']);
    const lateral = { ...crash(), outcome: { ...crash().outcome, collisionKind: 'active-lateral' } } as const;
    const kind = rowsOf([{ ...crashed, result: lateral }]).get('Collision and drive: How it hit');
    expect(kind?.values).toEqual(['at its side']);
    // Its records name a latency, which no planner had.
    expect(rows.get('Planner: Latency')?.values).toEqual(['no planner', `modelled, 200${NBSP}ms`]);
    expect(rows.get('Collision and drive: Mean speed')).toMatchObject({
      values: [`20.0${NBSP}m/s`, `18.5${NBSP}m/s`],
      difference: `−1.5${NBSP}m/s`,
    });
    expect(rows.get('Collision and drive: Progress')?.difference).toBe(`+60.0${NBSP}points`);
    const ttc = rows.get('Collision and drive: Least time to collision');
    expect([ttc?.values, ttc?.difference]).toEqual([[`2.50${NBSP}s`, '–'], '']);
  });

  it('has no column of differences for one run, and no lines of what did not happen', () => {
    const rows = rowsOf([arrived]);
    expect([...rows.values()].every(({ values, difference }) => values.length === 1 && difference === '')).toBe(true);
    expect(rows.has('Collision and drive: Impact speed')).toBe(false);
    expect(rows.has('Planner: timed out')).toBe(false);
  });

  it('tells n of a distribution, and none without any', () => {
    const plannerLatencyMs = tickDistribution([200, 200, 300], 0.1);
    const asked = { ...arrived, result: episode({ plannerLatencyMs }) };
    const rows = rowsOf([crashed, asked]);
    expect(rows.get('Latency of the planner: p50 (median)')).toMatchObject({
      ...{ values: ['–', `200${NBSP}ms`], difference: '' },
    });
    expect(rows.get('Latency of the planner: max')?.values).toEqual(['–', `300${NBSP}ms`]);
    expect(rows.get('Latency of the planner: n')?.values).toEqual(['0', '3']);
    expect([...rows.keys()].some((name) => name.startsWith('Trigger to effect'))).toBe(false);
  });

  it('has the scores of an arm where both are of one', () => {
    const score = (value: number) => ({ value, n: 1, valid: true });
    const drops = (value: number) => ({
      'arm-drops': score(value),
      'arm-success': score(1),
      'arm-hand-path': score(0.5),
    });
    const store = new ArmFrameStore(lifting(), 1);
    store.add(-1);
    const armRecord = (id: number, dropped: number) => ({
      ...openedRecord(id, {}, { result: episode({ scores: drops(dropped), progress: 0.4 }) }),
      table: store.finish(),
    });
    const rows = rowsOf([armRecord(1, 0), armRecord(2, 2)]);
    expect(rows.get('Collision and task: Drops')).toMatchObject({ values: ['0', '2'], difference: '+2' });
    expect(rows.get('Collision and task: Path of the hand')?.values[0]).toBe(`50.0${NBSP}cm`);
    expect(rows.get('Collision and task: Progress')?.values[0]).toBe(`40.0${NBSP}%`);
    expect(rows.has('Collision and task: Peak contact force'), 'what neither has').toBe(false);
    expect([...rows.keys()].some((name) => name.includes('Least time to collision'))).toBe(false);
  });

  it('counts of a clip what there is where a record was cut short', () => {
    const clip = smallClip({
      requests: [
        request(1, 0, 0.2, { used: { fromS: 0.3, toS: 0.6 } }),
        request(2, 0.1, 0.4),
        request(3, 0.8, 1, { state: 'expired' }),
        request(4, 1.1, 1.2, { state: 'cancelled' }),
      ],
      outcome: { end: 'running', collisionWith: null, impactSpeedMps: null },
    });
    expect(statisticsOf(openedRecord(1, {}, { clip }))).toMatchObject({
      ...{ fromResult: false, calls: 4, accepted: 2, unused: 1, expired: 1, cancelled: 1, failed: 0 },
      ...{ collided: false, minTtcS: null, durationS: 1.2 },
      duty: expect.closeTo(0.7 / 1.2) as number,
      latencyMs: { n: 3, p50: expect.closeTo(200) as number, max: expect.closeTo(300) as number },
      // When they came into force, whenever they were used.
      ageAtArrivalMs: { n: 2, p50: expect.closeTo(200) as number, max: expect.closeTo(300) as number },
    });
    expect(statisticsNotes([openedRecord(1, {}, { clip })]).join(' ')).toContain('It was cut short');
  });

  it('claims no rate, and says of a fork from where on it is its own', () => {
    const fork = openedRecord(3, { arm: 'always', fork: { tick: 4, arm: 'dual', digest: '' } }, { result: episode() });
    const [first, ofFork] = statisticsNotes([arrived, fork]);
    expect(first).toContain('One pair of episodes: what happened here, not a rate.');
    expect(ofFork).toContain(`up to 0.40${NBSP}s it is dual as recorded`);
    expect(ofFork).toMatch(/all about the planner of what follows the fork.*no sample/);
  });

  it('takes of a fork what its own arm asked for, over the time that it drove', () => {
    const result = episode({ ticks: 12, planner: { ...episode().planner, calls: 1, inFlightTicks: 2 } });
    const clip = smallClip({ requests: [request(0, 0.3, 0.4), request(1, 0.4, 0.6)] });
    const fork = { tick: 4, arm: 'dual', digest: '' };
    for (const changes of [{ result, clip }, { clip }]) {
      expect(statisticsOf(openedRecord(1, { fork }, changes))).toMatchObject({
        ...{ calls: 1, unused: 1, duty: expect.closeTo(2 / 8) as number },
      });
    }
    expect(statisticsOf(openedRecord(1, {}, { result, clip }))).toMatchObject({ unused: 2, duty: 2 / 12 });
  });

  it('never calls the latency of a live run measured: it is the set one at least', () => {
    const live = openedRecord(1, { clock: 'live', latencyName: 'measured' }, { result: episode() });
    expect(rowsOf([live, arrived]).get('Planner: Latency')?.values).toEqual([
      'live: as set, or longer',
      `modelled, 200${NBSP}ms`,
    ]);
  });

  it('takes quantiles as the results do', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 }), (ticks) => {
        const values = ticks.map((tick) => tick * 100);
        const { n, p50, p95, max } = tickDistribution(values, 0.1);
        expect(spreadOf(values)).toEqual({ n, p50, p95, max });
      }),
    );
  });

  it('measures what intervals cover together, as counting does', () => {
    const interval = fc.tuple(fc.nat(50), fc.nat(20)).map(([from, length]): [number, number] => [from, from + length]);
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (intervals) => {
        const units = Array.from({ length: 80 }, (_, at) => intervals.some(([from, to]) => from <= at && at < to));
        expect(inUnion(intervals)).toBe(units.filter(Boolean).length);
      }),
    );
  });
});

describe('two records together', () => {
  const world = (...hashes: number[]) => ({ worldHashes: Uint32Array.from(hashes) });

  it('are a pair where scenario, seed and split are the same, with the exact tick at which they part', () => {
    const [a, b] = [openedRecord(1, {}, world(5, 6, 7, 8)), openedRecord(2, { arm: 'fast' }, world(5, 6, 9, 8))];
    expect(pairingOf(a, b)).toMatchObject({
      ...{ kind: 'pair', notes: [], pair: { nameA: 'dual', nameB: 'fast', divergence: { tick: 2 } } },
    });
    expect(pairingOf(a, b)).toMatchObject({ pair: { divergence: divergenceOf(a.worldHashes, b.worldHashes, 0.1) } });
    expect(pairingOf(a, { ...b, ...world(5, 6, 7, 8) })).toMatchObject({ pair: { divergence: null } });
  });

  it.each([{ seed: 4 }, { scenario: 'merge/tail' }, { split: 'val' }])('are not where %o differs', (facts) => {
    expect(pairingOf(openedRecord(1), openedRecord(2, facts)).kind).toBe('apart');
  });

  it('say what makes them less alike: version, start, clock', () => {
    const b = openedRecord(2, { engineVersion: '0.9.0', clock: 'live' }, world(4, 2, 3));
    const pairing = pairingOf(openedRecord(1), b);
    const notes = pairing.kind === 'pair' ? pairing.notes.join(' ') : '';
    for (const words of [
      'version 1.0.0, B by 0.9.0',
      'from the start on',
      'B is a live run: latencies are as set, or longer',
    ]) {
      expect(notes).toContain(words);
    }
  });

  it('have names that tell them apart', () => {
    const a = openedRecord(1);
    const late = openedRecord(2, { latencyName: 'fixed:800' });
    expect(runNames(a, late)).toEqual([`dual, 200${NBSP}ms`, `dual, 800${NBSP}ms`]);
    expect(runNames(a, openedRecord(3))).toEqual(['dual, record-1.mcap', 'dual, record-3.mcap']);
    const fork = openedRecord(4, { fork: { tick: 3, arm: 'dual', digest: '' } });
    expect(runNames(a, fork)).toEqual(['dual', `dual from 0.30${NBSP}s`]);
  });
});

describe('the dialog of a fork', () => {
  it('begins at the play head, within what can be forked', () => {
    const record = openedRecord(1);
    expect([0, 0.25, 0.3, 99].map((timeS) => tickAt(record, timeS))).toEqual([0, 2, 3, 11]);
    expect(firstDraft(record, 0.5)).toEqual({ tick: '5', arm: 'fast', asRecorded: false, ms: '200' });
    expect(firstDraft(openedRecord(1, { arm: 'aeb' }), 0).arm).toBe('dual');
  });

  it('refuses what is no tick or no latency, and passes on what is', () => {
    const record = openedRecord(1, { latency: { kind: 'lognormal', meanMs: 300, sdMs: 50 } });
    const draft = { tick: '11', arm: 'dual', asRecorded: false, ms: '0' } as const;
    expect(choiceOf(draft, record)).toEqual({ tick: 11, arm: 'dual', latency: { kind: 'fixed', ms: 0 } });
    expect(choiceOf({ ...draft, asRecorded: true, ms: '' }, record)?.latency).toEqual(record.facts.latency);
    for (const tick of ['12', '-1', '1.5', '']) expect(draftFaults({ ...draft, tick }, record)).toHaveProperty('tick');
    for (const ms of ['-1', '60001', '', 'x']) expect(choiceOf({ ...draft, ms }, record)).toBeNull();
  });
});
