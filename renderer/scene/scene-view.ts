import type { Observable } from 'rxjs';
import type { FrameView } from '../live/frame.ts';
import type { OpenedEpisode } from '../live/protocol.ts';

export const CAMERAS = ['chase', 'driver', 'top', 'orbit'] as const;
export type CameraMode = (typeof CAMERAS)[number];

/** What can be drawn over the scene. */
export const OVERLAYS = [
  'trajectory',
  'halo',
  'candidates',
  'plan',
  'sensors',
  'hidden',
  'tracks',
  'boxes',
  'labels',
] as const;
export type Overlay = (typeof OVERLAYS)[number];

export interface SceneOptions {
  readonly camera: CameraMode;
  /** Row of the actor that the cameras follow; 0 is the ego. */
  readonly follow: number;
  readonly overlays: ReadonlySet<Overlay>;
  readonly daytime: 'day' | 'dusk';
  readonly reducedMotion: boolean;
}

/** What is under the pointer: an actor's row, and the point of the ground (m). */
export interface Picked {
  readonly row: number | null;
  readonly x: number;
  readonly y: number;
}

/** The 3-D view of one canvas. The caller owns the animation loop and calls `draw` once per frame of the display. */
export interface SceneView {
  /** Builds roads, actors and surroundings of an episode; what was built for the last one is freed. */
  open(episode: OpenedEpisode): void;
  setOptions(options: SceneOptions): void;
  resize(width: number, height: number, pixelRatio: number): void;
  /** Something else that is drawn has changed, such as a colour, or what was drawn may be gone: the next `draw` draws. */
  invalidate(): void;
  /**
   * Draws where something has changed: a frame, an option, the size, the camera, or what still moves of the last change.
   * @param frame the newest frame, another object for each, or null
   * @param nowMs of `performance.now()`
   * @param always also where nothing has changed or it is not due
   */
  draw(frame: FrameView | null, nowMs: number, always?: boolean): void;
  /** @param x, y pixels from the canvas's left upper corner; null where there is only sky */
  pick(x: number, y: number): Picked | null;
  /** What the camera shows, in words: `chase camera on the ego`. */
  readonly cameraText: Observable<string>;
  /** Sentences for the problems panel, such as a lost WebGL context. */
  readonly problems: Observable<string>;
  /** Numbers of GPU resources, for leak tests. */
  resources(): { readonly geometries: number; readonly textures: number; readonly programs: number };
  dispose(): void;
}
