import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FolderFacts } from '../../../scenarios/serve/suite-folders.ts';
import { SuiteFolders } from '../../../scenarios/serve/suite-folders.ts';

const WHOLE = { scenarios: ['a', 'b'], isWhole: true, record: 'none' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'twotempo-suite-folders-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, seeds: readonly [number, number], results: string): string {
  mkdirSync(join(root, name));
  const latencies = [{ kind: 'fixed', ms: 200 }];
  const engine = { version: '1', models: {} };
  const about = { manifestVersion: 1, suite: 's', split: 'test', arms: ['fast'], planner: null, scenarios: {} };
  writeFileSync(join(root, name, 'run.json'), JSON.stringify({ ...about, seeds, latencies, engine, plan: WHOLE }));
  const file = join(root, name, 'results.jsonl');
  writeFileSync(file, results);
  return file;
}

describe('what the files of a folder say', () => {
  it('counts whole lines, also where a torn one was cut off and shorter ones came after it', async () => {
    const file = put('torn', [0, 1], 'one\ntwo\n{"a long line that was being writ');
    const folders = new SuiteFolders(root);
    const done = async (): Promise<number | undefined> => (await folders.about('torn'))?.done;
    expect(await done()).toBe(2);
    truncateSync(file, 8);
    appendFileSync(file, 'three\nfour\nand a line that is longer than what was torn');
    expect(await done()).toBe(4);
    expect(await new SuiteFolders(root).about('torn')).toMatchObject({ done: 4, total: 4, isFinished: true });
  });

  it('of which one is damaged does not hide the others', async () => {
    put('good', [0, 4], 'one\n');
    put('reversed', [9, 3], 'one\n');
    put('endless', [0, Number.MAX_SAFE_INTEGER - 1], 'one\n');
    const facts = await new SuiteFolders(root).list();
    const counts = ({ name, done, total }: FolderFacts) => [name, done, total];
    expect(facts.map(counts).sort()).toEqual([
      ['endless', 1, null],
      ['good', 1, 10],
      ['reversed', 1, null],
    ]);
  });
});
