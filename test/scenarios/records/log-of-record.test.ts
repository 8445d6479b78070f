import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EpisodeLog, HandOver } from '../../../sim/driving/metrics/episode-log.ts';
import { nameState, saveState } from '../../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../../sim/kernel/state-io.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { csvOf } from '../../../scenarios/records/export-csv.ts';
import { endOf, EpisodeRecorder, headerOf } from '../../../scenarios/records/episode-recorder.ts';
import { decodeHandOver, encodeHandOver, HandOverError } from '../../../scenarios/records/hand-over-messages.ts';
import { layoutOf } from '../../../scenarios/records/layout-of.ts';
import { logOfRecord } from '../../../scenarios/records/log-of-record.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordWriter } from '../../../scenarios/records/record-writer.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { scoresOfRecord } from '../../../scenarios/records/scores-of-record.ts';
import type { StateLayout } from '../../../scenarios/records/state-layout.ts';
import { tracksOfRecord } from '../../../scenarios/records/tracks.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { Episode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import type { EpisodeJob } from '../../../scenarios/runner/job.ts';
import { recordLive } from './live-runs.ts';

interface Recorded {
  readonly record: EpisodeRecord;
  readonly log: EpisodeLog;
  readonly result: EpisodeResult;
}

/** An episode that is recorded as it runs, with the log that was taken of it. */
async function recorded(scenario: string, arm: EpisodeJob['arm'], timeLimitS = 3): Promise<Recorded> {
  const spec = { ...resolveScenario(libraryScenario(scenario), 'log'), timeLimitS };
  const job = {
    suite: 'test',
    split: 'test',
    scenario,
    seed: 0,
    arm,
    latency: { kind: 'fixed', ms: 200 },
    planner: null,
  } as const;
  const setup: EpisodeSetup = { job, spec, episodeSeed: 'log', model: null, engineVersion: '0.1.0' };
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, headerOf(setup, null));
  const recorder = new EpisodeRecorder(writer);
  const episode = new Episode({ ...setup, observers: [recorder.observer] });
  recorder.begin(episode);
  for (let running = true; running;) {
    running = await episode.tick();
    await recorder.ticked(episode);
  }
  const result = episode.finish(0);
  writer.close(endOf(result));
  return { record: readRecord(sink.bytes(), `${scenario}.mcap`), log: episode.log, result };
}

async function recordedLive(): Promise<Recorded> {
  const run = await recordLive(null, { ticks: 200 });
  return { record: readRecord(run.bytes, 'live.mcap'), log: run.episode.log, result: run.result };
}

const EPISODES: readonly [string, () => Promise<Recorded>][] = [
  ['a cut-in', () => recorded('cut-in/tail', 'dual')],
  ['a pedestrian', () => recorded('pedestrian/tail', 'always')],
  ['a collision', () => recorded('lane-keeping/tail', 'fast', 6)],
  ['a live run with a person in it', recordedLive],
];

describe.each(EPISODES)('the record of %s', (_name, make) => {
  let made: Recorded;
  beforeAll(async () => {
    made = await make();
  });

  it('gives the log that was taken while it ran, bit for bit', () => {
    const [ours, theirs] = [logOfRecord(made.record), made.log].map((log) => log as EpisodeLog & Stateful);
    expect(nameState(ours)).toEqual(nameState(theirs));
    expect([...saveState(ours)]).toEqual([...saveState(theirs)]);
    expect(ours.actors).toEqual(theirs.actors);
    expect(ours.controlDt).toBe(theirs.controlDt);
  });

  it('gives the scores of its result', () => {
    expect(Object.keys(made.result.scores ?? {}).length).toBeGreaterThan(10);
    const { scores, differing } = scoresOfRecord(made.record);
    expect(differing).toEqual([]);
    expect(scores).toEqual(made.result.scores);
    const forged = {
      ...made.result,
      scores: { ...made.result.scores, routeCompletion: { value: 2, n: 1, valid: true } },
    };
    const other = rewriteRecord(made.record, { end: { result: JSON.parse(JSON.stringify(forged)) as null } });
    expect(scoresOfRecord(readRecord(other, 'x')).differing).toEqual(['routeCompletion']);
    expect(scoresOfRecord(readRecord(rewriteRecord(made.record, { end: { result: null } }), 'x')).differing).toBeNull();
  });

  it('gives tracks that agree with the log', () => {
    const { record, log } = made;
    const tracks = tracksOfRecord(record);
    expect(tracks.ids).toEqual(log.actors.map(({ id }) => id));
    expect(tracks.kinds).toEqual(log.actors.map(({ kind }) => kind));
    expect([...tracks.lengthM]).toEqual(log.actors.map(({ lengthM }) => lengthM));
    expect(tracks.count).toBe(made.result.ticks + 1);
    expect(tracks.end).toBe(log.end);
    expect(tracks.collision?.row ?? null).toBe(log.collision?.actor ?? null);
    expect(tracks.collision?.impactSpeedMps ?? null).toBe(made.result.outcome.impactSpeedMps);
    const rows = log.actors.length;
    for (const column of ['x', 'y', 'heading', 'speed'] as const) {
      for (let k = 0; k < log.count; k++) {
        for (let i = 0; i < rows; i++)
          expect(tracks[column][log.tick[k] * rows + i], `${column} of row ${i}`).toBe(log[column][k * rows + i]);
      }
    }
  });
});

describe('the record of a newer engine', () => {
  it('shows the same, whatever its states hold more and wherever', async () => {
    const { record, result } = await recorded('cut-in/tail', 'dual');
    const { layout } = record.header;
    // Its states begin with three new numbers and have two columns more between those of the table.
    const more = (values: Float64Array): Float64Array => {
      const at = (layout?.columns.speed ?? 0) - 1;
      return Float64Array.of(7, NaN, 7, ...values.subarray(0, at), 8, 8, ...values.subarray(at));
    };
    const moved = (place: number): number => place + 3 + (place >= (layout?.columns.speed ?? 0) - 1 ? 2 : 0);
    const each = <K extends string>(places: Record<K, number>): Record<K, number> =>
      Object.fromEntries(Object.entries<number>(places).map(([key, place]) => [key, moved(place)])) as Record<
        K,
        number
      >;
    const newer: StateLayout = { ...layout!, columns: each(layout!.columns), numbers: each(layout!.numbers) };
    const bytes = rewriteRecord(record, {
      header: { engineVersion: '9.2.0', layout: newer },
      state: (_tick, values) => more(values),
    });
    const found = readRecord(bytes, 'newer.mcap');
    expect(tracksOfRecord(found)).toEqual(tracksOfRecord(record));
    expect([...saveState(logOfRecord(found) as EpisodeLog & Stateful)]).toEqual([
      ...saveState(logOfRecord(record) as EpisodeLog & Stateful),
    ]);
    expect([...csvOf(found)].join('')).toBe([...csvOf(record)].join(''));
    expect(scoresOfRecord(found).scores).toEqual(result.scores);
  });

  it('names what it has no word for, and the version that has', async () => {
    const { record } = await recorded('debris/tail', 'fast');
    const layout = record.header.layout!;
    const with_ = (changes: Partial<StateLayout>): EpisodeRecord =>
      readRecord(
        rewriteRecord(record, { header: { engineVersion: '9.2.0', layout: { ...layout, ...changes } } }),
        'x.mcap',
      );
    const tram = with_({ actors: layout.actors.map((actor, i) => (i === 1 ? { ...actor, kind: 'tram' } : actor)) });
    expect(tracksOfRecord(tram).kinds[1]).toBe('tram');
    expect(() => logOfRecord(tram)).toThrow(
      "x.mcap: holds an actor of the kind 'tram', which this version does not know; use Twotempo 9.2.0, which made it.",
    );
    expect(() => logOfRecord(with_({ ends: layout.ends.map((end) => (end === 'running' ? 'waiting' : end)) }))).toThrow(
      "holds an end of the kind 'waiting'",
    );
    expect(() => tracksOfRecord(with_({ ends: [] as string[] }))).toThrow(/ends/);
    const far = { ...layout.numbers, end: 1e9 };
    expect(() => tracksOfRecord(with_({ numbers: far }))).toThrow(
      /holds a state of \d+ numbers, too few for its layout/,
    );
    expect(() => tracksOfRecord(with_({ numbers: { ...layout.numbers, end: layout.columns.x } }))).toThrow(
      /holds a state whose end is \S+, which its layout does not name/,
    );
  });
});

describe('the layout of the states', () => {
  it('is the same for every seed, and names each number once', async () => {
    const { record } = await recorded('debris/tail', 'fast');
    const layout = record.header.layout!;
    const spec = { ...resolveScenario(libraryScenario('debris/tail'), 'log'), timeLimitS: 3 };
    expect(layoutOf(spec)).toEqual(layout);
    const rows = layout.actors.length;
    const places = [
      ...Object.values(layout.numbers),
      ...Object.values(layout.columns).flatMap((at) => Array.from({ length: rows }, (_, i) => at + i)),
    ];
    expect(new Set(places).size).toBe(places.length);
  });
});

describe('a hand-over as a message', () => {
  it('decodes to the same bits', () => {
    const numbers = (length: number) => fc.float64Array({ minLength: length, maxLength: length });
    const handOvers = fc.nat(30).chain((count) =>
      fc.record({
        tick: fc.nat(),
        from: fc.string(),
        to: fc.string({ unit: 'grapheme' }),
        before: fc.record({ acceleration: numbers(count), yawRate: numbers(count) }),
        after: fc.record({ acceleration: numbers(count), yawRate: numbers(count) }),
      }),
    );
    fc.assert(
      fc.property(handOvers, (handOver: HandOver) => {
        expect(decodeHandOver(encodeHandOver(handOver))).toEqual(handOver);
      }),
    );
  });

  it('is refused where it is anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeHandOver(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(HandOverError);
        }
      }),
    );
    const motion = { acceleration: [1], yawRate: [2] };
    const bytes = encodeHandOver({ tick: 3, from: 'fast', to: 'plan', before: motion, after: motion });
    expect(() => decodeHandOver(bytes.subarray(1))).toThrow(HandOverError);
    expect(() => decodeHandOver(bytes.subarray(0, -1))).toThrow('of tick 3 does not hold what its header says');
  });
});
