import type { ManipulationArmName } from '../../../policies/manipulation/arm-names.ts';
import { CascadeMerge } from '../../../policies/manipulation/merge.ts';
import { SystemOne } from '../../../policies/manipulation/system-one.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import type { EpisodeResult } from '../../../scenarios/results/episode-result.ts';
import { runManipulationEpisode, type ManipulationSetup } from '../../../scenarios/runner/manipulation-episode.ts';
import { setupOfArm } from '../../../scenarios/runner/manipulation-setup.ts';
import { recordArmBytes } from '../../../scenarios/runner/record-episode.ts';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { linearHume } from '../../policies/manipulation/linear-networks.ts';
import { BOX, episode } from '../../sim/robotics/arm-episode.ts';

export const ENGINE = '0.1.0';

/** A hand that reaches for a far goal beside an object, something that moves, and a person; half a second of it. */
export const SCENE: ManipulationSpec = episode({
  task: { kind: 'reach', goal: [0.5, 0.3, 0.3], toleranceM: 0.01, holdS: 1 },
  timeLimitS: 0.5,
  objects: [BOX, { ...BOX, id: 'ball', shape: { kind: 'sphere', radiusM: 0.03 }, position: [0.6, -0.2, 0.03] }],
  obstacles: [
    {
      id: 'rod',
      shape: { kind: 'cylinder', radiusM: 0.02, heightM: 0.3 },
      yawRad: 0,
      path: {
        points: [
          [0.7, -0.4, 0.15],
          [0.7, 0.4, 0.15],
        ],
        peakSpeedMps: 0.5,
        dwellS: 0,
        backAndForth: true,
        start: { kind: 'time', s: 0.2 },
      },
    },
  ],
  person: {
    shoulder: [0.9, 0.5, 0.4],
    upperArmM: 0.3,
    foreArmM: 0.3,
    radiusM: 0.05,
    hand: {
      points: [[0.7, 0.6, 0.2]],
      peakSpeedMps: 0.5,
      dwellS: 0,
      backAndForth: false,
      start: { kind: 'time', s: 0 },
    },
  },
});

export function armSetup(
  arm: ManipulationArmName,
  spec: ManipulationSpec = SCENE,
  changes: { readonly ms?: number; readonly scenario?: string; readonly seed?: string } = {},
): ManipulationSetup {
  const { ms = 50, scenario = 'a-scene', seed = 'records' } = changes;
  return setupOfArm({
    job: { suite: 'test', split: 'test', scenario, seed: 4, arm, latency: { kind: 'fixed', ms } },
    spec,
    episodeSeed: seed,
    hume: linearHume(),
    engineVersion: ENGINE,
  });
}

/** Commands by tick: velocity of the hand, m/s, and grip. */
export type Script = (tick: number) => readonly [vx: number, vy: number, vz: number, grip: number];

/** An episode of a hand that follows a script. */
export function scripted(spec: ManipulationSpec, script: Script): ManipulationSetup {
  const setup = armSetup('fast', spec);
  return {
    ...setup,
    compose: (world, latency) => {
      const { arm } = setup.compose(world, latency);
      const policy = new SystemOne(linearHume(), world.spec.arm.model, world.seed);
      policy.decide = (_observation, out) => {
        const [vx, vy, vz, grip] = script(world.tick);
        for (let k = 0; k < out.chunk.length; k += 5) out.chunk.set([vx, vy, vz, 0, grip], k);
      };
      return { arm: { ...arm, merge: new CascadeMerge() }, policy };
    },
  };
}

export async function armRecord(
  setup: ManipulationSetup,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; result: EpisodeResult; record: EpisodeRecord }> {
  const result = await runManipulationEpisode(setup);
  const bytes = await recordArmBytes(setup, result);
  return { bytes, result, record: readRecord(bytes, `${setup.job.arm}.mcap`) };
}
