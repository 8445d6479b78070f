import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuitePlan } from '../../../renderer/host/suite-contract.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { suiteProblem } from '../../../scenarios/serve/suite-problem.ts';
import { startSuite } from '../../../scenarios/serve/suite-run.ts';
import { SuiteRuns } from '../../../scenarios/serve/suite-runs.ts';
import { answerOf, resultsIn, workplace } from '../cli/cli.ts';
import { contentOf, waitFor } from './suite-place.ts';

const HUME = fileURLToPath(new URL('../../fixtures/hume', import.meta.url));

/** A finger's breadth away: a quarter of a second for an oracle. */
const TOUCH = `version: 1
name: The hand goes a little forward.
family: touching
domain: manipulation
timeLimitS: 0.6
task: { kind: reach, goal: { x: 0.49, y: { uniform: [0, 0.002] }, z: 0.2 }, toleranceM: 0.03, holdS: 0.05 }
arm: { start: { x: 0.45, y: 0, z: 0.2 } }
`;
const PLAN: SuitePlan = {
  ...{ what: [], documents: ['touch'], arms: ['oracle'], seeds: [0, 0], split: 'test' },
  ...{ latenciesMs: [0, 200], record: 'failures', workers: 1 },
};

let folder: string;
let host: SuiteRuns;
const at = (...names: string[]): string => join(folder, ...names);
const start = (changes: Partial<SuitePlan> = {}) => host.start({ ...PLAN, ...changes }, [at('touch.yaml')]);

/** Where the record of the one episode lies that has the digest of its result. */
async function recorded(run: string, arm: string): Promise<string> {
  const path = await host.record(run, { scenario: 'touch', seed: 0, split: 'test', arm, latency: 'fixed:200' });
  const [{ digest }] = resultsIn(dirname(dirname(path)));
  const { end, header } = readRecord(readFileSync(path), path);
  expect([end.digest, header.arm, header.scenario]).toEqual([digest, arm, 'touch']);
  return path;
}

beforeAll(() => {
  folder = workplace();
  writeFileSync(at('touch.yaml'), TOUCH);
  host = new SuiteRuns({
    ...{ folder: at('runs'), script: at('package/dist/suite-task.mjs'), as: 'threads' },
    ...{ nowMs: Date.now, log: () => undefined },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a suite of the arm in the host', () => {
  it('gives the folder of the command line, goes on where it was cut, and makes records that were not kept', async () => {
    const ran = await answerOf(folder, [
      ...['run', 'touch.yaml', '--arms', 'oracle', '--seeds', '0', '--latency', '0,200'],
      ...['--workers', '1', '--out', 'by-command'],
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    // No models are there, and none are needed.
    const { run, name } = await start();
    const path = at('runs', name);
    const end = await waitFor(host, run);
    expect(end).toMatchObject({ state: 'finished', problem: null, done: 2, total: 2 });
    expect(contentOf(path)).toEqual(contentOf(at('by-command')));
    const rates = { success: true, collision: false, drop: false, lost: false };
    for (const row of end.rows) expect(row).toMatchObject({ domain: 'manipulation', end: 'goal', rates });

    const file = join(path, 'results.jsonl');
    truncateSync(file, readFileSync(file, 'utf8').indexOf('\n') - 20);
    await host.resume(run, 1);
    expect(await waitFor(host, run)).toMatchObject({ state: 'finished', done: 2 });
    expect(contentOf(path)).toEqual(contentOf(at('by-command')));
    // It waits for no plan: it ran once for both latencies.
    expect(await recorded(run, 'oracle')).toBe(join(path, 'records/touch-seed0-oracle-fixed-0.mcap'));
  });

  it('says in a sentence which models are missing; with them it runs, and records again', async () => {
    await expect(start({ arms: ['oracle', 'fast'] })).rejects.toMatchObject({
      message: 'hume.json is missing.',
      tip: "Train the arm's models with 'npm run train:arm'; without them there is the arm oracle.",
    });
    cpSync(HUME, at('package/policies/models'), { recursive: true });
    const { run } = await start({ arms: ['fast'], latenciesMs: [200], record: 'none' });
    expect(await waitFor(host, run)).toMatchObject({ state: 'finished', done: 1 });
    expect(await recorded(run, 'fast')).toContain('touch-seed0-fast-fixed-200.mcap');
  });

  it('is of one domain, with its arms', async () => {
    const refused = (changes: Partial<SuitePlan>): Promise<unknown> => {
      const task = {
        kind: 'start',
        root: at('runs'),
        plan: { ...PLAN, ...changes },
        documents: [at('touch.yaml')],
      } as const;
      return startSuite(task, () => undefined, new AbortController().signal).then(
        () => 'done',
        (error: unknown) => suiteProblem(error, task.root, task.documents),
      );
    };
    expect(await refused({ arms: ['aeb'] })).toMatchObject({
      message: "There is no arm 'aeb'.",
      tip: expect.stringMatching(/^Choose among fast, .*no-system-1, oracle\.$/) as unknown,
    });
    expect(await refused({ what: ['cut-in/tail'] })).toMatchObject({
      message: "'cut-in/tail' is a scenario of driving and 'touch' one of manipulation.",
      tip: 'Run one domain at a time.',
    });
  });
});
