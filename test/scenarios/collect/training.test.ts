import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { publishModel } from '../../../scenarios/collect/publish-model.ts';
import { checkPython } from '../../../scenarios/collect/python.ts';
import { ROW_LAYOUT, ROW_LENGTH } from '../../../scenarios/collect/sample.ts';
import {
  bestOf,
  formatReport,
  parseFile,
  reportSchema,
  thinReport,
} from '../../../scenarios/collect/training-files.ts';
import {
  planTraining,
  TRAINING,
  type Stage,
  type TrainingOptions,
} from '../../../scenarios/collect/training-rounds.ts';
import { isDone, outputOf, readLayout, runStages, type Doers } from '../../../scenarios/collect/training-stages.ts';
import { findSuite } from '../../../scenarios/suites/suites.ts';
import { curve, facts, report, summary } from './training-inputs.ts';

let work = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'training-'));
});
afterEach(() => rmSync(work, { recursive: true }));

const options = (changes: Partial<TrainingOptions> = {}): TrainingOptions => ({
  work,
  rounds: TRAINING.dagger.rounds,
  seedShare: 1,
  members: 2,
  seed: 1,
  maxEpochs: 1000,
  ...changes,
});

const NETWORK = 'network';
const hash = sha256Hex(new TextEncoder().encode(NETWORK));

/** Stages that leave small files of the right form, and note that they ran. */
function small(ran: string[]): Doers {
  const write = (stage: Stage, value: unknown): Promise<void> => {
    ran.push(stage.name);
    mkdirSync(stage.folder);
    writeFileSync(outputOf(stage), JSON.stringify(value));
    return Promise.resolve();
  };
  return {
    collect: (stage) => {
      const scenarios = findSuite(stage.suite).scenarios;
      const episodes = scenarios.length * (stage.seeds[1] - stage.seeds[0] + 1);
      const driver = stage.modelFolder === null ? 'expert' : 'policy';
      const { split, seeds } = stage;
      const done = write(stage, {
        ...ROW_LAYOUT,
        scenarios,
        split,
        seeds,
        driver,
        samples: 2,
        ends: { goal: episodes },
      });
      const rows = new Float32Array(2 * ROW_LENGTH);
      rows[ROW_LENGTH + ROW_LAYOUT.features] = 4;
      writeFileSync(join(stage.folder, 'part0.f32'), new Uint8Array(rows.buffer));
      return done;
    },
    train: (stage) =>
      write(stage, {
        ...report,
        sha256: hash,
        members: stage.members,
        hyperParameters: { ...report.hyperParameters, epochs: stage.epochs, seed: stage.seed },
        trainSamples: 2 * stage.data.length,
        heldOut: { ...report.heldOut, samples: 2 },
        dataSets: undefined,
      }),
    calibrate: (stage) => {
      const done = write(stage, {
        ...facts,
        sha256: hash,
        calibratedOn: { split: stage.split, seeds: stage.seeds, episodes: 4 },
      });
      writeFileSync(join(stage.folder, 'fast-driving.onnx'), NETWORK);
      return done;
    },
  };
}

const silent = (): void => undefined;

describe('the plan of a training', () => {
  const described = ({ stages }: ReturnType<typeof planTraining>): string[] =>
    stages.map((stage) => {
      if (stage.kind === 'train')
        return `${stage.name}: ${stage.data.map(({ name }) => name).join('+')} ${stage.epochs}`;
      const by =
        stage.kind === 'collect' ? (stage.modelFolder?.slice(work.length + 1) ?? 'expert') : stage.trained.name;
      return `${stage.name}: ${by} ${stage.split} ${stage.seeds.join('..')}`;
    });

  it('is the expert, then rounds, each driven by the model before and trained on all data so far', () => {
    const { expert, dagger } = TRAINING;
    const range = (round: number): string => `${round * 1000}..${round * 1000 + dagger.seedCount - 1}`;
    expect(described(planTraining(options({ rounds: 2 })))).toEqual([
      `expert: expert train ${expert.seeds.join('..')}`,
      'val: expert val 1000..1014',
      `m0: expert ${expert.epochs}`,
      'model0: m0 val 1000..1003',
      `dagger1: model0 train ${range(1)}`,
      `m1: expert+dagger1 ${dagger.epochs}`,
      'model1: m1 val 1000..1003',
      `dagger2: model1 train ${range(2)}`,
      `m2: expert+dagger1+dagger2 ${dagger.epochs}`,
      'model2: m2 val 1000..1003',
    ]);
  });

  it('collects every episode at most once', () => {
    const ranges = planTraining(options({ rounds: 20 }))
      .stages.filter((stage) => stage.kind === 'collect')
      .filter(({ split }) => split === 'train')
      .map(({ seeds }) => seeds);
    for (const [i, [first]] of ranges.entries()) if (i > 0) expect(first).toBeGreaterThan(ranges[i - 1][1]);
  });

  it('shrinks for a trial, but never to nothing', () => {
    expect(described(planTraining(options({ rounds: 1, seedShare: 0.02, maxEpochs: 3 })))).toEqual([
      'expert: expert train 0..2',
      'val: expert val 1000..1000',
      'm0: expert 3',
      'model0: m0 val 1000..1000',
      'dagger1: model0 train 1000..1000',
      'm1: expert+dagger1 3',
      'model1: m1 val 1000..1000',
    ]);
    expect(planTraining(options({ rounds: 0 })).last.name).toBe('model0');
  });

  it('never trains on what it is judged by', () => {
    const collected = planTraining(options()).stages.filter((stage) => stage.kind === 'collect');
    for (const { role, split } of collected) expect(split).toBe(role === 'train' ? 'train' : 'val');
  });
});

describe('the stages of a training', () => {
  it('run once, and go on where they were broken off', async () => {
    const { stages } = planTraining(options());
    const ran: string[] = [];
    const failing: Doers = { ...small(ran), calibrate: () => Promise.reject(new Error('broken off')) };
    await expect(runStages(stages, failing, silent)).rejects.toThrow('broken off');
    expect(ran).toEqual(['expert', 'val', 'm0']);
    const told: string[] = [];
    await runStages(stages, small(ran), (stage, done) => told.push(`${stage.name} ${done}`));
    expect(ran).toEqual(stages.map(({ name }) => name));
    expect(told.slice(0, 4)).toEqual(['expert true', 'val true', 'm0 true', 'model0 false']);
    expect(stages.every(isDone)).toBe(true);
    await runStages(stages, small(ran), silent);
    expect(ran).toHaveLength(stages.length);
  });

  it('refuse outputs of another plan, and name what differs', async () => {
    await runStages(planTraining(options({ rounds: 1 })).stages, small([]), silent);
    const refusal = (changes: Partial<TrainingOptions>): Promise<void> =>
      runStages(planTraining(options({ rounds: 1, ...changes })).stages, small([]), silent);
    await expect(refusal({ seedShare: 0.5 })).rejects.toThrow(
      `${join(work, 'expert', 'layout.json')}: seeds: expected 0..74, found 0..149; remove ${join(work, 'expert')} to do this stage again`,
    );
    await expect(refusal({ members: 3 })).rejects.toThrow(
      'm0/fast-driving.training.json: members: expected 3, found 2',
    );
    await expect(refusal({ seed: 2 })).rejects.toThrow('hyperParameters.seed: expected 2, found 1');
    await expect(refusal({ maxEpochs: 9 })).rejects.toThrow(
      `hyperParameters.epochs: expected 9, found ${TRAINING.expert.epochs}`,
    );
    await refusal({});
  });

  it('refuse a network trained on other data, and a calibration of another network', async () => {
    const { stages } = planTraining(options({ rounds: 0 }));
    await runStages(stages, small([]), silent);
    const change = (name: string, edit: (value: Record<string, unknown>) => void): (() => void) => {
      const file = outputOf(stages.find((stage) => stage.name === name)!);
      const text = readFileSync(file, 'utf8');
      const value = JSON.parse(text) as Record<string, unknown>;
      edit(value);
      writeFileSync(file, JSON.stringify(value));
      return () => writeFileSync(file, text);
    };
    const undoSamples = change('expert', (layout) => (layout.samples = 77));
    await expect(runStages(stages, small([]), silent)).rejects.toThrow('trainSamples: expected 77, found 2');
    undoSamples();
    const undoEnds = change('val', (layout) => (layout.ends = { goal: 7 }));
    await expect(runStages(stages, small([]), silent)).rejects.toThrow('episodes: expected 150, found 7');
    undoEnds();
    const undoHash = change('model0', (model) => (model.sha256 = 'ef'.repeat(32)));
    await expect(runStages(stages, small([]), silent)).rejects.toThrow(`sha256: expected ${hash}, found efef`);
    undoHash();
    await runStages(stages, small([]), silent);
  });

  it('name the file that is no output of a stage', async () => {
    const { stages } = planTraining(options({ rounds: 0 }));
    mkdirSync(stages[0].folder);
    writeFileSync(outputOf(stages[0]), '{"samples": -1}');
    await expect(runStages(stages, small([]), silent)).rejects.toThrow(/expert.layout\.json: .*featureVersion/s);
  });
});

describe('publishing a model', () => {
  it('copies network, facts and report with its data sets, and writes curves and card beside them', async () => {
    const { stages, last } = planTraining(options({ rounds: 1 }));
    await runStages(stages, small([]), silent);
    const models = join(work, 'models');
    mkdirSync(join(work, 'docs', 'evidence'), { recursive: true });
    writeFileSync(join(work, 'docs', 'evidence', 'other.json'), JSON.stringify({ schemaVersion: 1, budget: 3 }));
    const run = { ...summary, schemaVersion: 1, engine: { version: '1', models: { 'fast-driving': hash } } };
    writeFileSync(join(work, 'docs', 'evidence', 'run.json'), JSON.stringify(run));
    const files = publishModel(last, models, work);
    expect(files.map((file) => file.slice(models.length + 1)).sort()).toEqual([
      'fast-driving.curves.svg',
      'fast-driving.json',
      'fast-driving.md',
      'fast-driving.onnx',
      'fast-driving.training.json',
    ]);
    expect(files.every((file) => existsSync(file))).toBe(true);
    const text = readFileSync(join(models, 'fast-driving.training.json'), 'utf8');
    const { dataSets } = parseFile(reportSchema, text, 'report');
    expect(dataSets?.map(({ name, driver, episodes, labels }) => ({ name, driver, episodes, labels }))).toEqual([
      { name: 'expert', driver: 'expert', episodes: 1500, labels: [1, 0, 0, 0, 1] },
      { name: 'dagger1', driver: 'policy', episodes: 10 * TRAINING.dagger.seedCount, labels: [1, 0, 0, 0, 1] },
      { name: 'val', driver: 'expert', episodes: 150, labels: [1, 0, 0, 0, 1] },
    ]);
    const card = readFileSync(join(models, 'fast-driving.md'), 'utf8');
    expect(card).toContain(hash);
    expect(card).toContain('longtail, test, seeds 0..99');
  });

  it('refuses a network that is not the one of the report', async () => {
    const { stages, last } = planTraining(options({ rounds: 0 }));
    await runStages(stages, small([]), silent);
    writeFileSync(join(last.folder, 'fast-driving.onnx'), 'another');
    expect(() => publishModel(last, join(work, 'models'), work)).toThrow(
      /fast-driving\.json: sha256: expected that of fast-driving\.onnx/,
    );
    expect(existsSync(join(work, 'models'))).toBe(false);
  });
});

describe('a training report', () => {
  it('is thinned to fit, keeping the last and the best epoch of each curve', () => {
    const losses = Array.from({ length: 301 }, (_, i): [number, number] => [1 / (i + 1), Math.abs(i - 123) / 100]);
    const long = { ...report, curves: [curve(losses), curve(losses)] };
    const limit = 12_000;
    expect(formatReport(long).length).toBeGreaterThan(limit);
    const thinned = thinReport(long, limit);
    expect(formatReport(thinned).length).toBeLessThanOrEqual(limit);
    for (const one of thinned.curves) {
      expect(one.length).toBeGreaterThan(30);
      expect(bestOf(one)).toEqual({ epoch: 123, train: 1 / 124, val: 0 });
      expect(one.at(-1)?.epoch).toBe(300);
    }
    expect(thinReport(report, limit)).toEqual(report);
  });

  it('is written so that it reads back the same', () => {
    expect(parseFile(reportSchema, formatReport(report), 'report')).toEqual(JSON.parse(JSON.stringify(report)));
  });
});

describe('the Python of the training', () => {
  const program = (name: string, text: string): string => {
    const file = join(work, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return file;
  };

  it('is refused, with what to install, when it lacks a package', async () => {
    const python = program('lacking', 'echo "ModuleNotFoundError: No module named \'torch\'" >&2; exit 1');
    await expect(checkPython(python)).rejects.toThrow(
      `--python: expected a Python that imports numpy, torch and onnx, found ${python} (ModuleNotFoundError: No module named 'torch'); on Debian and Ubuntu install python3-torch python3-onnx libopenblas0-pthread, or name another Python`,
    );
  });

  it('is refused when there is none', async () => {
    await expect(checkPython(join(work, 'nowhere'))).rejects.toThrow(/found .*nowhere \(.*ENOENT\); on Debian/);
  });

  it('is asked to import all that is needed, with one thread', async () => {
    const python = program('noting', `echo "$2, $OMP_NUM_THREADS, $OPENBLAS_NUM_THREADS" > ${join(work, 'noted')}`);
    await checkPython(python);
    expect(readFileSync(join(work, 'noted'), 'utf8')).toBe('import numpy, torch, onnx, 1, 1\n');
  });
});

it('layouts without what older programs did not record are read', () => {
  const [stage] = planTraining(options()).stages;
  mkdirSync(stage.folder);
  writeFileSync(outputOf(stage), JSON.stringify({ ...ROW_LAYOUT, samples: 2, ends: { goal: 1500 } }));
  expect(stage.kind === 'collect' && readLayout(stage).samples).toBe(2);
});
