import * as ort from 'onnxruntime-web/wasm';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256Hex } from '../../../../sim/kernel/sha256.ts';
import { checkPython, DEFAULT_PYTHON, ONE_THREAD } from '../../../../scenarios/collect/python.ts';
import { largestProbeError, probesSchema } from './probes.ts';

ort.env.wasm.numThreads = 1;

const program = fileURLToPath(new URL('./check.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'train-hume-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = z.tuple([z.number(), z.number()]);
const resultSchema = z.object({
  returns: z.array(z.number()),
  refusedReturns: z.string(),
  targets: z.object({ zero: z.array(z.number()), two: z.array(z.number()) }),
  resumed: z.number(),
  auroc: z.tuple([z.number(), z.null()]),
  calibration: z.object({ bins: z.array(z.unknown()), error: z.number() }),
  refusedPlan: z.string(),
  sameBytes: z.boolean(),
  modes: z.object({ left: z.number(), right: z.number() }),
  refined: z.object({ kept: z.number(), rmse: z.number(), sliceRmse: z.number(), aloneLeft: z.number() }),
  tied: z.number(),
  values: z.object({ blockedLeft: pair, blockedRight: pair }),
  probes: probesSchema,
});
type Result = z.infer<typeof resultSchema>;

describe('the training of Hume', () => {
  it('learns a toy task of two ways, or the driver says what it needs to run', { timeout: 300_000 }, async () => {
    try {
      await checkPython(DEFAULT_PYTHON);
    } catch (error) {
      expect(String(error)).toMatch(/install python3-torch python3-onnx libopenblas0-pthread/);
      return;
    }
    const env = { ...process.env, ...ONE_THREAD };
    const { status, stderr } = spawnSync(DEFAULT_PYTHON, ['-B', program, folder], { encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const result = resultSchema.parse(JSON.parse(readFileSync(join(folder, 'check.json'), 'utf8')));
    expectTargets(result);
    expectLearnt(result);
    expectReport();
    // Training goes on where it was broken off, and what is done is not done again, nor mixed with another plan.
    expect(result.resumed).toBe(0);
    expect(result.sameBytes).toBe(true);
    expect(result.refusedPlan).toMatch(/plan\.json: seed: expected 2, found 1; choose another --work/);
    // The runtime computes what PyTorch computed, for batches of any size.
    const error = await largestProbeError(result.probes, (file) => readFileSync(join(folder, 'out', file)));
    expect(error).toBeLessThan(1e-4);
  });
});

/** The two defects of Hume's released code: returns that do not accumulate, ends that end nothing. */
function expectTargets({ returns, refusedReturns, targets, auroc, calibration }: Result): void {
  const discount = 0.98;
  expectNear(returns, [discount ** 3, discount ** 2, discount, 1]);
  expect(refusedReturns).toMatch(
    /return of row \d+: expected .*, what the rewards to the episode's end add up to, found/,
  );
  // Rewards 0.25 at once and 1 after nine intervals; rows of 8 and 16 knots, the last two with the episode's end in them.
  const whole = 0.25 + discount ** 9;
  expectNear(targets.zero, [0.25, whole, whole, 0.25]);
  expectNear(targets.two, [0.25 + 2 * discount ** 8, whole + 2 * discount ** 16, whole, 0.25]);
  // 3 is above 1 and 2, 2 above 1 and tied with 2.
  expect(auroc).toEqual([3.5 / 4, null]);
  expect(calibration.bins).toEqual([
    { value: 0.5, return: 0.5, rows: 2 },
    { value: 2.5, return: 4.5, rows: 2 },
  ]);
  expect(calibration.error).toBe(1);
}

function expectLearnt({ modes, refined, tied, values }: Result): void {
  // Both ways, each in a good share of the samples, and little between them.
  expect(modes.left).toBeGreaterThan(0.25);
  expect(modes.right).toBeGreaterThan(0.25);
  expect(modes.left + modes.right).toBeGreaterThan(0.7);
  // What System 1 learns from goes the way that it shall reach.
  expect(tied).toBeGreaterThan(0.9);
  // System 1 keeps the plan's way where its own noise would take either, and leaves less noise than it was given.
  expect(refined.kept).toBeGreaterThan(0.9);
  expect(refined.rmse).toBeLessThan(0.9 * refined.sliceRmse);
  expect(Math.abs(refined.aloneLeft - 0.5)).toBeLessThan(0.25);
  const [intoTheLeft, besideTheLeft] = values.blockedLeft;
  const [besideTheRight, intoTheRight] = values.blockedRight;
  expect(besideTheLeft).toBeGreaterThan(intoTheLeft + 0.2);
  expect(besideTheRight).toBeGreaterThan(intoTheRight + 0.2);
}

/** What was written for the card and for the runtime. */
function expectReport(): void {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, 'out', file), 'utf8'));
  const facts = read('hume.json');
  expect(Object.keys(facts)).toEqual([
    ...['schemaVersion', 'name', 'files', 'features', 'action', 'uncertainty', 'training'],
  ]);
  expect(facts.features).toEqual(['blockedLeft', 'blockedRight', 'y', 'time']);
  for (const { file, sha256, bytes } of Object.values<{ file: string; sha256: string; bytes: number }>(facts.files)) {
    const network = readFileSync(join(folder, 'out', file));
    expect([sha256Hex(network), network.length]).toEqual([sha256, bytes]);
    expect(network.includes('/')).toBe(true);
    expect(network.includes('.py')).toBe(false);
  }
  for (const { quantiles, values } of [facts.uncertainty.spread, facts.uncertainty.disagreement]) {
    expect(values.length).toBe(quantiles.length);
    expect(values).toEqual(values.toSorted((a: number, b: number) => a - b));
    expect(values.at(-1)).toBeGreaterThan(0);
  }
  const report = read('hume.training.json');
  const { systemTwo, systemOne, critics } = report.heldOut;
  // The critics' own loss follows a moving target.
  for (const name of ['systemTwo', 'systemOne']) {
    const curve = report.curves[name];
    expect(curve.at(-1).loss).toBeLessThan(0.9 * curve[0].loss);
  }
  expect(systemTwo.flowLoss).toBe(report.curves.systemTwo.at(-1).loss);
  expect(systemOne.plannedRmse).toBeLessThan(systemOne.sliceRmse);
  expect(systemOne.plannedRmse).toBeLessThan(systemOne.unplannedRmse);
  expect(critics.ranking).toBeGreaterThan(0.9);
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
}
