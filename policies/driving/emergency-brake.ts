import type { StateIo } from '../../sim/kernel/state-io.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../sim/driving/observation.ts';
import type { MergeContext, Reflex } from '../contracts.ts';
import type { DrivingDecision } from './driving-decision.ts';
import { sceneTimeToCollision } from './time-to-collision.ts';
import { Scene } from './value/scene.ts';
import { fillSensedScene } from './value/sensed-scene.ts';

/** Full braking, m/s2; the tyres give what they can. */
export const FULL_BRAKE_MPS2 = -9;

/** Released when the time to collision has grown to this multiple of the threshold, or nothing closes in any more. */
const RELEASE_FACTOR = 1.5;

/**
 * Automatic emergency brake: full braking while the time to collision along the ego's corridor is below a threshold,
 * crossing objects included (as in Euro NCAP's car-to-pedestrian tests). The threshold is tuned on the validation split.
 */
export class EmergencyBrake implements Reflex<DrivingObservation, DrivingDecision, EgoAction> {
  readonly name = 'aeb';
  private readonly scene: Scene;
  private braking = false;

  constructor(
    map: RoadMap,
    private readonly thresholdS: number,
  ) {
    this.scene = new Scene(map);
  }

  apply(
    observation: DrivingObservation,
    _decision: DrivingDecision,
    _context: MergeContext,
    action: EgoAction,
  ): boolean {
    fillSensedScene(observation, this.scene);
    const ttc = sceneTimeToCollision(this.scene);
    this.braking = ttc < (this.braking ? this.thresholdS * RELEASE_FACTOR : this.thresholdS);
    if (!this.braking || action.accelerationMps2 <= FULL_BRAKE_MPS2) return false;
    action.accelerationMps2 = FULL_BRAKE_MPS2;
    return true;
  }

  exchange(io: StateIo): void {
    this.braking = io.boolean('aeb.braking', this.braking);
  }
}
