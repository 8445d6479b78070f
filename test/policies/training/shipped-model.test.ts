import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { checkPolicy } from '../../../policies/conformance.ts';
import { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { LearnedPolicy, OUTPUT_COUNT } from '../../../policies/driving/fast-policy.ts';
import { FEATURE_VERSION } from '../../../policies/driving/features.ts';
import { CALIBRATION_QUANTILES } from '../../../policies/driving/calibration.ts';
import { factsSchema, parseFile, reportSchema } from '../../../scenarios/collect/training-files.ts';
import { ROW_LAYOUT } from '../../../scenarios/collect/sample.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';
import { readInitialisers } from './onnx-reader.ts';
import { computeHeads, largestError } from './perceptron.ts';

const MOST_BYTES = 4_000_000;
const folder = fileURLToPath(new URL('../../../policies/models/', import.meta.url));
const at = (file: string): string => join(folder, file);
const text = (file: string): string => readFileSync(at(file), 'utf8');

/** What is seen `ticks` after the start of an episode, the ego braking gently. */
function observe(scenario: string, ticks: number) {
  const seed = episodeSeed('val', scenario, 0);
  const world = new DrivingWorld(resolveScenario(libraryScenario(scenario), seed), seed);
  const action = new EgoAction();
  action.targetOffsetM = world.observe().lane.centerM;
  action.accelerationMps2 = -0.5;
  for (let tick = 0; tick < ticks && !world.ended; tick++) world.step(action);
  return { map: world.map, observation: world.observe() };
}

const SCENES = [
  ['car-following/common', 30],
  ['cut-in/tail', 90],
  ['crossing/common', 60],
  ['pedestrian/tail', 120],
] as const;

describe('the shipped fast policy', () => {
  it('loads: its hash is the one in its facts, its layout the one that is built', async () => {
    const { facts, inference } = await loadModel(folder);
    expect(facts.featureVersion).toBe(FEATURE_VERSION);
    expect(inference.output).toHaveLength(facts.members * OUTPUT_COUNT);
    expect(facts.calibration.quantiles).toEqual(CALIBRATION_QUANTILES);
    for (const table of [facts.calibration.aleatoric, facts.calibration.epistemic]) {
      expect(table).toHaveLength(CALIBRATION_QUANTILES.length);
      expect(table).toEqual([...table].sort((a, b) => a - b));
      expect(table[table.length - 1]).toBeGreaterThan(table[0]);
    }
  });

  it('is small', () => {
    expect(statSync(at('fast-driving.onnx')).size).toBeLessThan(MOST_BYTES);
  });

  it('was trained on the training split and calibrated on the validation split', () => {
    const facts = parseFile(factsSchema, text('fast-driving.json'), 'facts');
    const report = parseFile(reportSchema, text('fast-driving.training.json'), 'report');
    expect(report.sha256).toBe(facts.sha256);
    expect(facts.calibratedOn?.split).toBe('val');
    const { features, choices, knots, rowLength, featureVersion } = ROW_LAYOUT;
    expect(report.layout).toEqual({ featureVersion, features, choices, knots, rowLength });
    const sets = report.dataSets ?? [];
    expect(sets.length).toBeGreaterThanOrEqual(2);
    for (const { role, split } of sets) expect(split).toBe(role === 'train' ? 'train' : 'val');
  });

  it('has a card of its own', () => {
    const facts = parseFile(factsSchema, text('fast-driving.json'), 'facts');
    expect(text('fast-driving.md')).toContain(facts.sha256);
  });

  it('computes what its weights say, multiplied out by hand', async () => {
    const { facts, inference } = await loadModel(folder);
    const weights = readInitialisers(readFileSync(at('fast-driving.onnx')));
    for (const [scenario, ticks] of SCENES) {
      const { map, observation } = observe(scenario, ticks);
      const policy = new LearnedPolicy(map, facts, inference);
      policy.prepare(observation, new Float64Array(0));
      await policy.infer();
      const expected = computeHeads(weights, inference.input);
      expect(expected).toHaveLength(facts.members);
      expect(largestError(inference.output, expected.flat())).toBeLessThan(1e-5);
    }
  });

  it('conforms: depends on nothing but what it observes, and decides in finite numbers', async () => {
    for (const [scenario, ticks] of SCENES) {
      const { map, observation } = observe(scenario, ticks);
      const faults = await checkPolicy({
        create: async () => {
          const { facts, inference } = await loadModel(folder);
          return new LearnedPolicy(map, facts, inference);
        },
        createDecision: () => new DrivingDecision(),
        observations: [observe(scenario, 0).observation, observation],
        guidance: [Float64Array.of(3, 1, -9, 2)],
      });
      expect(faults).toEqual([]);
    }
  });
});
