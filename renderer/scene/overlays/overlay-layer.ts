import { Group } from 'three';
import type { RoadMap } from '../../../sim/driving/map/types.ts';
import type { FrameView } from '../../live/frame.ts';
import type { OpenedEpisode } from '../../live/protocol.ts';
import type { Layer } from '../layer.ts';
import type { SceneOptions } from '../scene-view.ts';

/** Heights above the road at which overlays lie, m, and the order in which they are drawn. */
export const LIFT = { sensors: 0.03, plan: 0.06, halo: 0.07, candidates: 0.09, fast: 0.1 } as const;
export const ORDER = {
  sensors: 20,
  plan: 21,
  halo: 22,
  candidates: 23,
  fast: 24,
  hatching: 25,
  lines: 26,
  ring: 28,
  text: 29,
} as const;

/** What all overlays share: a group that is empty between episodes, and resources that outlive an episode. */
export abstract class OverlayLayer implements Layer {
  readonly object = new Group();
  private readonly kept: { dispose(): void }[] = [];

  abstract open(episode: OpenedEpisode, map: RoadMap): void;
  abstract update(frame: FrameView, poses: Float64Array, options: SceneOptions): void;
  abstract clear(): void;

  dispose(): void {
    this.clear();
    this.object.removeFromParent();
    for (const resource of this.kept) resource.dispose();
  }

  /** For materials: shaders that are compiled anew at every reset would make the first frame stutter. */
  protected keep<T extends { dispose(): void }>(resource: T): T {
    this.kept.push(resource);
    return resource;
  }
}
