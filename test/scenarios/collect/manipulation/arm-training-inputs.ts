import type {
  CalibratedFacts,
  ChunkErrors,
  CriticScores,
  HumeReport,
  PublishedReport,
} from '../../../../scenarios/collect/manipulation/arm-training-files.ts';

/** Small outputs of a training of the arm, made up. */

const files = {
  systemOne: { file: 'system-one.onnx', sha256: 'a'.repeat(64), bytes: 1000 },
  systemTwo: { file: 'system-two.onnx', sha256: 'b'.repeat(64), bytes: 2000 },
  critics: { file: 'critics.onnx', sha256: 'c'.repeat(64), bytes: 300 },
};

export const facts: CalibratedFacts = {
  name: 'hume',
  files,
  features: ['a', 'b'],
  action: { mean: [0, 0, 0, 0, 0.5], std: [1, 1, 1, 1, 0.5] },
  uncertainty: {
    spread: { quantiles: [0, 0.5, 1], values: [0.125, 0.25, 2] },
    disagreement: { quantiles: [0, 0.5, 1], values: [0, 0.0625, 1] },
  },
  calibratedOn: { split: 'val', seeds: [2000, 2007], episodes: 56, rows: 4567, ends: { goal: 50, collision: 6 } },
};

export const report: HumeReport = {
  name: 'hume',
  files,
  rows: { train: 12_345, validation: 678 },
  recipe: {
    size: 'full',
    epochs: { systemTwo: 50, systemOne: 40, critics: 15 },
    batch: 512,
    learningRate: 0.001,
    seed: 1,
  },
  heldOut: {
    systemOne: { plannedRmse: 0.3, unplannedRmse: 0.6, sliceRmse: 0.5 },
    systemTwo: { flowLoss: 0.4, oneShotRmse: 0.7, oneShotSpread: 0.5 },
    critics: { alpha: 0.2, ranking: 0.9, rankingShort: 0.8 },
  },
  curves: {
    systemTwo: [
      { epoch: 0, train: 2, loss: 1.5 },
      { epoch: 1, train: 1, loss: 0.75 },
    ],
    systemOne: [{ epoch: 0, train: 1, loss: 0.5 }],
    critics: [
      { epoch: 0, train: 0.1, loss: 0.2 },
      { epoch: 9, train: 0.1, loss: 0.1 },
    ],
  },
};

const chunks: ChunkErrors = {
  rows: 100,
  systemTwo: 0.701,
  scriptWhole: 0.502,
  meanWhole: 1.003,
  systemOnePlanned: 0.304,
  systemOne: 0.605,
  scriptShort: 0.406,
  meanShort: null,
};
const critics: CriticScores = { rows: 90, rankCorrelation: 0.77, failureAuroc: 0.88, failures: 12 };

export const published: PublishedReport = {
  ...report,
  dataSets: [
    {
      name: 'expert',
      role: 'train',
      split: 'train',
      seeds: [0, 449],
      episodes: 200,
      rows: 12_345,
      tally: { 'common, expert, goal': 150, 'common, expert, collision': 30, 'tail, script, lost': 20 },
    },
    {
      name: 'val',
      role: 'validation',
      split: 'val',
      seeds: [1000, 1029],
      episodes: 10,
      rows: 678,
      tally: { 'common, expert, goal': 10 },
    },
  ],
  heldOutByScenario: { all: { chunks, critics }, scenarios: { 'reach/tail': { chunks, critics } } },
};
