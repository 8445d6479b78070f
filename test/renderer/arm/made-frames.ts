import { ArmFrameStore } from '../../../scenarios/arm-frames/arm-frame-store.ts';
import type { ArmFrames } from '../../../scenarios/arm-frames/arm-frames.ts';
import { FrameFiller } from '../../../scenarios/arm-frames/fill-frame.ts';
import { resolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../../scenarios/library/manipulation/registry.ts';
import { armSceneOf, emptyArmFrame } from '../../../scenarios/records/arm-scene.ts';
import { readArmWorld, readPlannedWay } from '../../../scenarios/records/read-arm-frame.ts';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { expertEpisode } from '../../policies/manipulation/expert/expert-episode.ts';

/** A concrete episode of the library. */
export function librarySpec(id: string, seed: number): ManipulationSpec {
  const entry = MANIPULATION_LIBRARY.find((each) => each.id === id);
  if (entry === undefined) throw new Error(`no scenario '${id}' of the arm`);
  return resolveManipulation(entry.scenario, episodeSeed('train', id, seed));
}

/**
 * What drawing needs of an episode that the expert really runs, up to so many ticks. Its uncertainty is made up, since
 * the expert has none.
 */
export async function expertFrames(spec: ManipulationSpec, seed: string, ticks: number): Promise<ArmFrames> {
  const { world, system } = expertEpisode(spec, seed);
  const store = new ArmFrameStore(world.spec, ticks + 1);
  const filler = new FrameFiller(world, store);
  const frame = emptyArmFrame(armSceneOf(world.spec));
  const add = (): void => {
    readArmWorld(world, frame);
    readPlannedWay(world.tick === 0 ? null : system.planInForce, frame);
    frame.level = 0.5 + 0.4 * Math.sin(world.tick / 20);
    filler.add(frame, world.tick % 60 >= 30);
  };
  add();
  while (!world.ended && world.tick < ticks) {
    await system.runTick();
    add();
  }
  system.close();
  return store.finish();
}
