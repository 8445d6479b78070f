import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../renderer/host/contract.ts';
import type { HeldFile } from '../../../renderer/host/file-contract.ts';
import { callBridge } from '../../../scenarios/serve/call-bridge.ts';
import { HeldFiles } from '../../../scenarios/serve/held-files.ts';
import { RecentRecords } from '../../../scenarios/serve/recent-records.ts';
import { recordHandlers } from '../../../scenarios/serve/record-channels.ts';

let folder: string;
let held: HeldFiles;
let recent: RecentRecords;
let nowMs: number;
const log: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-records-'));
  mkdirSync(join(folder, 'live'));
  held = new HeldFiles();
  nowMs = 1_800_000_000_000;
  recent = new RecentRecords(
    join(folder, 'config', 'recent.json'),
    () => nowMs++,
    (line) => log.push(line),
  );
  log.length = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const call = (channel: string, input: unknown): Promise<Answer> =>
  callBridge(recordHandlers({ held, recent, recordingsFolder: join(folder, 'live') }), channel, input, 'page', (line) =>
    log.push(line),
  );
const put = (name: string, contents: string | Uint8Array = name): string => {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
};
const read = async (handle: string, offset: number, length: number): Promise<string> => {
  const answer = await call('record.read', { handle, offset, length });
  if (!answer.ok) return `${answer.refusal.code}: ${answer.refusal.message}`;
  return new TextDecoder().decode((answer.value as { bytes: Uint8Array }).bytes);
};
const listed = async (): Promise<HeldFile[]> => {
  const answer = await call('record.recent', null);
  expect(log).toEqual([]);
  return answer.ok ? (answer.value as HeldFile[]) : [];
};

describe('reading a record', () => {
  it('gives any part of it, and fewer bytes only at its end', async () => {
    const contents = Uint8Array.from({ length: 3000 }, (_, i) => 97 + (i % 26));
    const { handle } = await held.hold(put('a.mcap', contents), 'opened');
    const whole = new TextDecoder().decode(contents);
    await fc.assert(
      fc.asyncProperty(fc.nat(3500), fc.integer({ min: 1, max: 3500 }), async (offset, length) => {
        expect(await read(handle, offset, length)).toBe(whole.slice(offset, offset + length));
      }),
      { numRuns: 60 },
    );
  });

  it('answers with those bytes alone', async () => {
    const { handle } = await held.hold(put('a.mcap', 'abcdef'), 'opened');
    const answer = await call('record.read', { handle, offset: 1, length: 1 << 20 });
    expect(answer).toMatchObject({ ok: true });
    if (answer.ok) expect((answer.value as { bytes: Uint8Array }).bytes.buffer.byteLength).toBe(5);
  });

  it('never mixes two contents of a file', async () => {
    const path = put('a.mcap', 'the first contents');
    utimesSync(path, 1000, 1000);
    const file = await held.hold(path, 'opened');
    const changed = 'changed-on-disk: a.mcap was changed since it was opened.';
    appendFileSync(path, ' and more');
    utimesSync(path, 1000, 1000);
    expect(await read(file.handle, 0, 5)).toBe(changed);
    truncateSync(path, 3);
    expect(await read(file.handle, 0, 5)).toBe(changed);
    writeFileSync(path, 'the other contents');
    utimesSync(path, 1, 1);
    expect(await read(file.handle, 0, 5)).toBe(changed);
    // Who asks anew gets what is there now, under another handle.
    const again = await held.hold(path, 'opened');
    expect(again.handle).not.toBe(file.handle);
    expect([await read(again.handle, 4, 5), await read(file.handle, 4, 5)]).toEqual(['other', changed]);
    rmSync(path);
    expect(await read(again.handle, 0, 5)).toBe('not-found: a.mcap is not there.');
  });

  it('is not led elsewhere by a link, nor held up by a pipe', async () => {
    const secret = put('secret', 'secret');
    const path = put('a.mcap', 'public');
    const { handle } = await held.hold(path, 'opened');
    rmSync(path);
    symlinkSync(secret, path);
    expect(await read(handle, 0, 6)).toMatch(/^changed-on-disk/);
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(await read(handle, 0, 6)).toBe('bad-file: a.mcap is no file.');
    await expect(held.hold(path, 'opened')).rejects.toMatchObject({ code: 'bad-file' });
    await expect(held.hold('/dev/zero', 'opened')).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('reads what the page was told of and nothing else', async () => {
    put('a.mcap');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,64}$/), fc.constantFrom('../a', 'a.mcap', '__proto__', '')),
        fc.oneof(fc.nat(), fc.constantFrom(-1, 0.5, NaN, 2 ** 60)),
        async (handle, offset) => {
          expect(await read(handle, offset, 10)).toMatch(/^(not-found|bad-input): /);
        },
      ),
      { numRuns: 60 },
    );
    const { handle } = await held.hold(put('b.mcap'), 'opened');
    expect(await read(handle, 0, (8 << 20) + 1)).toMatch(/^bad-input: /);
    expect(await read(handle, Number.MAX_SAFE_INTEGER, 1)).toBe('');
    expect(log).toEqual([]);
  });
});

describe('records at hand', () => {
  it('are those opened before and those recorded live, newest first, each once, without paths', async () => {
    const live = (name: string, timeS: number): string => {
      const path = put(`live/${name}`);
      utimesSync(path, timeS, timeS);
      return path;
    };
    live('old.mcap', 1_700_000_000);
    live('new.mcap', 1_900_000_000);
    const both = live('both.mcap', 1_600_000_000);
    for (const name of ['cut.mcap.unfinished', 'notes.txt']) live(name, 1_900_000_001);
    await recent.add([put('first.mcap'), put('second.mcap')]);
    await recent.add([both]);
    const files = await listed();
    expect(files.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'new.mcap recordings',
      'both.mcap opened',
      'second.mcap opened',
      'first.mcap opened',
      'old.mcap recordings',
    ]);
    expect(JSON.stringify(files)).not.toContain(folder);
    expect(await listed()).toEqual(files);
  });

  it('leave out what is gone or not a file of the folder', async () => {
    const gone = put('gone.mcap');
    await recent.add([gone, put('kept.mcap')]);
    rmSync(gone);
    mkdirSync(join(folder, 'live', 'folder.mcap'));
    symlinkSync(put('elsewhere'), join(folder, 'live', 'link.mcap'));
    execFileSync('mkfifo', [join(folder, 'live', 'pipe.mcap')]);
    expect((await listed()).map(({ name }) => name)).toEqual(['kept.mcap']);
  });

  it('are 20 opened ones, and 50 in all, at most', async () => {
    for (let n = 0; n < 25; n++) await recent.add([put(`opened-${n}.mcap`)]);
    for (let n = 0; n < 40; n++) utimesSync(put(`live/${n}.mcap`), n + 1, n + 1);
    const files = await listed();
    expect(files.length).toBe(50);
    expect(files.slice(0, 21).map(({ name }) => name)).toEqual([
      ...Array.from({ length: 20 }, (_, n) => `opened-${24 - n}.mcap`),
      '39.mcap',
    ]);
  });

  it('are none where nothing was recorded or opened yet', async () => {
    rmSync(join(folder, 'live'), { recursive: true });
    expect(await listed()).toEqual([]);
  });
});

describe('the list of records opened before', () => {
  const names = async (): Promise<string[]> => (await recent.list()).map(({ path }) => basename(path));

  it('is kept from one start to the next, and moves what is opened again to the front', async () => {
    const [a, b] = [put('a.mcap'), put('b.mcap')];
    await Promise.all([recent.add([a]), recent.add([b]), recent.add([a])]);
    const next = new RecentRecords(join(folder, 'config', 'recent.json'), Date.now, () => undefined);
    expect((await next.list()).map(({ path }) => path)).toEqual([a, b]);
    expect(JSON.parse(readFileSync(join(folder, 'config', 'recent.json'), 'utf8'))).toMatchObject({ version: 1 });
  });

  it.each([
    'no JSON',
    'null',
    '{"version":2,"records":[]}',
    '{"version":1,"records":[{"path":"../x","openedMs":1}]}',
    '{"version":1,"records":[7]}',
    '[]',
    '',
  ])('of %s is an empty one, and can be added to', async (text) => {
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config', 'recent.json'), text);
    expect(await names()).toEqual([]);
    await recent.add([put('a.mcap')]);
    expect(await names()).toEqual(['a.mcap']);
  });

  it('that cannot be kept fails nothing', async () => {
    put('config', 'a file where the folder should be');
    await recent.add([put('a.mcap')]);
    expect(await names()).toEqual([]);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('The list of records opened before cannot be kept');
  });
});
