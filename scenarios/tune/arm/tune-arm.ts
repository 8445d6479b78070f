import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { TUNED, type ManipulationArmSettings } from '../../../policies/manipulation/arms.ts';
import { engineVersion, modelFolder, packageRoot, workerScript } from '../../cli/package-root.ts';
import { parseLatencies, parseSeeds, parseWorkers } from '../../cli/parse-options.ts';
import { EXIT, UsageProblem } from '../../cli/usage.ts';
import { ARM_TRAINING } from '../../collect/manipulation/arm-recipe.ts';
import { readHumeIdentity } from '../../runner/hume-files.ts';
import { ModelProblem } from '../../runner/model-facts.ts';
import { RunProblem } from '../../runner/run-problem.ts';
import { writeWhole } from '../../runner/write-whole.ts';
import { ARM_PARTS, type ArmPart, type ArmVariant } from './arm-steps.ts';
import type { Measures } from './choose.ts';
import { measureVariant, type Trial } from './measure.ts';
import { tunePart } from './tune-parts.ts';
import { chosenOf, lineOf, tuningDocument, tuningPage } from './tuning-page.ts';

/** Apart from those that models were picked and calibrated with. */
const SEEDS = '3000..3019';
const SUITES = ['manipulation-tail', 'manipulation'] as const;

interface Options {
  readonly only?: ArmPart;
  readonly suite: string;
  readonly seeds: string;
  readonly latency: string;
  readonly models: string;
  readonly workers: string;
  readonly work: string;
  readonly out: string;
}

/**
 * `npm run tune -- arm`: runs the variants of the arm's tuned constants on the validation split and writes the tables that
 * the committed values are chosen from. It changes no constant itself.
 * @param args what comes after `arm`
 * @returns the exit code
 */
export async function tuneArm(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) process.stderr.write(`${error.message.replace(/^error: /, 'tune arm: ')}\n`);
      return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    }
    if (!(error instanceof UsageProblem || error instanceof ModelProblem || error instanceof RunProblem)) throw error;
    process.stderr.write(`tune arm: ${error.message}\n`);
    return EXIT.badInput;
  }
}

function program(): Command {
  const root = packageRoot();
  return new Command('tune arm')
    .description(
      "Tunes the constants of the arm's standard arms on the validation split: noise of both systems, reflex, gate of `dual`, rate of `random`. Each part stands on what those before it chose, with --only on the committed values. What is broken off goes on when it is started again.",
    )
    .addOption(new Option('--only <part>', 'one part').choices(ARM_PARTS))
    .addOption(new Option('--suite <id>', 'where').choices(SUITES).default(SUITES[0]))
    .option('--seeds <A..B>', 'numbers of the situations of every scenario', SEEDS)
    .option(
      '--latency <list>',
      'latencies of the planner, ms; the first decides, what it chose runs at the others too',
      '200,100',
    )
    .option('--models <dir>', "folder of the arm's models", modelFolder())
    .option('--workers <n>', 'processes', String(Math.min(16, availableParallelism())))
    .option('--work <dir>', 'folder of the results; what ran is not run again', join(root, 'runs/tune/arm'))
    .option('--out <dir>', 'folder of the tables', join(root, 'docs/evidence'))
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .action(tune);
}

async function tune(options: Options): Promise<void> {
  const models = resolve(options.models);
  const trial: Trial = {
    suite: options.suite,
    seeds: seedsOf(options.seeds),
    latencies: parseLatencies(options.latency),
    workers: parseWorkers(options.workers),
    modelFolder: models,
    model: await readHumeIdentity(models),
    engineVersion: engineVersion(),
    workerScript: workerScript(),
    work: resolve(options.work),
  };
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true });
  let settings: ManipulationArmSettings = TUNED;
  for (const part of options.only === undefined ? ARM_PARTS : [options.only]) {
    const measure = async (variant: ArmVariant, isWhole: boolean): Promise<Measures[]> => {
      const started = performance.now();
      const { latencies } = trial;
      const measures = await measureVariant(variant, isWhole ? trial : { ...trial, latencies: latencies.slice(0, 1) });
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stdout.write(`${part}, ${seconds} s: ${lineOf({ variant, measures })}\n`);
      return measures;
    };
    const tuned = await tunePart(part, settings, measure);
    ({ settings } = tuned);
    writeWhole(join(out, `tuning-arm-${part}.md`), tuningPage(tuned, trial));
    writeWhole(join(out, `tuning-arm-${part}.json`), `${JSON.stringify(tuningDocument(tuned, trial), null, 1)}\n`);
    process.stdout.write(`${part}: chosen ${JSON.stringify(chosenOf(part, settings))}\n`);
  }
}

/** @throws UsageProblem for seeds that the models have seen: their training stopped, or they were calibrated, on these */
function seedsOf(text: string): readonly [number, number] {
  const seeds = parseSeeds(text);
  for (const [use, { seeds: taken }] of [
    ['the training stops by', ARM_TRAINING.validation],
    ['models are calibrated on', ARM_TRAINING.calibration],
  ] as const) {
    if (seeds[0] <= taken[1] && taken[0] <= seeds[1])
      throw new UsageProblem(`--seeds: expected none of ${taken.join('..')}, which ${use}, found ${text}`);
  }
  return seeds;
}
