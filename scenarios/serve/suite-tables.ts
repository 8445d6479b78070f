import { basename, relative } from 'node:path';
import { readAndCompare } from '../compare/compare.ts';
import { makeReport } from '../report/make-report.ts';
import { readResultsFolder } from '../results/results-folder.ts';
import { summarise } from '../results/summary.ts';
import type { Summary } from '../results/summary-types.ts';

/** Tables over all that a folder holds now. @throws ResultsError */
export async function summaryOf(folder: string): Promise<Summary> {
  return summarise((await readResultsFolder(folder)).episodes);
}

/** Writes the report of `twotempo compare FOLDER --report FILE`. @throws ResultsError, ReportProblem, OutputProblem */
export async function madeReport(folder: string, file: string): Promise<void> {
  // As one would type it: where a person's files lie is nobody's business who reads the report.
  const typed = relative(process.cwd(), folder);
  const isBelow = typed !== '' && !typed.startsWith('..');
  const comparison = await readAndCompare([isBelow ? typed : folder], null);
  const { suite, split } = comparison.document.summary;
  const shown = isBelow ? typed : `runs/${basename(folder)}`;
  const command = `npx twotempo compare ${shown} --report ${shown}/${basename(file)}`;
  await makeReport(comparison, file, { title: `${suite}, split ${split}`, command });
}
