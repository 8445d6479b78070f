import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { Decision, Plan, PlanRequest } from '../contracts.ts';
import type { RequestLedger } from './ledger.ts';

/**
 * How requests go out and results come back: computed in virtual time, elsewhere in live time, or read from the record of
 * a live run. The ledger holds all that is known of a request; a link only feeds it.
 */
export interface PlannerLink<O, D extends Decision, P extends Plan> extends Stateful {
  readonly latencyName: string;
  /** What a planner should expect to take, ms; may be changed between ticks, for the requests that follow. */
  expectedMs: number;
  /** Sends the request that was just dispatched into `slot`. Observation, decision and plan are valid only in this call. */
  send(request: PlanRequest<O, D>, slot: number, ledger: RequestLedger<P>): void;
  /**
   * What must be awaited before tick `tick` is prepared, or null. A tick of Infinity awaits all that is computing here, so
   * that the ledger then holds every result.
   */
  settle(tick: number, ledger: RequestLedger<P>): Promise<void> | null;
  /** Enters into the ledger what is known at `tick`. */
  receive(tick: number, ledger: RequestLedger<P>): void;
  /** Nobody waits for request `id` in `slot` any more. */
  abandon(id: number, slot: number): void;
  /** Abandons everything: the ledger was restored, and `tick` is the next to be prepared. */
  reset(tick: number): void;
}

/** `latencyName` of links whose latencies were measured by a clock, in a run or in the run that they repeat. */
export const MEASURED = 'measured';

/** Duration of `ticks` control ticks, ms; one formula, so that a live run and its replay measure the same bits. */
export function msOfTicks(ticks: number, controlDt: number): number {
  return ticks * controlDt * 1000;
}

/** The link of an arm without a planner. */
export class NoPlannerLink<O, D extends Decision, P extends Plan> implements PlannerLink<O, D, P> {
  readonly latencyName = 'none';
  expectedMs = 0;

  send(): void {
    throw new Error('A request was sent by an arm that has no planner.');
  }

  settle(): null {
    return null;
  }

  receive(): void {}

  abandon(): void {}

  reset(): void {}

  exchange(_io: StateIo): void {}
}
