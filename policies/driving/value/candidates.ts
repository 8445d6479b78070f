import type { Scene } from './scene.ts';
import type { LongitudinalProfile } from './rollout.ts';

/** What the lateral part of a candidate does, in words. */
export const LATERAL_NAMES = [
  'keep',
  'left',
  'right',
  'evade-left',
  'evade-right',
  'swerve-left',
  'swerve-right',
] as const;
export type LateralName = (typeof LATERAL_NAMES)[number];

/** Longitudinal parts: follow what is ahead, or hold a request for a while first. */
export const PROFILES: readonly LongitudinalProfile[] = [
  { requestMps2: 0, holdS: 0 },
  { requestMps2: -3, holdS: 1.2 },
  { requestMps2: -5.5, holdS: 1.5 },
  { requestMps2: -9, holdS: 4 },
  { requestMps2: 2, holdS: 1.5 },
  { requestMps2: 0, holdS: 1.5 },
  { requestMps2: -1.5, holdS: 2 },
];

/** Lateral offsets from the lane centre that an evasive swerve within or beside the lane may take, m. */
const SWERVES_M = [1.1, 2.1];
const MAX_LATERALS = 10;

/** The lateral options of a scene: lanes that exist, and swerves that stay on the drivable surface. */
export class LateralOptions {
  count = 0;
  readonly offset = new Float64Array(MAX_LATERALS);
  readonly urgency = new Float64Array(MAX_LATERALS);
  /** Index into `LATERAL_NAMES`. */
  readonly name = new Uint8Array(MAX_LATERALS);

  collect(scene: Scene): void {
    this.count = 0;
    const map = scene.map;
    const lane = map.lanes[scene.lane];
    const center = lane.centerM;
    this.add(center, 0, 0);
    const s = scene.egoS;
    const left = lane.left >= 0 ? lane.left : lane.oncoming;
    const right = lane.right;
    const leftOk = left >= 0 && within(map.lanes[left], s, scene.egoV);
    const rightOk = right >= 0 && within(map.lanes[right], s, scene.egoV);
    if (leftOk) {
      this.add(map.lanes[left].centerM, 0, 1);
      this.add(map.lanes[left].centerM, 1, 3);
    }
    if (rightOk) {
      this.add(map.lanes[right].centerM, 0, 2);
      this.add(map.lanes[right].centerM, 1, 4);
    }
    const road = map.roads[0];
    const half = scene.egoWidthM * 0.5 - 0.05;
    const far = s + Math.max(10, scene.egoV * 1.5);
    const low = Math.max(road.drivableMin(s), road.drivableMin(far)) + half;
    const high = Math.min(road.drivableMax(s), road.drivableMax(far)) - half;
    for (const swerve of SWERVES_M) {
      if (center + swerve <= high) this.add(center + swerve, 1, 5);
      if (center - swerve >= low) this.add(center - swerve, 1, 6);
    }
  }

  private add(offset: number, urgency: number, name: number): void {
    const i = this.count++;
    this.offset[i] = offset;
    this.urgency[i] = urgency;
    this.name[i] = name;
  }
}

/** Whether a lane exists here and long enough ahead to be worth entering. */
function within(lane: { startM: number; endM: number }, s: number, v: number): boolean {
  return s >= lane.startM && s + v * 3 < lane.endM;
}
