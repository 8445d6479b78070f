import { isDrillName } from '../../policies/driving/planner-drills.ts';
import { MANIPULATION_LIBRARY } from '../../scenarios/library/manipulation/registry.ts';
import { SCENARIO_IDS } from '../../scenarios/library/registry.ts';
import type { LiveComponents } from '../../scenarios/live/intervention.ts';
import type { LatencyChoice } from '../../scenarios/runner/job.ts';
import type { SuitePlan } from '../host/suite-contract.ts';
import type { EpisodeChoice } from '../live/protocol.ts';
import type { OpenedRecord, RecordFacts } from '../records/opened-record.ts';
import { armOf } from '../state/arm-presets.ts';

/** Command lines that reproduce what is on the screen, for a POSIX shell; what they cannot say stands in comments. */

const PROGRAM = 'npx twotempo';
/** Longer seeds are not taken by `--seeds`. */
const MOST_SEED = 999_999_999;

/** A word that any POSIX shell takes as it is. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:,=@%+-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A file's name as an argument: never taken for an option. */
export function shellFile(name: string): string {
  return shellWord(name.startsWith('-') ? `./${name}` : name);
}

/** A line that the shell passes over. */
export function commentLine(text: string): string {
  return `# ${text.replace(/\s+/g, ' ').trim()}`;
}

function command(...words: readonly string[]): string {
  return [PROGRAM, ...words].join(' ');
}

/** What `--latency` takes; a trace by the name of its file. */
export function latencyOption(latency: LatencyChoice): string {
  switch (latency.kind) {
    case 'zero':
      return 'zero';
    case 'fixed':
      return String(latency.ms);
    case 'lognormal':
      return `lognormal:${latency.meanMs}:${latency.sdMs}`;
    case 'trace':
      return `trace:${latency.name}`;
  }
}

/**
 * The command that runs a suite as a plan says.
 * @param documents names of the plan's scenario files, in its order
 */
export function suiteCommand(plan: SuitePlan, documents: readonly string[] = []): string {
  const { what, arms, seeds, split, latenciesMs, record, workers } = plan;
  return command(
    'run',
    ...what.map(shellWord),
    ...documents.map(shellFile),
    ...['--arms', shellWord(arms.join(','))],
    ...['--seeds', `${seeds[0]}..${seeds[1]}`],
    ...['--split', split],
    ...['--latency', latenciesMs.join(',')],
    ...['--record', record],
    ...['--workers', String(workers)],
  );
}

interface EpisodeWords {
  /** Id or file. */
  readonly what: string;
  readonly arms: readonly string[];
  readonly seed: number;
  readonly split: string;
  readonly latency: LatencyChoice;
  readonly planner: string | null;
}

function runEpisode({ what, arms, seed, split, latency, planner }: EpisodeWords): string {
  return command(
    'run',
    what,
    ...['--arms', shellWord(arms.join(','))],
    ...['--seeds', `${seed}..${seed}`],
    ...['--split', shellWord(split)],
    ...['--latency', shellWord(latencyOption(latency))],
    ...(planner === null ? [] : ['--planner', shellWord(planner)]),
    ...['--record', 'all'],
  );
}

/** A live episode as it is on the screen. */
export interface LiveMoment {
  readonly choice: EpisodeChoice;
  readonly components: LiveComponents;
  /** What a person did to the episode: changes of the arm, pushes, obstacles. */
  readonly interventions: number;
  /** Where the host keeps the records of live episodes. */
  readonly recordings: string;
}

/** Split of live episodes; see `renderer/live/worker/session.ts`. */
const LIVE_SPLIT = 'test';

/** Runs the same scenario, seed and arm as a live episode, in virtual time. */
export function liveCommand({ choice, components, interventions, recordings }: LiveMoment): string {
  const { scenario, seed } = choice;
  const arm = armOf(components);
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(commentLine(text));
  const why = liveObstacle(components, interventions, seed);
  const record = `${recordings.replace(/[/\\]$/, '')}/NAME.mcap`;
  if (why !== null || arm === null) {
    say(`${why ?? 'These settings of the gate, merge and brake are no standard arm.'} Only its record tells it:`);
    say(`save it (File, Save record), or take it from ${recordings} once the episode is over, and put its name here.`);
    lines.push(command('replay', shellFile(record), '--verify'));
    return lines.join('\n');
  }
  say('The same scenario, seed and arm in virtual time: the planner has the chosen latency, not the measured one.');
  if (scenario.kind === 'text') say(`The text in the window is taken from ${scenario.name}: save it there first.`);
  lines.push(
    runEpisode({
      what: scenario.kind === 'library' ? shellWord(scenario.id) : shellFile(scenario.name),
      arms: [arm],
      seed,
      split: LIVE_SPLIT,
      latency: { kind: 'fixed', ms: components.latencyMs },
      planner: components.planner === 'value' ? null : components.planner,
    }),
  );
  say(`The live run itself, tick by tick, is in its record: ${command('replay', shellFile(record), '--verify')}`);
  return lines.join('\n');
}

/** Why no run in virtual time is like a live episode, in a sentence; null: one is. */
function liveObstacle(components: LiveComponents, interventions: number, seed: number): string | null {
  const { driving, planner } = components;
  if (driving) return 'A person drives in this episode.';
  if (interventions > 0) {
    return `This episode was changed while it went on (${interventions} ${interventions === 1 ? 'intervention' : 'interventions'}).`;
  }
  if (planner !== 'value' && !isDrillName(planner)) return `The planner ${planner} is one for live episodes only.`;
  if (seed > MOST_SEED) return `The seed ${seed} is beyond those that the command line takes (0 to ${MOST_SEED}).`;
  return null;
}

type NamedRecord = Pick<OpenedRecord, 'name' | 'facts'>;

/**
 * The commands that show, verify and make again a record.
 * @param open records among which that of a fork is looked for
 */
export function recordCommand(record: NamedRecord, open: readonly NamedRecord[] = []): string {
  const { facts } = record;
  if (facts.fork !== null) return forkCommand(record, open);
  const lines = [command('replay', shellFile(record.name), '--verify')];
  const again = runAgain([facts]);
  if (again !== null) lines.push(commentLine(`Made again, with the digest ${facts.digest}:`), ...again);
  return lines.join('\n');
}

/** The commands for two records that are shown against each other. */
export function pairCommand(a: NamedRecord, b: NamedRecord, open: readonly NamedRecord[] = []): string {
  const isPlain = a.facts.fork === null && b.facts.fork === null;
  const again = isPlain && sameSituation(a.facts, b.facts) ? runAgain([a.facts, b.facts]) : null;
  if (again === null) return `${recordCommand(a, open)}\n${recordCommand(b, open)}`;
  return [
    command('replay', shellFile(a.name), '--verify'),
    command('replay', shellFile(b.name), '--verify'),
    commentLine(`Both made again, with the digests ${a.facts.digest} and ${b.facts.digest}:`),
    ...again,
  ].join('\n');
}

/** Two arms of one situation, which one run makes. */
function sameSituation(a: RecordFacts, b: RecordFacts): boolean {
  return (
    a.arm !== b.arm &&
    a.scenario === b.scenario &&
    a.seed === b.seed &&
    a.split === b.split &&
    a.planner === b.planner &&
    JSON.stringify(a.latency) === JSON.stringify(b.latency)
  );
}

/** Null for live runs, which only their records tell. */
function runAgain(facts: readonly RecordFacts[]): readonly string[] | null {
  const [{ clock, scenario, seed, split, latency, planner }] = facts;
  if (clock === 'live' || seed > MOST_SEED) return null;
  const lines: string[] = [];
  const isFile = !SCENARIO_IDS.includes(scenario) && !MANIPULATION_LIBRARY.some(({ id }) => id === scenario);
  if (isFile) lines.push(commentLine(`Give the file of the scenario ${scenario} with its folder.`));
  if (latency.kind === 'trace') lines.push(commentLine(`The trace ${latency.name} is a file with a latency per line.`));
  const what = isFile ? shellFile(`${scenario}.yaml`) : shellWord(scenario);
  lines.push(runEpisode({ what, arms: facts.map(({ arm }) => arm), seed, split, latency, planner }));
  return lines;
}

function forkCommand({ facts }: NamedRecord, open: readonly NamedRecord[]): string {
  const { fork, arm, latency } = facts;
  if (fork === null) return '';
  const origin = open.find((other) => other.facts.digest === fork.digest && other.facts.fork === null);
  const file = origin?.name ?? 'RECORD.mcap';
  const words = command(
    ...['replay', shellFile(file)],
    ...['--fork', String(fork.tick)],
    ...['--arm', shellWord(arm)],
    ...['--latency', shellWord(latencyOption(latency))],
  );
  if (origin !== undefined) return words;
  return `${commentLine(`RECORD.mcap: the record of ${fork.arm} with the digest ${fork.digest}, which is not open.`)}\n${words}`;
}
