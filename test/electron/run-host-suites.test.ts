import { fork, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunHostClient, type RunHostProcess } from '../../electron/main/run-host-client.ts';
import type { RunHostReply } from '../../electron/run-host/protocol.ts';
import { resultsIn } from '../scenarios/cli/cli.ts';
import { PLAN, processesWith, suitePlace, until, waitFor, type SuitePlace } from '../scenarios/serve/suite-place.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let place: SuitePlace;
const children: ChildProcess[] = [];
const log: string[] = [];

beforeAll(async () => {
  place = suitePlace();
  await build({
    absWorkingDir: root,
    entryPoints: ['electron/run-host/index.ts'],
    outfile: join(place.folder, 'package/dist/electron/run-host.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Electron's port to the parent, over the channel that Node gives a child.
    banner: {
      js: `import { createRequire as createRequireOfBundle } from 'node:module';
      const require = createRequireOfBundle(import.meta.url);
      process.parentPort = {
        on: (event, listener) => process.on(event, (data) => listener({ data })),
        postMessage: (message) => process.send(message),
      };`,
    },
  });
}, 60_000);
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(place.folder, { recursive: true });
});

/** The run host as a process of its own, as Electron would start it. */
function startProcess(): RunHostProcess {
  const folders = [join(place.folder, 'recordings'), join(place.folder, 'runs'), 'secret'];
  const child = fork(
    join(place.folder, 'package/dist/electron/run-host.mjs'),
    [...folders, join(place.folder, 'package/dist/suite-task.mjs')],
    { serialization: 'advanced', stdio: ['ignore', 'inherit', 'ignore', 'ipc'] },
  );
  children.push(child);
  child.on('error', () => undefined);
  return {
    postMessage: (message) => void child.send(message, () => undefined),
    onMessage: (listener) =>
      void child.on('message', (reply) => {
        listener(reply as RunHostReply);
      }),
    onExit: (listener) =>
      void child.on('exit', (code) => {
        listener(code ?? -1);
      }),
    kill: () => void child.kill('SIGKILL'),
  };
}

describe('the run host', () => {
  it('runs suites in threads; when it dies the run is cancelled, is known by its handle, and can be resumed', async () => {
    const client = new RunHostClient(startProcess, Date.now, (line) => log.push(line));
    const { suites } = client;
    const documents = [place.calm, place.wall];
    const folder = await suites.start({ ...PLAN, seeds: [0, 99] }, documents);
    expect(folder).toMatchObject({ name: 'calm+wall-test-0-99', state: 'running', total: 800 });
    await expect(suites.start(PLAN, documents)).rejects.toMatchObject({ code: 'busy' });
    await waitFor(suites, folder.run, ({ done }) => done > 0);
    expect(processesWith(join(place.folder, 'package/dist/'))).toHaveLength(1);

    const once = suites.resume(folder.run, 1);
    children[0].kill('SIGKILL');
    await expect(once).rejects.toMatchObject({ code: 'suites-gone' });
    const left = await suites.progress(folder.run, 0);
    expect(left).toMatchObject({ state: 'cancelled', total: 800, problem: null });
    expect(left.done).toBe(resultsIn(join(place.folder, 'runs', folder.name)).length);
    expect(left.done).toBeGreaterThan(0);
    expect(log).toEqual(['The run host ended with code -1.']);

    expect(await suites.resume(folder.run, 1)).toMatchObject({ run: folder.run, total: 800, state: 'running' });
    const more = await waitFor(suites, folder.run, ({ done }) => done > left.done);
    expect(more.rows.slice(0, left.done)).toEqual(left.rows);
    // At its end the episodes under way are kept.
    await client.end();
    expect(await until(() => processesWith(join(place.folder, 'package/dist/')).length === 0)).toBe(true);
    const results = resultsIn(join(place.folder, 'runs', folder.name));
    expect(results.length).toBeGreaterThanOrEqual(more.done);
    expect(children.length).toBe(2);
  }, 60_000);
});
