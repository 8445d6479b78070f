import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ARM_TRAINING,
  planArmTraining,
  type ArmStage,
  type ArmTrainingOptions,
} from '../../../../scenarios/collect/manipulation/arm-recipe.ts';
import {
  isArmStageDone,
  outputOfArm,
  runArmStages,
  type ArmDoers,
} from '../../../../scenarios/collect/manipulation/arm-stages.ts';
import { planFile } from '../../../../scenarios/collect/manipulation/collection.ts';
import { episodesOf } from '../../../../scenarios/collect/manipulation/episode-list.ts';
import { facts, report } from './arm-training-inputs.ts';

let work = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'arm-stages-'));
});
afterEach(() => rmSync(work, { recursive: true }));

const plan = (changes: Partial<ArmTrainingOptions> = {}) =>
  planArmTraining({ work, rounds: 1, seedShare: 0.01, maxEpochs: 1000, size: 'full', seed: 1, ...changes });

/** Stages that leave small files of the right form, and note that they ran. */
function small(ran: string[]): ArmDoers {
  const write = (stage: ArmStage, value: unknown): Promise<void> => {
    ran.push(stage.name);
    mkdirSync(dirname(outputOfArm(stage)), { recursive: true });
    writeFileSync(outputOfArm(stage), JSON.stringify(value));
    return Promise.resolve();
  };
  return {
    collect: (stage) => {
      mkdirSync(stage.folder, { recursive: true });
      writeFileSync(planFile(stage), JSON.stringify({ behaviour: 'one version' }));
      return write(stage, { episodes: episodesOf(stage.source).length, rows: 5, tally: {} });
    },
    train: (stage) => {
      const { epochs, size, seed } = stage;
      const rows = { train: 5 * stage.data.length, validation: 5 };
      return write(stage, { ...report, rows, recipe: { ...report.recipe, epochs, size, seed } });
    },
    calibrate: (stage) => write(stage, { ...facts, calibratedOn: { ...facts.calibratedOn, seeds: stage.seeds } }),
  };
}

const silent = (): void => undefined;

describe('the plan of the training of the arm', () => {
  it('is the expert, then rounds, each driven by the models before and trained on all data so far', () => {
    const told = plan({ rounds: 2, seedShare: 1 }).stages.map((stage) => {
      if (stage.kind === 'train') return `${stage.name}: ${stage.data.map(({ name }) => name).join('+')}`;
      if (stage.kind === 'calibrate') return `${stage.name}: ${stage.trained.name} ${stage.split}`;
      const { split, seeds } = stage.source;
      return `${stage.name}: ${stage.modelFolder?.slice(work.length + 1) ?? 'expert'} ${split} ${seeds.join('..')}`;
    });
    const { expert, validation, dagger } = ARM_TRAINING;
    const round = (r: number) => `${r * dagger.seedStep}..${r * dagger.seedStep + dagger.seedCount - 1}`;
    expect(told).toEqual([
      `expert: expert train ${expert.seeds.join('..')}`,
      `val: expert val ${validation.seeds.join('..')}`,
      'm0: expert',
      `dagger1: m0 train ${round(1)}`,
      'm1: expert+dagger1',
      `dagger2: m1 train ${round(2)}`,
      'm2: expert+dagger1+dagger2',
      'calibrated: m2 val',
    ]);
  });

  it('trains models that only drive the next round for less long', () => {
    const epochs = plan({ rounds: 1 }).stages.flatMap((stage) => (stage.kind === 'train' ? [stage.epochs] : []));
    expect(epochs[1]).toEqual(ARM_TRAINING.epochs);
    expect(epochs[0].systemTwo).toBe(Math.round(ARM_TRAINING.interimShare * ARM_TRAINING.epochs.systemTwo));
    const alphas = plan({ rounds: 1 }).stages.flatMap((stage) => (stage.kind === 'train' ? [stage.alphas] : []));
    expect(alphas).toEqual([[ARM_TRAINING.interimAlpha], null]);
    const [trial] = plan({ rounds: 0, maxEpochs: 2 }).stages.filter((stage) => stage.kind === 'train');
    expect(trial.epochs).toEqual({ systemTwo: 2, systemOne: 2, critics: 2 });
  });

  it('never trains on what it is judged by', () => {
    const { stages, last } = plan({ seedShare: 1 });
    const ranges = stages.flatMap((stage) => (stage.kind === 'collect' ? [stage] : []));
    for (const { role, source } of ranges) expect(source.split).toBe(role === 'train' ? 'train' : 'val');
    expect(last.split).toBe('val');
    expect(last.seeds[0]).toBeGreaterThan(ARM_TRAINING.validation.seeds[1]);
  });
});

describe('the stages of the training of the arm', () => {
  it('run once, and go on where they were broken off', async () => {
    const { stages } = plan();
    const ran: string[] = [];
    const failing: ArmDoers = { ...small(ran), train: () => Promise.reject(new Error('broken off')) };
    await expect(runArmStages(stages, failing, null, silent)).rejects.toThrow('broken off');
    expect(ran).toEqual(['expert', 'val']);
    expect(await runArmStages(stages, small(ran), null, silent)).toBe(true);
    expect(ran).toEqual(stages.map(({ name }) => name));
    await runArmStages(stages, small(ran), null, silent);
    expect(ran).toHaveLength(stages.length);
    expect(stages.every(isArmStageDone)).toBe(true);
  });

  it('of one kind stop before the first of another kind', async () => {
    const { stages } = plan();
    const ran: string[] = [];
    const told: string[] = [];
    const tell = (stage: ArmStage, state: string) => told.push(`${stage.name} ${state}`);
    expect(await runArmStages(stages, small(ran), 'collect', tell)).toBe(false);
    expect(told).toEqual(['expert runs', 'val runs', 'm0 waits']);
    expect(await runArmStages(stages, small(ran), 'train', silent)).toBe(false);
    expect(ran).toEqual(['expert', 'val', 'm0']);
  });

  it('refuse outputs of another plan, and name what differs', async () => {
    await runArmStages(plan().stages, small([]), null, silent);
    const refusal = (changes: Partial<ArmTrainingOptions>) =>
      runArmStages(plan(changes).stages, small([]), null, silent);
    await expect(refusal({ seedShare: 0.05 })).rejects.toThrow(
      /summary\.json: episodes: expected \d+, found \d+; remove/,
    );
    await expect(refusal({ maxEpochs: 2 })).rejects.toThrow(/hume\.training\.json: recipe\.epochs: expected .*, found/);
    await expect(refusal({ size: 'tiny' })).rejects.toThrow('recipe.size: expected tiny, found full');
    await expect(refusal({ seed: 2 })).rejects.toThrow('recipe.seed: expected 2, found 1');
    await refusal({});
  });

  it('refuse to train on data of two versions of simulation or expert', async () => {
    const { stages } = plan();
    await runArmStages(stages, small([]), 'collect', silent);
    const [, val] = stages.flatMap((stage) => (stage.kind === 'collect' ? [stage] : []));
    writeFileSync(planFile(val), JSON.stringify({ behaviour: 'another' }));
    await expect(runArmStages(stages, small([]), null, silent)).rejects.toThrow(
      /val.plan\.json: behaviour: expected one version, that of expert, found another: simulation or expert have changed/,
    );
  });

  it('refuse networks of other data, and a calibration of other networks', async () => {
    const { stages, last } = plan({ rounds: 0 });
    await runArmStages(stages, small([]), null, silent);
    const change = (stage: ArmStage, from: string, to: string): (() => void) => {
      const text = readFileSync(outputOfArm(stage), 'utf8');
      expect(text).toContain(from);
      writeFileSync(outputOfArm(stage), text.replace(from, to));
      return () => writeFileSync(outputOfArm(stage), text);
    };
    const run = () => runArmStages(stages, small([]), null, silent);
    const undo = change(stages[0], '"rows":5', '"rows":6');
    await expect(run()).rejects.toThrow('rows.train: expected 6, found 5');
    undo();
    const { sha256 } = facts.files.critics;
    change(last, sha256, sha256.replaceAll('c', 'd'));
    await expect(run()).rejects.toThrow(/calibrated.hume\.json: files: expected .*, found .*; remove .*calibrated/);
  });
});
