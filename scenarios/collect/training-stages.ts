import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSuite } from '../suites/suites.ts';
import { FAST_MODEL } from '../runner/model-files.ts';
import type { CalibrateStage, CollectStage, Stage, TrainStage } from './training-rounds.ts';
import {
  factsSchema,
  layoutSchema,
  parseFile,
  reportSchema,
  TrainingProblem,
  type DataLayout,
  type DataSet,
  type ModelFacts,
  type TrainingReport,
} from './training-files.ts';

/** Name of what train.py writes beside the network. */
export const REPORT_FILE = 'fast-driving.training.json';
const LAYOUT_FILE = 'layout.json';

/** How each kind of stage is carried out. Each must leave its folder whole or not at all. */
export interface Doers {
  collect(stage: CollectStage): Promise<unknown>;
  train(stage: TrainStage): Promise<unknown>;
  calibrate(stage: CalibrateStage): Promise<unknown>;
}

/** The file that is there once the stage is done. */
export function outputOf(stage: Stage): string {
  const file = { collect: LAYOUT_FILE, train: REPORT_FILE, calibrate: FAST_MODEL.facts }[stage.kind];
  return join(stage.folder, file);
}

export const isDone = (stage: Stage): boolean => existsSync(outputOf(stage));

/**
 * Carries out the stages that are not done, in order, and checks that what was done before fits them.
 * @param tell is told of each stage before it runs or is passed over
 * @throws TrainingProblem where an earlier output belongs to another plan
 */
export async function runStages(
  stages: readonly Stage[],
  doers: Doers,
  tell: (stage: Stage, done: boolean) => void,
): Promise<void> {
  for (const stage of stages) {
    const done = isDone(stage);
    tell(stage, done);
    if (!done) await carryOut(stage, doers);
    checkStage(stage);
  }
}

function carryOut(stage: Stage, doers: Doers): Promise<unknown> {
  switch (stage.kind) {
    case 'collect':
      return doers.collect(stage);
    case 'train':
      return doers.train(stage);
    case 'calibrate':
      return doers.calibrate(stage);
  }
}

/** @throws TrainingProblem unless the stage's output is what the plan asks for */
export function checkStage(stage: Stage): void {
  switch (stage.kind) {
    case 'collect':
      return checkData(stage, readLayout(stage));
    case 'train':
      return checkTrained(stage, readReport(stage));
    case 'calibrate':
      return checkCalibrated(stage, readFacts(stage));
  }
}

function checkData(stage: CollectStage, layout: DataLayout): void {
  const scenarios = findSuite(stage.suite).scenarios;
  const [first, last] = stage.seeds;
  // A field that is not recorded cannot contradict the plan; the number of episodes always must fit.
  if (layout.scenarios !== undefined) expectSame(stage, 'scenarios', scenarios.join(', '), layout.scenarios.join(', '));
  if (layout.split !== undefined) expectSame(stage, 'split', stage.split, layout.split);
  if (layout.seeds !== undefined) expectSame(stage, 'seeds', `${first}..${last}`, layout.seeds.join('..'));
  if (layout.driver !== undefined) expectSame(stage, 'driver', driverOf(stage), layout.driver);
  expectSame(stage, 'episodes', scenarios.length * (last - first + 1), episodesOf(layout));
}

function checkTrained(stage: TrainStage, report: TrainingReport): void {
  const samples = stage.data.reduce((sum, data) => sum + readLayout(data).samples, 0);
  expectSame(stage, 'members', stage.members, report.members);
  expectSame(stage, 'hyperParameters.epochs', stage.epochs, report.hyperParameters.epochs);
  expectSame(stage, 'hyperParameters.seed', stage.seed, report.hyperParameters.seed);
  expectSame(stage, 'trainSamples', samples, report.trainSamples);
  expectSame(stage, 'heldOut.samples', readLayout(stage.validation).samples, report.heldOut.samples);
}

function checkCalibrated(stage: CalibrateStage, facts: ModelFacts): void {
  expectSame(stage, 'sha256', readReport(stage.trained).sha256, facts.sha256);
  if (facts.calibratedOn === undefined) return;
  expectSame(stage, 'calibratedOn.split', stage.split, facts.calibratedOn.split);
  expectSame(stage, 'calibratedOn.seeds', stage.seeds.join('..'), facts.calibratedOn.seeds.join('..'));
}

function expectSame(stage: Stage, field: string, expected: string | number, found: string | number): void {
  if (expected === found) return;
  throw new TrainingProblem(
    `${outputOf(stage)}: ${field}: expected ${expected}, found ${found}; remove ${stage.folder} to do this stage again, or choose another work folder`,
  );
}

export const readLayout = (stage: CollectStage): DataLayout => read(stage, layoutSchema);
export const readReport = (stage: TrainStage): TrainingReport => read(stage, reportSchema);
export const readFacts = (stage: CalibrateStage): ModelFacts => read(stage, factsSchema);

function read<T>(stage: Stage, schema: Parameters<typeof parseFile<T>>[0]): T {
  return parseFile(schema, readFileSync(outputOf(stage), 'utf8'), outputOf(stage));
}

/** What the card tells of a collected data set. */
export function describeData(stage: CollectStage): DataSet {
  const layout = readLayout(stage);
  return {
    name: stage.name,
    role: stage.role,
    suite: stage.suite,
    split: stage.split,
    seeds: [...stage.seeds],
    driver: driverOf(stage),
    episodes: episodesOf(layout),
    samples: layout.samples,
    ends: layout.ends,
    labels: countLabels(stage.folder, layout),
    disturbance: layout.disturbance,
    hazards: layout.hazards,
  };
}

/** Labels by lateral choice, counted in the shards. */
function countLabels(folder: string, layout: DataLayout): number[] {
  const labels = layout.choices.map(() => 0);
  const shards = readdirSync(folder).filter((file) => file.endsWith('.f32'));
  for (const shard of shards.sort()) {
    const bytes = readFileSync(join(folder, shard));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const rowBytes = 4 * layout.rowLength;
    for (let at = 4 * layout.features; at < bytes.byteLength; at += rowBytes) labels[view.getFloat32(at, true)]++;
  }
  return labels;
}

const driverOf = (stage: CollectStage): 'expert' | 'policy' => (stage.modelFolder === null ? 'expert' : 'policy');

function episodesOf(layout: DataLayout): number {
  return layout.episodes ?? Object.values(layout.ends).reduce((sum, n) => sum + n, 0);
}
