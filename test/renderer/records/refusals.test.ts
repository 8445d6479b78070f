import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { runEpisode } from '../../../scenarios/runner/episode.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import { ACTOR, ACTOR_STRIDE } from '../../../renderer/live/frame.ts';
import { RecordRefusal } from '../../../renderer/records/opened-record.ts';
import { createRecordOpener, nameOfFork } from '../../../renderer/records/record-opener.ts';
import { frameOf } from '../../../renderer/records/record-frames.ts';
import { MOST_RECORD_BYTES, refuseLength, refuseSize } from '../../../renderer/records/refusals.ts';
import { readForPage } from '../../../renderer/records/worker/read-record.ts';
import { asDriving } from './as-driving.ts';
import { setupOf } from '../../scenarios/runner/setups.ts';

const setup = setupOf('fast');
const short = { ...setup, spec: { ...setup.spec, timeLimitS: 0.4 } };
let bytes: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  bytes = await recordBytes(short, await runEpisode(short));
}, 60_000);

function read(content: BlobPart, name = 'x.mcap', engineVersion = setup.engineVersion): ReturnType<typeof asDriving> {
  const loadFacts = () => Promise.reject(new Error('the host answered 404'));
  return asDriving(readForPage(new Blob([content]), name, { engineVersion, loadFacts, progress: () => undefined }));
}

async function refusalOf(content: BlobPart, name?: string): Promise<{ message: string; tip: string | null }> {
  const error: unknown = await read(content, name).catch((reason: unknown) => reason);
  if (!(error instanceof RecordRefusal)) throw new Error(`expected a refusal, found ${String(error)}`);
  return { message: error.message, tip: error.tip };
}

describe('what is no record', () => {
  const other =
    "Open a record: the app saves them, and 'twotempo run --record' writes them, as files that end in .mcap.";

  it.each([
    ['photo.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0), 'photo.png is not an MCAP file.', other],
    ['cut-in.yaml', 'family: cut-in\n', 'cut-in.yaml is not an MCAP file.', other],
    ['page.html', '<!doctype html>', 'page.html is not an MCAP file.', other],
    ['none.mcap', '', 'none.mcap is empty.', 'Record the episode again or fetch the file again.'],
  ])('is refused with a sentence and a tip: %s', async (name, content, message, tip) => {
    expect(await refusalOf(content, name)).toEqual({ message, tip });
  });

  it('is told from newer, damaged, cut and foreign ones', async () => {
    const newer = rewriteRecord(openRecord(bytes, 'x'), {
      header: { formatVersion: 5 as 3, engineVersion: '2.5.0' },
    });
    expect(await refusalOf(newer, 'newer.mcap')).toEqual({
      message: 'newer.mcap has the record format 5, newer than 4, which this version reads.',
      tip: 'Use Twotempo 2.5.0 or later.',
    });
    expect(await refusalOf(bytes.subarray(0, 300), 'cut.mcap')).toEqual({
      message: 'cut.mcap was cut off in its header, or is no record of Twotempo.',
      tip: 'There is nothing to recover in it.',
    });
    const damaged = bytes.slice();
    damaged[bytes.length >> 1] ^= 1;
    expect((await refusalOf(damaged)).message).toMatch(/^x\.mcap is damaged: the CRC of its data section is /);
    expect(refuseSize('ok.mcap', MOST_RECORD_BYTES)).toBeNull();
    expect(refuseSize('large.mcap', MOST_RECORD_BYTES + (1 << 20))?.message).toBe(
      'large.mcap has 257 MiB, and records of up to 256 MiB can be opened here.',
    );
    expect(refuseLength('long.mcap', 3e9)?.message).toMatch(/^long\.mcap is too long to be shown: .* 2,861 MiB /);
  });

  it('opens no worker for a file that is too large', async () => {
    const opener = createRecordOpener({ worker: new URL('http://x/'), assets: new URL('http://x/') });
    const large = { size: MOST_RECORD_BYTES + 1 } as Blob;
    await expect(opener.open(large, 'large.mcap')).rejects.toBeInstanceOf(RecordRefusal);
  });

  it('is refused or opened, and nothing else, wherever it was cut or whatever bit was turned', async () => {
    const outcome = (content: Uint8Array<ArrayBuffer>) =>
      read(content).then(
        (record) => record.frames.count,
        (error: unknown) => {
          expect(error).toBeInstanceOf(RecordRefusal);
          expect((error as Error).message).toMatch(/^x\.mcap (?!could not be read).*\.$/s);
          return 0;
        },
      );
    const place = fc.integer({ min: 0, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, async (length) => void (await outcome(bytes.slice(0, length)))),
      { numRuns: 25 },
    );
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const flipped = bytes.slice();
        flipped[at] ^= 1 << bit;
        await outcome(flipped);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a record of another version', () => {
  it('shows where everybody was, says so, and cannot be forked', async () => {
    const own = await read(bytes);
    const other = await read(bytes, 'old.mcap', '7.0.0');
    expect(own).toMatchObject({ notes: [], forkProblem: null, frames: { hasBeliefs: true } });
    expect(other.frames.hasBeliefs).toBe(false);
    expect(other.frames.count).toBe(own.frames.count);
    for (let tick = 0; tick < own.frames.count; tick++) {
      const [a, b] = [frameOf(own.frames, tick), frameOf(other.frames, tick)];
      for (let row = 0; row < own.frames.rows; row++)
        expect(b.actors.subarray(row * ACTOR_STRIDE, row * ACTOR_STRIDE + ACTOR.visibility)).toEqual(
          a.actors.subarray(row * ACTOR_STRIDE, row * ACTOR_STRIDE + ACTOR.visibility),
        );
    }
    expect(other.notes).toEqual([
      `It was recorded with Twotempo ${setup.engineVersion}; this is 7.0.0.`,
      'It shows where everybody was, but not what the ego believed: its states are of another version.',
    ]);
    expect(other.forkProblem).toMatch(/^old\.mcap was made with Twotempo 1\.2\.3, and this is 7\.0\.0: .*\.$/);
  });

  it.each([1, 2])('opens though its format is the old %i', async (format) => {
    const file = new URL(`../../fixtures/records/format-${format}.mcap.gz`, import.meta.url);
    const record = await read(Uint8Array.from(gunzipSync(readFileSync(file))), 'old.mcap', '0.1.0');
    expect(record.frames.count).toBe(record.facts.ticks + 1);
    expect(record.episode.actors).toHaveLength(record.frames.rows);
  });
});

describe('a record that was cut off', () => {
  it('is shown up to the cut, which a note tells', async () => {
    const long = { ...setup, spec: { ...setup.spec, timeLimitS: 2.6 } };
    const whole = await recordBytes(long, await runEpisode(long));
    const record = await read(whole.slice(0, 0.6 * whole.length));
    expect(record.frames.count).toBe(121);
    expect(record.result).toBeNull();
    expect(record.facts.outcome).toBe('cut');
    expect(record.notes).toEqual([
      expect.stringMatching(/^The file was cut off after [\d,]+ bytes and holds 120 ticks \(2\.00 s\); what follows, /),
    ]);
    expect(record.forkProblem).toBeNull();
  });
});

describe('the name of a fork', () => {
  it('tells what was forked, where, and what drives', () => {
    const record = { name: 'night.mcap', clip: { controlDt: 1 / 60 } } as Parameters<typeof nameOfFork>[0];
    const name = (latency: Parameters<typeof nameOfFork>[1]['latency']) =>
      nameOfFork(record, { tick: 252, arm: 'always', latency });
    expect(name({ kind: 'fixed', ms: 200 })).toBe('fork of night.mcap at 4.20 s: always, 200 ms');
    expect(name({ kind: 'zero' })).toBe('fork of night.mcap at 4.20 s: always, no latency');
    expect(name({ kind: 'trace', name: 'lab', ms: [1] })).toBe('fork of night.mcap at 4.20 s: always, trace:lab');
  });
});
