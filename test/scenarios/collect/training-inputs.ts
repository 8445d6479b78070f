import type { ClosedLoop } from '../../../scenarios/collect/model-card.ts';
import type { DataSet, ModelFacts, TrainingReport } from '../../../scenarios/collect/training-files.ts';

/** Small inputs of a model card, made up. */

export const SHA = 'ab'.repeat(32);

export const facts: ModelFacts = {
  name: 'fast-driving',
  sha256: SHA,
  featureVersion: 4,
  members: 2,
  calibration: { quantiles: [0, 0.5, 1], aleatoric: [0.01, 0.125, 0.5], epistemic: [0, 0.0625, 1.25] },
  calibratedOn: { split: 'val', seeds: [1000, 1003], episodes: 40 },
};

const dataSet = (changes: Partial<DataSet>): DataSet => ({
  name: 'expert',
  role: 'train',
  suite: 'common',
  split: 'train',
  seeds: [0, 9],
  driver: 'expert',
  episodes: 100,
  samples: 4000,
  ends: { goal: 97, collision: 3 },
  labels: [3600, 200, 120, 60, 20],
  disturbance: { share: 0.65, most: 3, kinds: { push: 0.4, blind: 0.6 } },
  hazards: { braking: 0.5 },
  ...changes,
});

export const dataSets: readonly DataSet[] = [
  dataSet({}),
  dataSet({
    name: 'dagger1',
    driver: 'policy',
    seeds: [1000, 1009],
    samples: 1000,
    ends: { goal: 80, timeout: 20 },
    labels: [1000, 0, 0, 0, 0],
    hazards: undefined,
  }),
  dataSet({ name: 'val', role: 'validation', split: 'val', seeds: [1000, 1014], episodes: 150, ends: { goal: 150 } }),
];

export const curve = (losses: readonly (readonly [train: number, val: number])[]) =>
  losses.map(([train, val], epoch) => ({ epoch, train, val }));

export const report: TrainingReport = {
  name: 'fast-driving',
  sha256: SHA,
  members: 2,
  layout: {
    featureVersion: 4,
    features: 10,
    choices: ['keep', 'left', 'right', 'evade-left', 'evade-right'],
    knots: 3,
    rowLength: 15,
  },
  hyperParameters: {
    hidden: 16,
    layers: 2,
    batch: 512,
    learningRate: 0.002,
    weightDecay: 0.0001,
    epochs: 3,
    seed: 7,
  },
  trainSamples: 5000,
  trainChoices: [4600, 200, 120, 60, 20],
  curves: [
    curve([
      [1, 1.1],
      [0.5, 0.4],
      [0.2, 0.6],
    ]),
    curve([
      [1.2, 0.9],
      [0.6, 0.5],
      [0.4, 0.3],
    ]),
  ],
  heldOut: {
    samples: 4000,
    choiceAccuracy: 0.9625,
    choices: {
      keep: { n: 3600, recall: 0.99 },
      left: { n: 200, recall: 0.8 },
      right: { n: 120, recall: 0.75 },
      'evade-left': { n: 80, recall: 0.5 },
      'evade-right': { n: 0, recall: null },
    },
    accelerationMaeMps2: [0.125, 0.25, 0.3125],
    memberLoss: [0.4, 0.3],
    coverage50: 0.62,
    coverage90: 0.91,
  },
  dataSets: [...dataSets],
};

const rate = (count: number, n: number, low: number, high: number) => ({
  count,
  n,
  rate: count / n,
  ci95: [low, high] as const,
});

export const summary: ClosedLoop = {
  suite: 'longtail',
  split: 'test',
  seeds: '0..99',
  engine: { version: '1.2.3', models: { 'fast-driving': SHA } },
  arms: {
    fast: {
      episodes: 1001,
      errors: 1,
      collision: rate(250, 1000, 0.22, 0.28),
      atFaultCollision: rate(200, 1000, 0.17, 0.23),
      success: rate(700, 1000, 0.67, 0.73),
      offRoad: rate(0, 1000, 0, 0.004),
      timeout: rate(50, 1000, 0.04, 0.06),
      macro: { collision: { rate: 0.26, ci95: null } },
    },
  },
};
