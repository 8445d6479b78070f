import { type ChildProcess, type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LAUNCHER = 'scenarios/cli/twotempo.mjs';
const SHIPPED = [
  'package.json',
  LAUNCHER,
  ...[
    'cli.mjs',
    'worker.mjs',
    'collect.mjs',
    'clip-worker.mjs',
    'suite-task.mjs',
    'report/report.js',
    'report/report.css',
  ].map((file) => `dist/${file}`),
];

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Installs the built program, as a package is, into `package/` of a new folder to work in; returns that folder. A copy:
 * a checkout would build anew where somebody edits its sources meanwhile.
 */
export function workplace(): string {
  execFileSync(process.execPath, [join(ROOT, 'build.mjs')]);
  const folder = mkdtempSync(join(tmpdir(), 'twotempo-cli-'));
  for (const file of SHIPPED) {
    const target = join(folder, 'package', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(ROOT, file), target);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'package/node_modules'));
  return folder;
}

/** Starts the program of a `workplace` in its folder. */
export function start(cwd: string, args: readonly string[]): { child: ChildProcess; ended: Promise<Ran> } {
  return follow(
    spawn(process.execPath, [join(cwd, 'package', LAUNCHER), ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** As `twotempo`, but no file may be longer than `limitKiB`: what the system says then, it says of a full disk. */
export function startLimited(cwd: string, limitKiB: number, args: readonly string[]): Promise<Ran> {
  const limited = `trap '' XFSZ; ulimit -f ${limitKiB}; exec "$@"`;
  const words = ['-c', limited, 'bash', process.execPath, join(cwd, 'package', LAUNCHER), ...args];
  return follow(spawn('bash', words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })).ended;
}

function follow(child: ChildProcessByStdio<null, Readable, Readable>): { child: ChildProcess; ended: Promise<Ran> } {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

export function twotempo(cwd: string, args: readonly string[]): Promise<Ran> {
  return start(cwd, args).ended;
}

/**
 * As `twotempo`, but within this process, which spares the start of another one: the same bundle, with workers of its own
 * where episodes are run. One call at a time, since the working folder and the two streams are the process's.
 * @param root of the built program
 */
export async function answerOf(cwd: string, args: readonly string[], root = join(cwd, 'package')): Promise<Ran> {
  const bundle = pathToFileURL(join(root, 'dist/cli.mjs')).href;
  const { main } = (await import(/* @vite-ignore */ bundle)) as { main(argv: readonly string[]): Promise<number> };
  const before = process.cwd();
  const [out, err] = [captured(process.stdout), captured(process.stderr)];
  process.chdir(cwd);
  try {
    const code = await main(args);
    return { code, stdout: out.text(), stderr: err.text() };
  } finally {
    process.chdir(before);
    out.release();
    err.release();
  }
}

/** Keeps what is written to a stream of the process, until it is released. */
function captured(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const write = stream.write;
  const listeners = stream.listeners('error');
  let text = '';
  const keep = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  stream.write = keep;
  return {
    text: () => text,
    release: () => {
      stream.write = write;
      for (const each of stream.listeners('error'))
        if (!listeners.includes(each)) stream.off('error', each as (error: Error) => void);
    },
  };
}

/** Short scenarios: one in which planning makes a difference, one in which nothing happens, one that ends badly. */
export function writeScenarios(folder: string): void {
  writeFileSync(
    join(folder, 'brake.yaml'),
    `version: 1
name: The lead brakes to standstill, close ahead.
family: braking
map: { kind: highway, lanes: 2, shoulderM: 2, speedLimitMps: 36, segments: [{ lengthM: 600 }] }
timeLimitS: 3
parameters: { speed: { uniform: [18, 28] } }
ego: { lane: 0, s: 50, speedMps: $speed, desiredSpeedMps: $speed, goalS: 50 + 5 * $speed }
actors:
  - id: lead
    kind: car
    start: { lane: 0, gapAheadM: $speed, speedMps: $speed }
    behaviour: { kind: drive, follow: { model: idm, timeHeadwayS: 1 } }
    events:
      - trigger: { kind: time, s: { uniform: [0.5, 1] } }
        action: { kind: brake, decelMps2: 8, toSpeedMps: 0, holdS: 2 }
`,
  );
  writeFileSync(
    join(folder, 'calm.yaml'),
    `version: 1
name: An empty road.
family: empty
map: { kind: highway, lanes: 2, shoulderM: 2, speedLimitMps: 36, segments: [{ lengthM: 600 }] }
timeLimitS: 2
ego: { lane: 0, s: 50, speedMps: 20, desiredSpeedMps: { uniform: [20, 25] }, goalS: 80 }
`,
  );
  writeFileSync(
    join(folder, 'wall.yaml'),
    `version: 1
name: Something stands on the road, too close to stop.
family: wall
map: { kind: highway, lanes: 1, shoulderM: 2, speedLimitMps: 36, segments: [{ lengthM: 400 }] }
timeLimitS: 3
ego: { lane: 0, s: 50, speedMps: { uniform: [22, 28] }, desiredSpeedMps: 25, goalS: 250 }
actors:
  - { id: block, kind: barrier, start: { lane: 0, gapAheadM: 12, speedMps: 0 }, behaviour: { kind: static } }
`,
  );
}

export function resultsIn(folder: string, file = 'results.jsonl'): EpisodeResult[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as EpisodeResult);
}

/** The results without what is measured on the machine, one line each, in an order of their own. */
export function comparable(results: readonly EpisodeResult[]): string[] {
  return results.map(({ timing: _, ...result }) => JSON.stringify(result)).sort();
}
