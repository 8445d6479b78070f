import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { ActionSource } from '../contracts.ts';
import { msOfTicks } from './planner-link.ts';

/** Samples of one measure, in the order in which they came. Only their number is state: a restore drops the samples. */
export class SampleLog implements Stateful {
  private readonly field: string;
  private buffer = new Float64Array(64);
  private first = 0;
  private end = 0;

  constructor(field: string) {
    this.field = field;
  }

  push(value: number): void {
    const at = this.end++ - this.first;
    if (at === this.buffer.length) {
      const larger = new Float64Array(2 * at);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[at] = value;
  }

  /** Samples taken since the start of the episode. */
  get count(): number {
    return this.end;
  }

  /** A view of the samples since the start or the last restore, valid until the next one. */
  values(): Float64Array {
    return this.buffer.subarray(0, this.end - this.first);
  }

  exchange(io: StateIo): void {
    const count = io.number(this.field, this.end);
    if (count === this.end) return;
    this.end = count;
    this.drop();
  }

  drop(): void {
    this.first = this.end;
  }

  /** Exchanges the samples themselves; their number since the start must have been exchanged before. */
  exchangeSamples(io: StateIo): void {
    const kept = io.number(this.field, this.end - this.first);
    this.first = this.end - kept;
    if (kept > this.buffer.length) this.buffer = new Float64Array(2 * kept);
    io.numbers(this.field, this.buffer.subarray(0, kept));
  }
}

/** What a run measures of its two systems. Counters are part of the episode's state; the samples are not. */
export class RunStatistics implements Stateful {
  ticks = 0;
  /** Ticks with a request in flight. */
  inFlightTicks = 0;
  /** Live time: ticks whose inference was not done in time, so that the last decision was followed. */
  deadlineMisses = 0;
  /** Openings of the gate. */
  triggers = 0;
  /** Plans that ended by their horizon while in force. */
  lapsed = 0;
  /** Plans in force that a newer one replaced. */
  replaced = 0;
  readonly sourceTicks: Record<ActionSource, number> = { fast: 0, plan: 0, brake: 0, hold: 0 };
  /** Ticks in which reflex `i` of the arm overwrote the action. */
  readonly reflexTicks: Float64Array;

  /** Age of a plan that comes into force, counted from its request, ms. */
  readonly stalenessAtArrivalMs = new SampleLog('stalenessAtArrivalMs');
  /** The same at every tick whose action came from a plan, ms. */
  readonly stalenessAtUseMs = new SampleLog('stalenessAtUseMs');
  /** Distance between where the plan in use assumed the agent and where it is, m. */
  readonly driftM = new SampleLog('driftM');
  /** Latency of the planner for each delivered result, ms, before rounding up to ticks. */
  readonly plannerLatencyMs = new SampleLog('plannerLatencyMs');
  /** From an opening of the gate to the first action from a plan requested since then, ms. */
  readonly triggerToEffectMs = new SampleLog('triggerToEffectMs');

  private gateOpen = false;
  private triggerTick = -1;

  constructor(reflexes: number) {
    this.reflexTicks = new Float64Array(reflexes);
  }

  /**
   * @param waiting whether the last opening can still have an effect: a request is in flight, or a plan requested since
   * then is in force
   */
  gate(tick: number, think: boolean, waiting: boolean): void {
    if (think && !this.gateOpen) {
      this.triggers++;
      if (this.triggerTick < 0 || !waiting) this.triggerTick = tick;
    }
    this.gateOpen = think;
  }

  /** Tick of the opening that has had no effect yet, or -1. */
  get openTrigger(): number {
    return this.triggerTick;
  }

  /** The action of this tick came from a plan. */
  planUsed(tick: number, requestedTick: number, driftM: number, controlDt: number): void {
    this.stalenessAtUseMs.push(msOfTicks(tick - requestedTick, controlDt));
    if (driftM === driftM) this.driftM.push(driftM);
    if (this.triggerTick >= 0 && requestedTick >= this.triggerTick) {
      this.triggerToEffectMs.push(msOfTicks(tick - this.triggerTick, controlDt));
      this.triggerTick = -1;
    }
  }

  /** Drops the samples of what was undone by a restore. */
  dropSamples(): void {
    this.stalenessAtArrivalMs.drop();
    this.stalenessAtUseMs.drop();
    this.driftM.drop();
    this.plannerLatencyMs.drop();
    this.triggerToEffectMs.drop();
  }

  /** Exchanges the samples, for a run that is to be carried on with them; after `exchange`. */
  exchangeSamples(io: StateIo): void {
    this.stalenessAtArrivalMs.exchangeSamples(io);
    this.stalenessAtUseMs.exchangeSamples(io);
    this.driftM.exchangeSamples(io);
    this.plannerLatencyMs.exchangeSamples(io);
    this.triggerToEffectMs.exchangeSamples(io);
  }

  exchange(io: StateIo): void {
    io.entity('statistics');
    this.ticks = io.number('ticks', this.ticks);
    this.inFlightTicks = io.number('inFlightTicks', this.inFlightTicks);
    this.deadlineMisses = io.number('deadlineMisses', this.deadlineMisses);
    this.triggers = io.number('triggers', this.triggers);
    this.lapsed = io.number('lapsed', this.lapsed);
    this.replaced = io.number('replaced', this.replaced);
    this.sourceTicks.fast = io.number('fastTicks', this.sourceTicks.fast);
    this.sourceTicks.plan = io.number('planTicks', this.sourceTicks.plan);
    this.sourceTicks.brake = io.number('brakeTicks', this.sourceTicks.brake);
    this.sourceTicks.hold = io.number('holdTicks', this.sourceTicks.hold);
    io.numbers('reflexTicks', this.reflexTicks);
    this.gateOpen = io.boolean('gateOpen', this.gateOpen);
    this.triggerTick = io.number('triggerTick', this.triggerTick);
    this.stalenessAtArrivalMs.exchange(io);
    this.stalenessAtUseMs.exchange(io);
    this.driftM.exchange(io);
    this.plannerLatencyMs.exchange(io);
    this.triggerToEffectMs.exchange(io);
  }
}
