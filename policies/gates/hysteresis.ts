import { ticksForMs } from '../../sim/kernel/clock.ts';
import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { Decision, Gate, GateContext, GateReason, GateVerdict } from '../contracts.ts';

/** How much a situation calls for thought: 0 not at all, 1 the threshold; at least 0. NaN counts as a call. */
export type GateSignal<O, D extends Decision> = (observation: O, decision: D, context: GateContext) => number;

export interface HysteresisOptions {
  /** Reason that the verdict gives. */
  readonly reason: GateReason;
  /** Once open, the gate closes when the signal stays below this share of the threshold, (0, 1] … */
  readonly lower?: number;
  /** … for this long, ms. */
  readonly holdMs?: number;
  /** Least time between two calls, ms. */
  readonly refractoryMs?: number;
  /** Budget: tokens come at this rate and each call takes one. */
  readonly callsPerMinute?: number;
  /** Most tokens that can be saved up, at least 1; so many are there at the start. */
  readonly burst?: number;
  /** State of the signal, if it has any. */
  readonly signalState?: Stateful;
}

/**
 * Opens when a signal reaches 1 and asks as long as it is open, within a refractory time and a budget of calls (token
 * bucket). The defaults are a plain hysteresis of 0.6 for half a second, without limits.
 */
export class HysteresisGate<O, D extends Decision> implements Gate<O, D> {
  private readonly signal: GateSignal<O, D>;
  private readonly signalState: Stateful | null;
  private readonly reason: GateReason;
  private readonly lower: number;
  private readonly holdMs: number;
  private readonly refractoryMs: number;
  private readonly callsPerMinute: number;
  private readonly burst: number;

  private open = false;
  /** Ticks for which the signal has been below `lower`. */
  private quietTicks = 0;
  private callsSeen = 0;
  private ticksSinceCall = Infinity;
  private tokens: number;

  /** @throws RangeError if an option is out of its range */
  constructor(signal: GateSignal<O, D>, options: HysteresisOptions) {
    this.signal = signal;
    this.signalState = options.signalState ?? null;
    this.reason = options.reason;
    this.lower = within('lower', options.lower ?? 0.6, 0, 1);
    this.holdMs = within('holdMs', options.holdMs ?? 500, 0, Infinity);
    this.refractoryMs = within('refractoryMs', options.refractoryMs ?? 0, 0, Infinity);
    this.callsPerMinute = within('callsPerMinute', options.callsPerMinute ?? Infinity, 0, Infinity);
    this.burst = within('burst', options.burst ?? 1, 1, Infinity);
    this.tokens = this.burst;
  }

  decide(observation: O, decision: D, context: GateContext, out: GateVerdict): void {
    this.countCalls(context);
    this.openOrClose(this.signal(observation, decision, context), context.controlDt);
    out.think = this.open && this.tokens >= 1 && this.ticksSinceCall >= ticksOf(this.refractoryMs, context.controlDt);
    out.reason = out.think ? this.reason : 'none';
  }

  exchange(io: StateIo): void {
    this.open = io.boolean('open', this.open);
    this.quietTicks = io.number('quietTicks', this.quietTicks);
    this.callsSeen = io.number('callsSeen', this.callsSeen);
    this.ticksSinceCall = io.number('ticksSinceCall', this.ticksSinceCall);
    this.tokens = io.number('tokens', this.tokens);
    this.signalState?.exchange(io);
  }

  private countCalls(context: GateContext): void {
    this.ticksSinceCall++;
    const calls = context.calls - this.callsSeen;
    // The runtime counts a call after the verdict, so it was made one tick ago.
    if (calls > 0) this.ticksSinceCall = 1;
    this.callsSeen = context.calls;
    const income = (this.callsPerMinute / 60) * context.controlDt;
    this.tokens = Math.min(this.burst, this.tokens - calls + income);
  }

  private openOrClose(signal: number, controlDt: number): void {
    if (!(signal < 1)) {
      this.open = true;
      this.quietTicks = 0;
    } else if (this.open) {
      this.quietTicks = signal < this.lower ? this.quietTicks + 1 : 0;
      if (this.quietTicks > 0 && this.quietTicks >= ticksOf(this.holdMs, controlDt)) this.open = false;
    }
  }
}

function ticksOf(ms: number, controlDt: number): number {
  return ms === 0 || ms === Infinity ? ms : ticksForMs(ms, controlDt);
}

function within(name: string, value: number, low: number, high: number): number {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`${name} of a hysteresis gate must be in [${low}, ${high}], but is ${value}.`);
  }
  return value;
}
