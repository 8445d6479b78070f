import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'twotempo-rooms-'));
  copyFileSync(join(root, 'tsconfig.json'), join(house, 'tsconfig.json'));
  write(
    'package.json',
    '{"type": "module", "dependencies": {"three": "1.0.0"}, "devDependencies": {"vitest": "1.0.0"}}',
  );
  for (const name of ['three', 'vitest', 'onnxruntime-web']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', exports: './main.js' }));
    write(`node_modules/${name}/main.js`, 'export const x = 1;');
  }
  for (const room of ['sim', 'policies', 'scenarios', 'test']) write(`${room}/base.ts`, 'export const x = 1;');
});

afterEach(() => rmSync(house, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

/** Runs the project's rules over the house: 'rule: from → to', sorted. */
function violations(): string[] {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const args = [cli, '--config', config, '--output-type', 'json', 'sim', 'policies', 'scenarios'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  const report = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

describe('room boundaries', () => {
  it('lets a room import from the rooms above it', () => {
    write('policies/p.ts', "export { x } from '../sim/base.ts';\nimport 'onnxruntime-web';");
    write(
      'scenarios/s.ts',
      "export { x } from '../policies/p.ts';\nexport { x as y } from '../sim/base.ts';\nimport 'node:fs';",
    );
    write('policies/training/t.ts', "import 'node:fs';");
    expect(violations()).toEqual([]);
  });

  it('refuses an import from a room below, of a type too, and from tests', () => {
    write('sim/a.ts', "export { x } from '../policies/base.ts';");
    write('sim/b.ts', "import type { x } from '../scenarios/base.ts';\nexport type X = typeof x;");
    write('policies/a.ts', "export const y = await import('../scenarios/base.ts');");
    write('scenarios/a.ts', "export { x } from '../test/base.ts';");
    expect(violations()).toEqual([
      'policies-imports-only-rooms-above: policies/a.ts → scenarios/base.ts',
      'scenarios-imports-only-rooms-above: scenarios/a.ts → test/base.ts',
      'sim-imports-only-rooms-above: sim/a.ts → policies/base.ts',
      'sim-imports-only-rooms-above: sim/b.ts → scenarios/base.ts',
    ]);
  });

  it('lets what serves the page know the contract of the bridge, and nothing else of the page', () => {
    write('renderer/host/contract.ts', 'export const x = 1;');
    write('renderer/host/other.ts', 'export const x = 1;');
    write('scenarios/serve/a.ts', "export { x } from '../../renderer/host/contract.ts';\nimport 'node:fs';");
    write('scenarios/serve/b.ts', "export { x } from '../../renderer/host/other.ts';");
    write('scenarios/c.ts', "export { x } from '../renderer/host/contract.ts';");
    expect(violations()).toEqual([
      'scenarios-imports-only-rooms-above: scenarios/c.ts → renderer/host/contract.ts',
      'serve-imports-rooms-above-and-contract: scenarios/serve/b.ts → renderer/host/other.ts',
    ]);
  });

  it('keeps Node built-ins out of sim and policies', () => {
    write('sim/a.ts', "import 'node:fs';");
    write('policies/a.ts', "import 'fs';");
    expect(violations()).toEqual([
      'no-node-builtins-below-scenarios: policies/a.ts → fs',
      'no-node-builtins-below-scenarios: sim/a.ts → fs',
    ]);
  });

  it('keeps drawing and inference out of sim, and development packages out of what ships', () => {
    write('sim/a.ts', "import 'onnxruntime-web';");
    write('sim/b.ts', "import 'three';");
    write('policies/a.ts', "import 'three';");
    write('scenarios/a.ts', "import 'vitest';");
    expect(violations()).toEqual([
      'no-development-packages: scenarios/a.ts → node_modules/vitest/main.js',
      'policies-without-host-packages: policies/a.ts → node_modules/three/main.js',
      'sim-without-host-packages: sim/a.ts → node_modules/onnxruntime-web/main.js',
      'sim-without-host-packages: sim/b.ts → node_modules/three/main.js',
    ]);
  });

  it('keeps the domains apart, and what they share free of both', () => {
    for (const domain of ['sim/driving', 'sim/robotics', 'policies/driving', 'policies/manipulation']) {
      write(`${domain}/base.ts`, 'export const x = 1;');
    }
    write('sim/robotics/a.ts', "export { x } from '../driving/base.ts';");
    write('sim/driving/a.ts', "import type { x } from '../robotics/base.ts';\nexport type X = typeof x;");
    write(
      'policies/manipulation/a.ts',
      "export { x } from '../driving/base.ts';\nexport { x as y } from '../../sim/robotics/base.ts';",
    );
    write('policies/manipulation/b.ts', "export { x } from '../../sim/driving/base.ts';");
    write('policies/driving/a.ts', "export { x } from '../manipulation/base.ts';");
    write('sim/kernel/a.ts', "export { x } from '../robotics/base.ts';");
    write('policies/runtime/a.ts', "export { x } from '../driving/base.ts';");
    write('policies/contracts.ts', "export { x } from '../sim/driving/base.ts';");
    expect(violations()).toEqual([
      'arm-without-driving: policies/manipulation/a.ts → policies/driving/base.ts',
      'arm-without-driving: policies/manipulation/b.ts → sim/driving/base.ts',
      'arm-without-driving: sim/robotics/a.ts → sim/driving/base.ts',
      'driving-without-arm: policies/driving/a.ts → policies/manipulation/base.ts',
      'driving-without-arm: sim/driving/a.ts → sim/robotics/base.ts',
      'kernel-and-runtime-without-domains: policies/contracts.ts → sim/driving/base.ts',
      'kernel-and-runtime-without-domains: policies/runtime/a.ts → policies/driving/base.ts',
      'kernel-and-runtime-without-domains: sim/kernel/a.ts → sim/robotics/base.ts',
    ]);
  });

  it('refuses cycles and imports of nothing', () => {
    write('sim/a.ts', "export { y as x } from './b.ts';");
    write('sim/b.ts', "export { x as y } from './a.ts';");
    write('sim/c.ts', "import './missing.ts';");
    expect(violations()).toEqual(['no-cycles: sim/a.ts → sim/b.ts', 'no-unresolvable: sim/c.ts → ./missing.ts']);
  });
});
