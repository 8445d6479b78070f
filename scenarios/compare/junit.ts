import { measuresOf } from '../results/domain-measures.ts';
import type { Rates, RateSummary, Summary } from '../results/summary-types.ts';
import { isGuarded } from './baseline.ts';
import type { BaselineRow } from './comparison.ts';
import { regressionText } from './baseline-section.ts';
import type { CheckResult } from './check-expression.ts';
import { escapeXml } from './escape-xml.ts';
import { RATE_WORDS, rateIn } from './rate-words.ts';

/**
 * JUnit XML for continuous integration: a suite per arm with a case per family, a suite with a case per check, and one with
 * a case per arm, latency and guarded metric that is compared with a baseline, which fails on a regression. A
 * family's case is an error when episodes of it ended in an internal error, otherwise it passes and prints its rates:
 * what rate is good enough is for checks to say.
 */
export function junitXml(
  summary: Summary,
  checks: readonly CheckResult[],
  baseline: readonly BaselineRow[] | null = null,
): string {
  const suites = Object.entries(summary.arms).map(([arm, { families }]) =>
    suite(
      arm,
      Object.entries(families).map(([family, rates]) => familyCase(summary, arm, family, rates)),
    ),
  );
  if (checks.length > 0) suites.push(suite('checks', checks.map(checkCase)));
  const guarded = (baseline ?? []).filter(({ metric }) => isGuarded(metric));
  if (guarded.length > 0) suites.push(suite('baseline', guarded.map(baselineCase)));
  const cases = suites.flatMap((one) => one.cases);
  const head = `name="${escapeXml(summary.suite)}" ${counts(cases)} time="${summary.wallSeconds.toFixed(3)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.map(({ xml }) => xml).join('')}</testsuites>\n`;
}

interface TestCase {
  readonly xml: string;
  readonly verdict: 'passed' | 'failure' | 'error';
}

function suite(name: string, cases: readonly TestCase[]): { xml: string; cases: readonly TestCase[] } {
  const body = cases.map(({ xml }) => xml).join('');
  return { xml: `  <testsuite name="${escapeXml(name)}" ${counts(cases)}>\n${body}  </testsuite>\n`, cases };
}

function counts(cases: readonly TestCase[]): string {
  const of = (verdict: TestCase['verdict']): number => cases.filter((one) => one.verdict === verdict).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="0"`;
}

function familyCase(summary: Summary, arm: string, family: string, rates: Rates): TestCase {
  const shown = measuresOf(summary.domain ?? 'driving').briefRates;
  const output = [
    `episodes ${rates.episodes}`,
    ...shown.map((metric) => `${RATE_WORDS[metric]} ${showRate(rateIn(rates, metric))}`),
  ].join(', ');
  const errors = summary.errorEpisodes.filter((error) => error.arm === arm && error.family === family);
  if (errors.length === 0) return testCase(family, arm, 'passed', '', output);
  const listed = errors.map(
    ({ scenario, seed, latency, what, message }) =>
      `${scenario}, seed ${seed}, latency ${latency}: ${what}: ${message}`,
  );
  const problem = `${errors.length} ${errors.length === 1 ? 'episode' : 'episodes'} ended in an error`;
  return testCase(family, arm, 'error', problem, [output, ...listed].join('\n'));
}

function checkCase({ text, holds, message }: CheckResult): TestCase {
  return testCase(text, 'checks', holds ? 'passed' : 'failure', holds ? '' : message, message);
}

function baselineCase(row: BaselineRow): TestCase {
  const text = regressionText(row);
  const name = `${row.arm}, ${row.latency}: ${row.metric}`;
  const output = `${text}: ${row.verdict}`;
  return row.verdict === 'worse'
    ? testCase(name, 'baseline', 'failure', text, output)
    : testCase(name, 'baseline', 'passed', '', output);
}

function testCase(
  name: string,
  className: string,
  verdict: TestCase['verdict'],
  problem: string,
  output: string,
): TestCase {
  const fault = verdict === 'passed' ? '' : `      <${verdict} message="${escapeXml(problem)}"></${verdict}>\n`;
  const xml =
    `    <testcase name="${escapeXml(name)}" classname="${escapeXml(className)}">\n` +
    `${fault}      <system-out>${escapeXml(output)}</system-out>\n    </testcase>\n`;
  return { xml, verdict };
}

function showRate({ count, n }: RateSummary): string {
  return `${count}/${n}`;
}
