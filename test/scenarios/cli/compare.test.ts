import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEpisodeLine } from '../../../scenarios/results/episode-lines.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { elements, parseXml } from '../compare/xml.ts';
import { failure, series } from '../results/episodes.ts';
import { answerOf, type Ran, workplace } from './cli.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

let folder: string;
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const compare = (...args: string[]): Promise<Ran> => answerOf(folder, ['compare', ...args]);

function write(name: string, episodes: readonly EpisodeResult[]): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'results.jsonl'), episodes.map(writeEpisodeLine).join(''));
}

/** `dual` of one version, on two families. */
function dual(crashes: number[], digest: string): EpisodeResult[] {
  return [
    ...series(60, crashes, { arm: 'dual', digest }),
    ...series(60, [], { arm: 'dual', digest, scenario: 'merge', family: 'merge' }),
  ];
}

beforeAll(() => {
  folder = workplace();
  write('a', [...dual([0, 1], 'a'), ...series(60, range(0, 30))]);
  write('b', dual(range(1, 20), 'b'));
  write('elsewhere', series(30, [], { arm: 'dual', split: 'train' }));
  write('errors', [...dual([0], 'a'), failure({ arm: 'dual', seed: 99 })]);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('twotempo compare', () => {
  it('prints how two folders differ, and what changed', async () => {
    const { code, stdout } = await compare('a', 'b', '--changed', 'out/changed.jsonl');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dual@a - dual@b +120 +1\.7 % +15\.8 % +-14\.2 \[-2\d\.\d, -\d\.\d\] +<0\.001 +<0\.001 .* better/m,
    );
    expect(stdout).toContain('Collisions per family, dual@a minus dual@b');
    expect(stdout).toContain('Episodes that ended differently, worst first: 1 worse, 18 better');
    expect(stdout).toMatch(/^cut-in, seed 0 +worse +dual@a: collision \(front, at fault, 7\.00 m\/s\) +dual@b: goal$/m);
    const lines = read('out/changed.jsonl').trim().split('\n');
    expect(lines).toHaveLength(19);
    expect(JSON.parse(lines[0])).toMatchObject({ arm: 'dual', seed: 0 });
  });

  it('puts one document on standard output', async () => {
    const { stdout, stderr } = await compare('a', 'b', '--json');
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(
      expect.arrayContaining(['arms', 'paired', 'differences', 'baseline', 'changed', 'plots', 'errorEpisodes']),
    );
    expect(stderr).toContain('Episodes that ended differently');
  });

  it('passes without a regression', async () => {
    const { code, stdout } = await compare('a', '--baseline', 'b', '--check', 'baseline.dual.collision.ci95.1 < 0');
    expect(stdout).toContain('check holds: baseline.dual.collision.ci95.1 < 0');
    expect(stdout).toContain('No regression is shown.');
    expect(code).toBe(0);
  });

  it('fails on one, and writes what a job shows', async () => {
    const files = ['--junit', 'out/junit.xml', '--summary', 'out/summary.md', '--csv', 'out/csv'];
    const { code, stdout } = await compare('b', '--baseline', 'a', ...files);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^REGRESSION: dual, fixed:200: collision went from 1\.7 % to 15\.8 % in 120 pairs/m);
    expect(elements(parseXml(read('out/junit.xml')), 'failure')).toHaveLength(3);
    expect(read('out/summary.md')).toMatch(/^## Comparison of longtail: 3 regressions\n/);
    expect(read('out/csv/episodes.csv').split('\n')).toHaveLength(122);
  });

  it('refuses a baseline that it has nothing in common with', async () => {
    const { code, stderr } = await compare('a', '--baseline', 'elsewhere', '--junit', 'out/never.xml');
    expect(code).toBe(2);
    expect(stderr).toContain('--baseline: elsewhere has no episode in common with these results');
    expect(existsSync(join(folder, 'out/never.xml'))).toBe(false);
  });

  it('fails on a check', async () => {
    expect((await compare('a', '--check', 'dual.collision.rate < 0.001')).code).toBe(1);
    const { code } = await compare('a', '--check', 'differences.dual.fast.collision.ci95.1 < 0');
    expect(code).toBe(0);
  });

  it('calls equivalent what a margin says', async () => {
    const offRoad = async (...args: string[]): Promise<string | undefined> =>
      /^offRoad .* (\w+)$/m.exec((await compare('a', ...args)).stdout)?.[1];
    expect(await offRoad()).toBe('undecided');
    expect(await offRoad('--margin', 'offRoad=0.5')).toBe('equivalent');
  });

  it('appends to the summary of a GitHub job', async () => {
    const file = join(folder, 'step.md');
    writeFileSync(file, 'before\n');
    process.env['GITHUB_STEP_SUMMARY'] = file;
    try {
      await compare('a');
    } finally {
      delete process.env['GITHUB_STEP_SUMMARY'];
    }
    expect(read('step.md')).toMatch(/^before\n## Comparison of longtail: passed\n/);
  });

  it('tells errors from failures', async () => {
    expect((await compare('errors', '--check', 'dual.collision.rate < 0')).code).toBe(3);
  });

  it('writes a report that says which replays are missing', async () => {
    const { code, stdout } = await compare('a', 'b', '--report', 'out/report.html', '--replays', '2');
    expect(stdout).toContain('Report: out/report.html, 0 replays; 2 changed episodes could not be shown');
    expect(code).toBe(0);
    expect(read('out/report.html')).toMatch(/^<!doctype html>/i);
  });

  it.each([
    ['a margin of nothing', ['--margin', 'x=1'], "--margin: unknown metric 'x'; expected one as in differences"],
    ['a margin of more than all', ['--margin', '1.5'], '--margin: expected a share between 0 and 1'],
    [
      'a check that is none',
      ['--check', 'dual.collision.rate'],
      '--check: Check "dual.collision.rate", at character 20',
    ],
    [
      'a check of what is not there',
      ['--check', 'slow.collision.rate < 1'],
      'there is no "slow" here; arms are dual, fast.',
    ],
    ['a number of replays', ['--replays', '-1'], '--replays: expected a whole number from 0 to 500'],
    ['a folder that is none', ['--baseline', 'nowhere'], 'nowhere should be the output folder of a run'],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stderr } = await compare('a', ...args, '--junit', 'refused.xml');
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'refused.xml'))).toBe(false);
  });
});
