import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { Vector3, type PerspectiveCamera } from 'three';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import { ACTOR, ACTOR_STRIDE, type FrameView } from '../live/frame.ts';
import type { OpenedEpisode } from '../live/protocol.ts';
import { CameraRig } from './camera-rig.ts';
import { cameraText } from './cameras.ts';
import { DrawPace } from './draw-pace.ts';
import { PoseInterpolator } from './interpolation.ts';
import type { Layer } from './layer.ts';
import { pickAlong } from './picking.ts';
import { QUALITIES, type Quality } from './quality.ts';
import { SceneCore } from './scene-core.ts';
import type { Picked, SceneOptions, SceneView } from './scene-view.ts';

const LOST =
  'The graphics device was lost; the scene stands still until the browser gives it back. The episode goes on.';
const RESTORED = 'The graphics device is back; the scene is drawn again.';

interface Opened {
  readonly episode: OpenedEpisode;
  readonly map: RoadMap;
  readonly interpolator: PoseInterpolator;
}

/** The live view: poses between frames by the wall clock, cameras that swing and slide. */
export class ThreeSceneView implements SceneView {
  readonly cameraText: Observable<string>;
  readonly problems: Observable<string>;
  private readonly text = new BehaviorSubject('');
  private readonly troubles = new Subject<string>();
  private readonly core: SceneCore;
  private readonly rig: CameraRig;
  private opened: Opened | null = null;
  private options: SceneOptions = {
    camera: 'chase',
    follow: 0,
    overlays: new Set(),
    daytime: 'day',
    reducedMotion: false,
  };
  /** The last frame that was taken over. */
  private frame: FrameView | null = null;
  /** Set by all that changes the picture, other than the camera; without it nothing is drawn. */
  private needsDrawing = true;
  /** Null: what has changed is drawn in the next frame of the display. */
  private readonly pace: DrawPace | null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    overlays: readonly Layer[],
    quality: Quality,
  ) {
    this.cameraText = this.text.asObservable();
    this.problems = this.troubles.asObservable();
    this.core = new SceneCore(canvas, overlays, quality);
    this.core.presence.subscribe((presence) => {
      this.needsDrawing = true;
      this.troubles.next(presence === 'lost' ? LOST : RESTORED);
    });
    const gl = this.core.renderer.getContext();
    this.pace = QUALITIES[quality].paced && gl instanceof WebGL2RenderingContext ? new DrawPace(gl) : null;
    this.rig = new CameraRig(canvas);
  }

  open(episode: OpenedEpisode): void {
    const map = this.core.open(episode);
    this.opened = { episode, map, interpolator: new PoseInterpolator(episode.actors.length, episode.controlDt) };
    this.rig.restart();
    this.frame = null;
    this.needsDrawing = true;
    this.tell();
  }

  setOptions(options: SceneOptions): void {
    this.options = options;
    this.core.light(options.daytime);
    this.needsDrawing = true;
    this.tell();
  }

  resize(width: number, height: number, pixelRatio: number): void {
    if (width <= 0 || height <= 0) return;
    this.core.resize(width, height, pixelRatio);
    this.rig.resize(width / height);
    this.needsDrawing = true;
  }

  invalidate(): void {
    this.needsDrawing = true;
  }

  draw(frame: FrameView | null, nowMs: number, always = false): void {
    if (this.core.isLost || this.opened === null) return;
    const { episode, map, interpolator } = this.opened;
    if (frame !== null && frame !== this.frame) {
      this.frame = frame;
      interpolator.push(frame);
      this.needsDrawing = true;
    }
    if (!interpolator.started) return this.showStart(map, always);
    // The first frame with actors in it is not to wait for the empty road before it.
    if (!always && this.pace?.isDue(nowMs) === false) return;
    const { options, rig } = this;
    if (interpolator.isMoving) this.needsDrawing = true;
    const poses = interpolator.sample(nowMs + performance.timeOrigin);
    const row = this.followed(poses);
    // Wheel, keys, drags and damping show in the camera itself.
    if (rig.update(poses, row, episode.actors[row], map.roads[0], options, nowMs)) this.needsDrawing = true;
    if (!always && !this.needsDrawing) return;
    this.needsDrawing = false;
    const x = poses[row * ACTOR_STRIDE + ACTOR.x];
    const y = poses[row * ACTOR_STRIDE + ACTOR.y];
    this.core.place(rig.camera, x, y, poses, frame, options, options.camera === 'driver' ? row : -1);
    this.core.render(rig.camera, x, y);
    this.pace?.drawn(nowMs);
  }

  pick(x: number, y: number): Picked | null {
    if (this.opened === null || !this.opened.interpolator.started) return null;
    const { clientWidth, clientHeight } = this.canvas;
    const camera: PerspectiveCamera = this.rig.camera;
    point.set((2 * x) / clientWidth - 1, 1 - (2 * y) / clientHeight, 0.5).unproject(camera);
    const { x: px, y: py, z: pz } = camera.position;
    const ray = { x: px, y: py, z: pz, dx: point.x - px, dy: point.y - py, dz: point.z - pz };
    return pickAlong(ray, this.opened.interpolator.poses, this.opened.episode.actors);
  }

  resources(): { readonly geometries: number; readonly textures: number; readonly programs: number } {
    return this.core.resources();
  }

  dispose(): void {
    this.rig.dispose();
    this.core.dispose();
    this.opened = null;
    this.text.complete();
    this.troubles.complete();
  }

  /** The row that the cameras follow; the ego where the wanted one is not there. */
  private followed(poses: Float64Array): number {
    const { follow } = this.options;
    const there = follow >= 0 && (follow + 1) * ACTOR_STRIDE <= poses.length;
    return there && poses[follow * ACTOR_STRIDE + ACTOR.absent] !== 1 ? follow : 0;
  }

  /** Before the first frame: the beginning of the road. */
  private showStart(map: RoadMap, always: boolean): void {
    if (!always && !this.needsDrawing) return;
    this.needsDrawing = false;
    const { camera } = this.rig;
    const { x, y, heading } = map.roads[0].pose(60, 0, { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 });
    camera.position.set(x, y, 6);
    camera.up.set(0, 0, 1);
    camera.lookAt(x + 40 * Math.cos(heading), y + 40 * Math.sin(heading), 0);
    camera.updateMatrixWorld();
    this.core.render(camera, x, y);
  }

  private tell(): void {
    if (this.opened === null) return;
    const { camera, follow } = this.options;
    const { actors } = this.opened.episode;
    const text = cameraText(camera, actors[follow] ?? actors[0]);
    if (text !== this.text.value) this.text.next(text);
  }
}

const point = new Vector3();
