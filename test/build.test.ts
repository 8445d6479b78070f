import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = 'scenarios/cli/twotempo.mjs';
let checkout: string;

/** A checkout whose command line prints what the simulation returns and exits with the status it is given. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'twotempo-build-'));
  for (const file of ['build.mjs', 'notices.mjs', 'tsconfig.json', launcher]) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    copyFileSync(join(root, file), join(checkout, file));
  }
  chmodSync(join(checkout, launcher), 0o755);
  write('package.json', '{"type": "module"}');
  write('sim/answer.ts', 'export const answer: number = 41;');
  write(
    'scenarios/cli/main.ts',
    "import { Command } from 'commander';\nimport { answer } from '../../sim/answer.ts';\n" +
      'export function main(argv: string[]): Promise<number> {\n' +
      '  const { args } = new Command().argument("[status]").parse(argv, { from: "user" });\n' +
      '  console.log(answer);\n  return Promise.resolve(Number(args[0] ?? 0));\n}\n',
  );
});

afterEach(() => rmSync(checkout, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

function install(): void {
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
}

interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

function run(command: string, args: string[], cwd = checkout): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

const build = (...args: string[]): Promise<Outcome> => run(process.execPath, ['build.mjs', ...args]);
const launch = (...args: string[]): Promise<Outcome> => run(join(checkout, launcher), args);
const modified = (path: string): number => statSync(join(checkout, path)).mtimeMs;

describe('build', () => {
  beforeEach(install);

  it('builds the entries that exist, once, and again when a source changed', async () => {
    expect(await build()).toEqual({ status: 0, stdout: '', stderr: '' });
    const first = modified('dist/cli.mjs');
    await build();
    expect(modified('dist/cli.mjs')).toBe(first);
    write('sim/answer.ts', 'export const answer: number = 42;');
    await build();
    expect(modified('dist/cli.mjs')).toBeGreaterThan(first);
    expect(readFileSync(join(checkout, 'dist/cli.mjs'), 'utf8')).toContain('answer = 42');
    expect(() => modified('dist/worker.mjs')).toThrow('ENOENT');
    write('scenarios/runner/worker-main.ts', 'export const x = 1;');
    await build();
    expect(modified('dist/worker.mjs')).toBeGreaterThan(first);
  });

  it('refuses a Node built-in in a room that runs in browsers', async () => {
    write('sim/answer.ts', "import { readFileSync } from 'fs';\nexport const answer = readFileSync.length;");
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toContain('dist/cli.mjs: sim/answer.ts imports the Node built-in module fs');
  });

  it('breaks the lock of a process that died', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.on('close', resolve));
    write('dist/.lock', String(dead.pid));
    expect((await build()).status).toBe(0);
  });
});

describe('launcher', () => {
  it('builds in a checkout, passes arguments and exit code, prints nothing of its own', async () => {
    install();
    expect(await launch('2')).toEqual({ status: 2, stdout: '41\n', stderr: '' });
    write('sim/answer.ts', 'export const answer: number = 42;');
    const several = await Promise.all([launch(), launch(), launch()]);
    for (const outcome of several) expect(outcome).toEqual({ status: 0, stdout: '42\n', stderr: '' });
  });

  it('starts through npx from a subfolder', async () => {
    install();
    write(
      'package.json',
      JSON.stringify({ name: 'twotempo', version: '1.0.0', type: 'module', bin: { twotempo: launcher } }),
    );
    const { status, stdout } = await run('npx', ['--offline', 'twotempo', '1'], join(checkout, 'sim'));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '41\n' });
  });

  it('says what to do where sources do not build', async () => {
    install();
    write('sim/answer.ts', 'export const answer = ;');
    const { status, stdout, stderr } = await launch();
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('sim/answer.ts:1:22');
    expect(stderr).toContain('twotempo: the sources do not build');
  });

  it('says what to do without development packages; prepare stays quiet', async () => {
    expect(await build('--prepare')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stderr } = await launch();
    expect(status).toBe(3);
    expect(stderr).toContain('run npm ci');
  });
});
