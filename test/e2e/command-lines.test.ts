import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuitePlan } from '../../renderer/host/suite-contract.ts';
import type { RecordFacts } from '../../renderer/records/opened-record.ts';
import { liveCommand, pairCommand, recordCommand, suiteCommand } from '../../renderer/share/command-lines.ts';
import { startingComponents } from '../../renderer/state/arm-presets.ts';
import { packageRoot } from '../../scenarios/cli/package-root.ts';
import { openScenario } from '../../scenarios/live/open-scenario.ts';
import { readRecord, type EpisodeRecord } from '../../scenarios/records/record-reader.ts';
import { SPARE_PREFIX } from '../../sim/driving/spare-obstacles.ts';
import { workplace, writeScenarios } from '../scenarios/cli/cli.ts';

/** What is copied is pasted into a shell, in a folder with the records. */

const LIBRARY = 'debris/tail';
const SEED = 4;

let folder: string;
let records: readonly EpisodeRecord[];

beforeAll(async () => {
  folder = workplace();
  mkdirSync(join(folder, 'package/policies'));
  symlinkSync(join(packageRoot(), 'policies/models'), join(folder, 'package/policies/models'));
  const plan: SuitePlan = {
    what: [],
    documents: ['h1'],
    arms: ['fast', 'dual'],
    seeds: [SEED, SEED],
    split: 'test',
    latenciesMs: [150],
    record: 'all',
    workers: 2,
  };
  writeScenarios(folder);
  await paste(suiteCommand(plan, ['brake.yaml']));
  records = recordsIn(folder, 'runs');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a copied command line', () => {
  it('runs a suite', () => {
    expect(records.map(({ header }) => [header.scenario, header.arm, header.seed, header.latencyName])).toEqual([
      ['brake', 'dual', SEED, 'fixed:150'],
      ['brake', 'fast', SEED, 'fixed:150'],
    ]);
  });

  it('verifies two records and makes them again, to the last bit', async () => {
    const before = readdirSync(join(folder, 'runs')).length;
    const [dual, fast] = records.map((record) => ({ name: record.file, facts: factsOf(record) }));
    const out = await paste(pairCommand(dual, fast));
    expect(out.match(/identical|equal/gi)?.length).toBeGreaterThanOrEqual(2);
    const again = readdirSync(join(folder, 'runs'));
    expect(again.length).toBe(before + 1);
    const made = recordsIn(folder, join('runs', again.sort().at(-1)!));
    expect(made.map(({ end }) => end.digest)).toEqual(records.map(({ end }) => end.digest));
  });

  it('forks a record', async () => {
    const origin = { name: records[1].file, facts: factsOf(records[1]) };
    const fork = { tick: 60, arm: 'fast', digest: origin.facts.digest };
    const facts: RecordFacts = { ...origin.facts, arm: 'dual', latency: { kind: 'fixed', ms: 80 }, fork };
    const known = new Set(records.map(({ file }) => file));
    await paste(recordCommand({ name: 'dual from 1.00 s', facts }, [origin]));
    const [made] = recordsIn(folder, 'runs').filter(({ file }) => !known.has(file) && file.includes('fork'));
    expect(made.fork).toMatchObject({ tick: 60 });
    expect([made.header.arm, made.header.latencyName]).toEqual(['dual', 'fixed:80']);
  });

  it('starts in the world of the live episode', async () => {
    const choice = { scenario: { kind: 'library', id: LIBRARY }, seed: SEED } as const;
    const components = startingComponents('fast', 150);
    const text = liveCommand({ choice, components, interventions: 0, recordings: 'runs/live' });
    expect(text).toContain('# The same scenario, seed and arm in virtual time');
    const before = new Set(readdirSync(join(folder, 'runs')));
    await paste(text);
    const [added] = readdirSync(join(folder, 'runs')).filter((name) => !before.has(name));
    const [made] = recordsIn(folder, join('runs', added));
    const live = openScenario(choice, 'test').spec;
    const actors = live.actors.filter(({ id }) => !id.startsWith(SPARE_PREFIX));
    expect(made.header.spec).toEqual(JSON.parse(JSON.stringify({ ...live, actors })));
    expect(made.header.arm).toBe('fast');
  });
});

/** @returns what it printed. @throws where any of the lines fails */
function paste(text: string): Promise<string> {
  const program = join(folder, 'package/scenarios/cli/twotempo.mjs');
  const npx = `npx() { shift; "${process.execPath}" "${program}" "$@"; }\nset -e\n`;
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', ['-c', npx + text], { cwd: folder, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error === null) resolve(out);
      else reject(new Error(`${text}\n${out}\n${err}`));
    });
  });
}

function recordsIn(root: string, below: string): EpisodeRecord[] {
  return readdirSync(join(root, below), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mcap'))
    .map((name) => join(below, name))
    .sort()
    .map((name) => readRecord(readFileSync(join(root, name)), name));
}

function factsOf({ header, end }: EpisodeRecord): RecordFacts {
  const { suite, scenario, seed, split, arm, latency, latencyName, planner, engineVersion, clock } = header;
  return {
    ...{ suite, scenario, seed, split, arm, latency, latencyName, planner, engineVersion, clock },
    ...{ digest: end.digest, ticks: end.ticks, outcome: end.outcome, fork: null },
  };
}
