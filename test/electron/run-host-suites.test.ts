import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunHostClient, type RunHostProcess } from '../../electron/main/run-host-client.ts';
import { resultsIn } from '../scenarios/cli/cli.ts';
import { PLAN, processesWith, suitePlace, until, waitFor, type SuitePlace } from '../scenarios/serve/suite-place.ts';
import { buildRunHost, startRunHost } from './run-host-process.ts';

let place: SuitePlace;
const children: ChildProcess[] = [];
const log: string[] = [];

beforeAll(async () => {
  place = suitePlace();
  await buildRunHost(join(place.folder, 'package/dist/electron/run-host.mjs'));
}, 60_000);
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(place.folder, { recursive: true });
});

function startProcess(): RunHostProcess {
  const folders = [join(place.folder, 'recordings'), join(place.folder, 'runs'), 'secret'];
  const bundles = join(place.folder, 'package/dist');
  return startRunHost(join(bundles, 'electron/run-host.mjs'), [...folders, join(bundles, 'suite-task.mjs')], children);
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
