import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { ACESFilmicToneMapping, PCFShadowMap, Scene, Vector3, WebGLRenderer, type PerspectiveCamera } from 'three';
import { buildMap } from '../../sim/driving/map/build-map.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import { ACTOR, ACTOR_STRIDE, type FrameView } from '../live/frame.ts';
import type { OpenedEpisode } from '../live/protocol.ts';
import { ActorLayer } from './actor-layer.ts';
import { CameraRig } from './camera-rig.ts';
import { PoseInterpolator } from './interpolation.ts';
import type { Layer } from './layer.ts';
import { Lights } from './lights.ts';
import { Materials } from './materials.ts';
import { DrawPace } from './draw-pace.ts';
import { DAYLIGHT, type Daytime } from './palette.ts';
import { pickAlong } from './picking.ts';
import { QUALITIES, type Quality } from './quality.ts';
import { releaseResources } from './release-resources.ts';
import { RoadLayer } from './road-layer.ts';
import type { Picked, SceneOptions, SceneView } from './scene-view.ts';
import { Sky } from './sky.ts';
import { SurroundingsLayer } from './surroundings-layer.ts';
import { placeSurroundings } from './surroundings.ts';

const CAMERA_NAMES = {
  chase: 'Chase camera',
  driver: "Driver's view",
  top: 'Map view',
  orbit: 'Orbit camera',
} as const;

const LOST =
  'The graphics device was lost; the scene stands still until the browser gives it back. The episode goes on.';
const RESTORED = 'The graphics device is back; the scene is drawn again.';

interface Opened {
  readonly episode: OpenedEpisode;
  readonly map: RoadMap;
  readonly interpolator: PoseInterpolator;
}

export class ThreeSceneView implements SceneView {
  readonly cameraText: Observable<string>;
  readonly problems: Observable<string>;
  private readonly text = new BehaviorSubject('');
  private readonly troubles = new Subject<string>();
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly materials = new Materials();
  private readonly sky: Sky;
  private readonly lights = new Lights();
  private readonly road: RoadLayer;
  private readonly surroundings: SurroundingsLayer;
  private readonly actors: ActorLayer;
  private readonly rig: CameraRig;
  private opened: Opened | null = null;
  private options: SceneOptions = {
    camera: 'chase',
    follow: 0,
    overlays: new Set(),
    daytime: 'day',
    reducedMotion: false,
  };
  private daytime: Daytime | null = null;
  private lost = false;
  /** Null: every frame of the display is drawn. */
  private readonly pace: DrawPace | null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly overlays: readonly Layer[],
    private readonly quality: Quality,
  ) {
    this.cameraText = this.text.asObservable();
    this.problems = this.troubles.asObservable();
    this.renderer = new WebGLRenderer({
      canvas,
      antialias: QUALITIES[quality].antialias,
      powerPreference: 'high-performance',
    });
    const gl = this.renderer.getContext();
    this.pace = QUALITIES[quality].paced && gl instanceof WebGL2RenderingContext ? new DrawPace(gl) : null;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.toneMapping = ACESFilmicToneMapping;
    this.renderer.info.autoReset = true;
    this.sky = new Sky(this.materials.uniforms);
    this.road = new RoadLayer(this.materials);
    this.surroundings = new SurroundingsLayer(this.materials);
    this.actors = new ActorLayer(this.materials);
    this.rig = new CameraRig(canvas);
    this.scene.fog = this.lights.fog;
    this.scene.matrixAutoUpdate = false;
    this.scene.add(this.sky.object, this.lights.object, this.road.object);
    this.scene.add(this.surroundings.object, this.actors.object, ...overlays.map((layer) => layer.object));
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
    this.light('day');
  }

  open(episode: OpenedEpisode): void {
    const map = buildMap(episode.map);
    const placed = placeSurroundings(episode.map, map, episode.scenario);
    this.road.open(episode, map, placed.fields);
    this.surroundings.open(episode, map, placed);
    this.actors.open(episode);
    for (const layer of this.overlays) {
      layer.clear();
      layer.open(episode, map);
    }
    this.opened = { episode, map, interpolator: new PoseInterpolator(episode.actors.length, episode.controlDt) };
    this.rig.restart();
    this.tell();
  }

  setOptions(options: SceneOptions): void {
    this.options = options;
    if (options.daytime !== this.daytime) this.light(options.daytime);
    this.tell();
  }

  resize(width: number, height: number, pixelRatio: number): void {
    if (width <= 0 || height <= 0) return;
    this.renderer.setPixelRatio(Math.min(pixelRatio, QUALITIES[this.quality].maxPixelRatio));
    this.renderer.setSize(width, height, false);
    this.rig.resize(width / height);
  }

  draw(frame: FrameView | null, nowMs: number): void {
    if (this.lost || this.opened === null) return;
    const { episode, map, interpolator } = this.opened;
    if (frame !== null) interpolator.push(frame);
    // The first frame with actors in it is not to wait for the empty road before it.
    if (interpolator.started && this.pace?.isDue(nowMs) === false) return;
    const { options } = this;
    if (interpolator.started) {
      const poses = interpolator.sample(nowMs + performance.timeOrigin);
      const row = this.followed(poses);
      this.rig.update(poses, row, episode.actors[row], map.roads[0], options, nowMs);
      this.actors.update(poses, DAYLIGHT[options.daytime].lamps, options.camera === 'driver' ? row : -1);
      this.lights.follow(poses[row * ACTOR_STRIDE + ACTOR.x], poses[row * ACTOR_STRIDE + ACTOR.y]);
      if (frame !== null) for (const layer of this.overlays) layer.update(frame, poses, options, nowMs);
    } else {
      this.showStart(map);
    }
    const { camera } = this.rig;
    this.sky.follow(camera.position);
    this.road.follow(camera.position.x, camera.position.y);
    this.renderer.render(this.scene, camera);
    if (interpolator.started) this.pace?.drawn(nowMs);
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
    const { memory, programs } = this.renderer.info;
    return { geometries: memory.geometries, textures: memory.textures, programs: programs?.length ?? 0 };
  }

  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.onRestored);
    for (const layer of this.overlays) layer.dispose();
    this.road.dispose();
    this.surroundings.dispose();
    this.actors.dispose();
    this.sky.dispose();
    this.lights.dispose();
    this.rig.dispose();
    this.materials.dispose();
    this.renderer.dispose();
    this.opened = null;
    this.text.complete();
    this.troubles.complete();
  }

  private light(daytime: Daytime): void {
    this.daytime = daytime;
    const daylight = DAYLIGHT[daytime];
    this.materials.light(daylight);
    this.sky.light(daylight);
    this.lights.light(daylight);
    this.surroundings.light(daylight);
    this.renderer.toneMappingExposure = daylight.exposure;
  }

  /** The row that the cameras follow; the ego where the wanted one is not there. */
  private followed(poses: Float64Array): number {
    const { follow } = this.options;
    const there = follow >= 0 && (follow + 1) * ACTOR_STRIDE <= poses.length;
    return there && poses[follow * ACTOR_STRIDE + ACTOR.absent] !== 1 ? follow : 0;
  }

  /** Before the first frame: the beginning of the road. */
  private showStart(map: RoadMap): void {
    const { camera } = this.rig;
    const { x, y, heading } = map.roads[0].pose(60, 0, { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 });
    camera.position.set(x, y, 6);
    camera.up.set(0, 0, 1);
    camera.lookAt(x + 40 * Math.cos(heading), y + 40 * Math.sin(heading), 0);
    camera.updateMatrixWorld();
    this.lights.follow(x, y);
  }

  private tell(): void {
    if (this.opened === null) return;
    const { camera, follow } = this.options;
    const { actors } = this.opened.episode;
    const actor = actors[follow] ?? actors[0];
    const name = actor.kind === 'ego' ? 'the ego' : actor.id;
    const text = `${CAMERA_NAMES[camera]} on ${name}`;
    if (text !== this.text.value) this.text.next(text);
  }

  private readonly onLost = (event: Event): void => {
    event.preventDefault();
    this.lost = true;
    releaseResources(this.scene);
    this.troubles.next(LOST);
  };

  private readonly onRestored = (): void => {
    this.lost = false;
    this.troubles.next(RESTORED);
  };
}

const point = new Vector3();
