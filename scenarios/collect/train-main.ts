import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { modelFolder, packageRoot } from '../cli/package-root.ts';
import { parseWorkers } from '../cli/parse-options.ts';
import { EXIT, UsageProblem } from '../cli/usage.ts';
import { publishModel } from './publish-model.ts';
import { checkPython, DEFAULT_PYTHON } from './python.ts';
import { createDoers } from './training-doers.ts';
import { TrainingProblem } from './training-files.ts';
import { planTraining, TRAINING, type Stage } from './training-rounds.ts';
import { isDone, runStages } from './training-stages.ts';

interface Options {
  readonly work: string;
  readonly models: string;
  readonly rounds: string;
  readonly seeds: string;
  readonly members: string;
  readonly epochs: string;
  readonly seed: string;
  readonly python: string;
  readonly workers: string;
}

/** `npm run train`: collects, trains, calibrates in rounds, then ships the last model with its card. */
function program(): Command {
  const root = packageRoot();
  return new Command('train')
    .description('Trains the fast driving policy and writes it, with its card, to the folder of shipped models.')
    .option(
      '--work <dir>',
      'folder of data and models in between; what is done there is not done again',
      join(root, 'policies/training/work'),
    )
    .option('--models <dir>', 'folder of the final model', modelFolder())
    .option(
      '--rounds <n>',
      'rounds in which the policy drives and the expert labels (DAgger)',
      String(TRAINING.dagger.rounds),
    )
    .option('--seeds <share>', 'share of the seeds of every range, above 0 and at most 1; for a trial', '1')
    .option('--members <n>', 'networks of the ensemble', String(TRAINING.members))
    .option('--epochs <n>', 'upper limit of the epochs; for a trial', '1000')
    .option('--seed <n>', 'seed of the training', String(TRAINING.seed))
    .option('--python <path>', 'Python with numpy, torch and onnx', DEFAULT_PYTHON)
    .option('--workers <n>', 'processes', String(Math.min(16, availableParallelism())))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .action(train);
}

async function train(options: Options): Promise<void> {
  const work = resolve(options.work);
  const { stages, last } = planTraining({
    work,
    rounds: wholeNumber('--rounds', options.rounds, 0, 20),
    seedShare: parseShare(options.seeds),
    members: wholeNumber('--members', options.members, 1, 50),
    maxEpochs: wholeNumber('--epochs', options.epochs, 1, 10_000),
    seed: wholeNumber('--seed', options.seed, 0, 1_000_000),
  });
  const workers = parseWorkers(options.workers);
  const toTrain = stages.filter((stage) => stage.kind === 'train' && !isDone(stage));
  if (toTrain.length > 0) await checkPython(options.python);
  mkdirSync(work, { recursive: true });
  await runStages(stages, createDoers({ root: packageRoot(), python: options.python, workers }), tell);
  const written = publishModel(last, resolve(options.models), packageRoot());
  process.stderr.write(written.map((file) => `train: wrote ${file}\n`).join(''));
}

function tell(stage: Stage, done: boolean): void {
  const what = {
    collect: 'collecting',
    train: 'training',
    calibrate: 'calibrating',
  }[stage.kind];
  const range = stage.kind === 'train' ? `${stage.epochs} epochs` : `seeds ${stage.seeds.join('..')}`;
  process.stderr.write(`train: ${stage.name}: ${done ? 'done before' : `${what}, ${range}`}\n`);
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
    if (error.exitCode !== 0) process.stderr.write(`${error.message.replace(/^error: /, 'train: ')}\n`);
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  } else if (error instanceof UsageProblem || error instanceof TrainingProblem) {
    process.stderr.write(`train: ${error.message}\n`);
    process.exitCode = EXIT.badInput;
  } else {
    process.stderr.write(`train: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.internal;
  }
}
