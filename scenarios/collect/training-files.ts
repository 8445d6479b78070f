import { z } from 'zod';
import { SPLITS } from '../language/splits.ts';

/** What the stages of a training leave behind, as it is read again. */

const count = z.int().nonnegative();
const seedRange = z.tuple([count, count]);
const counts = z.record(z.string(), count);

/** `layout.json` of a data set. */
export const layoutSchema = z.object({
  featureVersion: z.int(),
  features: z.int().positive(),
  choices: z.array(z.string()).min(1),
  knots: z.int().positive(),
  rowLength: z.int().positive(),
  scenarios: z.array(z.string()).optional(),
  split: z.enum(SPLITS).optional(),
  seeds: seedRange.optional(),
  driver: z.enum(['expert', 'policy']).optional(),
  disturbance: z.object({ share: z.number(), most: count, kinds: z.record(z.string(), z.number()) }).optional(),
  /** Share of the episodes into which each kind of hazard is put, where there is somebody to cause it. */
  hazards: z.record(z.string(), z.number()).optional(),
  samples: count,
  episodes: count.optional(),
  ends: counts,
});

export type DataLayout = z.infer<typeof layoutSchema>;

/** A data set as the model card tells it. */
export const dataSetSchema = z.object({
  name: z.string(),
  role: z.enum(['train', 'validation']),
  suite: z.string(),
  split: z.enum(SPLITS),
  seeds: seedRange,
  driver: z.enum(['expert', 'policy']),
  episodes: count,
  samples: count,
  ends: counts,
  /** Labels by lateral choice, in the order of the network's choices. */
  labels: z.array(count),
  disturbance: layoutSchema.shape.disturbance,
  hazards: layoutSchema.shape.hazards,
});

export type DataSet = z.infer<typeof dataSetSchema>;

const curvePoint = z.object({ epoch: count, train: z.number(), val: z.number() });

/** `NAME.training.json`: what train.py wrote; the driver adds `dataSets`. */
export const reportSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  members: z.int().positive(),
  layout: layoutSchema.pick({ featureVersion: true, features: true, choices: true, knots: true, rowLength: true }),
  hyperParameters: z.object({
    hidden: z.int(),
    layers: z.int(),
    batch: z.int(),
    learningRate: z.number(),
    weightDecay: z.number(),
    epochs: z.int(),
    seed: z.int(),
  }),
  trainSamples: count,
  trainChoices: z.array(count),
  /** Per member; epochs may be thinned. */
  curves: z.array(z.array(curvePoint).min(1)),
  heldOut: z.object({
    samples: count,
    choiceAccuracy: z.number(),
    choices: z.record(z.string(), z.object({ n: count, recall: z.number().nullable() })),
    accelerationMaeMps2: z.array(z.number()),
    memberLoss: z.array(z.number()),
    coverage50: z.number(),
    coverage90: z.number(),
  }),
  dataSets: z.array(dataSetSchema).optional(),
});

export type TrainingReport = z.infer<typeof reportSchema>;

const table = z.array(z.number());

/** `NAME.json`: the facts that are loaded with the network, and where their calibration comes from. */
export const factsSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  featureVersion: z.int(),
  members: z.int().positive(),
  calibration: z.object({ quantiles: table, aleatoric: table, epistemic: table }),
  calibratedOn: z.object({ split: z.enum(SPLITS), seeds: seedRange, episodes: count }).optional(),
});

export type ModelFacts = z.infer<typeof factsSchema>;

/** A file of a training that cannot be used; the message names it and says what to do. */
export class TrainingProblem extends Error {}

/** @throws TrainingProblem */
export function parseFile<T>(schema: z.ZodType<T>, text: string, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TrainingProblem(`${file}: cannot be read as JSON (${error instanceof Error ? error.message : 'error'})`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new TrainingProblem(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Drops epochs of the curves until the report, as it is written, has at most `limit` characters; best and last stay. */
export function thinReport(report: TrainingReport, limit: number): TrainingReport {
  const longest = Math.max(...report.curves.map((curve) => curve.length));
  for (let stride = 1; ; stride *= 2) {
    const curves = report.curves.map((curve) => thinCurve(curve, stride));
    const thinned = { ...report, curves };
    if (stride >= longest || formatReport(thinned).length <= limit) return thinned;
  }
}

function thinCurve<P extends { val: number }>(curve: readonly P[], stride: number): P[] {
  const best = bestOf(curve);
  return curve.filter((point, i) => i % stride === 0 || i === curve.length - 1 || point === best);
}

/** The epoch whose weights were kept. */
export function bestOf<P extends { val: number }>(curve: readonly P[]): P {
  return curve.reduce((best, point) => (point.val < best.val ? point : best));
}

export function formatReport(report: TrainingReport): string {
  // A line per epoch keeps the file small and its changes readable.
  return `${JSON.stringify(report, null, 1).replace(/\{\n\s+"epoch": (\S+),\n\s+"train": (\S+),\n\s+"val": (\S+)\n\s+\}/g, '{ "epoch": $1, "train": $2, "val": $3 }')}\n`;
}
