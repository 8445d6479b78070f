import type { ArmAction } from '../../../sim/robotics/arm-action.ts';
import type { ManipulationEnd } from '../../../sim/robotics/manipulation-world.ts';
import { ACTION_DIMS, CHUNK_KNOTS, CHUNK_LENGTH, KNOT_TICKS } from '../../../policies/manipulation/action-chunk.ts';

/** Of rewards, per knot interval. */
export const DISCOUNT = 0.98;

/** Knots that the fast policy's chunk has, and the value of a short chunk looks at. */
const SHORT = 8;

/** In `next8` and `next16` in place of a row: what the episode came to in between. */
const ENDED = -1;
const TIME_RAN_OUT = -2;

/** Rows of one episode, a row for every knot interval; arrays [count, width], see `writeSampleFile`. */
export interface EpisodeRows {
  readonly count: number;
  readonly end: ManipulationEnd;
  readonly features: Float32Array;
  readonly label: Float32Array;
  readonly mask: Float32Array;
  readonly executed: Float32Array;
  readonly reward: Float32Array;
  readonly return: Float32Array;
  readonly next8: Float32Array;
  readonly next16: Float32Array;
}

/** Collects an episode as it is driven: a row at every `KNOT_TICKS`-th tick, then each tick's action and its reward. */
export class EpisodeRecorder {
  readonly #features: Float32Array[] = [];
  readonly #labels: (Float32Array | null)[] = [];
  /** `ACTION_DIMS` numbers a tick. */
  readonly #actions: number[] = [];
  readonly #rewards: number[] = [];

  /**
   * At ticks 0, 4, 8 and so on, before the tick's action.
   * @param label the chunk to learn from here, raw units; null: what will be executed
   */
  addRow(features: Float32Array, label: Float64Array | null): void {
    const tick = this.#rewards.length;
    const expected = KNOT_TICKS * this.#features.length;
    if (tick !== expected) throw new Error(`a row at tick ${tick}: the next one is due at tick ${expected}`);
    if (label !== null && label.length !== CHUNK_LENGTH)
      throw new RangeError(`a label of ${label.length} numbers, expected ${CHUNK_LENGTH}`);
    this.#features.push(features.slice());
    this.#labels.push(label === null ? null : Float32Array.from(label));
  }

  /** @param reward of this tick */
  addTick(action: ArmAction, reward: number): void {
    const tick = this.#rewards.length;
    if (tick >= KNOT_TICKS * this.#features.length) throw new Error(`tick ${tick} has no row; add it first`);
    this.#actions.push(action.vx, action.vy, action.vz, action.yawRate, action.grip);
    this.#rewards.push(reward);
  }

  /** @throws Error before the first tick, after a row without a tick, and where the episode still runs */
  finish(end: ManipulationEnd): EpisodeRows {
    if (end === 'running') throw new Error('the episode still runs');
    const count = this.#features.length;
    const ticks = this.#rewards.length;
    if (ticks === 0) throw new Error('the episode has no tick');
    if (ticks <= KNOT_TICKS * (count - 1)) throw new Error(`the row at tick ${ticks} has no tick`);
    const interval = this.#intervalRewards(count);
    const rows = {
      count,
      end,
      features: joined(this.#features),
      label: new Float32Array(count * CHUNK_LENGTH),
      mask: new Float32Array(count * CHUNK_KNOTS),
      executed: new Float32Array(count * CHUNK_LENGTH),
      reward: new Float32Array(count * CHUNK_KNOTS),
      return: returnsOf(interval),
      next8: nextRows(count, SHORT, end),
      next16: nextRows(count, CHUNK_KNOTS, end),
    };
    for (let row = 0; row < count; row++) {
      const executed = this.#executed(row, count);
      const known = Math.min(CHUNK_KNOTS, count - row);
      rows.executed.set(executed, row * CHUNK_LENGTH);
      rows.label.set(this.#labels[row] ?? executed, row * CHUNK_LENGTH);
      rows.mask.fill(1, row * CHUNK_KNOTS, row * CHUNK_KNOTS + known);
      rows.reward.set(interval.subarray(row, row + known), row * CHUNK_KNOTS);
    }
    return rows;
  }

  #intervalRewards(count: number): Float64Array {
    const sums = new Float64Array(count);
    this.#rewards.forEach((reward, tick) => (sums[Math.floor(tick / KNOT_TICKS)] += reward));
    return sums;
  }

  /** A chunk padded with zeros after the end would tell a critic that the end is near; the label goes on as meant. */
  #executed(row: number, count: number): Float32Array {
    const chunk = new Float32Array(CHUNK_LENGTH);
    const label = this.#labels[row];
    for (let knot = 0; knot < CHUNK_KNOTS; knot++) {
      const known = row + knot < count;
      if (!known && label !== null) {
        chunk.set(label.subarray(knot * ACTION_DIMS), knot * ACTION_DIMS);
        break;
      }
      const at = KNOT_TICKS * ACTION_DIMS * Math.min(row + knot, count - 1);
      for (let d = 0; d < ACTION_DIMS; d++) chunk[knot * ACTION_DIMS + d] = this.#actions[at + d];
    }
    return chunk;
  }
}

/** From every interval to the episode's end, not only over the chunk. */
function returnsOf(interval: Float64Array): Float32Array {
  const returns = new Float32Array(interval.length);
  let sum = 0;
  for (let i = interval.length - 1; i >= 0; i--) {
    sum = interval[i] + DISCOUNT * sum;
    returns[i] = sum;
  }
  return returns;
}

function nextRows(count: number, intervals: number, end: ManipulationEnd): Float32Array {
  const past = end === 'timeout' ? TIME_RAN_OUT : ENDED;
  return Float32Array.from({ length: count }, (_, row) => (row + intervals < count ? row + intervals : past));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const width = parts[0].length;
  const all = new Float32Array(parts.length * width);
  parts.forEach((part, index) => {
    if (part.length !== width) throw new RangeError(`row ${index} has ${part.length} features, the first has ${width}`);
    all.set(part, index * width);
  });
  return all;
}
