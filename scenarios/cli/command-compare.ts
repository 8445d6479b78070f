import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { regressionsOf } from '../compare/baseline.ts';
import { regressionText } from '../compare/baseline-section.ts';
import { changedEpisodes } from '../compare/changed.ts';
import { type CheckResult, evaluateCheck } from '../compare/check-expression.ts';
import { checkValues } from '../compare/check-values.ts';
import { readAndCompare } from '../compare/compare.ts';
import type { Comparison } from '../compare/compare-results.ts';
import type { ComparisonDocument } from '../compare/comparison.ts';
import { renderComparison } from '../compare/comparison-text.ts';
import { jobSummary } from '../compare/job-summary.ts';
import { junitXml } from '../compare/junit.ts';
import { latencySvg } from '../compare/latency-svg.ts';
import type { DomainName } from '../domains/concrete.ts';
import { domainNamed } from '../domains/domains.ts';
import { makeReport } from '../report/make-report.ts';
import { writeEpisodeLine } from '../results/episode-lines.ts';
import { domainOfResult } from '../results/episode-result.ts';
import { exitCodeOf } from '../results/summary.ts';
import type { LatencySweep, Summary } from '../results/summary-types.ts';
import { CSV_FILES, writeCsv } from '../store/write-csv.ts';
import { OutputProblem, requireWritable, writeText } from '../store/write-text.ts';
import { describeCheck, parseChecks } from './checks.ts';
import { parseArms } from './parse-options.ts';
import { parseMargins, parseReplays, shellCommand } from './parse-compare-options.ts';
import { UsageProblem } from './usage.ts';

export interface CompareOptions {
  readonly baseline?: string;
  readonly json?: boolean;
  readonly check: readonly string[];
  readonly margin: readonly string[];
  readonly changed?: string;
  readonly csv?: string;
  readonly junit?: string;
  readonly latencySvg?: string;
  readonly replays: string;
  readonly report?: string;
  readonly summary?: string;
  readonly svgArms?: string;
}

/** `twotempo compare`: returns the exit code. */
export async function commandCompare(dirs: readonly string[], options: CompareOptions): Promise<number> {
  const checks = parseChecks(options.check);
  const margins = parseMargins(options.margin);
  const replays = parseReplays(options.replays);
  if (options.svgArms !== undefined && options.latencySvg === undefined)
    throw new UsageProblem('--svg-arms: expected with --latency-svg, which draws them');
  for (const file of outputsOf(options)) requireWritable(file);
  const comparison = await readAndCompare(dirs, options.baseline ?? null, { margins });
  const { document } = comparison;
  requireOverlap(document, options.baseline);
  const values = checkValues(document);
  const verdicts = checks.map((check) => evaluateCheck(check, values));
  const regressions = regressionsOf(document.baseline ?? []);

  const human = options.json === true ? process.stderr : process.stdout;
  human.write(renderComparison(document));
  for (const sentence of comparison.passedOver) process.stderr.write(`${sentence}\n`);
  writeFiles(comparison, verdicts, options);
  if (options.report !== undefined) {
    const title = `${document.summary.suite}, split ${document.summary.split}`;
    const made = await makeReport(comparison, options.report, { title, command: shellCommand(), replays });
    human.write(`\nReport: ${options.report}, ${made.replays} replays${missingText(made.missing)}\n`);
  }
  if (verdicts.length + regressions.length > 0 || document.baseline !== null) human.write('\n');
  for (const verdict of verdicts) human.write(`${describeCheck(verdict)}\n`);
  for (const row of regressions) human.write(`REGRESSION: ${regressionText(row)}\n`);
  if (document.baseline !== null && regressions.length === 0) human.write('No regression is shown.\n');
  if (options.json === true) {
    const { summary, ...rest } = document;
    process.stdout.write(`${JSON.stringify({ ...summary, ...rest }, null, 2)}\n`);
  }
  return exitCodeOf(document.summary, regressions.length === 0 && verdicts.every(({ holds }) => holds));
}

/** A gate that compares nothing must not pass. Where all failed with errors, the errors are what there is to say. */
function requireOverlap({ baseline, summary }: ComparisonDocument, folder: string | undefined): void {
  if (baseline === null || baseline.length > 0 || summary.errorEpisodes.length > 0) return;
  throw new UsageProblem(
    `--baseline: ${folder} has no episode in common with these results, so that nothing is compared; expected some of ` +
      `the same suite, split, scenario, seed, arm and latency`,
  );
}

/** What the user asked to be written, so that it is said at once when it cannot be. */
function outputsOf({ latencySvg, junit, changed, csv, summary, report }: CompareOptions): string[] {
  const tables = csv === undefined ? undefined : join(csv, CSV_FILES.episodes);
  return [latencySvg, junit, changed, tables, summary, report].filter((file) => file !== undefined);
}

function writeFiles(comparison: Comparison, verdicts: readonly CheckResult[], options: CompareOptions): void {
  const { document, changed, episodes } = comparison;
  if (options.latencySvg !== undefined)
    writeText(options.latencySvg, svgOf(document.summary, domainOf(episodes), options.svgArms));
  if (options.junit !== undefined) writeText(options.junit, junitXml(document.summary, verdicts, document.baseline));
  if (options.changed !== undefined)
    writeText(options.changed, changedEpisodes(changed).map(writeEpisodeLine).join(''));
  if (options.csv !== undefined) writeCsv(episodes, options.csv);
  const jobFile = process.env['GITHUB_STEP_SUMMARY'];
  if (options.summary !== undefined) writeText(options.summary, jobSummary(document, verdicts));
  else if (jobFile !== undefined && jobFile !== '') append(jobFile, jobSummary(document, verdicts));
}

/** Other steps of the job write into this file, too. */
function append(file: string, text: string): void {
  try {
    appendFileSync(file, `${text}\n`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OutputProblem(`${file}, the value of GITHUB_STEP_SUMMARY: cannot be written (${code})`);
  }
}

function missingText(missing: number): string {
  return missing === 0 ? '' : `; ${missing} changed episodes could not be shown, the report says why`;
}

function domainOf([first]: Comparison['episodes']): DomainName {
  return first === undefined ? 'driving' : domainOfResult(first);
}

function svgOf(summary: Summary, domain: DomainName, names: string | undefined): string {
  if (summary.latencySweep === null) {
    throw new UsageProblem(
      '--latency-svg: these results hold one latency only; run with --latency 0,50,100,200,400,800',
    );
  }
  return latencySvg({ ...summary, latencySweep: onlyArms(summary.latencySweep, domain, names) });
}

/** The sweep with the named arms alone; all of them without names. */
function onlyArms(sweep: LatencySweep, domain: DomainName, names: string | undefined): LatencySweep {
  if (names === undefined) return sweep;
  const wanted = parseArms(names, domainNamed(domain), '--svg-arms');
  const arms = Object.fromEntries(Object.entries(sweep.arms).filter(([arm]) => wanted.some((name) => name === arm)));
  return { ...sweep, arms };
}
