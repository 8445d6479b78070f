import type { HumeModel } from '../../policies/manipulation/hume-model.ts';
import { TUNED } from '../../policies/manipulation/arms.ts';
import { resolveManipulation } from '../../scenarios/language/manipulation/resolve.ts';
import { pickPlaceTail } from '../../scenarios/library/manipulation/pick-place.ts';
import { ManipulationEpisode } from '../../scenarios/runner/manipulation-episode.ts';
import { setupOfArm } from '../../scenarios/runner/manipulation-setup.ts';
import { runThreeWays, type ThreeWays } from './three-ways.ts';

const SEED = 'determinism/3';
const DURATION_S = 2.5;
/** System 1 holds its doubt, and System 2's plan is still to come. */
const MIDDLE_TICK = 101;
/** Whatever is tuned, it asks often. */
const SETTINGS = {
  ...TUNED,
  gate: { ...TUNED.gate, level: 0.95, lower: 0.6, holdMs: 300, refractoryMs: 250 },
};

/** Both of Hume's systems in `pick-place/tail`: System 1's doubt calls System 2, whose plans come some 200 ms later. */
export function runHume(hume: HumeModel): Promise<ThreeWays> {
  const spec = { ...resolveManipulation(pickPlaceTail, SEED), timeLimitS: DURATION_S };
  const create = (): ManipulationEpisode =>
    new ManipulationEpisode(
      setupOfArm({
        job: {
          suite: 'determinism',
          split: 'train',
          scenario: 'pick-place/tail',
          seed: 3,
          arm: 'dual',
          latency: { kind: 'lognormal', meanMs: 200, sdMs: 50 },
        },
        spec,
        episodeSeed: SEED,
        engineVersion: 'determinism',
        hume,
        settings: SETTINGS,
      }),
    );
  return runThreeWays(create, MIDDLE_TICK);
}
