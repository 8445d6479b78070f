import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { engineVersion, modelFolder, packageRoot } from '../cli/package-root.ts';
import { makeReplays } from '../clips/make-replays.ts';
import type { Comparison } from '../compare/compare-results.ts';
import { FAST_MODEL, readModelFacts } from '../runner/model-files.ts';
import { ReportProblem } from './report-problem.ts';
import { readReportPage, writeReport } from './write-report.ts';

export interface MakeReportOptions {
  readonly title: string;
  /** The command that makes the report, for people who want to repeat it. */
  readonly command: string;
  /** Most replays; default 50. */
  readonly replays?: number;
  /** Processes that make them; default one per processor, at most 8. */
  readonly workers?: number;
}

export interface MadeReport {
  /** Size of the file. */
  readonly bytes: number;
  readonly replays: number;
  /** Changed episodes that could not be shown. */
  readonly missing: number;
}

/**
 * The report of a comparison, with replays of the episodes that changed outcome.
 * @throws ReportProblem, ModelProblem, OutputProblem
 */
export async function makeReport(
  { document, changed }: Comparison,
  file: string,
  options: MakeReportOptions,
): Promise<MadeReport> {
  // Said now rather than after the replays.
  readReportPage(packageRoot());
  const script = join(packageRoot(), 'dist', 'clip-worker.mjs');
  if (!existsSync(script)) throw new ReportProblem(`${script}: the program is not built; run 'npm run build' first`);
  const models = modelFolder();
  const replays = await makeReplays(changed, {
    limit: options.replays ?? 50,
    workers: options.workers ?? Math.min(8, availableParallelism()),
    script,
    engine: {
      version: engineVersion(),
      model: existsSync(join(models, FAST_MODEL.facts)) ? await readModelFacts(models) : null,
    },
    modelFolder: models,
  });
  const bytes = writeReport(document, file, { title: options.title, command: options.command, replays });
  return { bytes, replays: replays.replays.length, missing: replays.missing.length };
}
