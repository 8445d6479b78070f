import { basename, sep } from 'node:path';
import { RecordProblem } from '../records/record-problem.ts';
import { ReportProblem } from '../report/report-problem.ts';
import { ResultsError } from '../results/episode-lines.ts';
import { ScenarioError } from '../language/problem.ts';
import { ModelProblem } from '../runner/model-files.ts';
import { WorkerBroken } from '../runner/pool.ts';
import { UnwritableRecord } from '../runner/record-episode.ts';
import { ManifestProblem } from '../runner/run-manifest.ts';
import { RunProblem } from '../runner/run-problem.ts';
import { OutputProblem } from '../store/write-text.ts';
import { UsageProblem } from '../cli/usage.ts';
import { modelFolder } from '../cli/package-root.ts';
import { BridgeProblem } from './bridge-problem.ts';

/** Problems that the engine tells the user of the command line, in one line. */
const FORESEEN = [
  UsageProblem,
  RunProblem,
  ManifestProblem,
  OutputProblem,
  ReportProblem,
  ResultsError,
  ModelProblem,
  RecordProblem,
  UnwritableRecord,
  WorkerBroken,
];

/**
 * What the engine says in a terminal, as a window says it: sentences without options and without folders above those of the
 * runs and of the models. An error that nobody foresaw comes back as it is.
 * @param root folder of the runs
 * @param documents paths of the scenario files
 */
export function suiteProblem(error: unknown, root: string, documents: readonly string[] = []): unknown {
  if (error instanceof BridgeProblem) return error;
  if (error instanceof ScenarioError) return scenarioProblem(error);
  if (!FORESEEN.some((kind) => error instanceof kind)) return error;
  let text = (error as Error).message;
  for (const folder of [root, modelFolder()]) text = text.replaceAll(`${folder}${sep}`, '');
  for (const path of documents) text = text.replaceAll(path, basename(path));
  return sentences(text);
}

/** The first thing that is wrong, and how many more there are. */
function scenarioProblem({ problems }: ScenarioError): BridgeProblem {
  const [{ file, line, field, expected, found, tip }] = problems;
  const place = line > 0 ? `${basename(file)}, line ${line}` : basename(file);
  const more = problems.length > 1 ? ` ${problems.length - 1} more like this.` : '';
  return new BridgeProblem(
    'bad-scenario',
    `${place}: ${field === '' ? '' : `${field}: `}expected ${expected}, found ${found}.${more}`,
    tip === '' ? 'Open the file in the editor to mend it.' : tip,
  );
}

/** `--out x: what is wrong (CODE); what to do` as code, message and tip. */
function sentences(text: string): BridgeProblem {
  const plain = text
    .replace(/^--[a-z]+:? /, '')
    .replace(/\((ENOSPC|EDQUOT)\)/, '(the disk is full)')
    .replace('mend that and go on with --resume', 'mend that, then resume the run')
    .replace(/--arms (?=[a-z])/, 'the arm ');
  const [what, ...rest] = plain.split('; ');
  return new BridgeProblem(codeOf(text), sentence(what), rest.length === 0 ? null : sentence(rest.join('; ')));
}

function codeOf(text: string): string {
  if (/\((ENOSPC|EDQUOT|EFBIG)\)/.test(text)) return 'disk-full';
  if (text.includes('is writing into it')) return 'locked';
  if (/holds results of (version|another)/.test(text)) return 'other-engine';
  return 'bad-run';
}

function sentence(text: string): string {
  // A file's name stays as it is.
  const start = /^[a-z]+ /.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
