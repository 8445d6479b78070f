import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_FILE, lockFolder } from '../../../scenarios/runner/run-lock.ts';
import { RunProblem } from '../../../scenarios/runner/run-problem.ts';

let folder: string;
let other: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-lock-'));
  other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const lock = (): string => join(folder, LOCK_FILE);
const holdAs = (pid: number | undefined, host = hostname()): void =>
  writeFileSync(lock(), `process ${pid} on ${host}\n`);

describe('the lock of a folder', () => {
  it('is there until it is released, and holds again', () => {
    for (let i = 0; i < 2; i++) {
      const release = lockFolder(folder);
      expect(readFileSync(lock(), 'utf8')).toBe(`process ${process.pid} on ${hostname()}\n`);
      release();
      expect(existsSync(lock())).toBe(false);
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      expect(process.listeners(signal).filter(({ name }) => name === 'leave')).toEqual([]);
  });

  it('keeps others out while its holder runs, on this machine or another', () => {
    holdAs(other.pid);
    expect(() => lockFolder(folder)).toThrow(RunProblem);
    expect(() => lockFolder(folder)).toThrow(
      `--out ${folder}: process ${other.pid} on ${hostname()} is writing into it; wait for it`,
    );
    holdAs(other.pid, 'elsewhere');
    expect(() => lockFolder(folder)).toThrow('on elsewhere is writing into it');
    expect(readFileSync(lock(), 'utf8')).toContain('elsewhere');
  });

  it('falls when its holder has ended, or has not been heard of for long', async () => {
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await ended;
    holdAs(other.pid);
    lockFolder(folder)();
    holdAs(process.pid);
    lockFolder(folder)();
    holdAs(1, 'elsewhere');
    const before = new Date(Date.now() - 31_000);
    utimesSync(lock(), before, before);
    lockFolder(folder)();
    expect(existsSync(lock())).toBe(false);
  });
});
