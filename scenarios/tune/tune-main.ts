import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TUNED } from '../../policies/driving/arms.ts';
import { resolveScenario } from '../language/resolve.ts';
import { assertUsableFor, episodeSeed } from '../language/splits.ts';
import { libraryScenario } from '../library/registry.ts';
import { summarise } from '../results/summary.ts';
import type { ArmSummary } from '../results/summary-types.ts';
import { readModelFacts } from '../runner/model-files.ts';
import { runSuite } from '../runner/run-suite.ts';
import { findSuite } from '../suites/suites.ts';
import { engineVersion, modelFolder, packageRoot, workerScript } from '../cli/package-root.ts';
import { tuneArm } from './arm/tune-arm.ts';
import { stages, type Variant } from './variants.ts';

/**
 * `npm run tune [-- stage]`: runs the variants of the tuned constants on the validation split and writes the tables that
 * the committed values were chosen from. It changes no constant itself. `npm run tune -- arm` does so for the arm.
 */
const SPLIT = 'val';
const SEEDS = { longtail: [0, 15], common: [0, 3] } as const;

interface Row {
  readonly variant: string;
  readonly longtail: ArmSummary;
  readonly common: ArmSummary;
}

async function main(): Promise<void> {
  assertUsableFor('tune', SPLIT);
  const only = process.argv[2];
  const folder = join(packageRoot(), 'docs', 'evidence');
  mkdirSync(folder, { recursive: true });
  for (const stage of stages(TUNED)) {
    if (only !== undefined && only !== stage.name) continue;
    const rows: Row[] = [];
    for (const variant of stage.variants) {
      const row = {
        variant: variant.name,
        longtail: await measure(variant, 'longtail'),
        common: await measure(variant, 'common'),
      };
      rows.push(row);
      process.stdout.write(`${stage.name}: ${line(row)}\n`);
    }
    writeFileSync(join(folder, `tuning-${stage.name}.md`), page(stage.name, stage.about, rows));
  }
}

async function measure(variant: Variant, suite: 'longtail' | 'common'): Promise<ArmSummary> {
  const out = join(packageRoot(), 'runs', 'tune', 'variant');
  rmSync(out, { recursive: true, force: true });
  const results = await runSuite({
    domain: 'driving',
    suite,
    scenarios: findSuite(suite).scenarios,
    arms: [variant.arm],
    seeds: SEEDS[suite],
    split: SPLIT,
    latencies: [{ kind: 'fixed', ms: 200 }],
    planner: null,
    workers: 2,
    out,
    resume: false,
    record: 'none',
    shard: null,
    only: null,
    scenarioValues: {},
    settings: variant.settings,
    engineVersion: engineVersion(),
    modelFolder: modelFolder(),
    model: await readModelFacts(modelFolder()),
    workerScript: workerScript(),
    episodeLimitMs: 120_000,
    quiet: true,
    resolve: (id, seed) => {
      const name = episodeSeed(SPLIT, id, seed);
      return { domain: 'driving', spec: resolveScenario(libraryScenario(id), name), episodeSeed: name };
    },
  });
  return summarise(results).arms[variant.arm];
}

const percent = (x: number | null | undefined): string => (x === null || x === undefined ? '-' : (100 * x).toFixed(1));
const number = (x: number | null | undefined): string => (x === null || x === undefined ? '-' : x.toFixed(2));

function cells(row: Row): string[] {
  const { longtail: l, common: c } = row;
  return [
    row.variant,
    `${percent(l.macro.collision.rate)} [${percent(l.macro.collision.ci95?.[0])}, ${percent(l.macro.collision.ci95?.[1])}]`,
    number(l.meanSpeedMps.mean),
    percent(l.hardBrakingShare.mean),
    percent(l.planner.dutyCycle),
    number(l.planner.callsPerMinute),
    percent(c.collision.rate),
    number(c.meanSpeedMps.mean),
    percent(c.hardBrakingShare.mean),
    percent(c.planner.dutyCycle),
  ];
}

const HEAD = [
  'variant',
  'longtail collisions %',
  'speed m/s',
  'hard %',
  'duty %',
  'calls/min',
  'common collisions %',
  'speed m/s',
  'hard %',
  'duty %',
];

function line(row: Row): string {
  return cells(row)
    .map((cell, i) => `${HEAD[i]} ${cell}`)
    .join(', ');
}

function page(name: string, about: string, rows: readonly Row[]): string {
  const table = [HEAD, HEAD.map(() => '---'), ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const seeds = `longtail seeds ${SEEDS.longtail.join('..')}, common seeds ${SEEDS.common.join('..')}, split ${SPLIT}, latency 200 ms`;
  return `# Tuning: ${name}\n\n${about}\n\nMade by \`npm run tune -- ${name}\` (${seeds}). Never run on test seeds.\n\n${table}\n`;
}

if (process.argv[2] === 'arm') process.exitCode = await tuneArm(process.argv.slice(3));
else await main();
