import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ARM_NAMES, isArmName } from '../../policies/driving/arms.ts';
import { isManipulationArmName, MANIPULATION_ARM_NAMES, needsHume } from '../../policies/manipulation/arm-names.ts';
import { beyondHume } from '../domains/manipulation.ts';
import { checkForkable, checkTick, requireForkable } from '../fork/can-fork.ts';
import { forkArmRecord } from '../fork/fork-arm-record.ts';
import { forkRecord, type ForkedRecord } from '../fork/fork-record.ts';
import { liveInputsOf } from '../records/live-inputs.ts';
import type { EpisodeRecord } from '../records/record-reader.ts';
import { armSpecOf } from '../records/recorded-setup.ts';
import { latencyName, type LatencyChoice } from '../runner/job.ts';
import { loadHumeModel } from '../runner/hume-files.ts';
import { loadModel, readModelFacts } from '../runner/model-files.ts';
import { writeWhole } from '../runner/write-whole.ts';
import { engineVersion, modelFolder } from './package-root.ts';
import { parseLatencies } from './parse-options.ts';
import { EXIT, UsageProblem } from './usage.ts';

export interface ForkOptions {
  /** Tick from which another arm drives. */
  readonly fork?: string;
  readonly arm?: string;
  readonly latency?: string;
  /** File for the fork's record. */
  readonly out?: string;
}

/**
 * `twotempo replay FILE --fork TICK --arm NAME`: runs on with another arm, and writes the record of that.
 * @returns the exit code
 * @throws UsageProblem, RecordProblem, ModelProblem
 */
export async function commandFork(record: EpisodeRecord, options: ForkOptions): Promise<number> {
  const tick = parseTick(options.fork ?? '');
  const { arm, fork } = await forkerOf(record, options.arm);
  checkTick(record, tick);
  const latency = options.latency === undefined ? latencyAt(record, tick) : parseLatency(options.latency);
  const out = options.out ?? defaultOut(record.file, tick, arm, latency);
  if (existsSync(out)) throw new UsageProblem(`--out: ${out} exists already; give a new file`);
  const { bytes, result } = await fork(tick, latency);
  try {
    writeWhole(out, bytes);
  } catch (error) {
    throw new UsageProblem(`--out: ${out} cannot be written (${codeOf(error)})`);
  }
  const { header, end } = record;
  const seconds = (ticks: number): string => (ticks * header.controlDt).toFixed(2);
  const rows = [
    ['record', `${header.arm}, ${header.latencyName}`, outcomeText(end.outcome, end.ticks, seconds), end.digest],
    [
      `from tick ${tick} (${seconds(tick)} s)`,
      `${arm}, ${latencyName(latency)}`,
      outcomeText(result.outcome.end, result.ticks, seconds),
      result.digest,
    ],
  ];
  for (const row of rows) process.stdout.write(`${padded(row, rows)}\n`);
  process.stdout.write(`${out}: the fork's record, ${bytes.length} bytes\n`);
  return EXIT.done;
}

interface Forker {
  /** That is to drive. */
  readonly arm: string;
  fork(tick: number, latency: LatencyChoice): Promise<ForkedRecord>;
}

/** Checks what does not need the tick. @throws UsageProblem, RecordProblem, ModelProblem */
async function forkerOf(record: EpisodeRecord, name: string | undefined): Promise<Forker> {
  const usesModel = Object.keys(record.header.models).length > 0;
  if (record.header.domain === 'manipulation') {
    const arm = parseArm(name, isManipulationArmName, MANIPULATION_ARM_NAMES);
    requireForkable(record, engineVersion());
    const beyond = needsHume(arm) ? beyondHume(armSpecOf(record).arm.model) : null;
    if (beyond !== null) throw new UsageProblem(`--arm ${arm}: ${beyond}; fork it with --arm oracle`);
    const needsModel = usesModel || needsHume(arm);
    return {
      arm,
      fork: async (tick, latency) => {
        const hume = needsModel ? await loadHumeModel(modelFolder()) : null;
        return forkArmRecord(record, { tick, arm, latency }, hume, engineVersion());
      },
    };
  }
  const arm = parseArm(name, isArmName, ARM_NAMES);
  checkForkable(record, usesModel ? await readModelFacts(modelFolder()) : null, engineVersion());
  return {
    arm,
    fork: async (tick, latency) => {
      const model = usesModel ? await loadModel(modelFolder()) : null;
      return forkRecord(record, { tick, arm, latency }, model, engineVersion());
    },
  };
}

function outcomeText(end: string, ticks: number, seconds: (ticks: number) => string): string {
  return `${end} after ${ticks} ticks (${seconds(ticks)} s)`;
}

function padded(row: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = row.map((_, column) => Math.max(...rows.map((other) => other[column].length)));
  return row
    .map((text, column) => text.padEnd(widths[column]))
    .join('  ')
    .trimEnd();
}

function parseTick(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageProblem(`--fork: expected a tick, a whole number from 0, found '${text}'`);
}

function parseArm<A extends string>(
  text: string | undefined,
  isArm: (name: string) => name is A,
  names: readonly string[],
): A {
  if (text === undefined) throw new UsageProblem('--fork: expected with --arm, the arm that drives from there on');
  if (isArm(text)) return text;
  throw new UsageProblem(`--arm: unknown arm '${text}'; there are ${names.join(', ')}`);
}

function parseLatency(text: string): LatencyChoice {
  const latencies = parseLatencies(text);
  if (latencies.length !== 1) throw new UsageProblem(`--latency: expected one latency with --fork, found '${text}'`);
  return latencies[0];
}

/** That of the record; of a live run, what its planner was told to take then. */
function latencyAt(record: EpisodeRecord, tick: number): LatencyChoice {
  const { live, header } = record;
  if (live === null) return header.latency;
  let ms = live.components.latencyMs;
  for (const { tick: at, intervention } of liveInputsOf(record, live).interventions)
    if (at <= tick && intervention.kind === 'latency') ms = intervention.ms;
  return { kind: 'fixed', ms };
}

/** Beside the record, for example `cut-in-tail-seed3-fast-fixed-200-fork252-always-fixed-200.mcap`. */
function defaultOut(file: string, tick: number, arm: string, latency: LatencyChoice): string {
  const name = basename(file).replace(/\.mcap$/, '');
  const end = `${arm}-${latencyName(latency)}`.replace(/[^A-Za-z0-9._-]+/g, '-');
  return join(dirname(file), `${name}-fork${tick}-${end}.mcap`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
