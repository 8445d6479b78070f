import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256Hex } from '../../../sim/kernel/sha256.ts';
import { HUME_FACTS_FILE } from '../../../policies/manipulation/hume-model.ts';
import { parseFile, TrainingProblem } from '../training-files.ts';
import { armCard } from './arm-card.ts';
import { armCurvesSvg } from './arm-curves-svg.ts';
import type { CalibrateArmStage } from './arm-recipe.ts';
import { readReport, readSummary } from './arm-stages.ts';
import {
  calibratedFactsSchema,
  heldOutSchema,
  publishedReportSchema,
  REPORT_FILE,
  type CalibratedFacts,
  type PublishedReport,
} from './arm-training-files.ts';
import { HELD_OUT_FILE } from './calibrate-arm.ts';

const CARD_FILE = 'hume.md';
const CURVES_FILE = 'hume.curves.svg';
/** The models of the arm together may have so many bytes. */
const MOST_BYTES = 10e6;

/**
 * Copies calibrated models with report, curves and card to the folder of shipped models.
 * @returns the files written
 * @throws TrainingProblem where they are too large, or networks and facts do not belong together
 */
export function publishArm(last: CalibrateArmStage, models: string): string[] {
  const facts = readFacts(last.folder);
  const heldOutFile = join(last.folder, HELD_OUT_FILE);
  const heldOutByScenario = parseFile(heldOutSchema, readText(heldOutFile), heldOutFile);
  const dataSets = [...last.trained.data, last.trained.validation].map((stage) => {
    const { split, seeds } = stage.source;
    return { name: stage.name, role: stage.role, split, seeds: [...seeds], ...readSummary(stage) };
  });
  const report = { ...readReport(last.trained), dataSets, heldOutByScenario };
  const networks = Object.values(facts.files).map(({ file }) => file);
  checkNetworks(last.folder, facts);
  return [
    ...networks.map((file) => replace(join(models, file), readFileSync(join(last.folder, file)))),
    replace(join(models, HUME_FACTS_FILE), readFileSync(join(last.folder, HUME_FACTS_FILE))),
    replace(join(models, REPORT_FILE), `${JSON.stringify(report)}\n`),
    ...writeArmCard(models),
  ];
}

/**
 * Writes card and curves from what lies in the folder of shipped models.
 * @returns the files written
 * @throws TrainingProblem where one of them is missing, wrong, or of other networks
 */
export function writeArmCard(models: string): string[] {
  const facts = readFacts(models);
  const file = join(models, REPORT_FILE);
  const report: PublishedReport = parseFile(publishedReportSchema, readText(file), file);
  checkNetworks(models, facts);
  checkNetworks(models, report);
  return [
    replace(join(models, CURVES_FILE), armCurvesSvg(report)),
    replace(join(models, CARD_FILE), armCard({ facts, report, curvesFile: CURVES_FILE })),
  ];
}

function readFacts(folder: string): CalibratedFacts {
  const file = join(folder, HUME_FACTS_FILE);
  return parseFile(calibratedFactsSchema, readText(file), file);
}

/** @throws TrainingProblem unless the networks in the folder are those of `files`, and small enough */
function checkNetworks(folder: string, { files }: Pick<CalibratedFacts, 'files'>): void {
  let total = 0;
  for (const { file, sha256 } of Object.values(files)) {
    const bytes = readBytes(join(folder, file));
    const found = sha256Hex(bytes);
    if (found !== sha256)
      throw new TrainingProblem(`${join(folder, file)}: sha256: expected ${sha256}, found ${found}; train again`);
    total += bytes.length;
  }
  if (total > MOST_BYTES)
    throw new TrainingProblem(`${folder}: expected networks of at most ${MOST_BYTES} bytes together, found ${total}`);
}

const readText = (file: string): string => readBytes(file).toString('utf8');

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new TrainingProblem(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Readers see the old file or the new one, never a part. */
function replace(file: string, content: Uint8Array | string): string {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = join(dirname(file), `.${basename(file)}.${process.pid}`);
  writeFileSync(fresh, content);
  renameSync(fresh, file);
  return file;
}
