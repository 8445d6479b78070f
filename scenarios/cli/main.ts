import { availableParallelism } from 'node:os';
import { Command, CommanderError } from 'commander';
import { CheckExpressionError } from '../compare/check-expression.ts';
import { ReportProblem } from '../report/report-problem.ts';
import { ResultsError } from '../results/episode-lines.ts';
import { ScenarioError } from '../language/problem.ts';
import { RecordProblem } from '../records/record-problem.ts';
import { WorkerBroken } from '../runner/pool.ts';
import { ModelProblem } from '../runner/model-files.ts';
import { ManifestProblem } from '../runner/run-manifest.ts';
import { RunProblem } from '../runner/run-problem.ts';
import { OutputProblem } from '../store/write-text.ts';
import { commandCheck } from './command-check.ts';
import { commandCollect, type CollectCommandOptions } from './command-collect.ts';
import { commandCompare, type CompareOptions } from './command-compare.ts';
import { commandList } from './command-list.ts';
import { commandMerge } from './command-merge.ts';
import { commandReplay, type ReplayOptions } from './command-replay.ts';
import { commandRun, RUN_DEFAULTS, type RunOptions } from './command-run.ts';
import { engineVersion } from './package-root.ts';
import { EPISODE_LIMIT_S } from './plan-run.ts';
import { commandServe, type ServeOptions } from './command-serve.ts';
import { EXIT, UsageProblem } from './usage.ts';

const collectText = (value: string, previous: string[]): string[] => [...previous, value];

function program(finish: (code: number) => void): Command {
  const root = new Command('twotempo')
    .description('Simulates control at two tempos: a fast learned policy and a slow planner that takes its time.')
    .version(engineVersion())
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showHelpAfterError(false);

  root
    .command('run')
    .description('run a suite, scenarios of the library, or scenario files, and compare the arms')
    .argument('[what...]', 'suite, scenario ids, or YAML/JSON files')
    .option(
      '--arms <names>',
      'comma-separated arms, or groups: standard, references (driving), ablations (manipulation) (default: those of the suite)',
    )
    .option('--seeds <A..B>', `seeds per scenario, both included (default: ${RUN_DEFAULTS.seeds})`)
    .option('--split <name>', `train, val, test or sealed (default: ${RUN_DEFAULTS.split})`)
    .option(
      '--latency <list>',
      `planner latency in ms, or a comma-separated list for a sweep (default: ${RUN_DEFAULTS.latency})`,
    )
    .option(
      '--planner <name>',
      `planner of the arms of driving: value, or a drill, see list planners (default: ${RUN_DEFAULTS.planner})`,
    )
    .option(
      '--policy <name>',
      `fast policy of driving: learned or rule (default: ${RUN_DEFAULTS.policy}; with --only, that of the list)`,
    )
    .option('--workers <n>', 'worker processes', String(defaultWorkers()))
    .option('--out <dir>', 'output folder (default: a new one under runs/)')
    .option('--record <what>', 'MCAP records: none, failures or all', 'failures')
    .option('--json', 'print one JSON document on standard output')
    .option('--junit <file>', 'write JUnit XML')
    .option('--check <expression>', 'for example "dual.collision.rate < 0.02"; may be repeated', collectText, [])
    .option('--resume', 'go on in --out, running only what is missing')
    .option('--shard <I/N>', 'run part I of N')
    .option('--only <file>', 'run exactly the episodes listed in a results file, for instance failures.jsonl')
    .option('--timeout <s>', 'wall-clock limit of one episode', String(EPISODE_LIMIT_S))
    .action(async (what: string[], options: RunOptions) => {
      finish(await commandRun(what, options));
    });

  root
    .command('compare')
    .description('compare results of one or more runs')
    .argument('<dirs...>', 'output folders of runs, or folders of recorded live runs')
    .option('--baseline <dir>', 'compare every arm with the same arm of this run; a regression is exit code 1')
    .option('--check <expression>', 'for example "dual.collision.rate < 0.02"; may be repeated', collectText, [])
    .option(
      '--margin <margin>',
      'what is called equivalent: a share, or METRIC=VALUE; may be repeated (default: 0.02)',
      collectText,
      [],
    )
    .option('--report <file>', 'write one HTML file with tables, plots and replays')
    .option('--replays <n>', 'replays of changed episodes in the report', '50')
    .option('--changed <file>', 'write the results of episodes that ended differently, for run --only')
    .option('--csv <dir>', 'write the results as tables')
    .option('--junit <file>', 'write JUnit XML')
    .option('--summary <file>', 'write Markdown (default: append to the file that GITHUB_STEP_SUMMARY names, if any)')
    .option('--json', 'print one JSON document on standard output')
    .option('--latency-svg <file>', 'draw collisions against planner latency')
    .option('--svg-arms <names>', 'arms to draw (default: all)')
    .action(async (dirs: string[], options: CompareOptions) => {
      finish(await commandCompare(dirs, options));
    });

  root
    .command('merge')
    .description('make one results folder of several, for instance of the parts of a run on many machines')
    .argument('<dirs...>', 'output folders of runs')
    .requiredOption('--out <dir>', 'new folder')
    .action(async (dirs: string[], options: { out: string }) => {
      finish(await commandMerge(dirs, options.out));
    });

  root
    .command('replay')
    .description(
      'say what a record holds, verify that it simulates again bit by bit, score, export, fork or recover it',
    )
    .argument('<file>', 'record of an episode (MCAP)')
    .option('--verify', 'simulate again and compare every state')
    .option('--export <format>', 'csv: a row per tick and entity on standard output')
    .option('--recover <out>', 'make a whole record of one that was cut off')
    .option('--scores', 'compute the scores of the episode again and compare them with those in its result')
    .option('--json', 'with --scores: print one JSON document on standard output')
    .option('--fork <tick>', 'let another arm drive from this tick on, to the end of the episode')
    .option('--arm <name>', 'with --fork: the arm')
    .option('--latency <ms>', 'with --fork: its planner latency (default: that of the record)')
    .option('--out <file>', "with --fork: the fork's record (default: beside the record)")
    .action(async (file: string, options: ReplayOptions) => {
      finish(await commandReplay(file, options));
    });

  root
    .command('serve')
    .description('serve the desktop app to a browser on this machine')
    .argument('[files...]', 'records (.mcap) and scenario files to open')
    .option('--port <n>', 'port of the loopback interface; 0: a free one (default: 7313, or a free one)')
    .option('--recordings <dir>', 'folder of recorded runs', 'runs/live')
    .option('--runs <dir>', 'folder of runs of suites', 'runs')
    .option('--settings <file>', 'file of the settings (default: in your configuration folder)')
    .option('--open', 'open the browser')
    .action(async (files: string[], options: ServeOptions) => {
      finish(await commandServe(files, options));
    });

  root
    .command('check')
    .description('validate scenario files')
    .argument('[files...]', 'YAML or JSON files')
    .option(
      '--schema [domain]',
      'print the JSON Schema of scenario files, for editors: driving (default) or manipulation',
    )
    .action(async (files: string[], options: { schema?: string | boolean }) => {
      finish(await commandCheck(files, options.schema));
    });

  root
    .command('collect')
    .description('collect labelled data for training the fast policy of driving (train and val splits only)')
    .argument('<what...>', 'suite, scenario ids, or files')
    .option('--seeds <A..B>', 'seeds per scenario, both included', '0..9')
    .option('--split <name>', 'train or val', 'train')
    .option('--model <folder>', 'let this policy drive and the expert label (DAgger); default: the expert drives')
    .requiredOption('--out <dir>', 'output folder')
    .option('--workers <n>', 'processes', String(defaultWorkers()))
    .action(async (what: string[], options: CollectCommandOptions) => {
      finish(await commandCollect(what, options));
    });

  root
    .command('list')
    .description('scenarios, suites, arms, policies, gates, planners, merges or latencies')
    .argument('<kind>')
    .option('--json', 'as JSON')
    .action((kind: string, options: { json?: boolean }) => {
      finish(commandList(kind, options.json === true));
    });
  return root;
}

/** The whole program; returns the exit code. Every problem of the user's is one line (or one line per problem). */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  // A reader that has seen enough, such as `head`, ends no run and is no error.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  try {
    await program((result) => {
      code = result;
    }).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    // Help for nothing at all has been printed; the guess at what was meant comes on a line of its own.
    if (error.code !== 'commander.help')
      process.stderr.write(`${error.message.replace(/^error: /, 'twotempo: ').replace(/\s*\n\s*/g, ' ')}\n`);
    return EXIT.badInput;
  }
  const usage =
    error instanceof UsageProblem ||
    error instanceof RunProblem ||
    error instanceof ManifestProblem ||
    error instanceof OutputProblem ||
    error instanceof ReportProblem ||
    error instanceof ScenarioError ||
    error instanceof ResultsError ||
    error instanceof CheckExpressionError ||
    error instanceof ModelProblem ||
    error instanceof RecordProblem;
  if (usage) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.badInput;
  }
  const message =
    error instanceof WorkerBroken
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`twotempo: internal error: ${message}\n`);
  return EXIT.internal;
}

function defaultWorkers(): number {
  return Math.max(1, Math.min(16, availableParallelism()));
}
