import type { Object3D } from 'three';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { FrameView } from '../live/frame.ts';
import type { OpenedEpisode } from '../live/protocol.ts';
import type { SceneOptions } from './scene-view.ts';

/** A part of the scene that lives with one episode: `open` builds, `update` draws a frame, `dispose` frees everything. */
export interface Layer {
  readonly object: Object3D;
  open(episode: OpenedEpisode, map: RoadMap): void;
  /** Once per drawn frame; allocates nothing. `poses`: where the actors are drawn (interpolated), `ACTOR_STRIDE` apart. */
  update(frame: FrameView, poses: Float64Array, options: SceneOptions): void;
  /** Frees what `open` built; `open` may follow. */
  clear(): void;
  dispose(): void;
}
