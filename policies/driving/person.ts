import { clamp } from '../../sim/kernel/math.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { MergeContext, Reflex } from '../contracts.ts';
import type { DrivingDecision } from './driving-decision.ts';

/**
 * Somebody at the wheel, who overrules everything: asks for an acceleration, and moves the lateral target, beginning where
 * the car is when the person takes over. The target stays on the drivable width.
 */
export class Person implements Reflex<DrivingObservation, DrivingDecision, EgoAction> {
  readonly name = 'person';
  private on = false;
  private accelerationMps2 = 0;
  private leftMps = 0;
  /** NaN: where the car is. */
  private targetOffsetM = NaN;

  get driving(): boolean {
    return this.on;
  }

  /**
   * What holds from the next tick on.
   * @param accelerationMps2 requested, m/s2
   * @param leftMps how fast the target moves to the left, m/s
   */
  drive(on: boolean, accelerationMps2: number, leftMps: number): void {
    if (!this.on) this.targetOffsetM = NaN;
    this.on = on;
    this.accelerationMps2 = accelerationMps2;
    this.leftMps = leftMps;
  }

  apply(o: DrivingObservation, _decision: DrivingDecision, { controlDt }: MergeContext, action: EgoAction): boolean {
    if (!this.on) return false;
    const { s, d } = o.ego;
    const road = o.map.roads[0];
    const half = 0.5 * o.egoWidthM;
    const from = Number.isNaN(this.targetOffsetM) ? d : this.targetOffsetM;
    const wanted = from + this.leftMps * controlDt;
    this.targetOffsetM = clamp(wanted, road.drivableMin(s) + half, road.drivableMax(s) - half);
    action.accelerationMps2 = this.accelerationMps2;
    action.targetOffsetM = this.targetOffsetM;
    // The comfortable law would trail a moving target by two seconds.
    action.urgency = 1;
    return true;
  }

  exchange(io: StateIo): void {
    this.on = io.boolean('person.on', this.on);
    this.accelerationMps2 = io.number('person.accelerationMps2', this.accelerationMps2);
    this.leftMps = io.number('person.leftMps', this.leftMps);
    this.targetOffsetM = io.number('person.targetOffsetM', this.targetOffsetM);
  }
}
