import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { Decision } from '../contracts.ts';
import { HysteresisGate } from './hysteresis.ts';
import type { HysteresisOptions } from './hysteresis.ts';

export interface ChangeOptions {
  /** Standard deviations above the recent mean that call for thought, above 0. */
  readonly threshold: number;
  /** Time constant of mean and variance, s, above 0. */
  readonly timeConstantS: number;
  /** Least standard deviation, in the scale of the uncertainty: below it no change is a surprise. Above 0. */
  readonly leastDeviation: number;
}

/**
 * How far a value lies above its own recent past, in standard deviations: z = (x - mean) / sd over exponentially weighted
 * mean and variance (Finch 2009, "Incremental calculation of weighted mean and variance", section 9), with weight
 * dt / (tau + dt) for the newest sample. Silent for the first time constant.
 */
export class RiseDetector implements Stateful {
  private readonly timeConstantS: number;
  private readonly leastDeviation: number;
  private mean = 0;
  private variance = 0;
  private ageS = 0;

  /** @throws RangeError unless both are finite and above 0 */
  constructor(timeConstantS: number, leastDeviation: number) {
    this.timeConstantS = positive('timeConstantS', timeConstantS);
    this.leastDeviation = positive('leastDeviation', leastDeviation);
  }

  /** Standard deviations by which `value` exceeds the mean of what came before it; at least 0. */
  update(value: number, dt: number): number {
    const known = this.ageS >= this.timeConstantS;
    if (this.ageS === 0) this.mean = value;
    const difference = value - this.mean;
    const deviation = Math.max(Math.sqrt(this.variance), this.leastDeviation);
    const weight = dt / (this.timeConstantS + dt);
    const step = weight * difference;
    this.mean += step;
    this.variance = (1 - weight) * (this.variance + difference * step);
    this.ageS += dt;
    return known ? Math.max(0, difference / deviation) : 0;
  }

  exchange(io: StateIo): void {
    this.mean = io.number('mean', this.mean);
    this.variance = io.number('variance', this.variance);
    this.ageS = io.number('ageS', this.ageS);
  }
}

/** A gate that a sudden rise of the uncertainty's level opens, whatever the level. */
export function changeGate<O, D extends Decision>(
  change: ChangeOptions,
  options: Omit<HysteresisOptions, 'reason' | 'signalState'> = {},
): HysteresisGate<O, D> {
  const threshold = positive('threshold', change.threshold);
  const detector = new RiseDetector(change.timeConstantS, change.leastDeviation);
  return new HysteresisGate<O, D>(
    (_observation, decision, context) => detector.update(decision.uncertainty.level, context.controlDt) / threshold,
    { ...options, reason: 'change', signalState: detector },
  );
}

function positive(name: string, value: number): number {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${name} of a change gate must be finite and above 0, but is ${value}.`);
  }
  return value;
}
