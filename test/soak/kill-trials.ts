import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RandomStream } from '../../sim/kernel/random.ts';
import { canonicalJson } from '../../scenarios/results/canonical-json.ts';
import { readEpisodeLines } from '../../scenarios/results/episode-lines.ts';
import { episodeKey, type EpisodeResult } from '../../scenarios/results/episode-result.ts';

export interface KillTrials {
  /** How often a process group was killed. */
  readonly kills: number;
  /** Runs that were brought to their end, each killed several times on the way. */
  readonly runs: number;
  /** Runs whose results, records or digests differ from the undisturbed run's, with the first difference. */
  readonly differences: readonly string[];
  /** Episodes of a run. */
  readonly episodes: number;
  /** Kills after which there were results, and of them those that tore a line. */
  readonly withResults: number;
  readonly tornLines: number;
}

export interface KillOptions {
  /** Program and arguments before those of the trial, for instance node and the launcher. */
  readonly program: readonly string[];
  readonly cwd: string;
  /** Arguments of the run, without `--out` and `--resume`. */
  readonly run: readonly string[];
  readonly kills: number;
  /** Bounds of the time from start to kill, as shares of the undisturbed run's; drawn evenly. */
  readonly between: readonly [number, number];
  readonly seed: string;
  readonly say?: (line: string) => void;
}

/**
 * Runs once undisturbed; then again and again, killed with SIGKILL (the whole process group, at random moments) and resumed
 * until it is done, and compares: record for record, digest for digest, timings apart.
 */
export async function killTrials(options: KillOptions): Promise<KillTrials> {
  const { cwd, kills, between, say = () => undefined } = options;
  const random = RandomStream.named(options.seed, 'kills');
  const begun = performance.now();
  await runToEnd(options, 'undisturbed');
  let wholeMs = performance.now() - begun;
  const expected = read(join(cwd, 'undisturbed'));
  const differences: string[] = [];
  let done = 0;
  let runs = 0;
  let withResults = 0;
  let tornLines = 0;
  while (done < kills) {
    const out = `killed-${runs}`;
    for (let fresh = true; done < kills; fresh = false) {
      const started = performance.now();
      if (!(await runUntilKilled(options, out, wholeMs * random.range(...between)))) {
        // Where the machine was busy meanwhile, the undisturbed run says too much: no moment would be before the end.
        if (fresh) wholeMs = Math.min(wholeMs, performance.now() - started);
        break;
      }
      done++;
      const text = resultsText(join(cwd, out));
      if (text !== '') withResults++;
      if (text !== '' && !text.endsWith('\n')) tornLines++;
    }
    await runToEnd(options, out);
    runs++;
    const difference = firstDifference(expected, read(join(cwd, out)));
    if (difference !== null) differences.push(`${out}: ${difference}`);
    say(`${done} kills, ${runs} runs, ${differences.length} different`);
    rmSync(join(cwd, out), { recursive: true, force: true });
  }
  return { kills: done, runs, differences, episodes: expected.lines.size, withResults, tornLines };
}

/** @returns whether it had to be killed; false: it ended before */
async function runUntilKilled({ program, cwd, run }: KillOptions, out: string, afterMs: number): Promise<boolean> {
  const [command, ...args] = [...program, ...run, '--out', out, '--resume'];
  // A process group of its own, so that the workers die with it, as when a machine is switched off.
  const child = spawn(command, args, { cwd, stdio: 'ignore', detached: true });
  const ended = new Promise<'ended'>((resolve) => child.once('close', () => resolve('ended')));
  const first = await Promise.race([ended, sleep(afterMs, 'killed' as const)]);
  if (first === 'ended') return false;
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
  await ended;
  return true;
}

async function runToEnd({ program, cwd, run }: KillOptions, out: string): Promise<void> {
  const [command, ...args] = [...program, ...run, '--out', out, '--resume'];
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the run into ${out} ended with ${String(code)}: ${stderr}`);
}

interface Folder {
  /** Result lines without timings, by episode. */
  readonly lines: Map<string, string>;
  readonly repeated: number;
  readonly records: Map<string, Buffer>;
}

function read(folder: string): Folder {
  const { episodes, truncatedTail } = readEpisodeLines(readFileSync(join(folder, 'results.jsonl'), 'utf8'), folder);
  if (truncatedTail !== '') throw new Error(`${folder}: the last line is torn`);
  const lines = new Map(episodes.map((episode) => [episodeKey(episode), canonicalJson(untimed(episode))]));
  const names = readdirSync(join(folder, 'records')).sort();
  const records = new Map(names.map((name) => [name, readFileSync(join(folder, 'records', name))]));
  return { lines, repeated: episodes.length - lines.size, records };
}

function untimed({ timing: _timing, ...rest }: EpisodeResult): object {
  return rest;
}

function firstDifference(expected: Folder, found: Folder): string | null {
  if (found.repeated > 0) return `${found.repeated} episodes were run twice`;
  for (const [key, line] of expected.lines) {
    if (found.lines.get(key) !== line) return `episode ${key} is ${found.lines.get(key) ?? 'missing'}, not ${line}`;
  }
  if (found.lines.size !== expected.lines.size) return `${found.lines.size} episodes, not ${expected.lines.size}`;
  for (const [name, bytes] of expected.records) {
    if (found.records.get(name)?.equals(bytes) !== true) return `record ${name} differs or is missing`;
  }
  if (found.records.size !== expected.records.size) return `records ${[...found.records.keys()].join(', ')}`;
  return null;
}

function resultsText(folder: string): string {
  try {
    return readFileSync(join(folder, 'results.jsonl'), 'utf8');
  } catch {
    return '';
  }
}
