import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Domain } from '../domains/domain.ts';
import { isSplit, SPLITS, type Split } from '../language/splits.ts';
import { latencyName, type LatencyChoice } from '../runner/job.ts';
import type { RecordChoice } from '../runner/protocol.ts';
import { UsageProblem } from './usage.ts';

const MAX_SEEDS = 1_000_000;

/** `A..B`, both included, or one number. */
export function parseSeeds(text: string): [number, number] {
  const match = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text);
  if (match === null)
    throw new UsageProblem(`--seeds: expected A..B with whole numbers (for example 0..9), found '${text}'`);
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (last < first) throw new UsageProblem(`--seeds: expected A..B with A <= B, found '${text}'`);
  if (last - first >= MAX_SEEDS)
    throw new UsageProblem(`--seeds: expected at most ${MAX_SEEDS} seeds, found '${text}'`);
  return [first, last];
}

/**
 * A comma-separated list of a domain's arms; names of groups, for instance `standard`, stand for the arms of these.
 * @param option that it was given with, for the message
 */
export function parseArms(
  text: string,
  { armTitles, armGroups }: Pick<Domain, 'armTitles' | 'armGroups'>,
  option = '--arms',
): string[] {
  const arms: string[] = [];
  for (const name of listOf(text, option)) {
    for (const arm of Object.hasOwn(armGroups, name) ? armGroups[name] : [name]) {
      if (!Object.hasOwn(armTitles, arm)) {
        throw new UsageProblem(
          `${option}: unknown arm '${name}'; there are ${Object.keys(armTitles).join(', ')}, and the groups ${Object.keys(armGroups).join(', ')}`,
        );
      }
      if (!arms.includes(arm)) arms.push(arm);
    }
  }
  if (arms.length === 0) throw new UsageProblem(`${option}: expected at least one arm`);
  return arms;
}

export function parseSplit(text: string): Split {
  if (!isSplit(text)) throw new UsageProblem(`--split: unknown split '${text}'; there are ${SPLITS.join(', ')}`);
  return text;
}

/** A comma-separated list of milliseconds, `zero`, `lognormal:MEAN:SD`, or `trace:FILE` (one latency in ms per line). */
export function parseLatencies(text: string): LatencyChoice[] {
  const choices = new Map<string, LatencyChoice>();
  for (const choice of listOf(text, '--latency').map(parseLatency)) {
    const name = latencyName(choice);
    const known = choices.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(choice))
      throw new UsageProblem(`--latency: two different traces are named '${name}'; rename one of the files`);
    choices.set(name, choice);
  }
  if (choices.size === 0) throw new UsageProblem('--latency: expected at least one latency, for example 200');
  return [...choices.values()];
}

function parseLatency(text: string): LatencyChoice {
  if (text === 'zero') return { kind: 'zero' };
  if (text.startsWith('lognormal:')) {
    const [meanMs, sdMs, ...more] = text.slice(10).split(':').map(numberOf);
    if (more.length === 0 && meanMs > 0 && sdMs >= 0 && meanMs < 1e6 && sdMs < 1e6)
      return { kind: 'lognormal', meanMs, sdMs };
    throw new UsageProblem(`--latency: expected lognormal:MEAN:SD in ms, found '${text}'`);
  }
  if (text.startsWith('trace:')) return readTrace(text.slice(6));
  const ms = numberOf(text.startsWith('fixed:') ? text.slice(6) : text);
  if (!(ms >= 0 && ms < 1e6)) {
    throw new UsageProblem(
      `--latency: expected milliseconds from 0, zero, lognormal:MEAN:SD or trace:FILE, found '${text}'`,
    );
  }
  return { kind: 'fixed', ms };
}

function readTrace(file: string): LatencyChoice {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageProblem(`--latency: the trace ${file} cannot be read`);
  }
  const lines = text.split('\n').map((line) => line.trim());
  const ms: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    const value = numberOf(line);
    if (!(value >= 0 && value < 1e6))
      throw new UsageProblem(`${file}:${i + 1}: expected a latency in ms from 0, found '${line.slice(0, 40)}'`);
    ms.push(value);
  }
  if (ms.length === 0) throw new UsageProblem(`--latency: the trace ${file} holds no latency`);
  return { kind: 'trace', name: basename(file), ms };
}

export function parseWorkers(text: string): number {
  const workers = numberOf(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > 256)
    throw new UsageProblem(`--workers: expected a whole number from 1 to 256, found '${text}'`);
  return workers;
}

export function parseRecord(text: string): RecordChoice {
  if (text === 'none' || text === 'failures' || text === 'all') return text;
  throw new UsageProblem(`--record: expected none, failures or all, found '${text}'`);
}

export function parseShard(text: string): { index: number; count: number } {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (match === null || index < 1 || index > count)
    throw new UsageProblem(`--shard: expected I/N with 1 <= I <= N, found '${text}'`);
  return { index, count };
}

/** Null: the arms' own; undefined: not asked for. @throws UsageProblem */
export function parsePlanner(text: string | undefined, domain: Domain): string | null | undefined {
  const chosen = parseChoice('planner', text, domain.plannerChoices, domain);
  return chosen === domain.plannerChoices[0] && chosen !== undefined ? null : chosen;
}

/** Undefined: not asked for. @throws UsageProblem */
export function parsePolicy(text: string | undefined, domain: Domain): string | undefined {
  return parseChoice('policy', text, domain.policyChoices, domain);
}

function parseChoice(
  option: 'planner' | 'policy',
  text: string | undefined,
  choices: readonly string[],
  { name }: Domain,
): string | undefined {
  if (text === undefined) return undefined;
  if (choices.length === 0)
    throw new UsageProblem(
      `--${option}: the arms of ${name} come with their own; leave it out, and choose with --arms`,
    );
  if (choices.includes(text)) return text;
  throw new UsageProblem(`--${option}: unknown ${option} '${text}'; there are ${choices.join(', ')}`);
}

/** A decimal number, or NaN: `Number` takes nothing for 0 and knows other notations. */
function numberOf(text: string): number {
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** What stands between the commas; nothing where the text is empty. @throws UsageProblem that names an empty item */
function listOf(text: string, option: string): string[] {
  if (text.trim() === '') return [];
  const items = text.split(',').map((part) => part.trim());
  const empty = items.indexOf('');
  if (empty < 0) return items;
  throw new UsageProblem(
    `${option}: expected a list without empty items, found '${text}', whose item ${empty + 1} is empty; take out its comma`,
  );
}
