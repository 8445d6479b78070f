import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HUME_FACTS_FILE } from '../../../policies/manipulation/hume-model.ts';
import { parseFile, TrainingProblem } from '../training-files.ts';
import type { ArmStage, CalibrateArmStage, CollectArmStage, TrainArmStage } from './arm-recipe.ts';
import { calibratedFactsSchema, humeReportSchema, REPORT_FILE, type HumeReport } from './arm-training-files.ts';
import { planFile, summaryFile, type CollectedSummary } from './collection.ts';
import { episodesOf } from './episode-list.ts';

/** How each kind of stage is carried out. Each must leave its output last. */
export interface ArmDoers {
  collect(stage: CollectArmStage): Promise<unknown>;
  train(stage: TrainArmStage): Promise<unknown>;
  calibrate(stage: CalibrateArmStage): Promise<unknown>;
}

/** The file that is there once the stage is done. */
export function outputOfArm(stage: ArmStage): string {
  if (stage.kind === 'collect') return summaryFile(stage);
  return join(stage.folder, stage.kind === 'train' ? REPORT_FILE : HUME_FACTS_FILE);
}

export const isArmStageDone = (stage: ArmStage): boolean => existsSync(outputOfArm(stage));

/**
 * Carries out the stages that are not done, in order, and checks that what was done before fits them.
 * @param only one kind: stops before the first stage of another kind that is not done
 * @param tell is told of each stage before it runs, is passed over, or is not reached
 * @returns whether all stages are done
 * @throws TrainingProblem where an earlier output belongs to another plan
 */
export async function runArmStages(
  stages: readonly ArmStage[],
  doers: ArmDoers,
  only: ArmStage['kind'] | null,
  tell: (stage: ArmStage, state: 'done' | 'runs' | 'waits') => void,
): Promise<boolean> {
  for (const stage of stages) {
    const done = isArmStageDone(stage);
    const waits = !done && only !== null && stage.kind !== only;
    tell(stage, done ? 'done' : waits ? 'waits' : 'runs');
    if (waits) return false;
    if (!done) await carryOut(stage, doers);
    checkArmStage(stage);
  }
  return true;
}

function carryOut(stage: ArmStage, doers: ArmDoers): Promise<unknown> {
  switch (stage.kind) {
    case 'collect':
      return doers.collect(stage);
    case 'train':
      expectOneVersion(stage);
      return doers.train(stage);
    case 'calibrate':
      return doers.calibrate(stage);
  }
}

/** @throws TrainingProblem unless the stage's output is what the plan asks for */
function checkArmStage(stage: ArmStage): void {
  if (stage.kind === 'collect') {
    expectSame(stage, 'episodes', episodesOf(stage.source).length, readSummary(stage).episodes);
  } else if (stage.kind === 'train') {
    const { recipe, rows } = readReport(stage);
    const { epochs, size, seed } = stage;
    expectSame(stage, 'recipe.epochs', JSON.stringify(epochs), JSON.stringify(recipe.epochs));
    expectSame(stage, 'recipe.size', size, recipe.size);
    expectSame(stage, 'recipe.seed', seed, recipe.seed);
    const collected = stage.data.reduce((sum, data) => sum + readSummary(data).rows, 0);
    expectSame(stage, 'rows.train', collected, rows.train);
    expectSame(stage, 'rows.validation', readSummary(stage.validation).rows, rows.validation);
  } else {
    const { files, calibratedOn } = read(stage, calibratedFactsSchema);
    const hashes = (of: HumeReport['files']): string =>
      Object.values(of)
        .map(({ sha256 }) => sha256)
        .join(' ');
    expectSame(stage, 'files', hashes(readReport(stage.trained).files), hashes(files));
    expectSame(stage, 'calibratedOn.seeds', stage.seeds.join('..'), calibratedOn.seeds.join('..'));
  }
}

/** @throws TrainingProblem where simulation or expert changed between data sets */
function expectOneVersion({ data, validation }: TrainArmStage): void {
  const [first, ...others] = [...data, validation];
  const { behaviour } = readPlan(first);
  for (const stage of others) {
    const found = readPlan(stage).behaviour;
    if (found === behaviour) continue;
    throw new TrainingProblem(
      `${planFile(stage)}: behaviour: expected ${behaviour}, that of ${first.name}, found ${found}: simulation or expert have changed in between; remove the older of the folders to collect it again`,
    );
  }
}

function expectSame(stage: ArmStage, field: string, expected: string | number, found: string | number): void {
  if (expected === found) return;
  throw new TrainingProblem(
    `${outputOfArm(stage)}: ${field}: expected ${expected}, found ${found}; remove ${stage.folder} to do this stage again, or choose another work folder`,
  );
}

const summarySchema = z.object({
  episodes: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  tally: z.record(z.string(), z.int()),
});

const planSchema = z.object({ behaviour: z.string() });

function readPlan(stage: CollectArmStage): z.infer<typeof planSchema> {
  return parseFile(planSchema, readFileSync(planFile(stage), 'utf8'), planFile(stage));
}

export const readSummary = (stage: CollectArmStage): CollectedSummary => read(stage, summarySchema);
export const readReport = (stage: TrainArmStage): HumeReport => read(stage, humeReportSchema);

function read<T>(stage: ArmStage, schema: z.ZodType<T>): T {
  return parseFile(schema, readFileSync(outputOfArm(stage), 'utf8'), outputOfArm(stage));
}
