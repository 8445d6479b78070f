import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { sha256Hex } from '../../sim/kernel/sha256.ts';
import { FAST_MODEL } from '../runner/model-files.ts';
import { curvesSvg } from './curves-svg.ts';
import { modelCard, summariesOf, type ClosedLoop } from './model-card.ts';
import { factsSchema, formatReport, parseFile, reportSchema, thinReport, TrainingProblem } from './training-files.ts';
import type { CalibrateStage } from './training-rounds.ts';
import { describeData, outputOf, readFacts, readReport, REPORT_FILE } from './training-stages.ts';

const CARD_FILE = 'fast-driving.md';
const CURVES_FILE = 'fast-driving.curves.svg';
/** The shipped report must stay small. */
const REPORT_LIMIT = 60_000;
/** Summaries of runs, relative to the package. */
const EVIDENCE = join('docs', 'evidence');

/**
 * Copies the final model of a training, with report, curves and card, to the folder of shipped models.
 * @returns the files written
 * @throws TrainingProblem where network and facts do not belong together
 */
export function publishModel(last: CalibrateStage, models: string, root: string): string[] {
  const network = readFileSync(join(last.folder, FAST_MODEL.network));
  const facts = readFileSync(join(last.folder, FAST_MODEL.facts));
  const dataSets = [...last.trained.data, last.trained.validation].map(describeData);
  const report = thinReport({ ...readReport(last.trained), dataSets }, REPORT_LIMIT);
  expectNetwork(network, readFacts(last).sha256, outputOf(last));
  expectNetwork(network, report.sha256, outputOf(last.trained));
  const files = [
    replace(join(models, FAST_MODEL.network), network),
    replace(join(models, FAST_MODEL.facts), facts),
    replace(join(models, REPORT_FILE), formatReport(report)),
  ];
  return [...files, ...writeCard(models, root)];
}

/**
 * Writes card and curves from what lies in the folder of shipped models and the summaries under `docs/evidence/`.
 * @returns the files written
 * @throws TrainingProblem where one of them is missing, wrong, or of another network
 */
export function writeCard(models: string, root: string): string[] {
  const facts = parseFile(factsSchema, readText(join(models, FAST_MODEL.facts)), join(models, FAST_MODEL.facts));
  const report = parseFile(reportSchema, readText(join(models, REPORT_FILE)), join(models, REPORT_FILE));
  const network = readFileSync(join(models, FAST_MODEL.network));
  expectNetwork(network, facts.sha256, join(models, FAST_MODEL.facts));
  expectNetwork(network, report.sha256, join(models, REPORT_FILE));
  const summaries = readSummaries(join(root, EVIDENCE));
  const used = summariesOf(
    facts,
    summaries.map(({ summary }) => summary),
  );
  for (const { file, summary } of summaries)
    if (!used.includes(summary))
      process.stderr.write(`card: ${file}: of other weights or without the arm fast, left out\n`);
  const card = modelCard({ facts, report, networkBytes: network.length, summaries: used, curvesFile: CURVES_FILE });
  return [replace(join(models, CURVES_FILE), curvesSvg(report)), replace(join(models, CARD_FILE), card)];
}

/** @throws TrainingProblem unless `hash`, which `file` names, is that of the network */
function expectNetwork(network: Uint8Array, hash: string, file: string): void {
  const found = sha256Hex(network);
  if (hash !== found)
    throw new TrainingProblem(`${file}: sha256: expected that of ${FAST_MODEL.network}, ${found}, found ${hash}`);
}

const interval = z.tuple([z.number(), z.number()]).nullable();
const rateOnly = z.object({ rate: z.number().nullable(), ci95: interval });
const rateSchema = rateOnly.extend({ count: z.int(), n: z.int() });
const summarySchema = z.object({
  schemaVersion: z.literal(1),
  suite: z.string(),
  split: z.string(),
  seeds: z.string(),
  engine: z.object({ version: z.string(), models: z.record(z.string(), z.string()) }),
  arms: z.record(
    z.string(),
    z.object({
      episodes: z.int(),
      errors: z.int(),
      collision: rateSchema,
      atFaultCollision: rateSchema,
      success: rateSchema,
      offRoad: rateSchema,
      timeout: rateSchema,
      macro: z.object({ collision: rateOnly }),
    }),
  ),
});

/** Summaries among the JSON files of a folder, by name; other documents may lie beside them. */
function readSummaries(folder: string): { file: string; summary: ClosedLoop }[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((name) => {
    const file = join(folder, name);
    const value: unknown = parseFile(z.unknown(), readText(file), file);
    const looksLikeSummary = typeof value === 'object' && value !== null && 'arms' in value && 'engine' in value;
    return looksLikeSummary ? [{ file, summary: parseFile(summarySchema, readText(file), file) }] : [];
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
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
