import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { writeEpisodeLine } from '../../../scenarios/results/episode-lines.ts';
import type { Summary } from '../../../scenarios/results/summary-types.ts';
import { episode } from '../results/episodes.ts';
import { change, SIX_AXIS } from '../urdf/six-axis.ts';
import { answerOf, comparable, resultsIn, workplace, type Ran } from './cli.ts';

const HUME = fileURLToPath(new URL('../../fixtures/hume', import.meta.url));
const SHIPPED = fileURLToPath(new URL('../../../policies/models', import.meta.url));
const FILES = ['touch.yaml', 'own.yaml'];
const COMMON = ['--arms', 'oracle', '--seeds', '0', '--workers', '1', '--record', 'none'];

/** Two more joints between base and turret. */
const EIGHT_AXIS = [0, 1].reduce(
  (text, i) => {
    const inertia = '<mass value="1"/><inertia ixx="0.01" iyy="0.01" izz="0.01" ixy="0" ixz="0" iyz="0"/>';
    const link = `<link name="ring${i}"><inertial>${inertia}</inertial></link>`;
    const turn = '<axis xyz="0 0 1"/><limit lower="-1" upper="1" velocity="1" effort="100"/>';
    const place = i === 0 ? '<parent link="base"/>' : `<parent link="ring${i - 1}"/>`;
    const joint = `<joint name="turn${i}" type="revolute">${place}<child link="ring${i}"/>${turn}</joint>`;
    return change('  <link name="turret">', `  ${link}${joint}\n  <link name="turret">`, text);
  },
  change('<parent link="base"/>\n    <child link="turret"/>', '<parent link="ring1"/><child link="turret"/>'),
);

/** A hand's breadth away: half a second for an oracle. */
const TOUCH = `version: 1
name: The hand goes a little forward.
family: touching
domain: manipulation
timeLimitS: 2
task: { kind: reach, goal: { x: { uniform: [0.5, 0.52] }, y: 0.02, z: 0.2 }, toleranceM: 0.03, holdS: 0.05 }
arm: { start: { x: 0.45, y: 0, z: 0.2 } }
checks: [oracle.success.rate == 1, n1.success.rate == 1]
`;

let folder: string;
let first: Ran;

const run = (out: string, ...more: string[]): Promise<Ran> =>
  answerOf(folder, ['run', ...FILES, ...COMMON, '--out', out, ...more]);
const same = (out: string): void =>
  expect(comparable(resultsIn(join(folder, out)))).toEqual(comparable(resultsIn(join(folder, 'first'))));

beforeAll(async () => {
  folder = workplace();
  writeFileSync(join(folder, 'touch.yaml'), TOUCH);
  writeFileSync(join(folder, 'short.yaml'), TOUCH.replace('timeLimitS: 2', 'timeLimitS: 0.2').replace(/checks.*/, ''));
  const own = TOUCH.replace('arm: {', 'arm: { urdf: arms/mine.urdf,').replace('family: touching', 'family: own');
  writeFileSync(join(folder, 'own.yaml'), own);
  mkdirSync(join(folder, 'arms'));
  writeFileSync(join(folder, 'arms/mine.urdf'), SIX_AXIS);
  writeFileSync(join(folder, 'arms/eight.urdf'), EIGHT_AXIS);
  const short = readFileSync(join(folder, 'short.yaml'), 'utf8');
  for (const arm of ['mine', 'eight'])
    writeFileSync(join(folder, `short-${arm}.yaml`), short.replace('arm: {', `arm: { urdf: arms/${arm}.urdf,`));
  mkdirSync(join(folder, 'driving'));
  writeFileSync(join(folder, 'driving/results.jsonl'), writeEpisodeLine(episode()));
  first = await run(
    'first',
    '--workers',
    '2',
    '--json',
    '--junit',
    'junit.xml',
    '--check',
    'oracle.drop.rate < 0',
    '--check',
    'oracle.scores.arm-success.mean == 1',
  );
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('a run of the arm', () => {
  it("reaches, also with an arm of one's own, and says so in the rates of its domain", () => {
    // The check of the command line fails, those of the scenarios hold.
    expect(first.code, first.stderr).toBe(1);
    const summary = JSON.parse(first.stdout) as Summary;
    expect(summary).toMatchObject({ domain: 'manipulation', suite: 'touch+own', engine: { models: {} } });
    expect(summary.arms['oracle']).toMatchObject({ episodes: 2, success: { count: 2 }, drop: { count: 0, n: 2 } });
    expect(first.stderr).toContain('check holds: touch: oracle.success.rate == 1');
    expect(first.stderr).toContain('check holds: oracle.scores.arm-success.mean == 1');
    expect(first.stderr).toContain('check of touch not looked at, since the arm n1 did not run: n1.success.rate == 1');
    expect(first.stderr).toMatch(/arm +episodes +success %/);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('success 1/1, collisions 0/1');
    expect(resultsIn(join(folder, 'first')).map(({ domain }) => domain)).toEqual(Array(2).fill('manipulation'));
  });

  it('gives the same with one worker, after a break, and from a list, where the files are gone', async () => {
    expect((await run('single')).code).toBe(0);
    same('single');
    const file = join(folder, 'single/results.jsonl');
    truncateSync(file, readFileSync(file, 'utf8').indexOf('\n') + 20);
    expect((await run('single', '--resume')).code).toBe(0);
    same('single');
    const listed = await answerOf(folder, [
      'run',
      '--only',
      'first/results.jsonl',
      '--out',
      'listed',
      '--workers',
      '1',
    ]);
    expect(listed.code, listed.stderr).toBe(0);
    same('listed');
  }, 60_000);

  it('with models names the file that is missing, and with them what they are', async () => {
    const args = [
      'run',
      'short.yaml',
      'short-mine.yaml',
      '--arms',
      'fast,oracle',
      '--seeds',
      '0',
      '--workers',
      '1',
      '--record',
      'none',
    ];
    const without = await answerOf(folder, [...args, '--out', 'hume']);
    expect(without.code).toBe(2);
    expect(without.stderr).toMatch(
      /^\S*hume\.json is missing; train the arm's models with 'npm run train:arm'; without them there is --arms oracle\n$/,
    );
    const models = join(folder, 'package/policies/models');
    mkdirSync(models, { recursive: true });
    for (const name of readdirSync(HUME)) copyFileSync(join(HUME, name), join(models, name));
    const ran = await answerOf(folder, [...args, '--out', 'hume']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(/^arms\/mine\.urdf: .*'panda' alone and have never moved 'six-axis', of 6 joints; .*\n/);
    const byArm = new Map(resultsIn(join(folder, 'hume')).map(({ arm, engine }) => [arm, Object.keys(engine.models)]));
    expect(byArm.get('fast')).toHaveLength(1);
    expect(byArm.get('oracle')).toEqual([]);
    const resumed = await answerOf(folder, [...args, '--out', 'hume', '--resume']);
    expect(resumed.code, resumed.stderr).toBe(0);
  }, 60_000);
});

const OTHER = fileURLToPath(new URL('../../fixtures/tiny-network/tiny-network.onnx', import.meta.url));
const CRITICS = join(HUME, 'critics.onnx');

/** Facts, file, what is in its place (null: no network), what is run, and what is found. */
const STRANGE: readonly (readonly [string, string, string, string | null, string, string])[] = [
  ['no network', 'hume.json', 'critics.onnx', null, 'touch.yaml', 'no ONNX network ('],
  ['another network', 'hume.json', 'system-one.onnx', CRITICS, 'touch.yaml', 'inputs chunk [N, 80], features [N, '],
  [
    "another domain's",
    'hume.json',
    'system-two.onnx',
    OTHER,
    'touch.yaml',
    'inputs features [1, 12] and outputs heads',
  ],
  ["driving's, and no network", 'fast-driving.json', 'fast-driving.onnx', null, 'cut-in', 'no ONNX network ('],
  [
    "driving's, with other inputs",
    'fast-driving.json',
    'fast-driving.onnx',
    OTHER,
    'cut-in',
    'inputs features [1, 12]',
  ],
];

describe('models', () => {
  beforeAll(() => {
    for (const name of ['fast-driving.json', 'fast-driving.onnx'])
      copyFileSync(join(SHIPPED, name), join(folder, 'package/policies/models', name));
  });

  const run = (file: string, ...args: string[]): Promise<Ran> =>
    answerOf(folder, ['run', file, '--seeds', '0', '--workers', '1', '--record', 'none', ...args]);

  it('are not given an arm with more joints than they have room for', async () => {
    const eight = await run('short-eight.yaml', '--arms', 'oracle,fast', '--out', 'eight');
    expect([eight.code, eight.stdout, eight.stderr]).toEqual([
      2,
      '',
      "short-eight: arms/eight.urdf: the arm 'six-axis' has 8 joints, and Hume's models have room for 7; run it with --arms oracle, which needs no models\n",
    ]);
    const oracle = await run('short-eight.yaml', '--arms', 'oracle', '--out', 'eight-oracle', '--record', 'all');
    expect(oracle.code, oracle.stderr).toBe(0);
    expect(oracle.stderr).not.toContain('Hume');
    const [record] = readdirSync(join(folder, 'eight-oracle/records'));
    const fork = ['replay', join('eight-oracle/records', record), '--fork', '3', '--arm', 'dual'];
    const forked = await answerOf(folder, fork);
    expect([forked.code, forked.stderr]).toEqual([
      2,
      "--arm dual: the arm 'six-axis' has 8 joints, and Hume's models have room for 7; fork it with --arm oracle\n",
    ]);
  }, 60_000);

  it.each(STRANGE)('that are %s are refused by name before a run', async (_what, facts, file, instead, what, found) => {
    const folderOf = (name: string): string => join(folder, 'package/policies/models', name);
    const [network, text] = [readFileSync(folderOf(file)), readFileSync(folderOf(facts), 'utf8')];
    const other = instead === null ? Buffer.from('hello') : readFileSync(instead);
    writeFileSync(folderOf(file), other);
    writeFileSync(folderOf(facts), text.replace(sha256Hex(network), sha256Hex(other)));
    try {
      const { code, stdout, stderr } = await run(what, '--arms', 'fast', '--out', 'strange');
      expect([code, stdout, existsSync(join(folder, 'strange'))]).toEqual([2, '', false]);
      expect(stderr).toMatch(/^[^\n]+; train [^\n]+\n$/);
      expect(stderr).toContain(`${folderOf(file)}: expected a network with inputs `);
      expect(stderr).toContain(`, found ${found}`);
    } finally {
      writeFileSync(folderOf(file), network);
      writeFileSync(folderOf(facts), text);
    }
  });

  it.each([
    [
      'featureVersion',
      /"featureVersion": \d+/,
      '"featureVersion": 99',
      'expected 1, the layout of the features that this version builds, found 99',
    ],
    ['name', '"name"', '"nom"', 'Invalid input: expected string, received undefined'],
  ])('whose facts have a wrong %s are refused by that', async (field, from, to, says) => {
    const file = join(folder, 'package/policies/models/fast-driving.json');
    const facts = readFileSync(file, 'utf8');
    writeFileSync(file, facts.replace(from, to));
    const { code, stderr } = await run('cut-in', '--arms', 'fast', '--out', 'strange');
    writeFileSync(file, facts);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${file}: ${field}: ${says}; train`)]);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

it('a part of a run into which nothing falls says so', async () => {
  const { code, stdout, stderr } = await answerOf(folder, [
    'run',
    'touch.yaml',
    ...COMMON,
    '--shard',
    '2/2',
    '--out',
    'part',
    '--check',
    'oracle.drop.rate == 0',
    '--junit',
    'part.xml',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\nNo episode falls into part 2\/2 of this run\.\n/);
  expect(stdout).toContain('not looked at, since part 2/2 of this run has nothing of it: oracle.drop.rate == 0\n');
  expect(existsSync(join(folder, 'part.xml'))).toBe(true);
});

const MISTAKES: readonly (readonly [what: string, args: readonly string[], says: string])[] = [
  ['two domains', ['run', 'longtail', 'touch.yaml'], "'touch' one of manipulation; run one domain at a time"],
  ['an arm of driving', ['run', 'touch.yaml', '--arms', 'aeb'], "--arms: unknown arm 'aeb'; there are fast, reflex"],
  [
    'a planner of driving',
    ['run', 'touch.yaml', '--planner', 'drill:dead'],
    '--planner: the arms of manipulation come',
  ],
  ['a policy of driving', ['run', 'touch.yaml', '--policy', 'rule'], '--policy: the arms of manipulation come'],
  [
    'a folder of driving',
    ['run', 'touch.yaml', '--arms', 'oracle', '--out', 'driving', '--resume'],
    '--resume: driving holds results of driving, but this run is of manipulation; choose another folder',
  ],
  ['a comparison with driving', ['compare', 'first', 'driving'], 'first holds results of manipulation and driving'],
  ['a schema of nothing', ['check', '--schema', 'sailing'], "--schema: unknown domain 'sailing'"],
  [
    'an arm in the place of a scenario',
    ['run', 'arms/mine.urdf'],
    'arms/mine.urdf describes an arm, and is no scenario',
  ],
  [
    'an arm that is checked',
    ['check', 'arms/mine.urdf'],
    'arms/mine.urdf  expected a scenario file, found the description',
  ],
  ['data of the arm', ['collect', 'reach', '--out', 'data'], "collected by 'npm run train:arm'"],
];

describe('a mistake', () => {
  it.each(MISTAKES)('%s is answered in one line', async (_what, args, says) => {
    const { code, stdout, stderr } = await answerOf(folder, args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

it('files of the arm are checked, and lists have both domains', async () => {
  const wrong = SIX_AXIS.replace('effort="120"', 'effort="0"');
  writeFileSync(join(folder, 'arms/mine.urdf'), wrong);
  const checked = await answerOf(folder, ['check', ...FILES]);
  expect([checked.code, checked.stderr.split('\n').length]).toEqual([2, 2]);
  expect(checked.stderr).toMatch(/^arms\/mine\.urdf:\d+:\d+ {2}<joint name="waist"> <limit>: expected effort/);
  const schema = await answerOf(folder, ['check', '--schema', 'manipulation']);
  expect((JSON.parse(schema.stdout) as { title: string }).title).toBe('Twotempo manipulation scenario');
  for (const kind of ['scenarios', 'suites', 'arms', 'policies', 'gates', 'planners', 'merges']) {
    const { stdout } = await answerOf(folder, ['list', kind, '--json']);
    const rows = JSON.parse(stdout) as { name: string; title: string; domain: string }[];
    expect(new Set(rows.map(({ domain }) => domain)), kind).toEqual(new Set(['driving', 'manipulation']));
  }
});
