import { exp, ln } from '../../sim/kernel/math.ts';
import { RandomStream } from '../../sim/kernel/random.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { LatencySource } from '../contracts.ts';

/** Thinking takes no time: a plan is there at the next tick. */
export function zeroLatency(): LatencySource {
  return new FixedLatency('zero', 0);
}

/**
 * @param ms at least 0
 * @throws RangeError if `ms` is negative or not finite
 */
export function fixedLatency(ms: number): LatencySource {
  return new FixedLatency(`fixed:${ms}`, requireMs('fixed latency', ms));
}

class FixedLatency implements LatencySource {
  readonly name: string;
  readonly expectedMs: number;

  constructor(name: string, ms: number) {
    this.name = name;
    this.expectedMs = ms;
  }

  drawMs(_id: number): number {
    return this.expectedMs;
  }

  exchange(): void {}
}

/**
 * Lognormal latency, the usual shape of computing times: never negative, a long tail to the right. Underlying normal:
 * sigma^2 = ln(1 + sd^2 / mean^2), mu = ln(mean) - sigma^2 / 2.
 */
export class SampledLatency implements LatencySource {
  readonly name: string;
  readonly expectedMs: number;
  private readonly mu: number;
  private readonly sigma: number;
  private readonly stream: RandomStream;

  /**
   * @param meanMs arithmetic mean, ms, above 0
   * @param sdMs standard deviation, ms, at least 0
   * @param seed of the episode; draws come from its stream `latency`
   */
  constructor(meanMs: number, sdMs: number, seed: number | string) {
    if (!(meanMs > 0)) throw new RangeError(`Sampled latency: the mean must be above 0 ms, but is ${meanMs}.`);
    requireMs('mean of sampled latency', meanMs);
    requireMs('standard deviation of sampled latency', sdMs);
    const relative = sdMs / meanMs;
    const variance = ln(1 + relative * relative);
    this.name = `lognormal:${meanMs},${sdMs}`;
    this.expectedMs = meanMs;
    this.mu = ln(meanMs) - variance / 2;
    this.sigma = Math.sqrt(variance);
    this.stream = RandomStream.named(seed, 'latency');
  }

  drawMs(_id: number): number {
    return exp(this.stream.normal(this.mu, this.sigma));
  }

  exchange(io: StateIo): void {
    this.stream.exchange(io);
  }
}

/** Latencies that were measured before: request `id` takes the value number `id`, beginning again after the last. */
export class TraceLatency implements LatencySource {
  readonly name: string;
  /** Mean of the trace, ms. */
  readonly expectedMs: number;
  private readonly latenciesMs: readonly number[];

  /** @throws RangeError if the trace is empty or holds a latency that is negative or not finite */
  constructor(name: string, latenciesMs: readonly number[]) {
    if (latenciesMs.length === 0)
      throw new RangeError(`Latency trace "${name}" must hold at least one value, but is empty.`);
    let sum = 0;
    for (let i = 0; i < latenciesMs.length; i++)
      sum += requireMs(`value ${i} of latency trace "${name}"`, latenciesMs[i]);
    this.name = `trace:${name}`;
    this.expectedMs = sum / latenciesMs.length;
    this.latenciesMs = [...latenciesMs];
  }

  drawMs(id: number): number {
    return this.latenciesMs[id % this.latenciesMs.length];
  }

  exchange(): void {}
}

function requireMs(what: string, ms: number): number {
  if (!(ms >= 0) || ms === Infinity) {
    throw new RangeError(`The ${what} must be a finite number of at least 0 ms, but is ${ms}.`);
  }
  return ms;
}
