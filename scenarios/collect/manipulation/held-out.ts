import { RandomStream } from '../../../sim/kernel/random.ts';
import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH, KNOT_TICKS } from '../../../policies/manipulation/action-chunk.ts';
import { FAST_KNOTS } from '../../../policies/manipulation/arm-decision.ts';
import { FEATURE_COUNT } from '../../../policies/manipulation/features.ts';
import type { HumeModel } from '../../../policies/manipulation/hume-model.ts';
import { EULER_STEPS } from '../../../policies/manipulation/hume-networks.ts';
import { SYSTEM_TWO } from '../../../policies/manipulation/settings.ts';
import type { CollectArmStage } from './arm-recipe.ts';
import type { ChunkErrors, CriticScores, HeldOut } from './arm-training-files.ts';
import { areaUnderCurve, rankCorrelation } from './ranks.ts';
import { readSamples, type SampleArrays } from './read-samples.ts';
import { shardsOf, type CollectedEpisodeHead } from './shards.ts';

/** Every so many rows of an episode is scored: neighbours say the same. */
const STRIDE = 3;
const SHORT = FAST_KNOTS * ACTION_DIMS;
/** A plan is this old at most, knots. */
const MOST_KNOTS_OLD = SYSTEM_TWO.inForceTicks / KNOT_TICKS;
const KNOT_S = 1 / 15;
/** Rows this near to the end, knots, are asked whether the episode is going to fail. */
const NEAR_END = 2 * CHUNK_KNOTS;

/** Sums of squares and how many numbers they are of. */
class Square {
  private sum = 0;
  private count = 0;

  add(sum: number, count: number): void {
    this.sum += sum;
    this.count += count;
  }

  get rms(): number | null {
    return this.count === 0 ? null : Math.sqrt(this.sum / this.count);
  }
}

type ErrorName = Exclude<keyof ChunkErrors, 'rows'>;
const ERROR_NAMES: readonly ErrorName[] = [
  ...(['systemTwo', 'scriptWhole', 'meanWhole'] as const),
  ...(['systemOnePlanned', 'systemOne', 'scriptShort', 'meanShort'] as const),
];

class Scores {
  readonly errors = Object.fromEntries(ERROR_NAMES.map((name) => [name, new Square()])) as Record<ErrorName, Square>;
  rows = 0;
  readonly values: number[] = [];
  readonly returns: number[] = [];
  readonly failed: number[] = [];
  readonly reached: number[] = [];

  toChunks(): ChunkErrors {
    const errors = Object.fromEntries(ERROR_NAMES.map((name) => [name, rounded(this.errors[name].rms)]));
    return { rows: this.rows, ...(errors as Record<ErrorName, number | null>) };
  }

  toCritics(): CriticScores {
    return {
      rows: this.values.length,
      rankCorrelation: rounded(rankCorrelation(this.values, this.returns)),
      failureAuroc: rounded(areaUnderCurve(this.reached, this.failed)),
      failures: this.failed.length,
    };
  }
}

/**
 * Scores models on validation data as the runtime runs them: chunks against the expert's, beside the script that looks at
 * nothing in its way and the mean action; values against what came of it.
 */
export async function scoreHeldOut(stage: CollectArmStage, model: HumeModel): Promise<HeldOut> {
  const all = new Scores();
  const scenarios = new Map<string, Scores>();
  const noise = RandomStream.named('held-out', 'noise');
  for (const { base, head } of shardsOf(stage)) {
    const arrays = readSamples(base, head);
    let first = 0;
    for (const episode of head.episodes) {
      const of = scenarios.get(episode.scenario) ?? new Scores();
      scenarios.set(episode.scenario, of);
      await scoreEpisode(new Rows(arrays, first, episode, model), noise, [all, of]);
      first += episode.rows;
    }
  }
  const told = (scores: Scores) => ({ chunks: scores.toChunks(), critics: scores.toCritics() });
  const sorted = [...scenarios].sort(([a], [b]) => (a < b ? -1 : 1));
  return { all: told(all), scenarios: Object.fromEntries(sorted.map(([id, scores]) => [id, told(scores)])) };
}

/** The scored rows of an episode. */
class Rows {
  /** Row of the episode of each, and of when its plan was made. */
  readonly at: readonly number[];
  constructor(
    private readonly arrays: SampleArrays,
    private readonly first: number,
    readonly episode: CollectedEpisodeHead,
    readonly model: HumeModel,
  ) {
    this.at = Array.from({ length: Math.ceil(episode.rows / STRIDE) }, (_, i) => STRIDE * i);
  }

  /** @param at rows of the episode */
  features(at: readonly number[] = this.at): Float32Array {
    return this.gather('features', FEATURE_COUNT, at);
  }

  /** In the networks' scale. */
  chunks(name: 'label' | 'executed'): Float32Array {
    const { mean, std } = this.model.facts.action;
    return this.gather(name, CHUNK_LENGTH, this.at).map((v, i) => (v - mean[i % ACTION_DIMS]) / std[i % ACTION_DIMS]);
  }

  get returns(): Float32Array {
    return this.gather('return', 1, this.at);
  }

  /** Knots before the episode's end, of the `i`-th. */
  known(i: number): number {
    return Math.min(CHUNK_KNOTS, this.episode.rows - this.at[i]);
  }

  private gather(name: string, width: number, at: readonly number[]): Float32Array {
    const found = new Float32Array(at.length * width);
    at.forEach((row, i) => {
      const from = (this.first + row) * width;
      found.set(this.arrays[name].subarray(from, from + width), i * width);
    });
    return found;
  }
}

async function scoreEpisode(rows: Rows, noise: RandomStream, into: readonly Scores[]): Promise<void> {
  const { at, episode, model } = rows;
  const { networks, facts } = model;
  const count = at.length;
  const label = rows.chunks('label');
  const add = (name: ErrorName, sum: number, numbers: number): void =>
    into.forEach(({ errors }) => errors[name].add(sum, numbers));
  const compare = (name: ErrorName, found: Float32Array, knots: number): void => {
    for (let i = 0; i < count; i++) {
      const numbers = Math.min(knots, rows.known(i)) * ACTION_DIMS;
      let sum = 0;
      for (let k = 0; k < numbers; k++) sum += (found[i * knots * ACTION_DIMS + k] - label[i * CHUNK_LENGTH + k]) ** 2;
      add(name, sum, numbers);
    }
  };
  const normal = (length: number): Float32Array => Float32Array.from({ length }, () => noise.normal(0, 1));
  const systemTwo = (features: Float32Array, until: number): Promise<Float32Array> =>
    networks.systemTwo(
      count,
      features,
      normal(count * CHUNK_LENGTH),
      new Float32Array(count).fill(until),
      new Float32Array(count * EULER_STEPS * CHUNK_LENGTH),
    );

  const features = rows.features();
  compare('systemTwo', await systemTwo(features, 1), CHUNK_KNOTS);
  compare('meanWhole', new Float32Array(count * CHUNK_LENGTH), CHUNK_KNOTS);
  compare('meanShort', new Float32Array(count * SHORT), FAST_KNOTS);

  const zeros = new Float32Array(count);
  const alone = await networks.systemOne(count, features, normal(count * SHORT), zeros, new Float32Array(3 * count));
  compare('systemOne', alone, FAST_KNOTS);

  const old = at.map((row) => Math.min(row, noise.int(MOST_KNOTS_OLD + 1)));
  const plans = await systemTwo(rows.features(at.map((row, i) => row - old[i])), SYSTEM_TWO.depth);
  const level = new Float32Array(count).fill(SYSTEM_TWO.depth);
  const stamp = Float32Array.from(old.flatMap((knots) => [1, knots / CHUNK_KNOTS, knots * KNOT_S]));
  const start = slicesOf(plans, old);
  compare('systemOnePlanned', await networks.systemOne(count, features, start, level, stamp), FAST_KNOTS);

  const { scriptError } = episode;
  for (const [name, of] of [
    ['scriptShort', scriptError?.short],
    ['scriptWhole', scriptError?.whole],
  ] as const) {
    if (of === undefined) continue;
    const sum = of.squares.reduce((total, square, d) => total + square / facts.action.std[d] ** 2, 0);
    add(name, sum, of.knots * ACTION_DIMS);
  }

  const q = await networks.critics(count, features, rows.chunks('executed'), new Float32Array(count).fill(1));
  for (const scores of into) {
    scores.rows += count;
    if (episode.end === 'timeout') continue;
    rows.returns.forEach((value, i) => {
      const found = 0.5 * (q[2 * i] + q[2 * i + 1]);
      scores.values.push(found);
      scores.returns.push(value);
      if (episode.rows - at[i] <= NEAR_END) (episode.end === 'goal' ? scores.reached : scores.failed).push(found);
    });
  }
}

/** The part of each plan that begins `old` knots after its start; after its last knot it stays there. */
function slicesOf(plans: Float32Array, old: readonly number[]): Float32Array {
  const slices = new Float32Array(old.length * SHORT);
  old.forEach((knots, i) => {
    for (let k = 0; k < FAST_KNOTS; k++) {
      const from = i * CHUNK_LENGTH + ACTION_DIMS * Math.min(CHUNK_KNOTS - 1, knots + k);
      slices.set(plans.subarray(from, from + ACTION_DIMS), i * SHORT + k * ACTION_DIMS);
    }
  });
  return slices;
}

const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(4)));
