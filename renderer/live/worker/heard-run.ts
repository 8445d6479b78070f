import type { ActionSource } from '../../../policies/contracts.ts';
import type { DrivingDecision } from '../../../policies/driving/driving-decision.ts';
import { DrivingPlan } from '../../../policies/driving/driving-plan.ts';
import { Manoeuvre } from '../../../policies/driving/value/manoeuvre.ts';
import type { DeliveryNotice, RuntimeObserver } from '../../../policies/runtime/observer.ts';
import type { EgoAction } from '../../../sim/driving/ego-action.ts';
import { SOURCES } from '../frame.ts';

/** What a frame shows of a run beyond its present state: the last decision, delivery and action, as an observer heard them. */
export class HeardRun implements RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction> {
  /** Tick of the last decision, or -1. */
  decisionTick = -1;
  readonly manoeuvre = new Manoeuvre();
  /** Laplace scale of the acceleration in each second, m/s2. */
  readonly scale = new Float64Array(3);
  /** Plans that arrived, and the last of them with its tick, or -1. */
  deliveries = 0;
  deliveryTick = -1;
  readonly delivered = new DrivingPlan();
  /** Index into `SOURCES` of the last action, and its requested acceleration, m/s2. */
  source = 0;
  requestMps2 = 0;

  onDecision(tick: number, decision: DrivingDecision): void {
    this.decisionTick = tick;
    this.manoeuvre.copy(decision.manoeuvre);
    this.scale.set(decision.scale);
  }

  onDelivery(notice: DeliveryNotice<DrivingPlan>): void {
    this.deliveries++;
    this.deliveryTick = notice.tick;
    this.delivered.copy(notice.plan);
  }

  onAction(_tick: number, action: EgoAction, source: ActionSource, reflex: string | null): void {
    this.requestMps2 = action.accelerationMps2;
    this.source = SOURCES.indexOf(reflex === null ? source : reflex === 'person' ? 'person' : 'reflex');
  }
}
