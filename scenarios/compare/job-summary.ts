import { regressionsOf } from './baseline.ts';
import type { BaselineRow } from './comparison.ts';
import { regressionText } from './baseline-section.ts';
import type { CheckResult } from './check-expression.ts';
import type { ComparisonDocument } from './comparison.ts';
import { renderComparison } from './comparison-text.ts';

/** The comparison as Markdown for the summary of a GitHub job: first what failed, then all tables. */
export function jobSummary(document: ComparisonDocument, checks: readonly CheckResult[]): string {
  const { summary, baseline } = document;
  const failed = checks.filter(({ holds }) => !holds).length;
  const regressions = regressionsOf(baseline ?? []);
  const problems = [
    ...(failed > 0 ? [counted(failed, 'failed check', 'failed checks')] : []),
    ...(regressions.length > 0 ? [counted(regressions.length, 'regression', 'regressions')] : []),
    ...(summary.errorEpisodes.length > 0
      ? [counted(summary.errorEpisodes.length, 'episode with an error', 'episodes with an error')]
      : []),
  ];
  const lines = [
    ...checks.map(({ holds, message }) => `- check ${holds ? 'holds' : '**FAILED**'}: ${code(message)}`),
    ...(baseline === null ? [] : baselineLines(baseline)),
  ];
  return [
    `## Comparison of ${summary.suite}: ${problems.length === 0 ? 'passed' : problems.join(', ')}\n`,
    ...(lines.length > 0 ? [`${lines.join('\n')}\n`] : []),
    renderComparison(document, { markdown: true }),
  ].join('\n');
}

/** What the comparison with the baseline comes to, a line each. */
function baselineLines(baseline: readonly BaselineRow[]): string[] {
  const regressions = regressionsOf(baseline);
  if (regressions.length === 0) return ['- no regression is shown'];
  return regressions.map((row) => `- **regression**: ${code(regressionText(row))}`);
}

function counted(n: number, one: string, several: string): string {
  return `${n} ${n === 1 ? one : several}`;
}

/** As code, whatever characters it has. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
