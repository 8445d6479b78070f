import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildMap } from '../../../sim/driving/map/build-map.ts';
import { scoreEpisode } from '../../../sim/driving/metrics/score-episode.ts';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import { csvOf } from '../../../scenarios/records/export-csv.ts';
import { layoutOf } from '../../../scenarios/records/layout-of.ts';
import { logOfRecord } from '../../../scenarios/records/log-of-record.ts';
import { modernise } from '../../../scenarios/records/modernise.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { specOf } from '../../../scenarios/records/recorded-setup.ts';
import { resimulate, setupOf } from '../../../scenarios/records/replay-episode.ts';
import { resimulateLive } from '../../../scenarios/records/replay-live-record.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { tracksOfRecord } from '../../../scenarios/records/tracks.ts';
import { verifyRecord, type Resimulation } from '../../../scenarios/records/verify.ts';

/** What the version that wrote them said of them: test/fixtures/records/README.md. */
const WRITTEN = [
  {
    ...{ version: 1, clock: 'virtual', ticks: 90, outcome: 'timeout' },
    digest: '04883a7770779b7539e86b7ade707f6de8f347b2ef8166b675fdd01df794e9dd',
    csv: '05b3ce7e648f20e4d9edd4a6bca7b677cd91dd7bc34a63a57d57befb6ae8090f',
  },
  {
    ...{ version: 2, clock: 'live', ticks: 90, outcome: 'running' },
    digest: '5c0e123f2d4736e44f2d99a8be814e84691d309764b602ccc328a7dc41959aa5',
    csv: '01b834ca1600cdfff4e940c17e04f5e6e5392d47961ebfd4581a6f6fea6c299e',
  },
] as const;

function bytesOf(version: number): Uint8Array {
  return gunzipSync(readFileSync(new URL(`../../fixtures/records/format-${version}.mcap.gz`, import.meta.url)));
}

function again(record: EpisodeRecord): Resimulation {
  if (record.live !== null) return resimulateLive(record, record.live, null, '0.1.0');
  return resimulate(record, setupOf(record, null, '0.1.0'));
}

describe.each(WRITTEN)('a record of format $version', ({ version, clock, ticks, outcome, digest, csv }) => {
  const bytes = bytesOf(version);
  const record = readRecord(bytes, 'old.mcap');

  it('reads as one of the present format', () => {
    expect(record.header).toMatchObject({ formatVersion: 3, clock, engineVersion: '0.1.0' });
    expect(record.end).toMatchObject({ ticks, outcome, digest });
    expect(record.live === null).toBe(clock === 'virtual');
  });

  it('shows the same table as the version that wrote it did', () => {
    const hash = createHash('sha256');
    for (const text of csvOf(record)) hash.update(text);
    expect(hash.digest('hex')).toBe(csv);
  });

  it('has tracks and a log, which can be scored', () => {
    const tracks = tracksOfRecord(record);
    expect(tracks.count).toBe(ticks + 1);
    expect(tracks.ids[0]).toBe('ego');
    expect(tracks.end).toBe(outcome);
    const log = logOfRecord(record);
    expect(Array.from(log.x).slice(0, log.actors.length)).toEqual([...tracks.x.subarray(0, log.actors.length)]);
    const spec = specOf(record);
    const task = {
      ...{ desiredSpeedMps: spec.ego.desiredSpeedMps, startS: spec.ego.s, goalS: spec.ego.goalS },
      ...{ timeLimitS: spec.timeLimitS, speedLimitMps: spec.map.speedLimitMps },
    };
    expect(scoreEpisode(log, buildMap(spec.map), task)).toHaveProperty('routeCompletion');
  });

  it('has the layout that the engine of its version has', () => {
    // As long as this is that engine's layout: a later one keeps the others of these tests, not this.
    expect(record.header.layout).toEqual(layoutOf(specOf(record)));
  });

  it('repeats bit for bit', async () => {
    expect(await verifyRecord(record, again(record))).toEqual({ kind: 'identical', ticks, digest });
  });

  it('is written again in the present format, with all its messages', async () => {
    const rewritten = readRecord(rewriteRecord(record, {}), 'new.mcap');
    expect(rewritten.messages.map(({ topic, data }) => [topic, data.length])).toEqual(
      record.messages.map(({ topic, data }) => [topic, data.length]),
    );
    expect(await verifyRecord(rewritten, again(rewritten))).toEqual({ kind: 'identical', ticks, digest });
  });

  it('is readable up to a cut', async () => {
    const cut = openRecord(bytes.subarray(0, bytes.length - 1), 'cut.mcap');
    expect(cut.cut).toMatchObject({ lostEnd: false, lostTicks: 0 });
    const earlier = bytes.subarray(0, Math.round(bytes.length * 0.5));
    // The chunks of a live run ended with its flushes; in virtual time there was one for all.
    if (version === 2) expect(openRecord(earlier, 'cut.mcap').cut?.lostTicks).toBeGreaterThan(0);
    else expect(() => openRecord(earlier, 'cut.mcap')).toThrow(/was cut off before its first state/);
  });
});

describe('modernise', () => {
  const header = (fields: Record<string, string>) => new Map([['twotempo', new Map(Object.entries(fields))]]);

  it('leaves what is no old record as it is', () => {
    const other = new Map([['something', new Map([['formatVersion', '1']])]]);
    expect(modernise(other)).toEqual(other);
    for (const formatVersion of ['3', '4', 'x'])
      expect(modernise(header({ formatVersion }))).toEqual(header({ formatVersion }));
  });

  it('does not guess the layout of an engine that it does not know', () => {
    const old = readRecord(bytesOf(1), 'old.mcap');
    const fields = { formatVersion: '1', engineVersion: '0.0.7', spec: JSON.stringify(old.header.spec) };
    expect(modernise(header(fields)).get('twotempo')?.get('layout')).toBe('null');
    expect(
      modernise(header({ ...fields, engineVersion: '0.1.0' }))
        .get('twotempo')
        ?.get('layout'),
    ).not.toBe('null');
    expect(
      modernise(header({ ...fields, engineVersion: '0.1.0', spec: '{' }))
        .get('twotempo')
        ?.get('layout'),
    ).toBe('null');
    const unknown = readRecord(rewriteRecord(old, { header: { engineVersion: '0.0.7', layout: null } }), 'old.mcap');
    for (const show of [() => tracksOfRecord(unknown), () => logOfRecord(unknown), () => [...csvOf(unknown)]]) {
      expect(show).toThrow(RecordProblem);
      expect(show).toThrow('old.mcap: holds states whose layout is not known to this version; use Twotempo 0.0.7');
    }
  });
});
