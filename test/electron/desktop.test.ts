import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDesktop } from '../../electron/main/desktop.ts';
import { setSwitches } from '../../electron/main/switches.ts';
import { CHANNELS, DEFAULT_SETTINGS, MAX_CALL_BYTES } from '../../renderer/host/contract.ts';
import { FakeElectron, preventable, type FakeWindow } from './fake-electron.ts';

let folder: string;
let electron: FakeElectron;
let window: FakeWindow;

async function start(options: Partial<ConstructorParameters<typeof FakeElectron>[0]> = {}): Promise<void> {
  electron = new FakeElectron({ folder, ...options });
  startDesktop(electron.deps);
  window = await electron.ready();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-desktop-'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'index.html'), 'the page');
});
afterEach(async () => {
  electron.events.emit('will-quit', preventable({}));
  await settled();
  rmSync(folder, { recursive: true });
});

const sent = (count: number): Promise<void> =>
  vi.waitFor(() => {
    expect(window.sent).toHaveLength(count);
  });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
const begin = async (name: string): Promise<number> => {
  const answer = (await electron.invoke('recording.begin', { name })) as { value: { id: number } };
  return answer.value.id;
};

describe('the start', () => {
  it('locks the page in', async () => {
    await start();
    expect(electron.calls).toContain('enableSandbox');
    expect(window.options.webPreferences).toEqual({
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: true,
    });
    expect(window.options.show).toBe(false);
    window.events.emit('ready-to-show');
    expect(window.calls).toEqual(['show']);
  });

  it('serves the page from a scheme that is an origin and bypasses no policy', async () => {
    await start();
    expect(electron.declared).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
    expect(window.loaded).toEqual(['app://twotempo/']);
    const handler = electron.schemes.get('app');
    const page = await handler?.(new Request('app://twotempo/'));
    expect([page?.status, await page?.text()]).toEqual([200, 'the page']);
    expect((await handler?.(new Request('app://other/')))?.status).toBe(403);
    expect((await handler?.(new Request('app://twotempo/..%2fsettings.json')))?.status).toBe(400);
  });

  it('asks for Vulkan on Linux, beside what was asked for', () => {
    const switchesOn = (platform: NodeJS.Platform, given: string): [string, string | undefined][] => {
      const found: [string, string | undefined][] = [];
      setSwitches(
        { appendSwitch: (name, value) => void found.push([name, value]), getSwitchValue: () => given },
        platform,
      );
      return found;
    };
    const background: [string, undefined] = ['disable-renderer-backgrounding', undefined];
    expect(switchesOn('linux', '')).toEqual([background, ['enable-features', 'Vulkan']]);
    expect(switchesOn('linux', 'A,B')).toEqual([background, ['enable-features', 'A,B,Vulkan']]);
    expect(switchesOn('win32', '')).toEqual([background]);
  });

  it('leaves the work to the first instance', async () => {
    electron = new FakeElectron({ folder, onlyInstance: false });
    startDesktop(electron.deps);
    await electron.ready();
    expect([electron.calls, electron.windows, electron.declared]).toEqual([['quit'], [], []]);
  });

  it('registers one handler per channel of the contract, and no other', async () => {
    await start();
    expect([...electron.handlers.keys()].sort()).toEqual(Object.keys(CHANNELS).sort());
  });
});

describe('what the page may not', () => {
  it('leave, be led away, open windows or hold guests', async () => {
    await start();
    const navigate = (event: string, url: string, isMainFrame = true): boolean => {
      const fields = preventable({ url, isMainFrame });
      window.contentsEvents.emit(event, fields);
      return fields.prevented;
    };
    for (const event of ['will-navigate', 'will-frame-navigate']) {
      expect(navigate(event, 'https://example.org/')).toBe(true);
      expect(navigate(event, 'app://twotempo/other.html')).toBe(true);
      expect(navigate(event, 'app://twotempo.example/')).toBe(true);
      expect(navigate(event, 'file:///etc/passwd')).toBe(true);
      expect(navigate(event, 'no address')).toBe(true);
      expect(navigate(event, 'app://twotempo/', false)).toBe(true);
      // Loading itself again.
      expect(navigate(event, 'app://twotempo/?seed=1')).toBe(false);
    }
    expect(navigate('will-redirect', 'app://twotempo/')).toBe(true);
    expect(navigate('will-attach-webview', '')).toBe(true);
    expect(window.openHandler?.({} as never)).toEqual({ action: 'deny' });
  });

  it('have permissions, devices, the screen or downloads', async () => {
    await start();
    const { request, check, device, display } = electron.permission as Record<string, (...args: unknown[]) => unknown>;
    const granted = (permission: string, requestingUrl = 'app://twotempo/'): unknown => {
      let answer: unknown;
      request({}, permission, (found: boolean) => (answer = found), { requestingUrl });
      return answer;
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'usb',
      'clipboard-read',
      'fullscreen',
      'openExternal',
    ])
      expect([permission, granted(permission), check(null, permission, 'app://twotempo')]).toEqual([
        permission,
        false,
        false,
      ]);
    // Copying a seed, on a click, from our page.
    expect([granted('clipboard-sanitized-write'), check(null, 'clipboard-sanitized-write', 'app://twotempo/')]).toEqual(
      [true, true],
    );
    expect(granted('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(check(null, 'clipboard-sanitized-write', 'https://example.org')).toBe(false);
    expect(device({})).toBe(false);
    let streams: unknown = 'unanswered';
    display({}, (found: unknown) => (streams = found));
    expect(streams).toBeNull();
    const download = preventable({});
    electron.sessionEvents.emit('will-download', download);
    expect(download.prevented).toBe(true);
  });
});

describe('who may call', () => {
  const refused = { ok: false, refusal: { code: 'wrong-sender' } };

  it('is the main frame of the window with our page', async () => {
    await start();
    expect(await electron.invoke('app.info', null)).toMatchObject({ ok: true, value: { version: '1.2.3' } });
  });

  it.each([
    ['a frame that is gone', () => ({ senderFrame: null })],
    ['a frame within the page', () => ({ senderFrame: { origin: 'app://twotempo', detached: false } })],
    [
      'a frame that Electron no longer knows',
      () => ({
        senderFrame: {
          get detached(): boolean {
            throw new Error('Render frame was disposed');
          },
        },
      }),
    ],
    ['another window', () => ({ sender: { mainFrame: window.mainFrame } })],
  ])('is not %s', async (_who, from) => {
    await start();
    expect(await electron.invoke('settings.read', null, from() as never)).toMatchObject(refused);
    expect(electron.log).toEqual(['settings.read: refused, the call did not come from the page']);
  });

  it('is not another page in our window, nor one that is being taken down', async () => {
    await start();
    window.mainFrame.origin = 'https://example.org';
    expect(await electron.invoke('settings.read', null)).toMatchObject(refused);
    window.mainFrame.origin = 'app://twotempo';
    window.mainFrame.detached = true;
    expect(await electron.invoke('settings.read', null)).toMatchObject(refused);
  });

  it('is checked before anything is awaited', async () => {
    await start();
    // The page is replaced while the call is answered: who asked was right when it asked.
    const answer = electron.invoke('settings.read', null);
    window.mainFrame.origin = 'https://example.org';
    expect(await answer).toMatchObject({ ok: true, value: DEFAULT_SETTINGS });
  });
});

describe('what a call may hold', () => {
  it.each([
    ['recording.begin', () => ({ name: '../../escape' }), 'bad-input'],
    ['recording.append', () => ({ id: 1, bytes: 'text' }), 'bad-input'],
    ['recording.append', () => ({ id: 99, bytes: new Uint8Array(1) }), 'unknown-recording'],
    ['recording.append', () => ({ id: 1, bytes: new Uint8Array(MAX_CALL_BYTES + 1) }), 'too-large'],
    ['settings.write', () => ({ ...DEFAULT_SETTINGS, layout: 'x'.repeat(2 << 20) }), 'too-large'],
    ['settings.write', () => null, 'bad-input'],
    ['file.save', () => ({ name: '/etc/passwd', bytes: new Uint8Array(1) }), 'bad-input'],
  ])('%s is refused', async (channel, input, code) => {
    await start();
    expect(await electron.invoke(channel, input())).toMatchObject({ ok: false, refusal: { code } });
  });

  it('no channel but those of the contract is there', async () => {
    await start();
    await expect(electron.invoke('shell.open', 'x')).rejects.toThrow('No handler registered');
  });
});

describe('recordings', () => {
  it('survive the page that made them', async () => {
    await start();
    window.load();
    await electron.invoke('recording.append', { id: await begin('run'), bytes: new Uint8Array([1, 2, 3]) });
    electron.response = 0;
    window.contentsEvents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    await settled();
    expect([...readFileSync(join(folder, 'recordings', 'run.mcap.unfinished'))]).toEqual([1, 2, 3]);
    expect(electron.messages[0]).toMatchObject({
      message: 'The page ended unexpectedly (crashed).',
      detail: 'What was recorded is kept.',
      buttons: ['Load it again', 'Quit'],
    });
    expect(window.calls).toContain('reload');
    window.load();
    expect(await electron.invoke('recording.unfinished', null)).toEqual({
      ok: true,
      value: [{ name: 'run.mcap.unfinished', bytes: 3 }],
    });
    // The new page has no right to the old page's recording.
    expect(await electron.invoke('recording.close', { id: 1 })).toMatchObject({ ok: false });
  });

  it('survive the process that writes them', async () => {
    await start();
    window.load();
    const id = await begin('run');
    await electron.invoke('recording.append', { id, bytes: new Uint8Array([1, 2]) });
    const answer = electron.invoke('recording.append', { id, bytes: new Uint8Array([3]) });
    electron.runHosts[0].crash(9);
    expect(await answer).toEqual({ ok: true, value: null });
    await electron.invoke('recording.append', { id, bytes: new Uint8Array([4]) });
    const file = join(folder, 'recordings', 'run.mcap');
    expect(await electron.invoke('recording.close', { id })).toEqual({ ok: true, value: { file } });
    expect([...readFileSync(file)]).toEqual([1, 2, 3, 4]);
    expect(electron.runHosts.length).toBe(2);
  });

  it('keep the machine awake while one is open', async () => {
    await start();
    window.load();
    const ids = [await begin('a'), await begin('b')];
    expect([...electron.blockers].length).toBe(1);
    expect(electron.calls).toContain('awake prevent-app-suspension');
    await electron.invoke('recording.close', { id: ids[0] });
    expect(electron.blockers.size).toBe(1);
    await electron.invoke('recording.close', { id: ids[1] });
    expect(electron.blockers.size).toBe(0);
  });

  it('are closed before the program ends', async () => {
    await start();
    window.load();
    await electron.invoke('recording.append', { id: await begin('run'), bytes: new Uint8Array([1]) });
    const quit = preventable({});
    electron.events.emit('will-quit', quit);
    expect(quit.prevented).toBe(true);
    await settled();
    expect(electron.calls).toContain('quit');
    const again = preventable({});
    electron.events.emit('will-quit', again);
    expect(again.prevented).toBe(false);
    expect(existsSync(join(folder, 'recordings', 'run.mcap.unfinished'))).toBe(true);
  });
});

describe('files from outside', () => {
  const write = (name: string, contents: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, contents);
    return path;
  };
  const scenario = (): string => write('mine.yaml', 'family: mine');
  const request = ['host-request', { kind: 'document', document: { name: 'mine.yaml', text: 'family: mine' } }];

  it('reach the page when it has loaded, whether from the command line or from the system', async () => {
    await start({ argv: ['twotempo', '--flag', '.', scenario(), write('run.mcap', '123')] });
    electron.events.emit('open-file', preventable({}), scenario());
    await settled();
    expect(window.sent).toEqual([]);
    window.load();
    await sent(3);
    expect(window.sent).toMatchObject([
      request,
      ['host-request', { kind: 'record', file: { name: 'run.mcap', bytes: 3, place: 'opened' } }],
      request,
    ]);
    expect(JSON.stringify(window.sent)).not.toContain(folder);
  });

  it('that a second start names reach the first, which comes to the front', async () => {
    await start();
    window.load();
    window.minimized = true;
    scenario();
    electron.events.emit('second-instance', {}, ['twotempo', '--original', 'mine.yaml'], folder);
    await sent(1);
    expect(window.calls).toEqual(['restore', 'show', 'focus']);
    expect(window.sent).toMatchObject([request]);
  });

  it('can be saved where they lie, unless somebody else has changed them', async () => {
    await start();
    window.load();
    electron.events.emit('open-file', preventable({}), scenario());
    await sent(1);
    const [[, { document }]] = window.sent as [[string, { document: { handle: string; version: string } }]];
    const { handle, version } = document;
    const saved = await electron.invoke('document.write', { handle, text: 'family: ours', version });
    expect([saved, readFileSync(join(folder, 'mine.yaml'), 'utf8')]).toMatchObject([{ ok: true }, 'family: ours']);
    expect(await electron.invoke('document.write', { handle, text: 'family: late', version })).toMatchObject({
      refusal: { code: 'changed-on-disk' },
    });
  });

  it('that are records are read, and remembered', async () => {
    const path = write('run.mcap', 'the record');
    await start();
    window.load();
    electron.events.emit('open-file', preventable({}), path);
    await sent(1);
    const [[, { file }]] = window.sent as [[string, { file: { handle: string } }]];
    const read = await electron.invoke('record.read', { handle: file.handle, offset: 4, length: 100 });
    expect(read).toEqual({ ok: true, value: { bytes: new TextEncoder().encode('record') } });
    expect(await electron.invoke('record.recent', null)).toEqual({ ok: true, value: [file] });
  });

  it('that cannot be read are a sentence', async () => {
    const path = write('bad.json', new Uint8Array([0xff]));
    await start({ argv: ['twotempo', 'missing.mcap', 'notes.txt'] });
    electron.events.emit('open-file', preventable({}), path);
    electron.events.emit('open-file', preventable({}), join(folder, 'absent.yaml'));
    await vi.waitFor(() => {
      expect(electron.messages).toHaveLength(3);
    });
    expect(electron.messages.map(({ message }) => message).sort()).toEqual([
      'absent.yaml is not there.',
      'bad.json is no UTF-8 text.',
      'missing.mcap is not there.',
    ]);
    expect(window.sent).toEqual([]);
  });
});

describe('manners', () => {
  it('has a menu of the usual roles, and of the commands of the page', async () => {
    await start();
    window.load();
    const file = electron.menu.find(({ label }) => label === '&File')?.submenu;
    const commands = Array.isArray(file) ? file.find(({ label }) => label === 'Commands…') : undefined;
    expect(commands?.registerAccelerator).toBe(false);
    commands?.click?.({} as never, undefined, {});
    expect(window.sent).toEqual([['host-request', { kind: 'command', id: 'help.palette' }]]);
    // A packaged program shows no developer tools.
    expect(JSON.stringify(electron.menu)).not.toContain('toggleDevTools');
  });

  it('asks before it ends a page that hangs', async () => {
    await start();
    electron.response = 0;
    window.events.emit('unresponsive');
    // Another cry while the question stands.
    window.events.emit('unresponsive');
    await settled();
    expect([electron.messages.length, electron.messages[0].buttons, window.calls]).toEqual([
      1,
      ['Wait', 'Load it again'],
      [],
    ]);
    electron.response = 1;
    window.events.emit('unresponsive');
    await settled();
    expect(window.calls).toEqual(['crash', 'reload']);
  });

  it('ends with its last window, but on macOS', async () => {
    await start();
    electron.events.emit('window-all-closed');
    expect(electron.calls).toContain('quit');
    await start({ platform: 'darwin' });
    electron.events.emit('window-all-closed');
    expect(electron.calls).not.toContain('quit');
    window.events.emit('closed');
    electron.events.emit('activate');
    expect(electron.windows.length).toBe(2);
  });

  it('saves where the person chose', async () => {
    await start();
    electron.savePath = join(folder, 'out.mcap');
    const bytes = new Uint8Array([5]);
    expect(await electron.invoke('file.save', { name: 'x.mcap', bytes })).toEqual({
      ok: true,
      value: { file: electron.savePath },
    });
    expect([...readFileSync(electron.savePath)]).toEqual([5]);
    electron.savePath = null;
    expect(await electron.invoke('file.save', { name: 'x.mcap', bytes })).toEqual({ ok: true, value: { file: null } });
  });

  it('opens records and scenarios that the person chose, several records at once, and none when she cancels', async () => {
    await start();
    expect(await electron.invoke('record.choose', null)).toEqual({ ok: true, value: [] });
    expect(await electron.invoke('document.choose', null)).toEqual({ ok: true, value: null });
    const paths = ['a.mcap', 'b.mcap', 'c.yaml'].map((name) => join(folder, name));
    for (const path of paths) writeFileSync(path, 'x');
    electron.openPaths = paths.slice(0, 2);
    expect(await electron.invoke('record.choose', null)).toMatchObject({
      value: [{ name: 'a.mcap' }, { name: 'b.mcap' }],
    });
    electron.openPaths = paths.slice(2);
    expect(await electron.invoke('document.choose', null)).toMatchObject({ value: { name: 'c.yaml', text: 'x' } });
    expect(electron.asked.slice(-2)).toEqual([
      { properties: ['openFile', 'multiSelections'], filters: [{ name: 'Record', extensions: ['mcap'] }] },
      { properties: ['openFile'], filters: [{ name: 'Scenario', extensions: ['yaml', 'yml', 'json'] }] },
    ]);
  });

  it('makes a scenario file where the person chose', async () => {
    await start();
    const made = { name: 'new.yaml', text: 'version: 1' };
    expect(await electron.invoke('document.create', made)).toEqual({ ok: true, value: null });
    electron.savePath = join(folder, 'elsewhere.yaml');
    expect(await electron.invoke('document.create', made)).toMatchObject({
      value: { name: 'elsewhere.yaml', text: 'version: 1' },
    });
    expect(readFileSync(electron.savePath, 'utf8')).toBe('version: 1');
    electron.savePath = join(folder, 'program.exe');
    expect(await electron.invoke('document.create', made)).toMatchObject({ refusal: { code: 'bad-file' } });
    expect(existsSync(electron.savePath)).toBe(false);
  });

  it('takes a picture of its window', async () => {
    await start();
    const { value } = (await electron.invoke('window.capture', null)) as { value: { bytes: Uint8Array } };
    expect(new TextDecoder().decode(value.bytes)).toBe('PNG of the window');
    window.events.emit('closed');
    expect(await electron.invoke('window.capture', null)).toMatchObject({ refusal: { code: 'wrong-sender' } });
  });
});
