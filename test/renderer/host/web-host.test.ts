import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type HostRequest } from '../../../renderer/host/contract.ts';
import type { HostBridge } from '../../../renderer/host/host-bridge.ts';
import { createWebHost } from '../../../renderer/host/web-host.ts';
import { serve, type Serving } from '../../scenarios/serve/serving.ts';
import { describeHost } from './host-behaviour.ts';

describeHost('browser', async () => {
  const serving = await serve();
  const downloads = new Map<string, Uint8Array>();
  let chosen: { readonly name: string; readonly text: string } | null = null;
  const host = createWebHost({
    base: serving.server.origin,
    fetch: serving.fetch,
    // What a browser does with a download and its file chooser is seen in Chromium.
    files: {
      download: (name, bytes) => {
        downloads.set(name, bytes.slice());
        return Promise.resolve(name);
      },
      ...{ openPicker: null, savePicker: null },
      pick: () => Promise.resolve(chosen === null ? null : new File([chosen.text], chosen.name)),
    },
  });
  return {
    host,
    workingFolder: serving.workingFolder,
    contentsOf: async (file) => downloads.get(file) ?? new Uint8Array(await readFile(file)),
    chooseScenario: (scenario) => {
      chosen = scenario;
    },
    dispose: () => serving.stop(),
  };
});

describe('the browser host', () => {
  let serving: Serving;
  beforeEach(async () => {
    serving = await serve();
  });
  afterEach(() => serving.stop());

  const pageOf = ({ server, fetch }: Serving): ReturnType<typeof createWebHost> =>
    createWebHost({ base: server.origin, fetch });

  it('finds what another page left behind, and writes to its own recordings only', async () => {
    const before = await pageOf(serving).beginRecording('lost');
    await before.append(new Uint8Array(10));
    const other = pageOf(serving);
    // The page may still be alive: it wrote a moment ago.
    expect(await other.unfinishedRecordings()).toEqual([]);
    const theirs = serving.fetch(`${serving.server.origin}/bridge/recording.close`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-twotempo-call', 'x-twotempo-page': 'somebody' },
      body: frame('{"input":{"id":1},"bytes":null}'),
    });
    expect(await (await theirs).json()).toMatchObject({ ok: false, refusal: { code: 'unknown-recording' } });
  });

  it('lets a change of the settings outlive the page, and nothing else', async () => {
    const keptAlive: [string, boolean | undefined][] = [];
    const host = createWebHost({
      base: serving.server.origin,
      fetch: (input, init) => {
        keptAlive.push([new URL(String(input)).pathname, init?.keepalive]);
        return serving.fetch(input, init);
      },
    });
    await host.writeSettings(DEFAULT_SETTINGS);
    await host.writeSettings({ ...DEFAULT_SETTINGS, layout: 'x'.repeat(70_000) });
    await host.readSettings();
    expect(keptAlive).toEqual([
      ['/bridge/settings.write', true],
      ['/bridge/settings.write', false],
      ['/bridge/settings.read', false],
    ]);
  });

  it('keeps the order of appends on a network that does not', async () => {
    let calls = 0;
    const shuffling: typeof fetch = async (input, init) => {
      await new Promise((resolve) => setTimeout(resolve, 30 / ++calls));
      return serving.fetch(input, init);
    };
    const recording = await createWebHost({ base: serving.server.origin, fetch: shuffling }).beginRecording('order');
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(numbers.map((n) => recording.append(Uint8Array.of(n))));
    expect([...(await readFile(await recording.close()))]).toEqual(numbers);
  });

  it('is told once what the command line asked for', async () => {
    const paths = ['first.mcap', 'second.yaml'].map((name) => join(serving.workingFolder, name));
    for (const path of paths) writeFileSync(path, 'text');
    const opening = await serve(paths);
    const heard = (host: HostBridge): Promise<HostRequest[]> => lastValueFrom(host.requests.pipe(toArray()));
    const page = pageOf(opening);
    expect(await heard(page)).toMatchObject([
      { kind: 'record', file: { name: 'first.mcap', bytes: 4 } },
      { kind: 'document', document: { name: 'second.yaml', text: 'text' } },
    ]);
    // Neither a second listener nor a reload opens them again.
    expect([await heard(page), await heard(pageOf(opening))]).toEqual([[], []]);
    await opening.stop();
    // That it does not answer, others say.
    expect(await heard(pageOf(opening))).toEqual([]);
  });

  it('gets bytes as they are', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i);
    const recording = await pageOf(serving).beginRecording('bytes');
    await recording.append(bytes);
    await recording.close();
    const types: (string | null)[] = [];
    const host = createWebHost({
      base: serving.server.origin,
      fetch: async (input, init) => {
        const response = await serving.fetch(input, init);
        types.push(response.headers.get('content-type'));
        return response;
      },
    });
    const [file] = (await host.records?.recent()) ?? [];
    expect(new Uint8Array((await (await host.records?.read(file))?.arrayBuffer()) ?? [])).toEqual(bytes);
    expect(types).toEqual(['application/json', 'application/x-twotempo-call']);
  });

  it('says that the server is gone', async () => {
    const { origin } = serving.server;
    const host = createWebHost({ base: origin, fetch: serving.fetch });
    await serving.server.close();
    await expect(host.writeSettings(DEFAULT_SETTINGS)).rejects.toMatchObject({
      code: 'host-gone',
      tip: "Start it again with 'npx twotempo serve' and open the address that it prints.",
    });
  });

  it('says that the key is missing', async () => {
    const host = createWebHost({ base: serving.server.origin, fetch });
    await expect(host.info()).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('does not believe an answer of another form', async () => {
    const answering =
      (value: unknown): typeof fetch =>
      () =>
        Promise.resolve(Response.json(value));
    for (const value of [null, { ok: true, value: { version: 1 } }, { ok: false }, { ok: true }]) {
      const host = createWebHost({ base: 'http://127.0.0.1', fetch: answering(value) });
      await expect(host.info()).rejects.toMatchObject({ code: 'bad-answer' });
    }
  });
});

function frame(header: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(header);
  const all = new Uint8Array(4 + text.length);
  new DataView(all.buffer).setUint32(0, text.length, true);
  all.set(text, 4);
  return all;
}
