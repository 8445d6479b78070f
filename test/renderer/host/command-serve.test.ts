import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostBridge } from '../../../renderer/host/host-bridge.ts';
import { createWebHost } from '../../../renderer/host/web-host.ts';
import { start, twotempo, workplace } from '../../scenarios/cli/cli.ts';

let folder: string;

beforeAll(() => {
  folder = workplace();
  mkdirSync(join(folder, 'package', 'dist', 'app'));
  writeFileSync(join(folder, 'package', 'dist', 'app', 'index.html'), 'the page');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** The address that it prints. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => {
      resolve(/http:\S+/.exec(data.toString())?.[0] ?? data.toString());
    });
    child.once('close', () => {
      reject(new Error('it ended'));
    });
  });
}

/** The page's host, as in a browser that visited the address. */
async function hostAt(url: string): Promise<HostBridge> {
  const { origin } = new URL(url);
  const cookie = ((await fetch(url, { redirect: 'manual' })).headers.get('set-cookie') ?? '').split(';')[0];
  return createWebHost({
    base: origin,
    fetch: (input, init = {}) =>
      fetch(input, { ...init, headers: { cookie, origin, ...(init.headers as Record<string, string>) } }),
  });
}

describe('twotempo serve', () => {
  it('prints one line with its address, serves page and bridge there, and ends cleanly when it is interrupted', async () => {
    const settings = join(folder, 'settings.json');
    const { child, ended } = start(folder, ['serve', '--port', '0', '--settings', settings]);
    const url = await addressOf(child);
    const { origin } = new URL(url);
    const welcome = await fetch(`${url}&seed=3`, { redirect: 'manual' });
    expect(welcome.headers.get('location')).toBe('/?seed=3');
    const cookie = (welcome.headers.get('set-cookie') ?? '').split(';')[0];
    const browser: typeof fetch = (input, init = {}) =>
      fetch(input, { ...init, headers: { cookie, origin, ...(init.headers as Record<string, string>) } });
    expect(await (await browser(origin)).text()).toBe('the page');
    expect((await fetch(origin)).status).toBe(403);

    const host = createWebHost({ base: origin, fetch: browser });
    expect((await host.info()).recordings).toBe(join(folder, 'runs', 'live'));
    await host.writeSettings({ ...(await host.readSettings()), latencyMs: 1 });
    expect(existsSync(settings)).toBe(true);
    const finished = await host.beginRecording('finished');
    await finished.append(new Uint8Array(5));
    await finished.close();
    await (await host.beginRecording('cut')).append(new Uint8Array(7));
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, stdout: `Twotempo is at ${url} (Ctrl+C ends it)\n`, stderr: '' });
    expect(readdirSync(join(folder, 'runs', 'live')).sort()).toEqual(['cut.mcap.unfinished', 'finished.mcap']);
  });

  it('opens the files that are named, once', async () => {
    writeFileSync(join(folder, 'a.mcap'), 'a record');
    writeFileSync(join(folder, 'b.yaml'), 'version: 1');
    const words = ['serve', 'a.mcap', 'b.yaml', '--port', '0', '--settings', join(folder, 'config', 'settings.json')];
    const { child, ended } = start(folder, words);
    const host = await hostAt(await addressOf(child));
    const [record, document] = await lastValueFrom(host.requests.pipe(toArray()));
    expect([record, document]).toMatchObject([
      { kind: 'record', file: { name: 'a.mcap', bytes: 8, place: 'opened' } },
      { kind: 'document', document: { name: 'b.yaml', text: 'version: 1' } },
    ]);
    expect(readFileSync(join(folder, 'config', 'recent.json'), 'utf8')).toContain(join(folder, 'a.mcap'));
    expect((await host.records?.recent())?.map(({ name }) => name)).toContain('a.mcap');
    if (record.kind === 'record') expect(await (await host.records?.read(record.file))?.text()).toBe('a record');
    expect((await host.documents.create('c.yaml', 'version: 1'))?.name).toBe('c.yaml');
    expect(readFileSync(join(folder, 'c.yaml'), 'utf8')).toBe('version: 1');
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it.each([
    ['gone.mcap', 'serve: gone.mcap: gone.mcap is not there.'],
    ['x/gone.yaml', 'serve: x/gone.yaml: gone.yaml is not there.'],
    [
      'package/package-lock.txt',
      "serve: expected a record (.mcap) or a scenario file (.yaml, .yml, .json), found 'package/package-lock.txt'",
    ],
  ])('refuses %s before it serves anything', async (file, message) => {
    expect(await twotempo(folder, ['serve', file, '--port', '0', '--settings', 'none.json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${message}\n`,
    });
  });

  it('keeps what was recorded when it is killed', async () => {
    const { child, ended } = start(folder, ['serve', '--port', '0', '--recordings', 'kept', '--settings', 'none.json']);
    const recording = await (await hostAt(await addressOf(child))).beginRecording('run');
    await recording.append(new Uint8Array(123_456));
    child.kill('SIGKILL');
    await ended;
    expect(statSync(join(folder, 'kept', 'run.mcap.unfinished')).size).toBe(123_456);
  });

  it.each([
    ['70000', "--port: expected a whole number from 0 to 65535, found '70000'"],
    ['-1', "--port: expected a whole number from 0 to 65535, found '-1'"],
    ['web', "--port: expected a whole number from 0 to 65535, found 'web'"],
  ])('refuses the port %s', async (port, message) => {
    expect(await twotempo(folder, ['serve', `--port=${port}`])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${message}\n`,
    });
  });

  it('refuses a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await twotempo(folder, ['serve', '--port', String(port)]);
    expect([code, stderr]).toEqual([2, `--port: ${port} is in use; choose another, or 0 for a free one\n`]);
    other.close();
  });

  it('takes a free port where the usual one is taken', async () => {
    const other = createServer();
    // Perhaps it is taken already: by somebody who watches a run.
    await new Promise<void>((resolve) => {
      other.once('error', () => {
        resolve();
      });
      other.listen(7313, '127.0.0.1', resolve);
    });
    const { child, ended } = start(folder, ['serve', '--settings', 'none.json']);
    expect(new URL(await addressOf(child)).port).not.toBe('7313');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    other.close();
  });

  it('says that the page is not built', async () => {
    rmSync(join(folder, 'package', 'dist', 'app'), { recursive: true });
    expect(await twotempo(folder, ['serve', '--port', '0'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "serve: the page is not built; run 'npm run build'\n",
    });
  });
});
