import { join } from 'node:path';
import { collect } from '../collect/collect.ts';
import { packageRoot } from './package-root.ts';
import { parseSeeds, parseSplit, parseWorkers } from './parse-options.ts';
import { findSelection } from './select-scenarios.ts';
import { EXIT, UsageProblem } from './usage.ts';

export interface CollectCommandOptions {
  readonly seeds: string;
  readonly split: string;
  readonly model?: string;
  readonly out: string;
  readonly workers: string;
}

/** `twotempo collect`: returns the exit code. */
export async function commandCollect(what: readonly string[], options: CollectCommandOptions): Promise<number> {
  const split = parseSplit(options.split);
  const selection = findSelection(what, split);
  if (selection.domain.name !== 'driving')
    throw new UsageProblem(
      `collect: expected scenarios of driving, found '${selection.scenarios[0]}'; data of the arm are collected by 'npm run train:arm'`,
    );
  try {
    const report = await collect({
      scenarios: selection.scenarios,
      split,
      seeds: parseSeeds(options.seeds),
      modelFolder: options.model ?? null,
      out: options.out,
      workers: parseWorkers(options.workers),
      script: join(packageRoot(), 'dist', 'collect.mjs'),
    });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return EXIT.done;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageProblem(`--${error.message}`);
    throw error;
  }
}
