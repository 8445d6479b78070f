import { CHUNK_LENGTH } from '../../../policies/manipulation/action-chunk.ts';
import { FEATURE_COUNT, FEATURE_NAMES } from '../../../policies/manipulation/features.ts';
import type { HumeFacts, HumeModel } from '../../../policies/manipulation/hume-model.ts';
import { EULER_STEPS, type HumeNetworks } from '../../../policies/manipulation/hume-networks.ts';

const GOAL = FEATURE_NAMES.indexOf('goal.x');
const DIMS = 5;

/** Share of the noise that a finished chunk keeps, so that samples differ. */
export const KEPT_NOISE = 0.1;

/**
 * Networks that are linear functions and a real policy: every knot's velocity leads to the goal at `GAIN` of the way per
 * second (in the scale of `FACTS`), and a chunk at flow time t is 1 - t noise and t of that.
 */
const GAIN = 2;
const STD = 0.25;

export class LinearNetworks implements HumeNetworks {
  /** Rows of every call, by network. */
  readonly calls: string[] = [];
  /** What the last calls were given. */
  readonly seen: Record<string, Float32Array> = {};
  /** Runs before each answer. */
  beforeAnswer: () => void = () => undefined;

  async systemOne(
    rows: number,
    features: Float32Array,
    start: Float32Array,
    level: Float32Array,
    stamp: Float32Array,
  ): Promise<Float32Array> {
    this.note('systemOne', rows, { features, start, level, stamp });
    const width = start.length / rows;
    const out = new Float32Array(start.length);
    for (let i = 0; i < out.length; i++) {
      const row = Math.floor(i / width);
      const clean = towards(features, row, i % width) + KEPT_NOISE * start[i];
      out[i] = level[row] * start[i] + (1 - level[row]) * clean;
    }
    return this.answer(out);
  }

  async systemTwo(
    rows: number,
    features: Float32Array,
    start: Float32Array,
    until: Float32Array,
    forcing: Float32Array,
  ): Promise<Float32Array> {
    this.note('systemTwo', rows, { features, start, until, forcing });
    const out = new Float32Array(start.length);
    for (let i = 0; i < out.length; i++) {
      const row = Math.floor(i / CHUNK_LENGTH);
      const t = until[row];
      out[i] = (1 - t) * start[i] + t * (towards(features, row, i % CHUNK_LENGTH) + KEPT_NOISE * start[i]);
      for (let step = 0; step < EULER_STEPS; step++) {
        out[i] += forcing[(row * EULER_STEPS + step) * CHUNK_LENGTH + (i % CHUNK_LENGTH)];
      }
    }
    return this.answer(out);
  }

  /** One likes chunks that go up, the other also those that go to the left. */
  async critics(
    rows: number,
    features: Float32Array,
    chunk: Float32Array,
    length: Float32Array,
  ): Promise<Float32Array> {
    this.note('critics', rows, { features, chunk, length });
    const out = new Float32Array(2 * rows);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < CHUNK_LENGTH; i += DIMS) {
        const at = row * CHUNK_LENGTH + i;
        out[2 * row] += 0.1 * chunk[at + 2];
        out[2 * row + 1] += 0.1 * chunk[at + 2] + 0.01 * chunk[at + 1];
      }
    }
    return this.answer(out);
  }

  private note(name: string, rows: number, inputs: Readonly<Record<string, Float32Array>>): void {
    this.calls.push(`${name} ${rows}`);
    for (const [input, values] of Object.entries(inputs)) this.seen[`${name}.${input}`] = values.slice();
  }

  private async answer(out: Float32Array): Promise<Float32Array> {
    await Promise.resolve();
    this.beforeAnswer();
    return out;
  }
}

function towards(features: Float32Array, row: number, i: number): number {
  const dim = i % DIMS;
  return dim < 3 ? (GAIN * features[row * FEATURE_COUNT + GOAL + dim]) / STD : 0;
}

const file = { file: 'network.onnx', sha256: '0'.repeat(64), bytes: 1 };

export const FACTS: HumeFacts = {
  schemaVersion: 1,
  name: 'linear',
  files: { systemOne: { ...file }, systemTwo: { ...file, sha256: '1'.repeat(64) }, critics: { ...file } },
  features: [...FEATURE_NAMES],
  action: { mean: [0, 0, 0, 0, 0.5], std: [STD, STD, STD, 0.5, 0.5] },
  uncertainty: {
    spread: { quantiles: [0, 0.5, 0.95, 1], values: [0, 0.1, 0.2, 0.4] },
    disagreement: { quantiles: [0, 0.5, 0.95, 1], values: [0, 0.05, 0.1, 0.2] },
  },
};

export function linearHume(networks: HumeNetworks = new LinearNetworks()): HumeModel {
  return { facts: FACTS, networks };
}
