import type { ArmName } from '../../../policies/driving/arms.ts';
import type { EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import type { EpisodeJob, LatencyChoice } from '../../../scenarios/runner/job.ts';
import { actor, cruising, drivingSpec, laneCentre } from '../../policies/driving/worlds.ts';

export const FIXED_200: LatencyChoice = { kind: 'fixed', ms: 200 };

export function jobOf(arm: ArmName, changes: Partial<EpisodeJob> = {}): EpisodeJob {
  const plain = { suite: 'test', split: 'test', scenario: 'closing-in', seed: 0, latency: FIXED_200, planner: null };
  return { ...plain, arm, ...changes };
}

/**
 * About 5 s with everything going on: noise, a slow leader that the ego closes in on and that brakes hard, somebody on
 * the left, a pedestrian, and the rule policy, which never wants to change lane.
 */
export function setupOf(arm: ArmName, changes: Partial<EpisodeJob> = {}, seed = 'seed'): EpisodeSetup {
  const spec = drivingSpec({
    ego: { speedMps: 25, desiredSpeedMps: 25, goalS: 210 },
    sensors: { positionNoiseM: 0.2, velocityNoiseMps: 0.2 },
    timeLimitS: 6,
    actors: [
      cruising('lead', 145, 1, 17, {
        events: [{ trigger: { kind: 'time', s: 1 }, action: { kind: 'brake', decelMps2: 7, toSpeedMps: 1, holdS: 2 } }],
      }),
      cruising('left', 92, 2, 25),
      actor('walker', 'pedestrian', 180, -1, { start: { road: 0, s: 180, d: -1, headingRad: 1, speedMps: 0 } }),
      actor('parked', 'van', 230, laneCentre(0)),
    ],
  });
  return { job: jobOf(arm, changes), spec, episodeSeed: seed, model: null, engineVersion: '1.2.3' };
}
