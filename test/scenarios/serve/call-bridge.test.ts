import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, DEFAULT_SETTINGS, MAX_CALL_BYTES, type Answer } from '../../../renderer/host/contract.ts';
import { bridgeHandlers } from '../../../scenarios/serve/bridge-handlers.ts';
import { Documents } from '../../../scenarios/serve/documents.ts';
import type { Handlers } from '../../../scenarios/serve/handlers.ts';
import { callBridge } from '../../../scenarios/serve/call-bridge.ts';
import { decodeCall, encodeCall, FrameProblem } from '../../../scenarios/serve/call-frame.ts';
import { openCommand } from '../../../scenarios/serve/open-browser.ts';
import { HeldFiles } from '../../../scenarios/serve/held-files.ts';
import { RecentRecords } from '../../../scenarios/serve/recent-records.ts';
import { recordingFilesIn } from '../../../scenarios/serve/recording-files.ts';
import { Recordings } from '../../../scenarios/serve/recordings.ts';
import { SettingsFile } from '../../../scenarios/serve/settings-file.ts';

let folder: string;
let chosen: string | null = null;
let handlers: Handlers;
const log: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-bridge-'));
  handlers = bridgeHandlers({
    version: '1.2.3',
    platform: 'test',
    recordingsFolder: folder,
    recordings: new Recordings(recordingFilesIn(folder), Date.now),
    settings: new SettingsFile(join(folder, 'settings.json'), Date.now, (line) => log.push(line)),
    files: {
      held: new HeldFiles(),
      documents: new Documents(),
      recent: new RecentRecords(join(folder, 'recent.json'), Date.now, (line) => log.push(line)),
    },
    workingFolder: folder,
    dialogs: {
      save: () => Promise.resolve(chosen),
      openScenario: () => Promise.resolve(chosen),
      createScenario: () => Promise.resolve(chosen),
      chooseRecords: () => Promise.resolve(chosen === null ? [] : [chosen]),
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const call = (channel: string, input: unknown, to = handlers): Promise<Answer> =>
  callBridge(to, channel, input, 'page', (line) => log.push(line));
const codeOf = (answer: Answer): string => (answer.ok ? 'ok' : answer.refusal.code);

const isEverywhere = (channel: string): boolean => !/^(app\.requests|window\.capture|suite\..*)$/.test(channel);

describe('a call over the bridge', () => {
  it('knows every channel of the contract but those that depend on the host', async () => {
    for (const channel of Object.keys(CHANNELS))
      expect([channel, codeOf(await call(channel, NaN))]).toEqual([
        channel,
        isEverywhere(channel) ? 'bad-input' : 'unknown-channel',
      ]);
  });

  it.each([
    ['recording.begin', { name: '../x' }, /name/],
    ['recording.begin', { name: '.hidden' }, /name/],
    ['recording.begin', { name: 'a/b' }, /name/],
    ['recording.begin', { name: 'a\\b' }, /name/],
    ['recording.begin', { name: 'a\0b' }, /name/],
    ['recording.begin', { name: 'a'.repeat(201) }, /name/],
    ['recording.begin', { name: 'a', more: 1 }, /more/],
    ['recording.append', { id: 0, bytes: new Uint8Array(1) }, /id/],
    ['recording.append', { id: 1, bytes: [1, 2] }, /bytes/],
    ['file.save', { name: '', bytes: new Uint8Array(1) }, /name/],
    ['settings.write', { ...DEFAULT_SETTINGS, version: 2 }, /version/],
    ['app.info', {}, /null/],
  ])('%s refuses %o and names what is wrong', async (channel, input, place) => {
    const answer = await call(channel, input);
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'bad-input' } });
    if (!answer.ok) {
      expect(answer.refusal.message).toMatch(place);
      expect(answer.refusal.message).toMatch(new RegExp(`^${channel}: `));
    }
  });

  it('refuses what is too large, too deep, or circular', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    let deep: unknown = 0;
    for (let n = 0; n < 20_000; n++) deep = [deep];
    const inputs = [
      { id: 1, bytes: new Uint8Array(MAX_CALL_BYTES + 1) },
      { ...DEFAULT_SETTINGS, layout: 'x'.repeat(2 << 20) },
      { ...DEFAULT_SETTINGS, layout: deep },
      { ...DEFAULT_SETTINGS, layout: circular },
    ];
    const codes = await Promise.all([
      call('recording.append', inputs[0]),
      ...inputs.slice(1).map((input) => call('settings.write', input)),
    ]);
    expect(codes.map(codeOf)).toEqual(['too-large', 'too-large', 'too-large', 'too-large']);
    const saved = await call('file.save', { name: 'long.mcap', bytes: new Uint8Array(MAX_CALL_BYTES + 1) });
    expect(codeOf(saved)).not.toBe('too-large');
  });

  it('never rejects and never shows a stack, whatever comes', async () => {
    const channel = fc.oneof(fc.constantFrom(...Object.keys(CHANNELS)), fc.string());
    await fc.assert(
      fc.asyncProperty(
        channel,
        fc.anything({ withTypedArray: true, withBigInt: true, withMap: true }),
        async (name, input) => {
          const answer = await call(name, input);
          if (!answer.ok) expect(answer.refusal.message).not.toMatch(/\n|\.ts:\d/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not pass on an answer of another form, nor an error that nobody foresaw', async () => {
    log.length = 0;
    const wrong = { 'app.info': () => Promise.resolve({ version: 1 }) } as unknown as Handlers;
    const thrown: Handlers = { 'settings.read': () => Promise.reject(new Error('secret of the host')) };
    const answers = [await call('app.info', null, wrong), await call('settings.read', null, thrown)];
    expect(answers.map(codeOf)).toEqual(['internal', 'internal']);
    expect(JSON.stringify(answers)).not.toContain('secret');
    expect(log.join('\n')).toContain('secret of the host');
  });
});

describe('files that the person chooses', () => {
  it('are written whole or not at all', async () => {
    chosen = join(folder, 'saved.bin');
    const input = { name: 'saved.bin', bytes: new Uint8Array([1, 2, 3]) };
    expect(await call('file.save', input)).toEqual({ ok: true, value: { file: chosen } });
    expect([...readFileSync(chosen)]).toEqual([1, 2, 3]);
    chosen = null;
    expect(await call('file.save', input)).toEqual({ ok: true, value: { file: null } });
    chosen = join(folder, 'no folder', 'saved.bin');
    expect(codeOf(await call('file.save', input))).toBe('not-found');
  });

  it('are scenarios, not too large, and text', async () => {
    const open = async (name: string, contents: string | Uint8Array): Promise<Answer> => {
      chosen = join(folder, name);
      writeFileSync(chosen, contents);
      return call('document.choose', null);
    };
    expect(await open('a.yaml', 'größe: 1')).toMatchObject({ ok: true, value: { name: 'a.yaml', text: 'größe: 1' } });
    expect(codeOf(await open('a.YML', 'x'))).toBe('ok');
    expect(codeOf(await open('a.mcap', 'x'))).toBe('bad-file');
    expect(codeOf(await open('b.json', new Uint8Array([0xff, 0xfe])))).toBe('bad-file');
    expect(codeOf(await open('c.json', new Uint8Array(1 << 20)))).toBe('ok');
    expect(codeOf(await open('d.json', new Uint8Array((1 << 20) + 1)))).toBe('too-large');
    chosen = join(folder, 'absent.yaml');
    expect(codeOf(await call('document.choose', null))).toBe('not-found');
  });
});

describe('the frame of a call', () => {
  it('carries JSON and bytes there and back', () => {
    const plain = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('"bytes"'));
    fc.assert(
      fc.property(plain, (input) => {
        expect(decodeCall(encodeCall(input))).toEqual(JSON.parse(JSON.stringify(input)));
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (name, bytes) => {
        // From the middle of a larger buffer, as a server has it.
        const frame = encodeCall({ name, bytes });
        const shifted = new Uint8Array(frame.length + 3);
        shifted.set(frame, 3);
        expect(decodeCall(shifted.subarray(3))).toEqual({ name, bytes });
      }),
    );
  });

  it('that was cut or prolonged is refused', () => {
    const frame = encodeCall({ id: 1, bytes: new Uint8Array(9) });
    for (let length = 0; length < frame.length; length++)
      expect(() => decodeCall(frame.subarray(0, length))).toThrow(FrameProblem);
    const longer = new Uint8Array(frame.length + 1);
    longer.set(frame);
    expect(() => decodeCall(longer)).toThrow('the header announces 9 bytes, 10 follow');
  });

  it('of garbage is refused, never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decodeCall(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameProblem);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the browser', () => {
  it('is opened by the system, where there is a display', () => {
    const url = 'http://127.0.0.1:1/?token=x';
    expect(openCommand(url, 'linux', { DISPLAY: ':0' })).toEqual({ command: 'xdg-open', args: [url] });
    expect(openCommand(url, 'linux', { WAYLAND_DISPLAY: 'w' })).toEqual({ command: 'xdg-open', args: [url] });
    expect(openCommand(url, 'linux', { DISPLAY: '' })).toBeNull();
    expect(openCommand(url, 'darwin', {})).toEqual({ command: 'open', args: [url] });
    expect(openCommand(url, 'win32', {})).toEqual({ command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] });
  });
});
