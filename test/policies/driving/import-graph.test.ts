import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const rule = 'value-planner-without-traffic-models';
const folders: string[] = [];

afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Violations of the rule in the `policies/` of `folder`, as 'from → to'. */
function violations(folder: string): string[] {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cli, '--config', config, '--output-type', 'json', 'policies'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 },
  );
  if (stdout === '') throw new Error(stderr);
  const report = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  expect(report.summary.totalCruised).toBeGreaterThan(2);
  return report.summary.violations
    .filter((violation) => violation.rule.name === rule)
    .map(({ from, to }) => `${from} → ${to}`)
    .sort();
}

function house(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'twotempo-graph-'));
  folders.push(folder);
  const all = { 'tsconfig.json': '{}', 'package.json': '{"type": "module"}', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('what the value-guided planner can know', () => {
  it('reaches no traffic model from the planner, over however many files', () => {
    expect(violations(root)).toEqual([]);
  }, 120_000);

  it('is seen when it does: directly, over another file, and by a type', () => {
    const folder = house({
      'sim/driving/traffic/idm.ts': 'export type Idm = number;\nexport const idm: Idm = 1;',
      'policies/driving/helper.ts': "export { idm } from '../../sim/driving/traffic/idm.ts';",
      'policies/driving/value-planner.ts': "export { idm } from './helper.ts';",
      'policies/driving/value/cost.ts': "export { idm } from '../../../sim/driving/traffic/idm.ts';",
      'policies/driving/value/predict.ts':
        "import type { Idm } from '../../../sim/driving/traffic/idm.ts';\nexport const x: Idm = 1;",
      'policies/driving/privileged-planner.ts': "export { idm } from '../../sim/driving/traffic/idm.ts';",
    });
    const traffic = 'sim/driving/traffic/idm.ts';
    expect(violations(folder)).toEqual([
      `policies/driving/value-planner.ts → ${traffic}`,
      `policies/driving/value/cost.ts → ${traffic}`,
      `policies/driving/value/predict.ts → ${traffic}`,
    ]);
  });
});
