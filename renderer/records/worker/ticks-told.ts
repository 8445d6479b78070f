import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { restoreState } from '../../../sim/kernel/state-codec.ts';
import { liveInputsOf } from '../../../scenarios/records/live-inputs.ts';
import type { OwnMessage } from '../../../scenarios/records/messages.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';

type Told = OwnMessage<'/action'>;
type Delivery = OwnMessage<'/ledger'>;

/** What a record's topics tell of single ticks beyond their states. */
export class TicksTold {
  private readonly actions = new Map<number, Told>();
  private readonly deliveries = new Map<number, Delivery>();
  private readonly levels = new Map<number, number>();
  /** Plans that came in during a live run, by their request. */
  private readonly arrived = new Map<number, Float64Array>();

  /** @throws RecordProblem when a message does not decode */
  constructor(record: EpisodeRecord) {
    for (const action of record.own('/action')) this.actions.set(action.tick, action);
    for (const message of record.own('/policy')) this.levels.set(message.tick, message.level);
    for (const message of record.own('/ledger'))
      if (message.state === 'delivered') this.deliveries.set(message.tick, message);
    if (record.live === null) return;
    for (const arrival of liveInputsOf(record, record.live).trace.arrivals)
      if (arrival.kind === 'plan') this.arrived.set(arrival.requestId, arrival.plan);
  }

  action(tick: number): Told | null {
    return this.actions.get(tick) ?? null;
  }

  /** Calibrated uncertainty; NaN where the record does not tell. */
  level(tick: number): number {
    return this.levels.get(tick) ?? NaN;
  }

  /** The plan that arrived in a tick, or was over by then. */
  delivery(tick: number): Delivery | null {
    return this.deliveries.get(tick) ?? null;
  }

  /** The plan of a request of a live run, or null where the record does not have it. */
  arrivedPlan({ id, dispatchTick }: Delivery): DrivingPlan | null {
    const values = this.arrived.get(id);
    if (values === undefined) return null;
    const plan = new DrivingPlan();
    restoreState(plan, values);
    plan.requestedTick = dispatchTick;
    return plan;
  }
}
