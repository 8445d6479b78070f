import type { StateIo } from '../../../sim/kernel/state-io.ts';
import type { EgoAction } from '../../../sim/driving/ego-action.ts';
import type { RoadMap } from '../../../sim/driving/map/types.ts';
import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import type { ActionSource, Merge, MergeContext } from '../../contracts.ts';
import type { DrivingDecision } from '../driving-decision.ts';
import type { DrivingPlan } from '../driving-plan.ts';
import { Scene } from '../value/scene.ts';
import { fillSensedScene } from '../value/sensed-scene.ts';
import { CarFollowing } from './car-following.ts';
import type { ReferenceDriver } from './reference-driver.ts';

/** Lets a reference driver drive in the middle of the ego's lane; ignores the fast policy and plans. */
export class ReferenceMerge implements Merge<DrivingObservation, DrivingDecision, DrivingPlan, EgoAction> {
  private readonly scene: Scene;
  private readonly following = new CarFollowing();

  constructor(
    map: RoadMap,
    private readonly driver: ReferenceDriver,
  ) {
    this.scene = new Scene(map);
  }

  merge(
    o: DrivingObservation,
    _decision: DrivingDecision,
    _plan: DrivingPlan | null,
    context: MergeContext,
    out: EgoAction,
  ): ActionSource {
    fillSensedScene(o, this.scene);
    const follow = this.following.request(this.scene, o.lane.endAheadM);
    const request = this.driver.request(this.scene, follow, context.controlDt);
    out.accelerationMps2 = request;
    out.targetOffsetM = o.lane.lane >= 0 ? o.lane.centerM : o.ego.d;
    out.urgency = 0;
    return request < follow ? 'brake' : 'hold';
  }

  exchange(io: StateIo): void {
    this.driver.exchange(io);
  }
}
