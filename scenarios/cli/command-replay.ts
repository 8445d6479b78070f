import { access, readFile } from 'node:fs/promises';
import { resimulateArmFork, resimulateFork } from '../fork/resimulate-fork.ts';
import { csvOf } from '../records/export-csv.ts';
import { liveInputsOf } from '../records/live-inputs.ts';
import { isWhole } from '../records/mcap-checks.ts';
import { openRecord, readCutRecord } from '../records/cut-record.ts';
import type { ForkHeader, LiveHeader } from '../records/record-header.ts';
import type { Cut, EpisodeRecord } from '../records/record-reader.ts';
import { RecordProblem } from '../records/record-problem.ts';
import { adviceFor } from '../records/recorded-setup.ts';
import { recoverRecord } from '../records/recover-record.ts';
import { scoresOfRecord } from '../records/scores-of-record.ts';
import { armSetupOf, resimulateArm } from '../records/replay-arm.ts';
import { resimulate, setupOf } from '../records/replay-episode.ts';
import { resimulateLive } from '../records/replay-live-record.ts';
import { verifyArmWorld } from '../records/verify-arm-world.ts';
import { describeVerification, verifyRecord, type Resimulation } from '../records/verify.ts';
import { loadHumeModel } from '../runner/hume-files.ts';
import { loadModel } from '../runner/model-files.ts';
import { writeWhole } from '../runner/write-whole.ts';
import { commandFork, type ForkOptions } from './command-fork.ts';
import { engineVersion, modelFolder } from './package-root.ts';
import { EXIT, UsageProblem } from './usage.ts';

export interface ReplayOptions extends ForkOptions {
  /** Simulates the episode again and compares every state. */
  readonly verify?: boolean;
  /** `csv`: a table on standard output. */
  readonly export?: string;
  /** File for the whole record that is made of a cut-off one. */
  readonly recover?: string;
  /** Computes the scores again, and compares them with those of the result. */
  readonly scores?: boolean;
  /** The scores as JSON. */
  readonly json?: boolean;
}

/**
 * `twotempo replay`: returns the exit code. Without options it says what the record holds.
 * @throws RecordProblem, UsageProblem, ModelProblem
 */
export async function commandReplay(file: string, options: ReplayOptions): Promise<number> {
  if (options.export !== undefined && options.export !== 'csv')
    throw new UsageProblem(`--export: unknown format '${options.export}'; there is csv`);
  if (options.json === true && options.scores !== true)
    throw new UsageProblem('--json: expected with --scores; the scores are what it prints');
  requireAlone(options);
  const bytes = await readBytes(file);
  if (options.recover !== undefined) {
    if (options.verify === true || options.export !== undefined || options.scores === true)
      throw new UsageProblem(
        '--recover: expected without --verify, --export and --scores; use them on the recovered record',
      );
    return recover(bytes, file, options.recover);
  }
  const record = openRecord(bytes, file);
  if (record.cut !== null) process.stderr.write(`${describeCut(record, record.cut)}\n`);
  if (options.fork !== undefined) return commandFork(record, options);
  const exports = options.export === 'csv';
  if (exports && options.scores === true)
    throw new UsageProblem('--scores: expected without --export; both write to standard output');
  // The table has standard output to itself.
  const warn = (line: string): void => void process.stderr.write(`${line}\n`);
  const say = (line: string): void => void (exports ? process.stderr : process.stdout).write(`${line}\n`);
  if (exports) await writeAll(csvOf(record));
  else if (options.verify !== true && options.scores !== true) say(describe(record));
  const scored = options.scores === true ? scores(record, options.json === true, say) : EXIT.done;
  const verified = options.verify === true ? await verify(record, options.json === true ? warn : say) : EXIT.done;
  return Math.max(scored, verified);
}

/** A fork is a run of its own. */
function requireAlone(options: ReplayOptions): void {
  const { fork, verify, scores: scored, export: exported, recover: recovered } = options;
  if (fork !== undefined && (verify === true || scored === true || exported !== undefined || recovered !== undefined))
    throw new UsageProblem(
      '--fork: expected without --verify, --scores, --export and --recover; use them on the record that it writes',
    );
  if (fork !== undefined) return;
  for (const name of ['arm', 'latency', 'out'] as const)
    if (options[name] !== undefined) throw new UsageProblem(`--${name}: expected with --fork`);
}

function scores(record: EpisodeRecord, asJson: boolean, say: (line: string) => void): number {
  const { scores: found, differing } = scoresOfRecord(record);
  if (asJson) say(JSON.stringify({ file: record.file, scores: found, differing }));
  else {
    const width = Math.max(...Object.keys(found).map((id) => id.length));
    for (const [id, { value, n, valid }] of Object.entries(found))
      say(`${id.padEnd(width)}  ${value === null ? '-' : value}  n=${n}${valid ? '' : '  not valid'}`);
    say(`${record.file}: ${describeScores(differing)}`);
  }
  if (differing === null || differing.length === 0) return EXIT.done;
  if (!asJson) sayVersions(record, say);
  return EXIT.checkFailed;
}

function describeScores(differing: readonly string[] | null): string {
  if (differing === null) return 'its result holds no scores to compare with';
  if (differing.length === 0) return 'equal to the scores in its result';
  return `other scores in its result: ${differing.join(', ')}`;
}

async function verify(record: EpisodeRecord, say: (line: string) => void): Promise<number> {
  let simulation: Resimulation;
  try {
    simulation = await simulationOf(record);
  } catch (error) {
    if (record.header.domain === 'manipulation' && sayWorld(record, say) !== EXIT.done) return EXIT.checkFailed;
    throw error;
  }
  const found = await verifyRecord(record, simulation);
  if (found.kind === 'layout') throw otherLayout(record, found.recorded, found.simulated);
  say(`${record.file}: ${describeVerification(found)}${describePart(record)}`);
  if (found.kind === 'identical' || found.kind === 'identical-to-cut') return EXIT.done;
  sayVersions(record, say);
  return EXIT.checkFailed;
}

/** What can be said of the arm without its models. */
function sayWorld(record: EpisodeRecord, say: (line: string) => void): number {
  const found = verifyArmWorld(record);
  if (found.kind === 'identical') {
    say(
      `${record.file}: given the recorded commands, its world is identical: ${found.ticks} ticks; not verified: what gave them`,
    );
    return EXIT.done;
  }
  say(`${record.file}: ${describeVerification(found)}, though it is given the recorded commands`);
  sayVersions(record, say);
  return EXIT.checkFailed;
}

async function simulationOf(record: EpisodeRecord): Promise<Resimulation> {
  const here = engineVersion();
  const needsModel = Object.keys(record.header.models).length > 0;
  if (record.header.domain === 'manipulation') {
    const hume = needsModel ? await loadHumeModel(modelFolder()) : null;
    if (record.fork !== null) return resimulateArmFork(record, record.fork, hume, here);
    return resimulateArm(record, armSetupOf(record, hume, here));
  }
  const model = needsModel ? await loadModel(modelFolder()) : null;
  if (record.fork !== null) return resimulateFork(record, record.fork, model, here);
  if (record.live !== null) return resimulateLive(record, record.live, model, here);
  return resimulate(record, setupOf(record, model, here));
}

/** What verifying a fork does not cover. */
function describePart({ fork, end }: EpisodeRecord): string {
  if (fork === null || fork.live === null) return '';
  return `; the ${Math.min(fork.tick, end.ticks)} ticks before the fork are those of a live run, taken as recorded`;
}

function sayVersions({ header }: EpisodeRecord, say: (line: string) => void): void {
  const here = engineVersion();
  if (header.engineVersion !== here) say(`It was recorded with Twotempo ${header.engineVersion}; this is ${here}.`);
}

function otherLayout(record: EpisodeRecord, recorded: number, simulated: number): RecordProblem {
  const { engineVersion: made } = record.header;
  const wrong =
    `cannot be verified here: its states have ${recorded} numbers, and those of this version, ${engineVersion()}, have ` +
    `${simulated}; only ${made} simulates it again`;
  return new RecordProblem(record.file, wrong, adviceFor(record));
}

async function recover(bytes: Uint8Array, file: string, out: string): Promise<number> {
  if (await exists(out)) throw new UsageProblem(`--recover: ${out} exists already; give a new file`);
  if (isWhole(bytes)) throw new RecordProblem(file, 'is a whole record', 'use it as it is');
  const record = readCutRecord(bytes, file, 'stop');
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const recovery = await recoverRecord(record, await simulationOf(record));
  if (recovery.kind === 'diverged') {
    say(`${file}: cannot be recovered: ${describeVerification(recovery.found)}`);
    sayVersions(record, say);
    return EXIT.checkFailed;
  }
  try {
    writeWhole(out, recovery.bytes);
  } catch (error) {
    throw new UsageProblem(`--recover: ${out} cannot be written (${codeOf(error)})`);
  }
  const { ticks } = record.end;
  say(`${out}: ${ticks} ticks (${secondsOf(record, ticks)} s), every state simulated again; ${recovery.outcome}`);
  if (record.cut !== null) say(describeCut(record, record.cut));
  return EXIT.done;
}

function describeCut(record: EpisodeRecord, { bytes, lostTicks, lostBytes, lostEnd }: Cut): string {
  const { ticks } = record.end;
  const held = `${record.file}: was cut off after ${bytes} bytes, and holds ${ticks} ticks (${secondsOf(record, ticks)} s)`;
  if (!lostEnd) return `${held}; lost: only its index`;
  const lost = lostTicks > 0 ? `${lostTicks} ticks` : 'no tick that it knows of';
  return `${held}; lost: ${lost}, ${lostBytes} bytes, digest and result`;
}

function describe(record: EpisodeRecord): string {
  const { header, live, end } = record;
  const lines = [
    `${header.scenario}, split ${header.split}, seed ${header.seed}, arm ${header.arm}, latency ${header.latencyName}`,
    `${end.outcome} after ${end.ticks} ticks (${secondsOf(record, end.ticks)} s), ` +
      `${end.digest === '' ? '' : `digest ${end.digest}, `}Twotempo ${header.engineVersion}`,
  ];
  if (live !== null) lines.push(describeLive(record, live));
  if (record.fork !== null) lines.push(describeFork(record, record.fork));
  for (const { tick, kind, text } of record.own('/events'))
    lines.push(`${secondsOf(record, tick).padStart(7)} s  ${kind.padEnd(9)} ${text}`);
  return lines.join('\n');
}

function describeFork(record: EpisodeRecord, { tick, clock, arm, latencyName, digest }: ForkHeader): string {
  const run = `a ${clock === 'live' ? 'live ' : ''}run of ${arm}, latency ${latencyName}`;
  return `fork at tick ${tick} (${secondsOf(record, tick)} s) of ${run}${digest === '' ? '' : `, digest ${digest}`}`;
}

function describeLive(record: EpisodeRecord, live: LiveHeader): string {
  const { trace, interventions, outputs } = liveInputsOf(record, live);
  return (
    `live run on ${live.backend}: ${interventions.length} interventions, ${trace.arrivals.length} arrivals, ` +
    `${trace.missedTicks.length} missed ticks, ${outputs.size} ticks with outputs from WebGPU`
  );
}

function secondsOf({ header }: EpisodeRecord, ticks: number): string {
  return (ticks * header.controlDt).toFixed(2);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new RecordProblem(file, `cannot be read (${codeOf(error)})`, 'give the file of a record');
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** As fast as the reader takes it; a reader that has seen enough, such as `head`, ends it. */
async function writeAll(chunks: Iterable<string>): Promise<void> {
  const ignore = (): void => undefined;
  process.stdout.on('error', ignore);
  try {
    for (const chunk of chunks) {
      await new Promise<void>((resolve, reject) => {
        process.stdout.write(chunk, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  } finally {
    process.stdout.off('error', ignore);
  }
}
