import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../renderer/host/contract.ts';
import type { HeldDocument } from '../../../renderer/host/file-contract.ts';
import { callBridge } from '../../../scenarios/serve/call-bridge.ts';
import { documentHandlers } from '../../../scenarios/serve/document-channels.ts';
import { Documents } from '../../../scenarios/serve/documents.ts';

const SCENARIO = 'version: 1\nego: { lane: 0 }\n';

let folder: string;
let documents: Documents;
const log: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-documents-'));
  documents = new Documents();
  log.length = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(log).toEqual([]);
});

const call = (channel: string, input: unknown): Promise<Answer> =>
  callBridge(documentHandlers({ documents, folder }), channel, input, 'page', (line) => log.push(line));
const valueOf = async <T>(answer: Promise<Answer>): Promise<T> => {
  const found = await answer;
  if (!found.ok) throw new Error(found.refusal.message);
  return found.value as T;
};
const codeOf = async (answer: Promise<Answer>): Promise<string> => {
  const found = await answer;
  return found.ok ? 'ok' : found.refusal.code;
};
const put = (name: string, text: string | Uint8Array = SCENARIO): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const listed = async (): Promise<string[]> =>
  (await valueOf<{ name: string }[]>(call('document.list', null))).map(({ name }) => name);

describe('the list of scenario files', () => {
  it('has those of the folder and three levels below, by path, and no path of the machine', async () => {
    for (const name of ['b.yaml', 'a.yml', '1/2/3/deep.yaml', '1/2/3/4/too-deep.yaml', 'größe 1.yaml']) put(name);
    put('c.json', '{"name": "x","version":1,"ego":{"lane":0}}');
    expect(await listed()).toEqual(['1/2/3/deep.yaml', 'a.yml', 'b.yaml', 'c.json', 'größe 1.yaml']);
    expect(JSON.stringify(await call('document.list', null))).not.toContain(folder);
  });

  it('says of which domain they are', async () => {
    put('car.yaml');
    put('arm.yaml', 'version: 1\ndomain: manipulation\ntask: {}\n');
    put('arm.json', '{"version":1,"task":{},"domain":"manipulation"}');
    put('talk.yaml', `# not of the domain: manipulation\n${SCENARIO}`);
    put('no-task.yaml', 'version: 1\ndomain: manipulation\nego: {}\n');
    const all = await valueOf<{ name: string; domain: string }[]>(call('document.list', null));
    expect(all.map(({ name, domain }) => `${name} ${domain}`)).toEqual([
      ...['arm.json manipulation', 'arm.yaml manipulation', 'car.yaml driving', 'talk.yaml driving'],
    ]);
  });

  it('leaves out what is no scenario, generated or hidden', async () => {
    for (const name of ['node_modules/x.yaml', 'runs/x.yaml', 'dist/x.yaml', '.git/x.yaml', '.x.yaml', 'x.txt'])
      put(name);
    put('package.json', '{ "version": "1.2.3" }');
    put('no-version.yaml', 'ego: {}\n');
    put('longer-words.yaml', 'my-version: 1\nlego: 2\n');
    put('binary.yaml', new Uint8Array([0xff, 0xfe]));
    put('large.yaml', SCENARIO + ' '.repeat(1 << 20));
    mkdirSync(join(folder, 'folder.yaml'));
    expect(await listed()).toEqual([]);
  });

  it('follows no link and waits for no pipe', async () => {
    const other = mkdtempSync(join(tmpdir(), 'twotempo-other-'));
    writeFileSync(join(other, 'secret.yaml'), SCENARIO);
    symlinkSync(join(other, 'secret.yaml'), join(folder, 'link.yaml'));
    symlinkSync(other, join(folder, 'linked'));
    symlinkSync(folder, join(folder, 'circle'));
    symlinkSync(join(folder, 'nowhere.yaml'), join(folder, 'broken.yaml'));
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    put('mine.yaml');
    expect(await listed()).toEqual(['mine.yaml']);
    rmSync(other, { recursive: true });
  });

  it('has 200 at most, and nothing of a folder that is gone', async () => {
    for (let n = 0; n < 203; n++) put(`${1000 + n}.yaml`);
    expect((await listed()).length).toBe(200);
    const elsewhere = documentHandlers({ documents, folder: join(folder, 'gone') });
    expect(await callBridge(elsewhere, 'document.list', null, '', () => undefined)).toEqual({ ok: true, value: [] });
  });
});

describe('a document', () => {
  const open = async (name: string): Promise<HeldDocument> => {
    const all = await valueOf<{ handle: string; name: string }[]>(call('document.list', null));
    return valueOf(call('document.read', { handle: all.find((one) => one.name === name)?.handle }));
  };

  it('is told from its earlier contents by its version, whatever its times say', async () => {
    const path = put('a.yaml');
    const { handle, version, text } = await open('a.yaml');
    const { mtime, atime } = statSync(path);
    expect(text).toBe(SCENARIO);
    expect(await valueOf(call('document.changes', { handle, version }))).toBeNull();
    // Of the same length, in the same instant.
    writeFileSync(path, SCENARIO.replace('0', '1'));
    execFileSync('touch', ['-d', mtime.toISOString(), path]);
    void atime;
    const changed = await valueOf<{ text: string; version: string }>(call('document.changes', { handle, version }));
    expect(changed.text).toBe(SCENARIO.replace('0', '1'));
    expect(await valueOf(call('document.changes', { handle, version: changed.version }))).toBeNull();
    writeFileSync(path, SCENARIO);
    expect(await valueOf(call('document.changes', { handle, version }))).toBeNull();
  });

  it('is written whole, at its version only, with the permissions that it had', async () => {
    const path = put('a.yaml');
    chmodSync(path, 0o640);
    const { handle, version } = await open('a.yaml');
    const written = await valueOf<{ version: string }>(call('document.write', { handle, text: 'größer', version }));
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['größer', 0o640]);
    expect(await codeOf(call('document.write', { handle, text: 'late', version }))).toBe('changed-on-disk');
    expect(readFileSync(path, 'utf8')).toBe('größer');
    expect(await codeOf(call('document.write', { handle, text: 'next', version: written.version }))).toBe('ok');
    expect(await codeOf(call('document.write', { handle, text: 'forced', version: null }))).toBe('ok');
    // No drafts are left.
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });

  it('is written once where two pages save at the same time; the other one is told', async () => {
    const path = put('a.yaml');
    const { handle, version } = await open('a.yaml');
    const codes = await Promise.all(
      ['mine', 'yours', 'theirs'].map((text) => codeOf(call('document.write', { handle, text, version }))),
    );
    expect(codes).toEqual(['ok', 'changed-on-disk', 'changed-on-disk']);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('that is gone is refused, but written anew when the person insists', async () => {
    const path = put('a.yaml');
    const { handle, version } = await open('a.yaml');
    rmSync(path);
    expect(await codeOf(call('document.read', { handle }))).toBe('not-found');
    expect(await codeOf(call('document.changes', { handle, version }))).toBe('not-found');
    expect(await codeOf(call('document.write', { handle, text: 'x', version }))).toBe('not-found');
    expect(existsSync(path)).toBe(false);
    expect(await codeOf(call('document.write', { handle, text: 'x', version: null }))).toBe('ok');
    expect(readFileSync(path, 'utf8')).toBe('x');
  });

  it('that is write-protected, or too large by what is written, stays as it is', async () => {
    const path = put('a.yaml');
    const { handle } = await open('a.yaml');
    const large = 'ä'.repeat(600_000);
    expect(await codeOf(call('document.write', { handle, text: large, version: null }))).toBe('too-large');
    chmodSync(path, 0o444);
    expect(await codeOf(call('document.write', { handle, text: 'x', version: null }))).toBe('not-permitted');
    expect(readFileSync(path, 'utf8')).toBe(SCENARIO);
  });

  it('that was opened by a link is written where the link led then, and the link stays', async () => {
    const path = put('real.yaml');
    const link = join(folder, 'link.yaml');
    symlinkSync(path, link);
    const { handle, name } = await documents.hold(link);
    expect(name).toBe('real.yaml');
    expect(await codeOf(call('document.write', { handle, text: 'new', version: null }))).toBe('ok');
    expect([lstatSync(link).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([true, 'new']);
    // A link that is put in its place meanwhile leads nowhere else than a replaced file.
    const outside = put('outside.yaml', 'theirs');
    rmSync(path);
    symlinkSync(outside, path);
    await call('document.write', { handle, text: 'ours', version: null });
    expect(readFileSync(outside, 'utf8')).toBe('theirs');
  });

  it('that is a device or a pipe is refused, at once', async () => {
    const pipe = join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    await expect(documents.hold(pipe)).rejects.toMatchObject({ code: 'bad-file', message: 'pipe.yaml is no file.' });
    symlinkSync('/dev/zero', join(folder, 'zero.yaml'));
    await expect(documents.hold(join(folder, 'zero.yaml'))).rejects.toMatchObject({ code: 'bad-file' });
    await expect(documents.hold(folder)).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('has a handle that the host gave out; nothing else names one', async () => {
    put('a.yaml');
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,64}$/), fc.string()), async (handle) => {
        for (const [channel, input] of [
          ['document.read', { handle }],
          ['document.changes', { handle, version: 'x' }],
          ['document.write', { handle, text: 'x', version: null }],
        ] as const)
          expect(['not-found', 'bad-input']).toContain(await codeOf(call(channel, input)));
      }),
      { numRuns: 50 },
    );
    expect(documents.pathOf('a')).toBeNull();
    expect(documents.pathOf((await open('a.yaml')).handle)).toBe(join(folder, 'a.yaml'));
  });
});

describe('a new document', () => {
  it('goes to the folder, and over nothing that is there', async () => {
    const made = await valueOf<HeldDocument>(call('document.create', { name: 'new one.yaml', text: SCENARIO }));
    expect([made.name, made.text, readFileSync(join(folder, 'new one.yaml'), 'utf8')]).toEqual([
      'new one.yaml',
      SCENARIO,
      SCENARIO,
    ]);
    expect(await codeOf(call('document.create', { name: 'new one.yaml', text: 'x' }))).toBe('exists');
    symlinkSync(join(folder, 'victim.yaml'), join(folder, 'trap.yaml'));
    expect(await codeOf(call('document.create', { name: 'trap.yaml', text: 'x' }))).toBe('exists');
    expect(existsSync(join(folder, 'victim.yaml'))).toBe(false);
    expect(readFileSync(join(folder, 'new one.yaml'), 'utf8')).toBe(SCENARIO);
  });

  it.each(['../x.yaml', '/etc/x.yaml', 'a/b.yaml', 'a\\b.yaml', '.x.yaml', 'x', 'x.exe', 'x.yaml\0.txt', '-x.yaml'])(
    'is not called %o',
    async (name) => {
      expect(await codeOf(call('document.create', { name, text: 'x' }))).toBe('bad-input');
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});
