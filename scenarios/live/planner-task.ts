import type { RemoteTask } from '../../policies/driving/remote-request.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { CAR } from '../../sim/driving/vehicle/car.ts';

/** What a planner elsewhere must know of an episode, from its spec: the link to it comes before the world. */
export function plannerTask(spec: DrivingSpec): RemoteTask {
  return {
    map: spec.map,
    trackIds: spec.actors.map(({ id }) => id),
    controlDt: spec.controlDt,
    egoLengthM: CAR.lengthM,
    egoWidthM: CAR.widthM,
    desiredSpeedMps: spec.ego.desiredSpeedMps,
    goalS: spec.ego.goalS,
  };
}
