import { isManipulationArmName, MANIPULATION_ARM_NAMES, needsHume } from '../../policies/manipulation/arm-names.ts';
import { createManipulationArm, TUNED } from '../../policies/manipulation/arms.ts';
import { guidanceIn } from '../../policies/manipulation/guidance.ts';
import { weightsHash, type HumeModel } from '../../policies/manipulation/hume-model.ts';
import { StillPolicy } from '../../policies/manipulation/still-policy.ts';
import { SystemOne } from '../../policies/manipulation/system-one.ts';
import type { ManipulationSetup } from './manipulation-episode.ts';

/** An episode of a named arm; see `ManipulationSetup`. */
export interface NamedArmEpisode extends Omit<ManipulationSetup, 'compose' | 'model'> {
  /** Null: only arms that need none of Hume's networks. */
  readonly hume: HumeModel | null;
}

/**
 * The setup of an episode of the arm named in its job, out of Hume's networks.
 * @throws RangeError for an arm that there is not, or one that needs networks that are not given
 */
export function setupOfArm({ hume, settings = TUNED, ...rest }: NamedArmEpisode): ManipulationSetup {
  const { arm: name } = rest.job;
  if (!isManipulationArmName(name))
    throw new RangeError(`arm: expected one of ${MANIPULATION_ARM_NAMES.join(', ')}, found ${JSON.stringify(name)}.`);
  if (!needsHume(name)) {
    return {
      ...rest,
      settings,
      model: null,
      compose: (world, latency) => ({
        arm: createManipulationArm(name, world, null, latency, settings),
        policy: new StillPolicy(),
      }),
    };
  }
  if (hume === null) throw new RangeError(`arm ${name}: expected Hume's models, found none.`);
  return {
    ...rest,
    settings,
    model: { name: hume.facts.name, sha256: weightsHash(hume.facts) },
    compose: (world, latency) => ({
      arm: createManipulationArm(name, world, hume, latency, settings),
      policy: new SystemOne(hume, world.spec.arm.model, world.seed, settings.actedNoise),
      guidanceOf: guidanceIn(hume.facts.action),
    }),
  };
}
