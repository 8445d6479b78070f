import type { RandomStream } from '../../../sim/kernel/random.ts';
import { CHUNK_KNOTS, CHUNK_LENGTH } from '../action-chunk.ts';
import { DEVIATION_DIMS, DEVIATION_LENGTH, DEVIATION_POINTS, type RollOut } from './roll-out.ts';

/** Roll-outs of one iteration, and how many of the best shape the next. */
const SAMPLES = 40;
const ELITES = 6;
/** Standard deviations at first: velocity, m/s, and share of the speed that is taken back; and the least later. */
const FIRST_SPREAD = 0.22;
const FIRST_SLOW = 0.35;
const LEAST_SPREAD = 0.03;
/** A way this little dangerous, s, is not improved. */
export const SAFE = 0.02;

/** Velocities, m/s, that are tried at once, each at full and at no speed of the script's own. */
const SPEED = 0.4;
const DIRECTIONS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [0, 0, SPEED],
  [0, SPEED, 0],
  [0, -SPEED, 0],
  [-SPEED, 0, 0],
  [SPEED, 0, 0],
  [0, 0, -SPEED],
  [-0.25, 0, 0.3],
];

/**
 * Cross-entropy method (Rubinstein 1999; for motion planning: Kobilarov 2012) over deviations from the task's script:
 * while the script's own way is safe, it is taken as it is. Every cost is that of a roll-out.
 */
export class SamplingPlanner {
  /** The best so far. */
  readonly chunk = new Float64Array(CHUNK_LENGTH);
  readonly x = new Float64Array(CHUNK_KNOTS);
  readonly y = new Float64Array(CHUNK_KNOTS);
  readonly z = new Float64Array(CHUNK_KNOTS);
  cost = Infinity;
  risk = Infinity;
  /** Roll-outs since `begin`. */
  evaluations = 0;

  private readonly best = new Float64Array(DEVIATION_LENGTH);
  private readonly mean = new Float64Array(DEVIATION_LENGTH);
  private readonly spread = new Float64Array(DEVIATION_LENGTH);
  private readonly sample = new Float64Array(DEVIATION_LENGTH);
  private readonly elites = new Float64Array(ELITES * DEVIATION_LENGTH);
  private readonly eliteCosts = new Float64Array(ELITES);
  private eliteCount = 0;

  constructor(private readonly rollOut: RollOut) {}

  /** Tries the script's own way, and the last plan's. @returns whether it is safe */
  begin(lastChunk: Float64Array | null, age: number): boolean {
    const { rollOut } = this;
    this.cost = Infinity;
    this.risk = Infinity;
    this.evaluations = 1;
    this.eliteCount = 0;
    this.best.fill(0);
    rollOut.run(null, null, 0, Infinity);
    this.keep(this.best);
    if (this.risk <= SAFE) return true;
    if (lastChunk !== null) {
      this.evaluations++;
      rollOut.deviation.fill(0);
      rollOut.run(null, lastChunk, age, Infinity);
      this.keep(rollOut.deviation);
    }
    this.mean.set(this.best);
    for (let i = 0; i < DEVIATION_LENGTH; i++) {
      this.spread[i] = i % DEVIATION_DIMS === DEVIATION_DIMS - 1 ? FIRST_SLOW : FIRST_SPREAD;
    }
    return false;
  }

  /** Tries to wait, to give way and to go around. @param most roll-outs */
  tryWays(most: number): void {
    let left = most;
    for (const [vx, vy, vz] of DIRECTIONS) {
      for (let slow = 0; slow <= 1 && left > 0; slow++, left--) {
        for (let p = 0; p < DEVIATION_POINTS; p++) {
          // The script takes over again towards the end.
          const share = p < DEVIATION_POINTS - 1 ? 1 : 0;
          const o = DEVIATION_DIMS * p;
          this.sample[o] = share * vx;
          this.sample[o + 1] = share * vy;
          this.sample[o + 2] = share * vz;
          this.sample[o + 3] = slow * share;
        }
        this.try();
      }
    }
  }

  /** One iteration: draws, keeps the best, and fits mean and spread to them. @param most roll-outs */
  improve(random: RandomStream, most: number): void {
    const { sample, mean, spread } = this;
    for (let n = 0; n < Math.min(SAMPLES, most); n++) {
      for (let i = 0; i < DEVIATION_LENGTH; i++) sample[i] = random.normal(mean[i], spread[i]);
      this.try();
    }
    this.fit();
  }

  private try(): void {
    this.evaluations++;
    const limit = this.eliteCount < ELITES ? Infinity : this.eliteCosts[ELITES - 1];
    this.rollOut.run(this.sample, null, 0, limit);
    this.enter(this.rollOut.cost);
    this.keep(this.sample);
  }

  private keep(deviation: Float64Array): void {
    const { rollOut } = this;
    if (rollOut.cost >= this.cost) return;
    this.cost = rollOut.cost;
    this.risk = rollOut.risk;
    this.chunk.set(rollOut.chunk);
    this.x.set(rollOut.x);
    this.y.set(rollOut.y);
    this.z.set(rollOut.z);
    this.best.set(deviation);
  }

  /** Puts the sample among the elites, which are in the order of their costs. */
  private enter(cost: number): void {
    const { elites, eliteCosts } = this;
    let at = this.eliteCount;
    while (at > 0 && cost < eliteCosts[at - 1]) at--;
    if (at >= ELITES) return;
    if (this.eliteCount < ELITES) this.eliteCount++;
    for (let k = this.eliteCount - 1; k > at; k--) {
      eliteCosts[k] = eliteCosts[k - 1];
      elites.copyWithin(k * DEVIATION_LENGTH, (k - 1) * DEVIATION_LENGTH, k * DEVIATION_LENGTH);
    }
    eliteCosts[at] = cost;
    elites.set(this.sample, at * DEVIATION_LENGTH);
  }

  private fit(): void {
    const { elites, mean, spread, eliteCount } = this;
    for (let i = 0; i < DEVIATION_LENGTH; i++) {
      let sum = this.best[i];
      let squares = this.best[i] * this.best[i];
      for (let k = 0; k < eliteCount; k++) {
        const value = elites[k * DEVIATION_LENGTH + i];
        sum += value;
        squares += value * value;
      }
      const n = eliteCount + 1;
      mean[i] = sum / n;
      spread[i] = Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, squares / n - mean[i] * mean[i])));
    }
  }
}
