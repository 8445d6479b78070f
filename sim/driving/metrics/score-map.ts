import type { Road, RoadMap } from '../map/types.ts';

/** What scores need of a map; every `RoadMap` has it. */
export interface ScoreMap extends Pick<RoadMap, 'lanes' | 'laneAt' | 'drivable' | 'roadsNear'> {
  readonly roads: readonly Pick<Road, 'index' | 'lengthM' | 'lanes' | 'project' | 'drivableMin' | 'drivableMax'>[];
}

/** What the ego was asked to do, as far as scores need it. */
export interface ScoreTask {
  /** Speed the ego would keep on an empty road, m/s. */
  readonly desiredSpeedMps: number;
  /** Arc lengths on road 0 at which it starts and at which it has arrived, m. */
  readonly startS: number;
  readonly goalS: number;
  readonly timeLimitS: number;
  /** That of the roads, m/s; holds where the ego is on no lane. */
  readonly speedLimitMps: number;
}
