import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, type Answer } from '../../../renderer/host/contract.ts';
import type { SuiteEpisode, SuitePlan } from '../../../renderer/host/suite-contract.ts';
import { createWebHost } from '../../../renderer/host/web-host.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { REPORT_DATA_ID, readReportData } from '../../../scenarios/report/read-report-data.ts';
import { summarise } from '../../../scenarios/results/summary.ts';
import { callBridge } from '../../../scenarios/serve/call-bridge.ts';
import { HeldFiles } from '../../../scenarios/serve/held-files.ts';
import { suiteProblem } from '../../../scenarios/serve/suite-problem.ts';
import { madeRecord } from '../../../scenarios/serve/suite-record.ts';
import { readRows } from '../../../scenarios/serve/suite-rows.ts';
import { resumeSuite, startSuite } from '../../../scenarios/serve/suite-run.ts';
import { suiteHandlers } from '../../../scenarios/serve/suite-channels.ts';
import { comparable, resultsIn, start, twotempo } from '../../scenarios/cli/cli.ts';
import {
  ARGUMENTS,
  contentOf,
  PLAN,
  processesWith,
  suitePlace,
  until,
  waitFor,
  type SuitePlace,
} from '../../scenarios/serve/suite-place.ts';

let place: SuitePlace;
let documents: string[];
/** What the command line makes of `PLAN`. */
let reference: { manifest: string; results: string[] };

beforeAll(async () => {
  place = suitePlace();
  documents = [place.calm, place.wall];
  const ran = await twotempo(place.folder, [...ARGUMENTS, '--out', 'own/by-command']);
  expect(ran.code, ran.stderr).toBe(0);
  reference = contentOf(join(place.folder, 'own/by-command'));
}, 60_000);
afterAll(() => rmSync(place.folder, { recursive: true }));

const at = (...names: string[]): string => join(place.folder, ...names);

/** A copy of the reference of which a kill has left three lines and a part of the fourth. */
function cutShort(folder: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(at('own/by-command/run.json'), join(folder, 'run.json'));
  const lines = readFileSync(at('own/by-command/results.jsonl'), 'utf8').split('\n');
  writeFileSync(join(folder, 'results.jsonl'), `${lines.slice(0, 3).join('\n')}\n${lines[3].slice(0, 50)}`);
}

describe('a suite in the host', () => {
  it('gives the folder that the command line gives, tells its rows, and takes another number the next time', async () => {
    const host = place.host('runs');
    const folder = await host.start(PLAN, documents);
    expect(folder).toMatchObject({
      ...{ name: 'calm+wall-test-0-1', suite: 'calm+wall', arms: ['fast', 'dual'], seeds: [0, 1], split: 'test' },
      ...{ latencies: ['fixed:0', 'fixed:200'], total: 16, state: 'running' },
    });
    await expect(host.start(PLAN, documents)).rejects.toMatchObject({ code: 'busy' });
    const end = await waitFor(host, folder.run);
    expect(end).toMatchObject({ state: 'finished', problem: null, done: 16, total: 16, count: 16, leftS: null });
    expect(contentOf(at('runs', folder.name))).toEqual(reference);
    const files = (name: string) => readdirSync(at(name)).sort();
    expect(files(`runs/${folder.name}`)).toEqual(files('own/by-command'));
    expect(files(`runs/${folder.name}/records`)).toEqual(files('own/by-command/records'));

    const wanted = resultsIn(at('runs', folder.name)).map(({ outcome, planner, error, ...result }) => {
      const { scenario, family, seed, split, arm, latency, simSeconds } = result;
      const { end: ending, collision, atFault, collisionWith, impactSpeedMps } = outcome;
      const situation = { scenario, family, seed, split, arm, latency, simSeconds, error };
      const rates = {
        ...{ collision, atFaultCollision: collision ? atFault : false },
        ...{ success: ending === 'goal' && !collision, offRoad: ending === 'off-road' },
      };
      return { ...situation, end: ending, collision, collisionWith, impactSpeedMps, rates, calls: planner.calls };
    });
    expect(end.rows).toEqual(wanted);
    expect((await host.progress(folder.run, 14)).rows).toEqual(wanted.slice(14));
    // As a host sees it that did not run it, and only reads it.
    const other = place.host('runs');
    const [listed] = await other.list();
    expect(listed).toMatchObject({ name: folder.name, state: 'finished', done: 16, total: 16 });
    expect(listed.run).not.toBe(folder.run);
    expect((await other.progress(listed.run, 0)).rows).toEqual(wanted);
    expect(JSON.parse(await other.summary(listed.run))).toEqual(
      JSON.parse(JSON.stringify(summarise(resultsIn(at('runs', folder.name))))),
    );
    // The folder of the command line's default has results already.
    mkdirSync(at('runs/calm+wall-test-0'));
    writeFileSync(at('runs/calm+wall-test-0/results.jsonl'), '');
    const few = await host.start({ ...PLAN, seeds: [0, 0], arms: ['fast'], latenciesMs: [0] }, documents);
    expect([few.name, (await waitFor(host, few.run)).done]).toEqual(['calm+wall-test-0-2', 2]);
  }, 60_000);

  it('cancelled in the middle keeps what is done, and goes on to the same results, here and by the command line', async () => {
    const host = place.host('cancelled', { as: 'threads' });
    const folder = await host.start(PLAN, documents);
    await waitFor(host, folder.run, ({ done }) => done > 0);
    await host.cancel(folder.run);
    const end = await waitFor(host, folder.run);
    expect(end).toMatchObject({ state: 'cancelled', problem: null, total: 16, leftS: null });
    expect(end.done).toBeLessThan(16);
    const path = at('cancelled', folder.name);
    expect(resultsIn(path)).toHaveLength(end.done);
    expect(readdirSync(path).filter((name) => /lock|unfinished|summary/.test(name))).toEqual([]);
    // Cancelling what does not run is nothing.
    await host.cancel(folder.run);

    cpSync(path, at('cancelled/copy'), { recursive: true });
    const resumed = await host.resume(folder.run, 1);
    expect(resumed).toMatchObject({ run: folder.run, name: folder.name, total: 16, state: 'running' });
    expect(await waitFor(host, folder.run)).toMatchObject({ state: 'finished', done: 16, count: 16 });
    expect(contentOf(path)).toEqual(reference);

    cutShort(at('cancelled/cut'));
    const cut = (await host.list()).find(({ name }) => name === 'cut');
    expect(cut).toMatchObject({ state: 'cancelled', done: 3, total: 16 });
    expect(await host.progress(cut?.run ?? '', 0)).toMatchObject({ state: 'cancelled', done: 3, count: 3 });
    await host.resume(cut?.run ?? '', 1);
    expect(await waitFor(host, cut?.run ?? '')).toMatchObject({ state: 'finished', done: 16 });
    expect(contentOf(at('cancelled/cut'))).toEqual(reference);

    const ran = await twotempo(place.folder, [...ARGUMENTS, '--resume', '--out', 'cancelled/copy']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(contentOf(at('cancelled/copy'))).toEqual(reference);
    expect((await host.list()).map(({ state }) => state)).toEqual(['finished', 'finished', 'finished']);
  }, 60_000);

  it('whose process is killed has failed, leaves no other process, and can be resumed', async () => {
    const host = place.host('killed');
    const folder = await host.start(PLAN, documents);
    await waitFor(host, folder.run, ({ done }) => done > 0);
    const [own, ...others] = processesWith(at('package/dist'));
    expect(others.length).toBeGreaterThan(0);
    process.kill(own, 'SIGKILL');
    const end = await waitFor(host, folder.run);
    expect(end).toMatchObject({ state: 'failed', problem: { tip: 'What is done is kept: resume the run.' } });
    expect(place.log.at(-1)).toBe("The task 'start' on a suite ended with SIGKILL.");
    expect(await until(() => processesWith(at('package/dist')).length === 0)).toBe(true);
    expect((await host.list())[0].state).toBe('failed');
    await host.resume(folder.run, 1);
    expect(await waitFor(host, folder.run)).toMatchObject({ state: 'finished', problem: null, done: 16 });
    expect(contentOf(at('killed', folder.name))).toEqual(reference);
  }, 60_000);

  it('of `twotempo serve` is run over HTTP, and at its end, even by a kill, comes to rest and can be resumed', async () => {
    mkdirSync(at('package/dist/app'));
    writeFileSync(at('package/dist/app/index.html'), 'the page');
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const options = ['--settings', at('settings.json'), '--runs', `served-${signal}`];
      const { child, ended } = start(place.folder, ['serve', '--port', '0', ...options]);
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout?.once('data', (data: Buffer) => resolve(/http:\S+/.exec(data.toString())?.[0] ?? ''));
        void ended.then(({ stderr }) => reject(new Error(stderr)));
      });
      const { origin } = new URL(url);
      const cookie = ((await fetch(url, { redirect: 'manual' })).headers.get('set-cookie') ?? '').split(';')[0];
      const headers = { cookie, origin };
      const {
        suites,
        records,
        documents: files,
      } = createWebHost({
        base: origin,
        fetch: (input, init = {}) =>
          fetch(input, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } }),
      });
      if (suites === null || records === null) throw new Error('this host runs suites');
      const known = (await files.list()).filter(({ name }) => /^(calm|wall)/.test(name));
      const folder = await suites.start({ ...PLAN, seeds: [0, 99], documents: known.map(({ handle }) => handle) });
      const { rows } = await waitFor(suites, folder.run, ({ done }) => done > 0);
      const [{ scenario, seed, split, arm, latency }] = rows;
      if (signal === 'SIGINT') {
        const file = await suites.record(folder.run, { scenario, seed, split, arm, latency });
        const bytes = new Uint8Array(await (await records.read(file)).arrayBuffer());
        expect(readRecord(bytes, 'record').header).toMatchObject({ scenario: 'calm', arm: 'fast', seed: 0 });
      }
      child.kill(signal);
      await ended;
      expect(await until(() => processesWith(at('package/dist')).length === 0)).toBe(true);
      expect(existsSync(at(`served-${signal}`, folder.name, 'run.lock'))).toBe(false);
      const left = resultsIn(at(`served-${signal}`, folder.name));
      expect(left.length).toBeGreaterThan(0);
      for (const line of comparable(left.filter((one) => one.seed < 2))) expect(reference.results).toContain(line);
      const done = left.length;
      expect((await place.host(`served-${signal}`).list())[0]).toMatchObject({ state: 'cancelled', done, total: 800 });
    }
  }, 60_000);
});

describe('a folder of results', () => {
  it('is found below that of the runs, whoever made it, newest first; links lead nowhere', async () => {
    const host = place.host('found');
    expect(await host.list()).toEqual([]);
    for (const name of ['old', 'deep/er', 'deep/est/not', 'none/at-all'])
      mkdirSync(at('found', name), { recursive: true });
    const lines = readFileSync(at('own/by-command/results.jsonl'), 'utf8');
    // From before there were manifests.
    writeFileSync(at('found/old/results.jsonl'), lines);
    utimesSync(at('found/old/results.jsonl'), 1e9, 1e9);
    for (const file of ['run.json', 'results.jsonl']) {
      copyFileSync(at('own/by-command', file), at('found/deep/er', file));
      copyFileSync(at('own/by-command', file), at('found/deep/est/not', file));
    }
    symlinkSync(at('own'), at('found/link'));
    const listed = await host.list();
    expect(listed.map(({ name, state, done, total }) => [name, state, done, total])).toEqual([
      ['deep/er', 'finished', 16, 16],
      ['old', 'cancelled', 16, null],
    ]);
    const about = { suite: 'calm+wall', split: 'test', seeds: [0, 1], latencies: ['fixed:0', 'fixed:200'] };
    for (const folder of listed) expect(folder).toMatchObject(about);
    expect(await host.progress(listed[1].run, 0)).toMatchObject({ done: 16, total: 16, problem: null });
    await expect(host.resume(listed[1].run, 1)).rejects.toMatchObject({
      code: 'not-resumable',
      message: 'This folder does not say which episodes were to be run.',
    });
    // What grows is counted on.
    writeFileSync(at('found/old/results.jsonl'), lines + lines.split('\n')[0].replace('"seed":0', '"seed":9') + '\n');
    const [grown] = await host.list();
    expect([grown.name, grown.done, grown.seeds]).toEqual(['old', 17, [0, 9]]);
    expect((await host.progress(grown.run, 0)).count).toBe(17);
    renameSync(at('found/old'), at('found/gone'));
    await expect(host.progress(grown.run, 0)).rejects.toMatchObject({ code: 'not-found' });
    // Its handles are another host's with the same secret.
    const [one, two] = [place.host('found', { secret: 's' }), place.host('found', { secret: 's' })];
    const { run } = (await one.list())[1];
    expect(await two.progress(run, 0)).toMatchObject({ count: 16 });
  }, 60_000);

  it('gives records, kept or made again with the digest of the result, and a report that opens', async () => {
    const host = place.host('own');
    const [{ run }] = await host.list();
    const results = resultsIn(at('own/by-command'));
    const kept = readdirSync(at('own/by-command/records'));
    const made: string[] = [];
    for (const { scenario, seed, arm, latency } of results.filter(
      (one) => one.seed === 1 && one.latency === 'fixed:200' && !(one.scenario === 'wall' && one.arm === 'dual'),
    )) {
      const path = await madeRecord(at('own/by-command'), { scenario, seed, split: 'test', arm, latency });
      const { end, header } = readRecord(readFileSync(path), path);
      const digest = results.find(
        (one) => one.scenario === scenario && one.seed === seed && one.arm === arm && one.latency === latency,
      )?.digest;
      expect([end.digest, header.scenario, header.arm]).toEqual([digest, scenario, arm]);
      if (!kept.includes(basename(path))) made.push(basename(path));
    }
    // An arm that waits for no plan ran once for both latencies.
    expect([...new Set(made)].sort()).toEqual(['calm-seed1-dual-fixed-200.mcap', 'calm-seed1-fast-fixed-0.mcap']);
    // One that is damaged is made again.
    const file = 'calm-seed1-fast-fixed-0.mcap';
    writeFileSync(at('own/by-command/records', file), 'damaged');
    const episode = { scenario: 'calm', seed: 1, split: 'test', arm: 'fast', latency: 'fixed:0' };
    const path = await host.record(run, episode);
    expect(basename(path)).toBe(file);
    expect(readRecord(readFileSync(path), path).end.digest).toHaveLength(64);
    const absent: [Partial<SuiteEpisode>, string][] = [
      [{ seed: 77 }, 'not-found'],
      [{ scenario: '../../etc/passwd' }, 'not-found'],
    ];
    for (const [other, code] of absent)
      await expect(madeRecord(at('own/by-command'), { ...episode, ...other })).rejects.toMatchObject({ code });

    const { name, bytes } = await host.report(run);
    expect(name).toBe('by-command-report.html');
    const html = new TextDecoder().decode(bytes);
    const textContent = new RegExp(`id="${REPORT_DATA_ID}">([^<]*)<`).exec(html)?.[1] ?? '';
    const data = readReportData({ getElementById: () => ({ textContent }) });
    expect(Object.keys(data.comparison.summary.arms).sort()).toEqual(['dual', 'fast']);
    expect(data.command).toMatch(/^npx twotempo compare \S+by-command --report \S+by-command\/report\.html$/);
    expect(html).toBe(readFileSync(at('own/by-command/report.html'), 'utf8'));
  }, 60_000);
});

describe('what cannot be done', () => {
  const never = new AbortController().signal;
  /** As the page hears of it. */
  const heard = (working: Promise<unknown>, root: string, paths: readonly string[] = []): Promise<unknown> =>
    working.then(
      () => 'done',
      (error: unknown) => suiteProblem(error, root, paths),
    );
  const refused = (plan: Partial<SuitePlan>, paths = documents): Promise<unknown> => {
    const task = { kind: 'start', root: at('refused'), plan: { ...PLAN, ...plan }, documents: paths } as const;
    return heard(
      startSuite(task, () => undefined, never),
      task.root,
      paths,
    );
  };

  it('is a sentence with what to do, and nothing is made', async () => {
    writeFileSync(at('bad.yaml'), readFileSync(place.wall, 'utf8').replace('timeLimitS: 3', 'timeLimitS: soon'));
    expect(await refused({ arms: ['fast', 'mystery'] })).toMatchObject({
      message: "There is no arm 'mystery'.",
      tip: expect.stringMatching(/^Choose among fast, /) as unknown,
    });
    expect(await refused({ seeds: [9, 2] })).toMatchObject({ message: 'The seeds 9 to 2 are the wrong way round.' });
    expect(await refused({ seeds: [0, 4e15] })).toMatchObject({ code: 'too-many' });
    expect(await refused({ what: [] }, [])).toMatchObject({ message: 'Nothing is chosen to be run.' });
    expect(await refused({ what: ['nowhere'] })).toMatchObject({
      code: 'bad-run',
      message: "Unknown suite, scenario or file 'nowhere'.",
    });
    expect(await refused({ what: [place.calm] }, [])).toMatchObject({ code: 'bad-input' });
    await expect(place.host('refused').start(PLAN, [at('bad.yaml')])).rejects.toMatchObject({
      code: 'bad-scenario',
      message: expect.stringMatching(/^bad\.yaml, line 5: timeLimitS: expected .+, found "soon"\./) as unknown,
    });
    expect(await refused({}, [at('absent.yaml')])).toMatchObject({ message: 'absent.yaml: cannot be read.' });
    expect(existsSync(at('refused'))).toBe(false);
    writeFileSync(at('refused'), 'a file');
    expect(await refused({})).toMatchObject({
      message: 'calm+wall-test-0-1: the folder cannot be made (ENOTDIR).',
      tip: 'Choose one that you may write to.',
    });
    rmSync(at('refused'));
    const unbuilt = place.host('refused', { script: at('absent.mjs') });
    await expect(unbuilt.start(PLAN, documents)).rejects.toMatchObject({ code: 'not-built' });
  }, 60_000);

  it('in a folder of another version, or that another run holds, is said', async () => {
    const host = place.host('held');
    cutShort(at('held/by-other'));
    const file = at('held/by-other/results.jsonl');
    const version = /"version":"([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    writeFileSync(at('held/by-other/run.lock'), `process ${process.ppid} on ${hostname()}\n`);
    const [{ run }] = await host.list();
    await expect(host.resume(run, 1)).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringMatching(/^by-other: process \d+ on .+ is writing into it\.$/) as unknown,
    });
    rmSync(at('held/by-other/run.lock'));
    const folder = at('held/by-other');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"version":"${version}"`, '"version":"0.0.1"'));
    const task = { kind: 'resume', root: at('held'), folder, workers: 1 } as const;
    const resumed = resumeSuite(task, () => undefined, never);
    expect(await heard(resumed, at('held'))).toMatchObject({
      code: 'other-engine',
      message: expect.stringMatching(
        /^by-other holds results of version 0\.0\.1 with .+, but this run is ver/,
      ) as unknown,
      tip: 'Choose another folder.',
    });
    const episode = { scenario: 'calm', seed: 0, split: 'test', arm: 'fast', latency: 'fixed:0' };
    await expect(madeRecord(folder, episode)).rejects.toMatchObject({
      code: 'no-record',
      message: expect.stringContaining('It was run with version 0.0.1') as unknown,
    });
    writeFileSync(file, '{"schemaVersion":1}\n{}\n');
    expect(await heard(readRows(folder), at('held'))).toMatchObject({
      code: 'bad-run',
      message: expect.stringMatching(/^held\/by-other\/results\.jsonl, line 1: suite: /) as unknown,
    });
  }, 60_000);

  it('is refused over the bridge, whatever a page sends', async () => {
    const handlers = suiteHandlers({
      suites: place.host('fuzzed'),
      held: new HeldFiles(),
      documentPath: () => null,
    });
    const log: string[] = [];
    const call = (channel: string, input: unknown): Promise<Answer> =>
      callBridge(handlers, channel, input, 'page', (line) => log.push(line));
    const channels = Object.keys(CHANNELS).filter((channel) => channel.startsWith('suite.'));
    expect(Object.keys(handlers).sort()).toEqual([...channels].sort());
    const handle = fc.constantFrom('0', 'a-b', '../..', 'etc', '', 'x'.repeat(65));
    const near = fc.record(
      { run: handle, from: fc.integer(), workers: fc.integer(), episode: fc.anything(), what: fc.anything() },
      { requiredKeys: ['run'] },
    );
    const input = fc.oneof(fc.anything(), near, fc.constant({ ...PLAN, documents: ['0'] }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...channels), input, async (channel, value) => {
        const answer = await call(channel, value);
        if (answer.ok) expect([channel, answer.value]).toEqual(['suite.list', []]);
        else expect(['bad-input', 'not-found', 'too-large']).toContain(answer.refusal.code);
      }),
      { numRuns: 300 },
    );
    expect(log).toEqual([]);
    expect(existsSync(at('fuzzed'))).toBe(false);
  });
});
