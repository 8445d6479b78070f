import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newcombePairedDifference } from '../../scenarios/compare/stats/newcombe.ts';
import type { Summary } from '../../scenarios/results/summary-types.ts';
import { ROOT } from './documents.ts';

/** Debian's Python: another one that comes first on the path may lack the packages. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const missing = spawnSync(PYTHON, ['-c', 'import pandas, matplotlib'], { encoding: 'utf8' });
const reason = missing.status === 0 ? null : `${PYTHON} has no pandas and matplotlib`;
if (reason !== null && process.env['REQUIRE_PANDAS'] === '1') throw new Error(reason);

interface Found {
  readonly figures: readonly { readonly labels: readonly string[]; readonly marks: number }[];
  readonly arms: readonly { arm: string; n: number; rate: number; low: number; high: number; duty: number }[];
  readonly differences: readonly { arm: string; difference: number; low: number; high: number }[];
}

describe.skipIf(reason !== null)(`examples/analyse.ipynb ${reason ?? ''}`, () => {
  let folder: string;
  let summary: Summary;
  let found: Found;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twotempo-notebook-'));
    const what = ['run', 'cut-in', 'pedestrian', '--arms', 'fast,reflex,dual', '--seeds', '0..4'];
    const more = [
      '--latency',
      '100,200',
      '--split',
      'val',
      '--record',
      'none',
      '--workers',
      '2',
      '--json',
      '--out',
      'r',
    ];
    // The program itself, with the trained policy: the rule policy has no uncertainty to draw.
    const twotempo = (args: string[]): string =>
      execFileSync(process.execPath, [join(ROOT, 'scenarios/cli/twotempo.mjs'), ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    summary = JSON.parse(twotempo([...what, ...more])) as Summary;
    twotempo(['compare', 'r', '--csv', 'csv']);
    const text = execFileSync(
      PYTHON,
      [join(ROOT, 'test/docs/run-notebook.py'), join(ROOT, 'examples/analyse.ipynb'), folder],
      { env: { ...process.env, TWOTEMPO_CSV: join(folder, 'csv') }, encoding: 'utf8' },
    );
    found = JSON.parse(text.trim().split('\n').at(-1) as string) as Found;
  }, 120_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('draws every plot of the report', () => {
    expect(found.figures).toHaveLength(6);
    for (const { marks, labels } of found.figures) {
      expect(labels.every((label) => label !== '')).toBe(true);
      expect(marks).toBeGreaterThan(0);
    }
  });

  it('finds the rates, intervals and duty of the summary', () => {
    for (const [name, arm] of Object.entries(summary.arms)) {
      const row = found.arms.find((one) => one.arm === name) as Found['arms'][number];
      expect(row.n).toBe(arm.collision.n);
      expect(row.rate).toBe(arm.collision.rate);
      expect(row.low).toBeCloseTo(arm.collision.ci95?.[0] as number, 12);
      expect(row.high).toBeCloseTo(arm.collision.ci95?.[1] as number, 12);
    }
    const dual = found.arms.filter(({ arm }) => arm === 'dual').map(({ duty }) => duty);
    expect(dual).toContainEqual(summary.arms['dual'].planner.dutyCycle);
  });

  it('finds the paired differences and their intervals', () => {
    const row = summary.paired.find(({ a, b, metric }) => a === 'dual' && b === 'fast' && metric === 'collision');
    const mine = found.differences.find(({ arm }) => arm === 'dual');
    if (row === undefined || mine === undefined) throw new Error('dual was not compared with fast');
    expect(mine.difference).toBeCloseTo((row.aOnly - row.bOnly) / row.n, 12);
    const both = summary.arms['dual'].collision.count - row.aOnly;
    const neither = row.n - both - row.aOnly - row.bOnly;
    const [low, high] = newcombePairedDifference({ both, aOnly: row.aOnly, bOnly: row.bOnly, neither });
    expect(mine.low).toBeCloseTo(low, 12);
    expect(mine.high).toBeCloseTo(high, 12);
  });

  it('is committed without outputs', () => {
    const { cells } = JSON.parse(readFileSync(join(ROOT, 'examples/analyse.ipynb'), 'utf8')) as {
      cells: { outputs?: unknown[]; execution_count?: number | null }[];
    };
    expect(
      cells.every(({ outputs, execution_count }) => (outputs ?? []).length === 0 && (execution_count ?? null) === null),
    ).toBe(true);
  });
});
