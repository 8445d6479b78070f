import { lastValueFrom, toArray, timeout, catchError, EMPTY } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../renderer/host/contract.ts';
import type { HostBridge } from '../../../renderer/host/host-bridge.ts';
import { createStaticHost, type StaticHostOptions } from '../../../renderer/host/static-host.ts';

const BASE = 'https://somewhere.example/a/b/?seed=3';
const RECORDS = 'https://somewhere.example/a/b/records/';
const LIST = [
  { file: 'one.mcap', bytes: 5, modifiedMs: 7, title: 'One', text: 'The first.' },
  { file: 'two.mcap', bytes: 3, modifiedMs: 7, title: 'Two', text: 'The second.' },
];

/** Local storage of one browser. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

/** A server of these files and no others. */
function serving(files: Readonly<Record<string, string>>): { fetch: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: (input) => {
      const url = String(input);
      asked.push(url);
      const found = files[url];
      return Promise.resolve(found === undefined ? new Response('', { status: 404 }) : new Response(found));
    },
  };
}

const hostWith = (options: StaticHostOptions = {}): HostBridge =>
  createStaticHost({ base: BASE, storage: storage(), fetch: serving({}).fetch, ...options });
const published = { [`${RECORDS}index.json`]: JSON.stringify(LIST), [`${RECORDS}one.mcap`]: '12345' };

describe('the static host', () => {
  it('says what it is', async () => {
    const host = hostWith();
    expect(host.name).toBe('static');
    expect(await host.info()).toMatchObject({ platform: 'published as static files' });
    expect([await host.readSettings(), await host.unfinishedRecordings()]).toEqual([
      { ...DEFAULT_SETTINGS, backend: 'wasm' },
      [],
    ]);
  });

  it('refuses settings of another form and keeps the old ones', async () => {
    const host = hostWith();
    const wrong = { ...DEFAULT_SETTINGS, theme: 'pink' } as unknown as Settings;
    await expect(host.writeSettings(wrong)).rejects.toMatchObject({ code: 'bad-input' });
    expect(await host.readSettings()).toEqual({ ...DEFAULT_SETTINGS, backend: 'wasm' });
  });

  it('lets go of what is recorded live, without a word', async () => {
    const recording = await hostWith().beginRecording('night.mcap');
    await recording.append(new Uint8Array(3));
    expect(await recording.close()).toBe('night.mcap (not kept)');
  });

  it('asks for nothing, and offers nothing that takes a program', async () => {
    const { fetch: send, asked } = serving(published);
    const host = hostWith({ fetch: send });
    const heard = host.requests.pipe(
      timeout({ first: 20 }),
      catchError(() => EMPTY),
      toArray(),
    );
    expect([await lastValueFrom(heard), host.suites, host.captureWindow]).toEqual([[], null, null]);
    expect(asked).toEqual([]);
  });

  it('offers the records that were published with the page, from beside it', async () => {
    const { fetch: send, asked } = serving(published);
    const { records } = hostWith({ fetch: send });
    const files = (await records?.recent()) ?? [];
    expect(files).toEqual([
      { handle: 'shipped-0', name: 'one.mcap', bytes: 5, modifiedMs: 7, place: 'run' },
      { handle: 'shipped-1', name: 'two.mcap', bytes: 3, modifiedMs: 7, place: 'run' },
    ]);
    expect(await records?.shipped?.()).toEqual([
      { file: files[0], title: 'One', text: 'The first.' },
      { file: files[1], title: 'Two', text: 'The second.' },
    ]);
    const shares: number[] = [];
    expect(await (await records?.read(files[0], (share) => shares.push(share)))?.text()).toBe('12345');
    expect([shares.at(-1), asked.at(-1)]).toEqual([1, `${RECORDS}one.mcap`]);
  });

  it.each([
    ['is not there', { ...published, [`${RECORDS}one.mcap`]: undefined }, 'bad-answer', /answers 404 for one\.mcap/],
    ['was cut short', { ...published, [`${RECORDS}one.mcap`]: '123' }, 'bad-answer', /has 3 bytes instead of 5/],
  ])('says that a record %s', async (_what, files, code, message) => {
    const { records } = hostWith({ fetch: serving(files as Record<string, string>).fetch });
    const [file] = (await records?.recent()) ?? [];
    await expect(records?.read(file)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each(['<!doctype html>', '{}', '[{"file":"../x.mcap","bytes":1,"modifiedMs":1,"title":"","text":""}]', ''])(
    'takes no list of records like %o',
    async (text) => {
      const { records } = hostWith({ fetch: serving({ [`${RECORDS}index.json`]: text }).fetch });
      await expect(records?.recent()).rejects.toMatchObject({ code: 'bad-answer' });
    },
  );

  it('says that there is no network', async () => {
    const { records } = hostWith({ fetch: () => Promise.reject(new TypeError('failed to fetch')) });
    await expect(records?.recent()).rejects.toMatchObject({ code: 'host-gone' });
  });

  it('keeps settings in the browser, also those of a version that lacked some', async () => {
    const kept = storage();
    await hostWith({ storage: kept }).writeSettings({ ...DEFAULT_SETTINGS, theme: 'light' });
    expect(await hostWith({ storage: kept }).readSettings()).toEqual({ ...DEFAULT_SETTINGS, theme: 'light' });
    kept.setItem('twotempo:settings', '{"version":1,"theme":"system"}');
    expect(await hostWith({ storage: kept }).readSettings()).toMatchObject({ theme: 'system', backend: 'wasm' });
  });

  it.each(['no JSON', '[]', '7', '{"version":2}', '{"theme":"pink"}'])(
    'starts anew from settings like %s',
    async (text) => {
      const kept = storage();
      kept.setItem('twotempo:settings', text);
      expect(await hostWith({ storage: kept }).readSettings()).toEqual({ ...DEFAULT_SETTINGS, backend: 'wasm' });
    },
  );

  it('works where the browser keeps nothing, and says so', async () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const host = hostWith({ storage: full });
    const light = { ...DEFAULT_SETTINGS, theme: 'light' as const };
    await expect(host.writeSettings(light)).rejects.toMatchObject({ code: 'not-kept' });
    expect(await host.readSettings()).toEqual(light);
    const forbidden = hostWith({ storage: null });
    await forbidden.writeSettings(light);
    expect(await forbidden.readSettings()).toEqual(light);
  });
});
