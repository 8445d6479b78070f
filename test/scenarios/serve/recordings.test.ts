import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeProblem } from '../../../scenarios/serve/bridge-problem.ts';
import { recordingFilesIn, type RecordingFiles } from '../../../scenarios/serve/recording-files.ts';
import { Recordings } from '../../../scenarios/serve/recordings.ts';

let base: string;
let folder: string;
let now: number;
let files: RecordingFiles;
let recordings: Recordings;
let counts: number[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'twotempo-recordings-'));
  folder = join(base, 'runs', 'live');
  now = 1000;
  counts = [];
  files = recordingFilesIn(folder);
  recordings = new Recordings(
    files,
    () => now,
    (open) => counts.push(open),
  );
});
afterEach(async () => {
  await recordings.release(null);
  rmSync(base, { recursive: true });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');

describe('recordings', () => {
  it('are on the file system when an append resolves, under a name that says that they are unfinished', async () => {
    const id = await recordings.begin('a', 'run');
    await recordings.append('a', id, bytes('one '));
    await recordings.append('a', id, bytes('two'));
    expect(text('run.mcap.unfinished')).toBe('one two');
    expect(existsSync(join(folder, 'run.mcap'))).toBe(false);
    expect(await recordings.close('a', id)).toBe(join(folder, 'run.mcap'));
    expect(readdirSync(folder)).toEqual(['run.mcap']);
    expect(text('run.mcap')).toBe('one two');
    expect(counts).toEqual([1, 0]);
  });

  it('never replace a file, finished, unfinished, or one that appeared meanwhile', async () => {
    await recordings.close('a', await recordings.begin('a', 'run'));
    await recordings.begin('a', 'run');
    const third = await recordings.begin('a', 'run');
    await recordings.append('a', third, bytes('third'));
    expect(readdirSync(folder).sort()).toEqual(['run-2.mcap.unfinished', 'run-3.mcap.unfinished', 'run.mcap']);
    writeFileSync(join(folder, 'run-3.mcap'), "somebody's");
    expect(await recordings.close('a', third)).toBe(join(folder, 'run-3-2.mcap'));
    expect([text('run-3.mcap'), text('run-3-2.mcap')]).toEqual(["somebody's", 'third']);
  });

  it("belong to their page: another page's number does nothing", async () => {
    const id = await recordings.begin('a', 'run');
    expect(() => recordings.append('b', id, bytes('x'))).toThrow('This page has no open recording 1.');
    expect(() => recordings.close('b', id)).toThrow(BridgeProblem);
    expect(() => recordings.append('a', id + 1, bytes('x'))).toThrow(BridgeProblem);
    await recordings.append('a', id, bytes('mine'));
    expect(text('run.mcap.unfinished')).toBe('mine');
  });

  it('stay when their page is gone, and are listed then, the newest first', async () => {
    const first = await recordings.begin('a', 'first');
    await recordings.append('a', first, bytes('12345'));
    const second = await recordings.begin('a', 'second');
    await recordings.append('a', second, bytes('123'));
    await recordings.begin('a', 'empty');
    expect(await recordings.unfinished('b')).toEqual([]);
    await recordings.release('a');
    utimesSync(join(folder, 'first.mcap.unfinished'), 1, 1);
    expect(await recordings.unfinished('b')).toEqual([
      { name: 'second.mcap.unfinished', bytes: 3 },
      { name: 'first.mcap.unfinished', bytes: 5 },
    ]);
    expect(() => recordings.append('a', first, bytes('x'))).toThrow(BridgeProblem);
    expect(counts.at(-1)).toBe(0);
  });

  it('of another page that has fallen silent are listed, and can still go on', async () => {
    const id = await recordings.begin('a', 'silent');
    await recordings.append('a', id, bytes('be'));
    now += 60_000;
    expect(await recordings.unfinished('b')).toEqual([{ name: 'silent.mcap.unfinished', bytes: 2 }]);
    expect(await recordings.unfinished('a')).toEqual([]);
    await recordings.append('a', id, bytes('fore'));
    await recordings.close('a', id);
    expect(text('silent.mcap')).toBe('before');
  });

  it('end before bytes that were lost, and say why', async () => {
    let fails = false;
    const failing = new Recordings(
      {
        ...files,
        write: (file, position, data) =>
          fails ? Promise.reject(new BridgeProblem('disk-full', 'full', null)) : files.write(file, position, data),
      },
      () => now,
      (open) => counts.push(open),
    );
    const id = await failing.begin('a', 'full');
    await failing.append('a', id, bytes('good'));
    fails = true;
    await expect(failing.append('a', id, bytes('lost'))).rejects.toMatchObject({ code: 'disk-full' });
    // Nothing keeps the machine awake for it.
    expect(counts).toEqual([1, 0]);
    fails = false;
    await expect(failing.append('a', id, bytes('later'))).rejects.toMatchObject({ code: 'disk-full' });
    await failing.close('a', id);
    expect(text('full.mcap')).toBe('good');
  });

  it('list nothing where there is no folder yet, and nothing else of a folder', async () => {
    expect(await recordings.unfinished('a')).toEqual([]);
    await recordings.close('a', await recordings.begin('a', 'run'));
    writeFileSync(join(folder, 'notes.unfinished'), 'x');
    expect(await recordings.unfinished('a')).toEqual([]);
  });

  it('cannot begin where their folder cannot be', async () => {
    writeFileSync(join(base, 'runs'), 'a file');
    await expect(recordings.begin('a', 'run')).rejects.toMatchObject({ code: 'file-error' });
  });
});

describe('files of recordings after a crash', () => {
  it('go on where they were, however often a call is made', async () => {
    const file = await files.create('run');
    await files.write(file, 0, bytes('before '));
    // Written, but the answer was lost with the process.
    await files.write(file, 7, bytes('crash, and a part that'));
    const restarted = recordingFilesIn(folder);
    await restarted.write(file, 7, bytes('the crash'));
    expect(await restarted.finish(file, 16)).toBe(join(folder, 'run.mcap'));
    expect(await restarted.finish(file, 16)).toBe(join(folder, 'run.mcap'));
    expect(text('run.mcap')).toBe('before the crash');
    await files.release(file);
  });

  it('are refused when somebody removed them', async () => {
    const file = await files.create('run');
    await files.release(file);
    rmSync(join(folder, 'run.mcap.unfinished'));
    await expect(files.write(file, 0, bytes('x'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stay in their folder, whatever they are called', async () => {
    await expect(files.write('../../escape.mcap', 0, bytes('x'))).rejects.toMatchObject({ code: 'not-found' });
    expect(existsSync(join(base, 'escape.mcap.unfinished'))).toBe(false);
  });
});
