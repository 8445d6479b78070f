import { readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, start, twotempo, workplace, writeScenarios } from './cli.ts';

let folder: string;
const RULE = ['--policy', 'rule', '--seeds', '0', '--arms', 'fast', '--workers', '1', '--record', 'none'];

/** What is typed, and what must be in the one line that answers. */
const MISTAKES: readonly (readonly [what: string, args: readonly string[], says: string | RegExp])[] = [
  [
    'seeds that run backwards',
    ['run', 'calm.yaml', '--seeds', '5..1'],
    "--seeds: expected A..B with A <= B, found '5..1'",
  ],
  ['seeds that are none', ['run', 'calm.yaml', '--seeds', '-1'], "found '-1'"],
  ['an unknown arm', ['run', 'calm.yaml', '--arms', 'fast,duel'], "--arms: unknown arm 'duel'; there are fast, aeb"],
  ['an unknown split', ['run', 'calm.yaml', '--split', 'dev'], "--split: unknown split 'dev'; there are train, val"],
  ['a negative latency', ['run', 'calm.yaml', '--latency', '-5'], "found '-5'"],
  ['an empty latency', ['run', 'calm.yaml', '--latency', '100,fixed:'], "found 'fixed:'"],
  [
    'an item of a list that is empty',
    ['run', 'calm.yaml', '--latency', '100,,'],
    "--latency: expected a list without empty items, found '100,,', whose item 2 is empty; take out its comma",
  ],
  ['an arm that is empty', ['run', 'calm.yaml', '--arms', ' ,fast'], '--arms: expected a list without empty items'],
  ['a trace that is missing', ['run', 'calm.yaml', '--latency', 'trace:no.txt'], 'the trace no.txt cannot be read'],
  [
    'a trace with a bad line',
    ['run', 'calm.yaml', '--latency', 'trace:trace.txt'],
    "trace.txt:2: expected a latency in ms from 0, found 'x'",
  ],
  ['no worker', ['run', 'calm.yaml', '--workers', '0'], '--workers: expected a whole number from 1 to 256'],
  ['a part beyond the last', ['run', 'calm.yaml', '--shard', '3/2'], '--shard: expected I/N with 1 <= I <= N'],
  ['a list that is missing', ['run', 'calm.yaml', '--only', 'no.jsonl'], '--only: no.jsonl cannot be read'],
  ['a check that is none', ['run', 'calm.yaml', '--check', 'dual.collision'], '--check: Check "dual.collision"'],
  [
    'a check of an arm that does not run',
    ['run', 'calm.yaml', '--arms', 'fast,aeb', '--check', '0.1 > dual.collision.rate', '--out', 'unused'],
    /^--check: Check "0\.1 > dual\.collision\.rate", at character 7: the arm dual does not run; name it .* one of fast, aeb\.$/,
  ],
  [
    'a check of what no run has',
    ['run', 'calm.yaml', '--arms', 'fast', '--check', 'fast.families.empty.colision.rate < 1', '--out', 'unused'],
    '"fast.families.empty.colision.rate < 1", at character 21: there is no "colision" here',
  ],
  [
    'a check of no arm',
    ['run', 'calm.yaml', '--arms', 'fast', '--check', 'fats.collision.rate < 1', '--out', 'unused'],
    'at character 1: there is no "fats" here; arms are fast.',
  ],
  [
    'a check of a scenario of what no run has',
    ['run', 'checked.yaml', ...RULE, '--out', 'unused'],
    'checked, checks: Check "fast.sucess.rate == 1", at character 6: there is no "sucess" here',
  ],
  ['an unknown planner', ['run', 'calm.yaml', '--planner', 'drill:x'], "--planner: unknown planner 'drill:x'"],
  ['an unknown policy', ['run', 'calm.yaml', '--policy', 'x'], "--policy: unknown policy 'x'; there are learned, rule"],
  [
    'a record choice that is none',
    ['run', 'calm.yaml', '--record', 'some'],
    '--record: expected none, failures or all',
  ],
  ['a limit that is none', ['run', 'calm.yaml', '--timeout', ''], '--timeout: expected seconds above 0'],
  ['an unknown suite', ['run', 'shorttail'], "unknown suite, scenario or file 'shorttail'; suites are"],
  ['a file that is missing', ['run', 'no.yaml'], 'no.yaml: cannot be read'],
  [
    'two files of one name',
    ['run', 'calm.yaml', 'sub/calm.yaml', ...RULE],
    "calm.yaml and sub/calm.yaml would both be scenario 'calm'",
  ],
  [
    'a folder that cannot be made',
    ['run', 'calm.yaml', ...RULE, '--out', 'file/out'],
    '--out file/out: the folder cannot be made (ENOTDIR)',
  ],
  [
    'a file for a folder',
    ['run', 'calm.yaml', ...RULE, '--out', 'file'],
    '--out file: the folder cannot be made (EEXIST)',
  ],
  [
    'a report that cannot be written',
    ['run', 'calm.yaml', ...RULE, '--out', 'unused', '--junit', 'file/x.xml'],
    'file/x.xml: cannot be written',
  ],
  [
    'results that are there',
    ['run', 'calm.yaml', ...RULE, '--out', 'full'],
    '--out full: there are results already; go on with --resume',
  ],
  [
    'results of another version',
    ['run', 'calm.yaml', ...RULE, '--out', 'older', '--resume'],
    /^--resume: older holds results of version 0\.0\.1 with policy other \(cccccccccccc\), but this run is version .* with the rule policy; choose another folder$/,
  ],
  [
    'results that are none',
    ['run', 'calm.yaml', ...RULE, '--out', 'broken', '--resume'],
    'broken/results.jsonl, line 1: this is not JSON',
  ],
  [
    'a manifest that is none',
    ['run', 'calm.yaml', ...RULE, '--out', 'damaged', '--resume'],
    /^damaged\/run\.json: manifestVersion: .*; remove the file or restore it$/,
  ],
  [
    'a manifest that is newer',
    ['run', 'calm.yaml', ...RULE, '--out', 'newer', '--resume'],
    'newer/run.json: it has the version 2, newer than 1, which this program reads; use the one that wrote it',
  ],
  ['a list that is missing', ['run', '--only', 'no.jsonl'], '--only: no.jsonl cannot be read (ENOENT); give a results'],
  [
    'a list with a latency without end',
    ['run', '--only', 'list/infinite.jsonl', 'calm.yaml', '--out', 'unused'],
    "list/infinite.jsonl lists episodes with the latency 'lognormal:100,1e999'",
  ],
  [
    'a list of two policies',
    ['run', '--only', 'list/mixed.jsonl', 'calm.yaml', '--out', 'unused'],
    '--only: list/mixed.jsonl lists episodes of both fast policies; choose one with --policy learned or rule',
  ],
  ['a merge into a file', ['merge', 'sample', '--out', 'file'], 'file: cannot be written (EEXIST)'],
  ['a merge below a file', ['merge', 'sample', '--out', 'file/out'], 'file/out: cannot be written (ENOTDIR)'],
  [
    'a comparison written below a file, before it is made',
    ['compare', 'sample', '--report', 'file/report.html'],
    'file/report.html: cannot be written (EEXIST)',
  ],
  [
    'a comparison written nowhere',
    ['compare', 'sample', '--summary='],
    'an output file has an empty name; give it one',
  ],
  [
    'a comparison written into a folder, before it is made',
    ['compare', 'sample', '--csv', 'tables', '--junit', 'sub'],
    'sub: cannot be written (EISDIR)',
  ],
  ['an unknown key', ['run', 'key.yaml', ...RULE], /key\.yaml:7:\d+ .*colour/],
  ['a number that is none', ['run', 'nan.yaml', ...RULE], /nan\.yaml:6:\d+ +ego\.speedMps: expected .*found NaN/],
  ['a negative speed', ['run', 'slow.yaml', ...RULE], /slow\.yaml:6:\d+ +ego\.speedMps: expected .*-20/],
  ['what is not YAML', ['run', 'prose.yaml', ...RULE], /prose\.yaml:1:1 /],
  ['an unclosed bracket', ['check', 'bracket.yaml'], /bracket\.yaml:\d+:\d+ +expected valid YAML or JSON/],
  ['an unknown command', ['rnu'], "twotempo: unknown command 'rnu'"],
  ['an unknown option', ['run', 'calm.yaml', '--frobnicate'], "twotempo: unknown option '--frobnicate'"],
  ['nothing to run', ['run'], 'run: expected a suite, scenarios or files, or a list with --only'],
  ['an unknown list', ['list', 'planets'], "list: unknown kind 'planets'; there are scenarios"],
  ['nothing to check', ['check'], 'check: expected at least one file'],
  [
    'a file that a schema is printed with',
    ['check', '--schema', 'driving', 'calm.yaml'],
    "no files with it, found 'calm.yaml'",
  ],
  [
    'arms of a picture that is not asked for',
    ['compare', 'sample', '--svg-arms', 'fast'],
    '--svg-arms: expected with --latency-svg',
  ],
  ['a comparison with nothing', ['compare', 'nowhere'], 'nowhere should be the output folder of a run'],
  [
    'collecting what is for tests',
    ['collect', 'cut-in', '--split', 'test', '--out', 'c'],
    /^--split: expected one of train, val to train, found test\.$/,
  ],
  ['collecting what is sealed', ['collect', 'cut-in', '--split', 'sealed', '--out', 'c'], 'found sealed.'],
];

beforeAll(async () => {
  folder = workplace();
  writeScenarios(folder);
  const calm = readFileSync(join(folder, 'calm.yaml'), 'utf8');
  mkdirSync(join(folder, 'sub'));
  mkdirSync(join(folder, 'full'));
  mkdirSync(join(folder, 'broken'));
  write('sub/calm.yaml', calm);
  write('file', '');
  write('trace.txt', '100\nx\n');
  write('key.yaml', `${calm}colour: red\n`);
  write('nan.yaml', calm.replace('speedMps: 20,', 'speedMps: .nan,'));
  write('checked.yaml', `${calm}checks: [fast.sucess.rate == 1]\n`);
  write('slow.yaml', calm.replace('speedMps: 20,', 'speedMps: -20,'));
  write('prose.yaml', 'Once upon a time.\n');
  write('bracket.yaml', 'name: [1, 2\n');
  write('broken/results.jsonl', '{"schemaVersion": 1,\n{}\n');
  const first = await twotempo(folder, ['run', 'calm.yaml', ...RULE, '--out', 'sample']);
  expect(first.code, first.stderr).toBe(0);
  const line = JSON.parse(readFileSync(join(folder, 'sample/results.jsonl'), 'utf8')) as object;
  const foreign = { ...line, engine: { version: '0.0.1', models: { other: 'c'.repeat(64) } } };
  for (const name of ['older', 'damaged', 'newer', 'list']) mkdirSync(join(folder, name));
  for (const name of ['full', 'older']) write(`${name}/results.jsonl`, `${JSON.stringify(foreign)}\n`);
  for (const name of ['damaged', 'newer']) write(`${name}/results.jsonl`, `${JSON.stringify(line)}\n`);
  write('damaged/run.json', '{}');
  write('newer/run.json', '{"manifestVersion": 2}');
  write('list/infinite.jsonl', `${JSON.stringify({ ...line, latency: 'lognormal:100,1e999' })}\n`);
  write('list/mixed.jsonl', [line, { ...foreign, seed: 1 }].map((one) => `${JSON.stringify(one)}\n`).join(''));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

describe('one clear line and exit code 2 for', () => {
  it.each(MISTAKES)('%s', async (_what, args, says) => {
    const { code, stdout, stderr } = await answerOf(folder, args);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    if (typeof says === 'string') expect(stderr).toContain(says);
    else expect(stderr.trimEnd()).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at |internal error|undefined|\[object/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('the same as a process of its own', async () => {
    const [, args] = MISTAKES[0];
    const ran = await twotempo(folder, args);
    expect(ran).toEqual(await answerOf(folder, args));
    expect(ran.code).toBe(2);
  });

  it('nothing that leaves results behind', () => {
    expect(['unused', 'c', 'runs'].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });
});

describe('what needs no run', () => {
  it('may be read by somebody who has seen enough', async () => {
    const { child, ended } = start(folder, ['list', 'scenarios']);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
  }, 60_000);

  it('checks files, and lists what there is', async () => {
    const check = await twotempo(folder, ['check', 'calm.yaml', 'brake.yaml']);
    const arms = await answerOf(folder, ['list', 'arms', '--json']);
    const version = await answerOf(folder, ['--version']);
    expect(check).toEqual({ code: 0, stdout: '2 scenarios are valid\n', stderr: '' });
    expect((JSON.parse(arms.stdout) as { name: string }[]).map(({ name }) => name)).toContain('dual-follow');
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect([arms.code, version.code]).toEqual([0, 0]);
  }, 60_000);
});
