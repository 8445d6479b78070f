import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import { HUME_FACTS_FILE } from '../../../policies/manipulation/hume-model.ts';
import { modelFolder, packageRoot } from '../../cli/package-root.ts';
import { parseWorkers } from '../../cli/parse-options.ts';
import { EXIT, UsageProblem } from '../../cli/usage.ts';
import { checkPython, DEFAULT_PYTHON } from '../python.ts';
import { TrainingProblem } from '../training-files.ts';
import { createArmDoers } from './arm-doers.ts';
import { ARM_TRAINING, NETWORK_SIZES, planArmTraining, type ArmStage, type NetworkSize } from './arm-recipe.ts';
import { isArmStageDone, runArmStages } from './arm-stages.ts';
import type { Progress } from './collection.ts';
import { publishArm, writeArmCard } from './publish-arm.ts';

const KINDS = ['collect', 'train', 'calibrate', 'card'] as const;

interface Options {
  readonly work: string;
  readonly models: string;
  readonly only?: (typeof KINDS)[number];
  readonly rounds: string;
  readonly seeds: string;
  readonly epochs: string;
  readonly size: NetworkSize;
  readonly seed: string;
  readonly python: string;
  readonly workers: string;
}

/** `npm run train:arm`: collects, trains, calibrates, then ships the models of the arm with their card. */
function program(): Command {
  const root = packageRoot();
  return new Command('train:arm')
    .description(
      "Trains the arm's two systems and its critics, and writes them, with their card, to the folder of shipped models. What is broken off, or killed, goes on when it is started again. On two idle cores: a quarter of an hour to collect 435 000 rows, an hour to train, 2 minutes to calibrate.",
    )
    .option(
      '--work <dir>',
      'folder of data and models in between; what is done there is not done again',
      join(root, 'runs/train-arm'),
    )
    .option('--models <dir>', 'folder of the final models', modelFolder())
    .addOption(
      new Option('--only <kind>', 'stop before the first stage of another kind that is not done').choices(KINDS),
    )
    .option(
      '--rounds <n>',
      'rounds in which the policy drives and the expert labels (DAgger)',
      String(ARM_TRAINING.dagger.rounds),
    )
    .option('--seeds <share>', 'share of the seeds of every range, above 0 and at most 1; for a trial', '1')
    .option('--epochs <n>', 'upper limit of the epochs; for a trial', '1000')
    .addOption(new Option('--size <size>', 'of the networks').choices(NETWORK_SIZES).default(ARM_TRAINING.size))
    .option('--seed <n>', 'seed of the training', String(ARM_TRAINING.seed))
    .option('--python <path>', 'Python with numpy, torch and onnx', DEFAULT_PYTHON)
    .option('--workers <n>', 'processes', String(Math.min(16, availableParallelism())))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .action(train);
}

async function train(options: Options): Promise<void> {
  const models = resolve(options.models);
  const { stages, last } = planArmTraining({
    work: resolve(options.work),
    rounds: wholeNumber('--rounds', options.rounds, 0, 20),
    seedShare: parseShare(options.seeds),
    maxEpochs: wholeNumber('--epochs', options.epochs, 1, 10_000),
    size: options.size,
    seed: wholeNumber('--seed', options.seed, 0, 1_000_000),
  });
  const workers = parseWorkers(options.workers);
  const { only, python } = options;
  if (only === 'card') return report(isArmStageDone(last) ? publishArm(last, models) : writeArmCard(models));
  const trains = only === undefined || only === 'train';
  if (trains && stages.some((stage) => stage.kind === 'train' && !isArmStageDone(stage))) await checkPython(python);
  mkdirSync(resolve(options.work), { recursive: true });
  // Beside this program, not in `dist/`: what goes on for hours may run from a copy that no build replaces.
  const script = fileURLToPath(new URL('collect-arm.mjs', import.meta.url));
  const doers = createArmDoers({ root: packageRoot(), script, python, workers, tell: progress });
  const done = await runArmStages(stages, doers, only ?? null, tell);
  if (only === undefined) report(publishArm(last, models));
  else if (done && !existsSync(join(models, HUME_FACTS_FILE)))
    process.stderr.write("train:arm: all stages are done; '--only card' writes models and card\n");
}

function report(written: readonly string[]): void {
  process.stderr.write(written.map((file) => `train:arm: wrote ${file}\n`).join(''));
}

function tell(stage: ArmStage, state: 'done' | 'runs' | 'waits'): void {
  const what = { collect: 'collecting', train: 'training', calibrate: 'calibrating' }[stage.kind];
  const how = { done: 'done before', runs: what, waits: `is to be done next (${what}); stopped` }[state];
  process.stderr.write(`train:arm: ${stage.name}: ${how}\n`);
}

function progress(stage: string, { doneEpisodes, episodes, leftS }: Progress): void {
  const left = leftS === null ? '' : `, ${Math.ceil(leftS / 60)} min left`;
  process.stderr.write(`train:arm: ${stage}: ${doneEpisodes} of ${episodes} episodes${left}\n`);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageProblem(`${option}: expected a whole number from ${least} to ${most}, found '${text}'`);
}

function parseShare(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new UsageProblem(`--seeds: expected a share above 0 and at most 1, found '${text}'`);
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) process.stderr.write(`${error.message.replace(/^error: /, 'train:arm: ')}\n`);
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  } else if (error instanceof UsageProblem || error instanceof TrainingProblem) {
    process.stderr.write(`train:arm: ${error.message}\n`);
    process.exitCode = EXIT.badInput;
  } else {
    process.stderr.write(`train:arm: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.internal;
  }
}
