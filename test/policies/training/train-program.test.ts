import * as ort from 'onnxruntime-web/wasm';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../../sim/kernel/random.ts';
import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { checkPython, DEFAULT_PYTHON, ONE_THREAD } from '../../../scenarios/collect/python.ts';
import { bestOf, parseFile, reportSchema, type TrainingReport } from '../../../scenarios/collect/training-files.ts';
import { readInitialisers } from './onnx-reader.ts';
import { computeHeads, largestError } from './perceptron.ts';

ort.env.wasm.numThreads = 1;

const program = fileURLToPath(new URL('../../../policies/training/train.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'train-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FEATURES = 6;
const CHOICES = ['keep', 'left', 'right'];
const KNOTS = 3;
const ROW = FEATURES + 1 + KNOTS + 1;
const OUTPUTS = CHOICES.length * (1 + 2 * KNOTS);

/** Rows whose labels follow from the features: the choice from the first, the accelerations from the second. */
function writeData(name: string, rows: number, layout: object = {}): string {
  const out = join(folder, name);
  const stream = RandomStream.named(name, 'rows');
  const values = new Float32Array(rows * ROW);
  for (let row = 0; row < rows; row++) {
    const features = Array.from({ length: FEATURES }, () => stream.range(-1, 1));
    const choice = features[0] < -0.3 ? 1 : features[0] > 0.3 ? 2 : 0;
    const knots = [3, 2, 1].map((slope) => slope * features[1] + stream.range(-0.1, 0.1));
    values.set([...features, choice, ...knots, 1], row * ROW);
  }
  mkdirSync(out);
  writeFileSync(join(out, 'part0.f32'), new Uint8Array(values.buffer));
  const known = { featureVersion: 1, features: FEATURES, choices: CHOICES, knots: KNOTS, rowLength: ROW };
  writeFileSync(join(out, 'layout.json'), JSON.stringify({ ...known, ...layout, samples: rows }));
  return out;
}

function train(name: string, data: readonly string[], val: string, processes: number) {
  const out = join(folder, name);
  const sizes = ['--members', '2', '--epochs', '12', '--seed', '3', '--processes', String(processes)];
  const { status, stderr } = spawnSync(
    DEFAULT_PYTHON,
    ['-B', program, '--train', ...data, '--val', val, '--out', out, '--name', 'tiny', ...sizes],
    { encoding: 'utf8', env: { ...process.env, ...ONE_THREAD } },
  );
  return { out, status, stderr };
}

describe('train.py', () => {
  it('learns a small synthetic task, or the driver says what it needs to run', { timeout: 300_000 }, async () => {
    try {
      await checkPython(DEFAULT_PYTHON);
    } catch (error) {
      expect(String(error)).toMatch(/install python3-torch python3-onnx libopenblas0-pthread/);
      return;
    }
    const data = [writeData('first', 2000), writeData('second', 1000)];
    const val = writeData('val', 500);
    const { out, status, stderr } = train('one', data, val, 2);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const network = readFileSync(join(out, 'tiny.onnx'));
    const report = parseFile(reportSchema, readFileSync(join(out, 'tiny.training.json'), 'utf8'), 'report');
    expectLearnt(report, network);
    await expectWeights(network);
    expect(readFileSync(join(train('two', data, val, 1).out, 'tiny.onnx')).equals(network)).toBe(true);

    const other = writeData('other', 10, { featureVersion: 2 });
    const refused = train('three', [data[0], other], val, 1);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/other: its layout .* differs from .*; collect it again/);
  });
});

function expectLearnt(report: TrainingReport, network: Uint8Array): void {
  expect(report.sha256).toBe(sha256Hex(network));
  expect([report.members, report.trainSamples, report.heldOut.samples]).toEqual([2, 3000, 500]);
  expect(report.trainChoices.reduce((sum, n) => sum + n, 0)).toBe(3000);
  expect(report.curves.map((curve) => curve.length)).toEqual([12, 12]);
  for (const curve of report.curves) expect(bestOf(curve).val).toBeLessThan(curve[0].val - 1);
  const { choiceAccuracy, accelerationMaeMps2, choices } = report.heldOut;
  expect(choiceAccuracy).toBeGreaterThan(0.9);
  // Uniform features give a mean absolute label of half the slope; the noise alone leaves 0.05.
  for (const mae of accelerationMaeMps2) expect(mae).toBeLessThan(0.3);
  expect(Object.values(choices).reduce((sum, { n }) => sum + n, 0)).toBe(500);
}

/** What the runtime computes is what the weights in the file say. */
async function expectWeights(network: Uint8Array): Promise<void> {
  const session = await ort.InferenceSession.create(network, { executionProviders: ['wasm'] });
  const weights = readInitialisers(network);
  for (const features of [
    [0, 0, 0, 0, 0, 0],
    [0.5, -0.9, 0.1, 0.3, -0.2, 0.7],
    [90, -90, 0, 1, -1, 50],
  ]) {
    const input = Float32Array.from(features);
    const { heads } = await session.run({ features: new ort.Tensor('float32', input, [1, FEATURES]) });
    expect(heads.dims).toEqual([2, OUTPUTS]);
    expect(largestError(heads.data as Float32Array, computeHeads(weights, input).flat())).toBeLessThan(1e-5);
  }
}
