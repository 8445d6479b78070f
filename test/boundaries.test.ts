import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

interface Case {
  readonly what: string;
  /** Texts by their paths; no two cases have a path in common, since all stand in one house. */
  readonly files: Readonly<Record<string, string>>;
  /** 'rule: from → to', sorted. */
  readonly violations: readonly string[];
}

const X = 'export const x = 1;';

/** What the cases import from. */
const BASE: Readonly<Record<string, string>> = {
  'package.json': '{"type": "module", "dependencies": {"three": "1.0.0"}, "devDependencies": {"vitest": "1.0.0"}}',
  ...Object.fromEntries(
    ['three', 'vitest', 'onnxruntime-web'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', exports: './main.js' })],
      [`node_modules/${name}/main.js`, X],
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['sim', 'sim/driving', 'sim/driving/traffic', 'sim/robotics'],
      ...['policies', 'policies/driving', 'policies/manipulation', 'scenarios', 'test'],
    ].map((room) => [`${room}/base.ts`, X]),
  ),
  'renderer/host/contract.ts': X,
  'renderer/host/other.ts': X,
};

const CASES: readonly Case[] = [
  {
    what: 'lets a room import from the rooms above it',
    files: {
      'policies/good.ts': "export { x } from '../sim/base.ts';\nimport 'onnxruntime-web';",
      'scenarios/good.ts':
        "export { x } from '../policies/good.ts';\nexport { x as y } from '../sim/base.ts';\nimport 'node:fs';",
      'policies/training/good.ts': "import 'node:fs';",
    },
    violations: [],
  },
  {
    what: 'refuses an import from a room below, of a type too, and from tests',
    files: {
      'sim/below.ts': "export { x } from '../policies/base.ts';",
      'sim/below-type.ts': "import type { x } from '../scenarios/base.ts';\nexport type X = typeof x;",
      'policies/below.ts': "export const y = await import('../scenarios/base.ts');",
      'scenarios/below.ts': "export { x } from '../test/base.ts';",
    },
    violations: [
      'policies-imports-only-rooms-above: policies/below.ts → scenarios/base.ts',
      'scenarios-imports-only-rooms-above: scenarios/below.ts → test/base.ts',
      'sim-imports-only-rooms-above: sim/below-type.ts → scenarios/base.ts',
      'sim-imports-only-rooms-above: sim/below.ts → policies/base.ts',
    ],
  },
  {
    what: 'lets what serves the page know the contract of the bridge, and nothing else of the page',
    files: {
      'scenarios/serve/contract.ts': "export { x } from '../../renderer/host/contract.ts';\nimport 'node:fs';",
      'scenarios/serve/other.ts': "export { x } from '../../renderer/host/other.ts';",
      'scenarios/contract.ts': "export { x } from '../renderer/host/contract.ts';",
    },
    violations: [
      'scenarios-imports-only-rooms-above: scenarios/contract.ts → renderer/host/contract.ts',
      'serve-imports-rooms-above-and-contract: scenarios/serve/other.ts → renderer/host/other.ts',
    ],
  },
  {
    what: 'keeps Node built-ins out of sim and policies',
    files: { 'sim/node.ts': "import 'node:fs';", 'policies/node.ts': "import 'fs';" },
    violations: [
      'no-node-builtins-below-scenarios: policies/node.ts → fs',
      'no-node-builtins-below-scenarios: sim/node.ts → fs',
    ],
  },
  {
    what: 'keeps drawing and inference out of sim, and development packages out of what ships',
    files: {
      'sim/inference.ts': "import 'onnxruntime-web';",
      'sim/drawing.ts': "import 'three';",
      'policies/drawing.ts': "import 'three';",
      'scenarios/testing.ts': "import 'vitest';",
    },
    violations: [
      'no-development-packages: scenarios/testing.ts → node_modules/vitest/main.js',
      'policies-without-host-packages: policies/drawing.ts → node_modules/three/main.js',
      'sim-without-host-packages: sim/drawing.ts → node_modules/three/main.js',
      'sim-without-host-packages: sim/inference.ts → node_modules/onnxruntime-web/main.js',
    ],
  },
  {
    what: 'keeps the domains apart, and what they share free of both',
    files: {
      'sim/robotics/other.ts': "export { x } from '../driving/base.ts';",
      'sim/driving/other.ts': "import type { x } from '../robotics/base.ts';\nexport type X = typeof x;",
      'policies/manipulation/other.ts':
        "export { x } from '../driving/base.ts';\nexport { x as y } from '../../sim/robotics/base.ts';",
      'policies/manipulation/world.ts': "export { x } from '../../sim/driving/base.ts';",
      'policies/driving/other.ts': "export { x } from '../manipulation/base.ts';",
      'sim/kernel/domain.ts': "export { x } from '../robotics/base.ts';",
      'policies/runtime/domain.ts': "export { x } from '../driving/base.ts';",
      'policies/contracts.ts': "export { x } from '../sim/driving/base.ts';",
    },
    violations: [
      'arm-without-driving: policies/manipulation/other.ts → policies/driving/base.ts',
      'arm-without-driving: policies/manipulation/world.ts → sim/driving/base.ts',
      'arm-without-driving: sim/robotics/other.ts → sim/driving/base.ts',
      'driving-without-arm: policies/driving/other.ts → policies/manipulation/base.ts',
      'driving-without-arm: sim/driving/other.ts → sim/robotics/base.ts',
      'kernel-and-runtime-without-domains: policies/contracts.ts → sim/driving/base.ts',
      'kernel-and-runtime-without-domains: policies/runtime/domain.ts → policies/driving/base.ts',
      'kernel-and-runtime-without-domains: sim/kernel/domain.ts → sim/robotics/base.ts',
    ],
  },
  {
    what: 'keeps the traffic models from the value-guided planner: directly, over another file, and as a type',
    files: {
      'policies/driving/helper.ts': "export { x } from '../../sim/driving/traffic/base.ts';",
      'policies/driving/value-planner.ts': "export { x } from './helper.ts';",
      'policies/driving/value/cost.ts': "export { x } from '../../../sim/driving/traffic/base.ts';",
      'policies/driving/value/predict.ts':
        "import type { x } from '../../../sim/driving/traffic/base.ts';\nexport type X = typeof x;",
      'policies/driving/privileged-planner.ts': "export { x } from '../../sim/driving/traffic/base.ts';",
    },
    violations: [
      'value-planner-without-traffic-models: policies/driving/value-planner.ts → sim/driving/traffic/base.ts',
      'value-planner-without-traffic-models: policies/driving/value/cost.ts → sim/driving/traffic/base.ts',
      'value-planner-without-traffic-models: policies/driving/value/predict.ts → sim/driving/traffic/base.ts',
    ],
  },
  {
    what: 'refuses cycles and imports of nothing',
    files: {
      'sim/cycle-a.ts': "export { y as x } from './cycle-b.ts';",
      'sim/cycle-b.ts': "export { x as y } from './cycle-a.ts';",
      'sim/lost.ts': "import './missing.ts';",
    },
    violations: ['no-cycles: sim/cycle-a.ts → sim/cycle-b.ts', 'no-unresolvable: sim/lost.ts → ./missing.ts'],
  },
];

let found: readonly Violation[];

beforeAll(() => {
  const house = mkdtempSync(join(tmpdir(), 'twotempo-rooms-'));
  try {
    copyFileSync(join(root, 'tsconfig.json'), join(house, 'tsconfig.json'));
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text, { flag: 'wx' });
    };
    for (const files of [BASE, ...CASES.map((each) => each.files)])
      for (const [path, text] of Object.entries(files)) write(path, text);
    found = cruise(house);
  } finally {
    rmSync(house, { recursive: true });
  }
});

/** What the project's rules find in a house. */
function cruise(house: string): readonly Violation[] {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const args = [cli, '--config', config, '--output-type', 'json', 'sim', 'policies', 'scenarios'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

const textOf = ({ rule, from, to }: Violation): string => `${rule.name}: ${from} → ${to}`;

describe('room boundaries', () => {
  it.each(CASES)('$what', ({ files, violations }) => {
    expect(
      found
        .filter(({ from }) => from in files)
        .map(textOf)
        .sort(),
    ).toEqual(violations);
  });

  it('are not crossed by what only stands there', () => {
    expect(found.filter(({ from }) => from in BASE).map(textOf)).toEqual([]);
  });
});
