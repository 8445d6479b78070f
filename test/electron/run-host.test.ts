import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunHostClient, type RunHostProcess } from '../../electron/main/run-host-client.ts';
import { Recordings } from '../../scenarios/serve/recordings.ts';
import { buildRunHost, startRunHost } from './run-host-process.ts';

let built: string;
let folder: string;
let children: ChildProcess[];
let log: string[];
let now: number;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'twotempo-run-host-'));
  await buildRunHost(join(built, 'run-host.mjs'));
});
afterAll(() => rmSync(built, { recursive: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-run-host-'));
  children = [];
  log = [];
  now = 0;
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const startProcess = (script = join(built, 'run-host.mjs')): RunHostProcess =>
  startRunHost(script, [folder, join(folder, 'runs'), 'secret', 'absent.mjs'], children);

const client = (start: () => RunHostProcess = startProcess, stuckMs = 10_000): RunHostClient =>
  new RunHostClient(
    start,
    () => now,
    (line) => log.push(line),
    stuckMs,
  );

describe('the run host', () => {
  it('killed again and again while it records loses nothing and doubles nothing', async () => {
    const runHost = client();
    const recordings = new Recordings(runHost, () => now);
    const id = await recordings.begin('page', 'run');
    const chunks = Array.from({ length: 200 }, (_, i) => new TextEncoder().encode(`${i}${'.'.repeat(i)}\n`));
    const appends = chunks.map((chunk) => recordings.append('page', id, chunk));
    for (const [i, append] of appends.entries()) {
      await append;
      // Others are on their way.
      if (i === 20 || i === 90 || i === 150) children.at(-1)?.kill('SIGKILL');
    }
    const file = await recordings.close('page', id);
    expect(readFileSync(file)).toEqual(Buffer.concat(chunks));
    expect(readdirSync(folder)).toEqual(['run.mcap']);
    expect(log).toEqual(Array(3).fill('The run host ended with code -1.'));
    expect(children.length).toBe(4);
    await runHost.end();
  });

  it('tells what goes wrong with files in its own words', async () => {
    const runHost = client();
    await expect(runHost.write('absent.mcap', 0, new Uint8Array(1))).rejects.toMatchObject({ code: 'not-found' });
    await runHost.end();
  });

  it('that does not answer is started again', async () => {
    const stuck = join(built, 'stuck.mjs');
    await build({ stdin: { contents: 'setInterval(() => undefined, 1e6);' }, outfile: stuck, logLevel: 'silent' });
    const runHost = client(() => startProcess(children.length === 0 ? stuck : undefined), 3000);
    expect(await runHost.create('run')).toBe('run.mcap');
    expect(log[0]).toBe('The run host did not answer create within 3000 ms and is restarted.');
    await runHost.end();
  });

  it('that cannot start is not started for ever, and tried again at the next call', async () => {
    let starts = 0;
    const hopeless = (): RunHostProcess => {
      starts++;
      return {
        postMessage: () => undefined,
        onMessage: () => undefined,
        onExit: (listener) => {
          setTimeout(() => {
            listener(1);
          }, 1);
        },
        kill: () => undefined,
      };
    };
    const runHost = client(hopeless);
    await expect(runHost.create('run')).rejects.toMatchObject({ code: 'recorder-gone' });
    expect(starts).toBe(6);
    now += 61_000;
    await expect(runHost.create('run')).rejects.toMatchObject({ code: 'recorder-gone' });
    expect(starts).toBe(12);
  });
});
