import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../cli/package-root.ts';
import type { Replays } from '../clips/make-replays.ts';
import type { ComparisonDocument } from '../compare/comparison.ts';
import { writeText } from '../store/write-text.ts';
import { REPORT_VERSION } from './read-report-data.ts';
import { reportHtml, type ReportPage } from './report-html.ts';
import { ReportProblem } from './report-problem.ts';

export interface ReportOptions {
  readonly title: string;
  /** The command that makes the report, for people who want to repeat it. */
  readonly command: string;
  readonly replays: Replays;
}

/**
 * Writes a report into one file that opens from disk, whole or not at all; the same inputs give the same bytes.
 * @returns its size, bytes
 * @throws ReportProblem where the page is not built, OutputProblem where the file cannot be written
 */
export function writeReport(comparison: ComparisonDocument, file: string, options: ReportOptions): number {
  const { title, command, replays } = options;
  const data = { reportVersion: REPORT_VERSION, title, command, comparison, ...replays } as const;
  const html = reportHtml(data, readReportPage(packageRoot()));
  writeText(file, html);
  return Buffer.byteLength(html);
}

/** The page as it was built. @param root folder of the package @throws ReportProblem when it is not there */
export function readReportPage(root: string): ReportPage {
  return { script: readPart(root, 'report.js'), style: readPart(root, 'report.css') };
}

function readPart(root: string, name: string): string {
  const file = join(root, 'dist', 'report', name);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ReportProblem(`${file}: the page of the report is not built; run 'npm run build' first`);
  }
}
