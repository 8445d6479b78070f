import type { ArmName } from '../../policies/driving/arms.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import { Episode, type LoadedModel } from '../../scenarios/runner/episode.ts';
import type { LatencyChoice } from '../../scenarios/runner/job.ts';
import type { Contender } from './rounds.ts';

/** Ticks before the first measurement: tracks are confirmed, everything is compiled. */
const WARM_UP_TICKS = 30;

export function benchEpisode(
  spec: DrivingSpec,
  arm: ArmName,
  model: LoadedModel,
  latency: LatencyChoice = { kind: 'fixed', ms: 200 },
): Episode {
  return new Episode({
    job: { suite: 'bench', split: 'train', scenario: spec.family, seed: 0, arm, latency, planner: null },
    spec,
    episodeSeed: 'bench',
    model,
    engineVersion: 'bench',
  });
}

/** An episode that goes back to the same moment before each repetition. @throws Error if it ends while it warms up */
export async function rewinding(name: string, episode: Episode): Promise<Contender> {
  for (let tick = 0; tick < WARM_UP_TICKS; tick++) await episode.tick();
  const start = episode.system.snapshot();
  return {
    name,
    rewind: () => episode.system.restore(start),
    tick: async () => {
      if (await episode.tick()) return;
      throw new Error(`bench: the episode of ${name} ended (${episode.world.end}) while it was timed.`);
    },
  };
}
