import { idmFreeAcceleration, idmInteraction, IDM_PRESETS } from '../../../sim/driving/traffic/idm.ts';
import { LANE_END_HORIZON_M } from '../../../sim/driving/sensors/lane-sensor.ts';
import type { Scene } from '../value/scene.ts';
import { Approach } from './approach.ts';

/**
 * How every reference driver drives while nothing is wrong: Intelligent Driver Model with the values of Waymax, whose time
 * headway of 2 s and gap of 2 m at rest are the following distance of UN R157's human driver model (2 + 2 v).
 */
export const FOLLOWING = IDM_PRESETS.waymax;

/** Hardest braking of ordinary following, m/s2: the limit of the cruise controller beside the models in esmini. */
export const COMFORT_DECELERATION_MPS2 = 4;

/** Keeps the desired speed and the distance to what is ahead in the ego's path, and stops where the lane ends. */
export class CarFollowing {
  private readonly approach = new Approach();

  /**
   * @param laneEndM distance from the ego to the end of its lane, m; from `LANE_END_HORIZON_M` on there is none in sight
   * @returns requested acceleration, m/s2
   */
  request(scene: Scene, laneEndM: number): number {
    const { approach } = this;
    const v = scene.egoV > 0 ? scene.egoV : 0;
    let owed = laneEndM < LANE_END_HORIZON_M ? idmInteraction(FOLLOWING, v, laneEndM - 0.5 * scene.egoLengthM, 0) : 0;
    for (let i = 0; i < scene.count; i++) {
      approach.measure(scene, i);
      if (!approach.ahead || !approach.overlaps) continue;
      const leaderMps = scene.vs[i] > 0 ? scene.vs[i] : 0;
      const interaction = idmInteraction(FOLLOWING, v, approach.gapM, leaderMps);
      if (interaction > owed) owed = interaction;
    }
    const request = idmFreeAcceleration(FOLLOWING, scene.desiredSpeedMps, v) - owed;
    return request < -COMFORT_DECELERATION_MPS2 ? -COMFORT_DECELERATION_MPS2 : request;
  }
}
