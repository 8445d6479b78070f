import { RandomStream } from '../../sim/kernel/random.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { Gate, GateContext, GateVerdict } from '../contracts.ts';

/**
 * Asks at random: every tick alike and independently (Bernoulli). The control of every other gate: the same number of
 * calls, at moments that mean nothing. Asking while a request is in flight has no effect, so fewer calls are made.
 */
export class RandomGate implements Gate<unknown, never> {
  private readonly callsPerMinute: number;
  private readonly stream: RandomStream;

  /**
   * @param callsPerMinute mean number of ticks per minute at which it asks, at least 0
   * @param seed of the episode; draws come from its stream `gate/random`
   * @throws RangeError if `callsPerMinute` is negative or not finite
   */
  constructor(callsPerMinute: number, seed: number | string) {
    if (!(callsPerMinute >= 0 && callsPerMinute < Infinity)) {
      throw new RangeError(`callsPerMinute of a random gate must be at least 0 and finite, but is ${callsPerMinute}.`);
    }
    this.callsPerMinute = callsPerMinute;
    this.stream = RandomStream.named(seed, 'gate/random');
  }

  decide(_observation: unknown, _decision: unknown, context: GateContext, out: GateVerdict): void {
    out.think = this.stream.uniform() < (this.callsPerMinute / 60) * context.controlDt;
    out.reason = out.think ? 'random' : 'none';
  }

  exchange(io: StateIo): void {
    this.stream.exchange(io);
  }
}
