import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import { HUME_FACTS_FILE, type HumeModel } from '../../policies/manipulation/hume-model.ts';
import { modelFolder } from '../../scenarios/cli/package-root.ts';
import { loadHumeModel } from '../../scenarios/runner/hume-files.ts';
import { loadModel } from '../../scenarios/runner/model-files.ts';
import { measureArm } from './arm-costs.ts';
import { measureGrowth } from './growth.ts';
import { measureLive, serveBusyPlanner } from './live-cost.ts';
import { measureParts } from './part-cost.ts';
import { measurePlanner } from './planner-cost.ts';
import { printReport, type BenchReport } from './report.ts';
import { measureTicks } from './tick-cost.ts';

const VEHICLES = [10, 20, 50];
/** In the table of parts. */
const PARTS_VEHICLES = [20, 50];

/** Short enough to fit between two interruptions; whole periods of the sensors (3 ticks) and of the metrics (6). */
const TICKS_PER_ROUND = 12;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      model: { type: 'string', default: modelFolder() },
      'arm-models': { type: 'string' },
    },
  });
  const model = await loadModel(values.model);
  const hume = await loadArmModels(values['arm-models']);
  const rounds = values.quick ? 30 : 200;
  const options = { rounds, ticksPerRound: TICKS_PER_ROUND };
  const ticks = [];
  for (const vehicles of VEHICLES) ticks.push(await measureTicks(vehicles, model, options));
  const parts = [];
  for (const vehicles of PARTS_VEHICLES) parts.push({ vehicles, us: await measureParts(vehicles, model, options) });
  const report: BenchReport = {
    schemaVersion: 1,
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    model: { name: model.facts.name, sha256: model.facts.sha256, members: model.facts.members },
    rounds,
    ticksPerRound: TICKS_PER_ROUND,
    ticks,
    parts,
    growth: await measureGrowth(model, options),
    planner: await measurePlanner(model, values.quick ? 30 : 90),
    arm: await measureArm(options, values.quick ? 90 : 300, hume),
    live: await measureLive(model, values.quick ? 3 : 8, fileURLToPath(import.meta.url)),
  };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
}

/** @param folder if left out: that of the package, which may have none @returns null where there are none */
async function loadArmModels(folder: string | undefined): Promise<HumeModel | null> {
  if (folder !== undefined) return loadHumeModel(folder);
  return existsSync(join(modelFolder(), HUME_FACTS_FILE)) ? loadHumeModel(modelFolder()) : null;
}

if (isMainThread) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 3;
  }
} else {
  serveBusyPlanner();
}
