import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../../scenarios/results/summary-types.ts';
import {
  answerOf,
  comparable,
  resultsIn,
  start,
  startLimited,
  twotempo,
  workplace,
  writeScenarios,
  type Ran,
} from './cli.ts';

const FILES = ['brake.yaml', 'calm.yaml'];
const ARMS = ['fast', 'dual', 'always', 'oracle'];
const COMMON = ['--policy', 'rule', '--record', 'none', '--seeds', '0..2', '--arms', ARMS.join(), '--workers', '1'];
const EPISODES = FILES.length * ARMS.length * 3;

let folder: string;
/** The run that the others are compared with: a program of its own, everything at once, two workers. */
let reference: Ran;
let summary: Summary;

const argumentsOf = (out: string, ...more: string[]): string[] => ['run', ...FILES, ...COMMON, '--out', out, ...more];
const run = (out: string, ...more: string[]): Promise<Ran> => answerOf(folder, argumentsOf(out, ...more));
const results = (out: string) => resultsIn(join(folder, out));
const expectSame = (out: string): void => expect(comparable(results(out))).toEqual(comparable(results('reference')));

beforeAll(async () => {
  folder = workplace();
  writeScenarios(folder);
  const more = ['--workers', '2', '--json', '--junit', 'reports/junit.xml'];
  reference = await twotempo(folder, argumentsOf('reference', ...more));
  expect(reference.code, reference.stderr).toBe(0);
  summary = JSON.parse(reference.stdout) as Summary;
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('the JSON of a run', () => {
  it('is all there is on standard output, and in the folder too', () => {
    expect(readFileSync(join(folder, 'reference/summary.json'), 'utf8')).toBe(reference.stdout);
    expect(reference.stderr).toContain(`Results: reference`);
    expect(existsSync(join(folder, 'reference/table.md'))).toBe(true);
  });

  it('says what was run', () => {
    expect(Object.keys(summary).sort()).toEqual(
      [
        ...['schemaVersion', 'suite', 'split', 'seeds', 'engine', 'simSeconds', 'wallSeconds', 'arms', 'paired'],
        ...['latencySweep', 'errorEpisodes'],
      ].sort(),
    );
    expect(summary).toMatchObject({ schemaVersion: 1, suite: 'brake+calm', split: 'test', seeds: '0..2' });
    expect(summary.engine.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(summary.errorEpisodes).toEqual([]);
    expect(summary.latencySweep).toBeNull();
    expect(Object.keys(summary.arms).sort()).toEqual([...ARMS].sort());
    expect(summary.wallSeconds).toBeGreaterThan(0);
  });

  it('has for every arm the numbers that its results add up to', () => {
    const all = results('reference');
    expect(all).toHaveLength(EPISODES);
    for (const [name, arm] of Object.entries(summary.arms)) {
      const own = all.filter((result) => result.arm === name);
      const count = (end: string): number => own.filter(({ outcome }) => outcome.end === end).length;
      expect(arm).toMatchObject({ episodes: own.length, errors: 0, latency: 'fixed:200' });
      expect(arm.success).toMatchObject({ count: count('goal'), n: own.length, rate: count('goal') / own.length });
      expect(arm.timeout.count).toBe(count('timeout'));
      expect(arm.collision.count).toBe(count('collision'));
      for (const rate of ['collision', 'atFaultCollision', 'success', 'offRoad', 'timeout'] as const)
        expect(Object.keys(arm[rate]).sort()).toEqual(['ci95', 'count', 'n', 'rate']);
      for (const mean of ['minTtcS', 'progress', 'meanSpeedMps', 'hardBrakingShare', 'comfort'] as const)
        expect(Object.keys(arm[mean]).sort()).toEqual(['ci95', 'mean', 'n']);
      for (const duration of ['stalenessMs', 'triggerToEffectMs', 'plannerLatencyMs'] as const)
        expect(Object.keys(arm[duration]).sort()).toEqual(['max', 'n', 'p50', 'p95', 'p99']);
      expect(Object.keys(arm.families)).toEqual(['braking', 'empty']);
      expect(arm.families['empty'].episodes).toBe(own.length / 2);
      expect(Object.keys(arm.timing).sort()).toEqual([
        'fastComputeMs',
        'fastMs',
        'overruns',
        'plannerComputeMs',
        'plannerMs',
        'plannerQueueMs',
        'tickComputeMs',
        'tickUs',
        'timedTicks',
      ]);
      expect(arm.digest).toMatch(/^[0-9a-f]{16,}$/);
      const sum = (of: (result: (typeof own)[number]) => number): number => own.reduce((n, r) => n + of(r), 0);
      expect(arm.planner.calls).toBe(sum((r) => r.planner.calls));
      expect(arm.planner.dutyCycle).toBeCloseTo(sum((r) => r.planner.inFlightTicks) / sum((r) => r.ticks), 12);
      for (const key of ['callsPerMinute', 'accepted', 'superseded', 'cancelled', 'timedOut', 'failed'])
        expect(arm.planner).toHaveProperty(key);
      expect(arm.macro.collision).toHaveProperty('rate');
    }
    expect(summary.arms['fast'].planner.calls).toBe(0);
    expect(summary.arms['dual'].planner.calls).toBeGreaterThan(0);
    expect(summary.arms['always'].plannerLatencyMs).toMatchObject({ p50: 200, max: 200 });
  });

  it('pairs the arms by situation', () => {
    expect(summary.paired.length).toBeGreaterThan(0);
    for (const row of summary.paired) {
      expect(Object.keys(row).sort()).toEqual(
        ['a', 'aOnly', 'b', 'bOnly', 'ci95', 'metric', 'n', 'pValue', 'relativeReduction'].sort(),
      );
      expect(row.n).toBe(6);
    }
  });

  it('comes with JUnit XML where that is asked for, in a folder that is made', () => {
    const xml = readFileSync(join(folder, 'reports/junit.xml'), 'utf8');
    expect(xml).toMatch(/^<\?xml/);
    expect(xml).toContain('brake');
    expect(xml.trimEnd().endsWith('</testsuites>')).toBe(true);
  });
});

describe('the same run', () => {
  it('with one worker instead of two gives the same results, line by line', async () => {
    const { code, stdout } = await run('one-worker', '--json');
    expect(code).toBe(0);
    expectSame('one-worker');
    const digests = ({ arms }: Summary) => Object.entries(arms).map(([name, arm]) => [name, arm.digest]);
    expect(digests(JSON.parse(stdout) as Summary)).toEqual(digests(summary));
  }, 60_000);

  it('killed in the middle and resumed gives the same results', async () => {
    const file = join(folder, 'killed/results.jsonl');
    const { child, ended } = start(folder, argumentsOf('killed'));
    while (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length < 6) await sleep(5);
    child.kill('SIGKILL');
    await ended;
    const done = results('killed').length;
    expect(done).toBeLessThan(EPISODES);
    // The last line was being written.
    truncateSync(file, statSync(file).size - 100);
    const refused = await run('killed');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--resume');
    const { code, stderr } = await run('killed', '--workers', '2', '--resume');
    expect(code).toBe(0);
    expect(stderr).toContain(`${done - 1} episodes are there already, ${EPISODES - done + 1} to go`);
    expectSame('killed');
  }, 60_000);

  it('resumed after a kill between a line and its end glues no two lines together', async () => {
    const lines = readFileSync(join(folder, 'reference/results.jsonl'), 'utf8')
      .split('\n')
      .slice(0, EPISODES - 1);
    const out = join(folder, 'unended');
    await answerOf(folder, ['run', 'calm.yaml', '--policy', 'rule', '--seeds', '0', '--arms', 'fast', '--out', out]);
    writeFileSync(join(out, 'results.jsonl'), lines.join('\n'));
    expect((await run('unended', '--resume')).code).toBe(0);
    expectSame('unended');
    // Nothing is left to do, which changes nothing.
    expect((await run('unended', '--resume')).code).toBe(0);
    expectSame('unended');
  }, 60_000);

  it('stopped by a full disk says so, keeps whole lines alone, and goes on when there is room', async () => {
    // A limit on the size of a file; the disk is not to be filled.
    const limited = (out: string, ...more: string[]): Promise<Ran> =>
      startLimited(folder, 16, argumentsOf(out, ...more));
    const { code, stderr } = await limited('filled', '--workers', '2');
    expect(stderr).toContain('filled/results.jsonl: cannot be written (EFBIG); mend that and go on with --resume\n');
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
    expect(code).toBe(2);
    expect(readdirSync(join(folder, 'filled')).sort()).toEqual(['results.jsonl', 'run.json']);
    expect(results('filled').length).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'filled/results.jsonl'), 'utf8')).toMatch(/\n$/);
    expect((await run('filled', '--resume')).code).toBe(0);
    expectSame('filled');
    const recorded = await limited('unrecorded', '--record', 'all');
    expect(recorded.stderr).toMatch(/records\/[\w.-]+\.mcap: cannot be written \(EFBIG\); mend that and go on/);
    expect(recorded.code).toBe(2);
    expect(readdirSync(join(folder, 'unrecorded/records'))).toEqual([]);
  }, 60_000);

  it('keeps another run out of its folder, and lets it in when it is told to end', async () => {
    const more = ['--record', 'all'];
    const { child, ended } = start(folder, argumentsOf('shared', ...more));
    const file = join(folder, 'shared/results.jsonl');
    while (!existsSync(file)) await sleep(5);
    const second = await run('shared', '--resume');
    expect(second.stderr).toMatch(/^--out shared: process \d+ on .+ is writing into it; wait for it.*\n$/);
    expect(second.code).toBe(2);
    child.kill('SIGINT');
    await ended;
    expect(child.signalCode).toBe('SIGINT');
    const left = ['', 'records'].flatMap((name) => readdirSync(join(folder, 'shared', name)));
    expect(left.filter((name) => /lock|unfinished/.test(name))).toEqual([]);
    expect((await run('shared', '--resume')).code).toBe(0);
    expectSame('shared');
  }, 60_000);

  it('in parts: together they are the whole, and none has what another has', async () => {
    for (const part of ['1/2', '2/2']) expect((await run(`part-${part[0]}`, '--shard', part)).code).toBe(0);
    const parts = [1, 2].map((part) => comparable(results(`part-${part}`)));
    expect(parts.flat().sort()).toEqual(comparable(results('reference')));
    expect(parts.every((part) => part.length < EPISODES)).toBe(true);
    // A situation is not torn apart: all arms are in one part.
    expect(parts.every((part) => part.length % ARMS.length === 0)).toBe(true);
  }, 60_000);

  it('of its list of failures alone is exactly those episodes again, with nothing else said', async () => {
    const both = ['run', 'wall.yaml', 'calm.yaml', '--policy', 'rule', '--arms', 'fast,dual', '--seeds', '3..5'];
    expect((await answerOf(folder, [...both, '--split', 'val', '--latency', '50', '--out', 'crashes'])).code).toBe(0);
    expect(resultsIn(folder, 'reference/failures.jsonl')).toEqual([]);
    const failures = resultsIn(folder, 'crashes/failures.jsonl');
    expect(failures).toHaveLength(6);
    expect(comparable(failures)).toEqual(comparable(results('crashes').filter(({ outcome }) => outcome.collision)));
    const again = ['run', '--only', 'crashes/failures.jsonl', '--out', 'again'];
    expect(await answerOf(folder, again)).toMatchObject({ code: 0 });
    expect(comparable(results('again'))).toEqual(comparable(failures));
  }, 60_000);

  it('of a list and more options is what both allow', async () => {
    const wanted = results('reference').filter(({ seed }) => seed === 2);
    writeFileSync(join(folder, 'wanted.jsonl'), wanted.map((result) => `${JSON.stringify(result)}\n`).join(''));
    const few = ['run', ...FILES, '--policy', 'rule', '--only', 'wanted.jsonl', '--arms', 'dual'];
    const ran = await answerOf(folder, [...few, '--out', 'only']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      "--only: no run.json beside wanted.jsonl says which planner ran; the arms' own is taken, --planner names another\n",
    );
    expect(comparable(results('only'))).toEqual(comparable(wanted.filter(({ arm }) => arm === 'dual')));
    const other = await answerOf(folder, [...few, '--split', 'val', '--out', 'none']);
    expect(other.code).toBe(2);
    expect(other.stderr).toBe(
      '--only: none of the 8 episodes in wanted.jsonl is left by the other options; leave them out to run all of them\n',
    );
    expect(existsSync(join(folder, 'none'))).toBe(false);
    // The list lies where no run.json says what 'brake' is.
    const lost = await answerOf(folder, ['run', '--only', 'wanted.jsonl', '--policy', 'rule', '--out', 'none']);
    expect(lost.code).toBe(2);
    expect(lost.stderr).toMatch(/^scenario '(brake|calm)' is none of the library; give the file that it came from\n$/);
  }, 60_000);

  it('says in its folder what was run, and goes on with nothing else under the same names', async () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'reference/run.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      manifestVersion: 1,
      suite: 'brake+calm',
      seeds: [0, 2],
      arms: ARMS,
      planner: null,
    });
    expect(Object.keys(manifest['scenarios'] as object).sort()).toEqual(['brake', 'calm']);
    const planner = await run('reference', '--resume', '--planner', 'drill:never');
    expect(planner.code).toBe(2);
    expect(planner.stderr).toContain(
      '--resume: reference holds results with the planner value, but this run has drill:never',
    );
    const changed = readFileSync(join(folder, 'brake.yaml'), 'utf8');
    writeFileSync(join(folder, 'brake.yaml'), changed.replace('decelMps2: 8', 'decelMps2: 7'));
    const scenario = await run('reference', '--resume');
    writeFileSync(join(folder, 'brake.yaml'), changed);
    expect(scenario.code).toBe(2);
    expect(scenario.stderr).toContain("reference holds results of another scenario named 'brake'");
  }, 60_000);

  it('cut into parts and merged is one folder again, in one order', async () => {
    const merged = await answerOf(folder, ['merge', 'part-2', 'part-1', '--out', 'merged']);
    expect(merged.code, merged.stderr).toBe(0);
    expect(merged.stdout).toBe(`${EPISODES} episodes of 2 folders: merged\n`);
    expectSame('merged');
    const whole = await answerOf(folder, ['merge', 'reference', 'part-1', '--out', 'merged-too']);
    expect(whole.stdout).toContain(`${results('part-1').length} repeated ones left out`);
    const untimed = (out: string) => results(out).map(({ timing: _, ...result }) => result);
    expect(untimed('merged-too')).toEqual(untimed('merged'));
    expect((await answerOf(folder, ['merge', 'part-1', '--out', 'merged'])).code).toBe(2);
    const { arms } = JSON.parse(readFileSync(join(folder, 'merged/summary.json'), 'utf8')) as Summary;
    expect(Object.entries(arms).map(([name, { digest }]) => [name, digest])).toEqual(
      Object.entries(summary.arms).map(([name, { digest }]) => [name, digest]),
    );
  }, 60_000);
});

describe('a planner that hangs', () => {
  it('costs its own episodes, which are named, and the exit code; resuming without it makes up for them', async () => {
    const few = ['--seeds', '0', '--arms', 'fast,dual'];
    const hung = await run('hung', ...few, '--planner', 'drill:hang', '--timeout', '2', '--json');
    expect(hung.code).toBe(3);
    const { errorEpisodes, arms } = JSON.parse(hung.stdout) as Summary;
    const message = 'the episode did not end within 2 s of wall-clock time: a planner or policy hangs';
    const named = { arm: 'dual', scenario: 'brake', seed: 0, latency: 'fixed:200', what: 'watchdog', message };
    expect(errorEpisodes).toEqual([{ ...named, family: 'braking' }]);
    // In no rate, and the others are as they always are.
    expect(arms['dual'].collision.n).toBe(1);
    const first = results('reference').filter(({ arm, seed }) => seed === 0 && ['fast', 'dual'].includes(arm));
    const whole = () => comparable(results('hung').filter(({ error }) => error === null));
    expect(whole()).toEqual(comparable(first.filter((r) => r.arm === 'fast' || r.scenario === 'calm')));
    expect((await run('hung', ...few, '--resume')).code).toBe(0);
    expect(whole()).toEqual(comparable(first));
  }, 60_000);
});

describe('checks and sweeps', () => {
  const small = (out: string, ...more: string[]) =>
    answerOf(folder, [
      ...['run', 'brake.yaml', '--policy', 'rule', '--record', 'none', '--seeds', '1', '--workers', '1'],
      ...['--out', out, ...more],
    ]);

  it('fails with exit code 1 when a check does not hold, and names it', async () => {
    const checks = ['--check', 'fast.episodes == 1', '--check', 'fast.meanSpeedMps.mean > 99'];
    const { code, stdout } = await small('checked', '--arms', 'fast', ...checks, '--junit', 'checks.xml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/check holds: .*fast\.episodes/);
    expect(stdout).toMatch(/check FAILED: .*fast\.meanSpeedMps\.mean/);
    expect(readFileSync(join(folder, 'checks.xml'), 'utf8')).toMatch(/<failure[^>]*>|<failure/);
  });

  it("holds a scenario's own checks against its episodes alone", async () => {
    const calm = readFileSync(join(folder, 'calm.yaml'), 'utf8');
    const demands = ['fast.progress.mean > 0.5', 'fast.collision.rate == 0', 'dual.collision.rate == 0'];
    writeFileSync(join(folder, 'strict.yaml'), `${calm}checks:\n${demands.map((one) => `  - ${one}\n`).join('')}`);
    const files = [
      'wall.yaml',
      'strict.yaml',
      '--policy',
      'rule',
      '--record',
      'none',
      '--seeds',
      '0',
      '--workers',
      '1',
    ];
    const held = await answerOf(folder, ['run', ...files, '--arms', 'fast', '--out', 'strict']);
    expect(held.code, held.stderr).toBe(0);
    expect(held.stdout).toContain('check holds: strict: fast.collision.rate == 0');
    expect(held.stdout).toContain(
      'check of strict not looked at, since the arm dual did not run: dual.collision.rate == 0',
    );
    writeFileSync(join(folder, 'strict.yaml'), `${calm}checks: [fast.progress.mean > 2]\n`);
    const failed = await answerOf(folder, ['run', ...files, '--arms', 'fast', '--out', 'stricter']);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('check FAILED: strict: fast.progress.mean > 2');
  });

  it('sweeps latencies: arms that do not wait stand at each of them with one run', async () => {
    const { code, stdout } = await small('swept', '--arms', 'fast,always', '--latency', '0,200,200', '--json');
    expect(code).toBe(0);
    const { latencySweep, arms } = JSON.parse(stdout) as Summary;
    expect(latencySweep?.arms['always'].map(({ latency }) => latency)).toEqual(['fixed:0', 'fixed:200']);
    expect(new Set(latencySweep?.arms['always'].map(({ digest }) => digest)).size).toBe(2);
    expect(arms['fast'].episodes).toBe(1);
    expect(
      results('swept')
        .map(({ arm, latency }) => `${arm} ${latency}`)
        .sort(),
    ).toEqual(['always fixed:0', 'always fixed:200', 'fast fixed:0', 'fast fixed:200']);
  });
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
