import { z } from 'zod';
import { SPLITS } from '../../language/splits.ts';

/** What the stages of the arm's training leave behind, as it is read again. */

/** Beside the networks: curves and held-out scores, as train.py wrote them; publishing adds the rest. */
export const REPORT_FILE = 'hume.training.json';

const count = z.int().nonnegative();
const score = z.number().nullable();

const file = z.object({ file: z.string(), sha256: z.string(), bytes: count });
const files = z.object({ systemOne: file, systemTwo: file, critics: file });
const table = z.object({ quantiles: z.array(z.number()), values: z.array(z.number()) });
const curve = z.array(z.object({ epoch: count, train: z.number(), loss: z.number() }).loose()).min(1);

/** Errors against the expert's chunk: root mean square in the networks' scale (standard deviations of the actions). */
const chunkErrors = z.object({
  /** Rows that were scored. */
  rows: count,
  /** Over 16 knots: a sample of System 2, the script that looks at nothing in its way, the mean action. */
  systemTwo: score,
  scriptWhole: score,
  meanWhole: score,
  /** Over 8 knots: System 1 from a plan of System 2 that is up to 40 ticks old, System 1 from noise, script, mean action. */
  systemOnePlanned: score,
  systemOne: score,
  scriptShort: score,
  meanShort: score,
});

const criticScores = z.object({
  rows: count,
  /** Spearman's between the value of what was done and the return that came of it. */
  rankCorrelation: score,
  /** Area under the receiver operating characteristic: value below means the episode failed. */
  failureAuroc: score,
  failures: count,
});

export const heldOutSchema = z.object({
  all: z.object({ chunks: chunkErrors, critics: criticScores }),
  /** By scenario. */
  scenarios: z.record(z.string(), z.object({ chunks: chunkErrors, critics: criticScores })),
});
export type HeldOut = z.infer<typeof heldOutSchema>;
export type ChunkErrors = z.infer<typeof chunkErrors>;
export type CriticScores = z.infer<typeof criticScores>;

const collectedSchema = z.object({
  name: z.string(),
  role: z.enum(['train', 'validation']),
  split: z.enum(SPLITS),
  seeds: z.tuple([count, count]),
  episodes: count,
  rows: count,
  tally: z.record(z.string(), count),
});
export type CollectedSet = z.infer<typeof collectedSchema>;

export const humeReportSchema = z.object({
  name: z.string(),
  files,
  rows: z.object({ train: count, validation: count }),
  recipe: z.object({
    size: z.string(),
    epochs: z.object({ systemTwo: count, systemOne: count, critics: count }),
    batch: count,
    learningRate: z.number(),
    seed: count,
  }),
  /** As train.py measured them on the validation data. */
  heldOut: z.object({
    systemOne: z.object({ plannedRmse: z.number(), unplannedRmse: z.number(), sliceRmse: z.number() }),
    systemTwo: z.object({ flowLoss: z.number(), oneShotRmse: z.number(), oneShotSpread: z.number() }),
    critics: z.object({ alpha: z.number(), ranking: score, rankingShort: score }),
  }),
  curves: z.object({ systemTwo: curve, systemOne: curve, critics: curve }),
});
export type HumeReport = z.infer<typeof humeReportSchema>;

/** `hume.json` of calibrated models: facts, and where calibration and scores come from. */
export const calibratedFactsSchema = z.object({
  name: z.string(),
  files,
  features: z.array(z.string()),
  action: z.object({ mean: z.array(z.number()), std: z.array(z.number()) }),
  uncertainty: z.object({ spread: table, disagreement: table }),
  calibratedOn: z.object({
    split: z.enum(SPLITS),
    seeds: z.tuple([count, count]),
    episodes: count,
    rows: count,
    /** Episodes of System 1 alone in common scenarios, by how they ended. */
    ends: z.record(z.string(), count),
  }),
});
export type CalibratedFacts = z.infer<typeof calibratedFactsSchema>;

/** `hume.training.json` as it is published. */
export const publishedReportSchema = humeReportSchema.extend({
  dataSets: z.array(collectedSchema),
  heldOutByScenario: heldOutSchema,
});
export type PublishedReport = z.infer<typeof publishedReportSchema>;
