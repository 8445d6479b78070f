import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { RunProblem } from './run-problem.ts';

/** The file of a run's folder that is there while a process writes into it. */
export const LOCK_FILE = 'run.lock';

/** The holder says so often that it is alive; when it has not for so long, it is not. */
const BEAT_MS = 5_000;
const STALE_MS = 30_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Keeps other runs out of a folder until the returned function is called or the process ends, however it ends.
 * @throws RunProblem while another run holds it
 * @throws Error of the file system, with its code
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, LOCK_FILE);
  while (!create(file)) {
    const holder = holderOf(file);
    if (holder !== null)
      throw new RunProblem(
        `--out ${folder}: ${holder} is writing into it; wait for it (${STALE_MS / 1000} s where it was killed on another machine), or choose another folder`,
      );
    rmSync(file, { force: true });
  }
  const beat = setInterval(() => touch(file), BEAT_MS);
  beat.unref();
  const release = (): void => {
    clearInterval(beat);
    for (const signal of SIGNALS) process.off(signal, leave);
    rmSync(file, { force: true });
  };
  const leave = (signal: NodeJS.Signals): void => {
    release();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  return release;
}

/** False: it is there. */
function create(file: string): boolean {
  try {
    writeFileSync(file, `process ${process.pid} on ${hostname()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the file and is alive; null: nobody. */
function holderOf(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (Math.abs(Date.now() - statSync(file).mtimeMs) > STALE_MS) return null;
    const [, pid, host] = /^process (\d+) on (.*)$/.exec(text) ?? [];
    if (host === hostname() && !isOther(Number(pid))) return null;
    return text === '' ? 'another run' : text;
  } catch {
    // Released in between, or not readable: the next attempt tells.
    return null;
  }
}

/** Whether it is a process that runs, and not this one: after a restart of a container numbers come again. */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Somebody removed it; the run goes on.
  }
}
