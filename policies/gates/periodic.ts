import { ticksForMs } from '../../sim/kernel/clock.ts';
import type { Gate, GateContext, GateVerdict } from '../contracts.ts';

/** Asks at ticks 0, k, 2k, …; where a request is in flight then, that turn is lost, not put off. */
export class PeriodicGate implements Gate<unknown, never> {
  private readonly periodMs: number;

  /**
   * @param periodMs above 0; rounded up to whole ticks
   * @throws RangeError if it is not
   */
  constructor(periodMs: number) {
    if (!(periodMs > 0 && periodMs < Infinity)) {
      throw new RangeError(`The period of a periodic gate must be above 0 ms and finite, but is ${periodMs}.`);
    }
    this.periodMs = periodMs;
  }

  decide(_observation: unknown, _decision: unknown, context: GateContext, out: GateVerdict): void {
    out.think = context.tick % ticksForMs(this.periodMs, context.controlDt) === 0;
    out.reason = out.think ? 'periodic' : 'none';
  }

  exchange(): void {}
}
