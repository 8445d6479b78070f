import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH, KNOT_TICKS } from '../../../../policies/manipulation/action-chunk.ts';
import { ArmAction } from '../../../../sim/robotics/arm-action.ts';
import { EpisodeRecorder, type EpisodeRows } from '../../../../scenarios/collect/manipulation/episode-rows.ts';
import { writeSampleFile, type EpisodeAbout } from '../../../../scenarios/collect/manipulation/sample-file.ts';
import { DEFAULT_PYTHON } from '../../../../scenarios/collect/python.ts';

const reader = fileURLToPath(new URL('./read-samples.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sample-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NAMES = ['a', 'b', 'c'];

/** Features tell their row, actions their tick; 0.25 a tick and a reward of the last one. */
function drive(ticks: number, end: EpisodeRows['end'], last: number, label: Float64Array | null = null): EpisodeRows {
  const recorder = new EpisodeRecorder();
  const action = new ArmAction();
  for (let tick = 0; tick < ticks; tick++) {
    if (tick % KNOT_TICKS === 0) recorder.addRow(Float32Array.of(tick / KNOT_TICKS, -1, 0.5), label);
    action.vx = tick;
    action.grip = 1;
    recorder.addTick(action, 0.25 + (tick === ticks - 1 ? last : 0));
  }
  return recorder.finish(end);
}

const at = (rows: Float32Array, row: number, width: number) => [...rows.subarray(row * width, (row + 1) * width)];
const speeds = (chunks: Float32Array, row: number) =>
  at(chunks, row, CHUNK_LENGTH).filter((_, i) => i % ACTION_DIMS === 0);
const range = (count: number, value: (i: number) => number) => Array.from({ length: count }, (_, i) => value(i));

describe('EpisodeRecorder', () => {
  it('keeps what was done at the knots, and the rewards of the intervals', () => {
    const rows = drive(78, 'goal', 1);
    expect(rows.count).toBe(20);
    expect(speeds(rows.executed, 2)).toEqual(range(CHUNK_KNOTS, (k) => KNOT_TICKS * (2 + k)));
    expect(speeds(rows.label, 2)).toEqual(speeds(rows.executed, 2));
    // Row 17 has three knots; after them the last command stays. The last interval has two ticks.
    expect(speeds(rows.executed, 17)).toEqual([68, 72, ...range(14, () => 76)]);
    expect(at(rows.mask, 17, CHUNK_KNOTS)).toEqual([1, 1, 1, ...range(13, () => 0)]);
    expect(at(rows.reward, 17, CHUNK_KNOTS)).toEqual([1, 1, 1.5, ...range(13, () => 0)]);
    expect(at(rows.mask, 4, CHUNK_KNOTS)).toEqual(range(CHUNK_KNOTS, () => 1));
    expect(at(rows.features, 7, 3)).toEqual([7, -1, 0.5]);
  });

  it('adds up returns to the end of the episode, far beyond the chunk', () => {
    const { return: returns } = drive(4 * 100, 'collision', -1);
    const sum = (n: number) => (1 - 0.98 ** n) / 0.02;
    expect(returns.length).toBe(100);
    returns.forEach((value, row) => expect(value).toBeCloseTo(sum(100 - row) - 0.98 ** (99 - row), 4));
  });

  it('tells ends from mere lack of time', () => {
    const next = (end: EpisodeRows['end']) => drive(80, end, 0);
    for (const end of ['goal', 'collision', 'lost'] as const) {
      const { next8, next16 } = next(end);
      expect([...next8]).toEqual(range(20, (row) => (row < 12 ? row + 8 : -1)));
      expect([...next16]).toEqual(range(20, (row) => (row < 4 ? row + 16 : -1)));
    }
    expect([...next('timeout').next16]).toEqual(range(20, (row) => (row < 4 ? row + 16 : -2)));
  });

  it('goes on with the plan where the episode ended', () => {
    const label = Float64Array.from({ length: CHUNK_LENGTH }, (_, i) => -1 - Math.floor(i / ACTION_DIMS));
    const rows = drive(10, 'lost', 0, label);
    expect(speeds(rows.executed, 1)).toEqual([4, 8, ...range(14, (k) => -(k + 3))]);
    expect(speeds(rows.label, 1)).toEqual(range(16, (k) => -1 - k));
  });

  it('refuses rows and ticks out of turn', () => {
    const features = Float32Array.of(1);
    expect(() => new EpisodeRecorder().addTick(new ArmAction(), 0)).toThrow('tick 0 has no row; add it first');
    const recorder = new EpisodeRecorder();
    expect(() => recorder.finish('goal')).toThrow('the episode has no tick');
    recorder.addRow(features, null);
    expect(() => recorder.addRow(features, null)).toThrow('a row at tick 0: the next one is due at tick 4');
    for (let tick = 0; tick < 4; tick++) recorder.addTick(new ArmAction(), 0);
    expect(() => recorder.addTick(new ArmAction(), 0)).toThrow('tick 4 has no row; add it first');
    expect(() => recorder.addRow(features, new Float64Array(79))).toThrow('a label of 79 numbers, expected 80');
    expect(() => recorder.finish('running')).toThrow('the episode still runs');
    recorder.addRow(Float32Array.of(1, 2), null);
    expect(() => recorder.finish('goal')).toThrow('the row at tick 4 has no tick');
    recorder.addTick(new ArmAction(), 0);
    expect(() => recorder.finish('goal')).toThrow('row 1 has 2 features, the first has 1');
  });
});

describe('writeSampleFile', () => {
  const about: EpisodeAbout = { scenario: 'reach/tail', seed: 'f00d', kind: 'tail', driver: 'noisy expert' };

  it('writes what Python reads', () => {
    const episodes = [drive(40, 'goal', 1), drive(30, 'timeout', 0)];
    const write = (name: string, first: number) =>
      writeSampleFile(join(folder, name), NAMES, [
        { about, rows: episodes[first] },
        { about: { ...about, scenario: 'reach/common', kind: 'common', driver: 'expert' }, rows: episodes[1 - first] },
      ]);
    write('part0', 0);
    write('part1', 1);
    const head = JSON.parse(readFileSync(join(folder, 'part0.json'), 'utf8'));
    expect([head.schemaVersion, head.rows, head.features]).toEqual([1, 18, NAMES]);
    expect(head.episodes[0]).toEqual({ ...about, end: 'goal', rows: 10 });

    const python = spawnSync(DEFAULT_PYTHON, ['-B', reader, folder], { encoding: 'utf8' });
    if (python.error !== undefined || /No module named 'numpy'/.test(python.stderr)) return;
    expect([python.status, python.stderr]).toEqual([0, '']);
    const read = JSON.parse(python.stdout);
    const order = [episodes[0], episodes[1], episodes[1], episodes[0]];
    for (const name of ['features', 'label', 'mask', 'executed', 'reward', 'return'] as const) {
      expect(read[name], name).toEqual(order.flatMap((rows) => [...rows[name]]));
    }
    const starts = [0, 10, 18, 26];
    const shifted = (rows: EpisodeRows, e: number) => [...rows.next8].map((row) => (row < 0 ? row : row + starts[e]));
    expect(read.next8).toEqual(order.flatMap(shifted));
    expect(read.episode).toEqual(order.flatMap((rows, e) => range(rows.count, () => e)));
    expect(read.ends).toEqual(['goal', 'timeout', 'timeout', 'goal']);
    expect(read.tail).toEqual([...range(10, (i) => i), ...range(8, (i) => 18 + i)]);
  });

  it('refuses what cannot be read again', () => {
    const rows = drive(8, 'goal', 1);
    const base = join(folder, 'refused');
    expect(() => writeSampleFile(base, NAMES, [])).toThrow('refused: no rows to write');
    expect(() => writeSampleFile(base, ['a'], [{ about, rows }])).toThrow(
      'refused: reach/tail f00d: 3 features a row, expected 1',
    );
  });
});
