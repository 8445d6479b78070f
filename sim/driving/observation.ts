import type { RoadMap } from './map/types.ts';
import type { EgoState } from './sensors/ego-sensor.ts';
import type { LaneView } from './sensors/lane-sensor.ts';
import type { TrackTable } from './sensors/track-table.ts';

/**
 * All that a driving controller may know at a tick: what the sensors gave, the map, and its task. Nothing in it depends
 * on an actor that was not seen. The object is reused by the world.
 */
export interface DrivingObservation {
  tick: number;
  readonly controlDt: number;
  readonly ego: EgoState;
  readonly tracks: TrackTable;
  readonly lane: LaneView;
  readonly map: RoadMap;
  readonly egoLengthM: number;
  readonly egoWidthM: number;
  readonly desiredSpeedMps: number;
  /** Arc length on road 0 where the task ends, m. */
  readonly goalS: number;
}
