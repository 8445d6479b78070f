import { Subject, type Observable } from 'rxjs';
import { ACESFilmicToneMapping, PCFShadowMap, Scene, WebGLRenderer, type PerspectiveCamera } from 'three';
import { buildMap } from '../../sim/driving/map/build-map.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { FrameView } from '../live/frame.ts';
import type { OpenedEpisode } from '../live/protocol.ts';
import { ActorLayer, type Sight } from './actor-layer.ts';
import type { Layer } from './layer.ts';
import { Lights } from './lights.ts';
import { Materials } from './materials.ts';
import { DAYLIGHT, type Daytime } from './palette.ts';
import { QUALITIES, type Quality } from './quality.ts';
import { releaseResources } from './release-resources.ts';
import { RoadLayer } from './road-layer.ts';
import type { SceneOptions } from './scene-view.ts';
import { Sky } from './sky.ts';
import { SurroundingsLayer } from './surroundings-layer.ts';
import { placeSurroundings } from './surroundings.ts';

/** Share of the pixels of each side that a sketch has. */
const SKETCH_PIXELS = 0.6;
/** Farther from who is followed, nobody's shadow is drawn: the shadow map ends there, with room for the longest, m. */
const SHADOWS_M = 130;
/** Farther away fog has hidden everybody, and in a sketch they are too small, m. */
const REACH_M = 1300;
const SKETCH_REACH_M = 250;

/**
 * One canvas with the scene of one episode in it: roads, surroundings, actors, overlays, light. What is drawn follows from
 * the arguments of `draw` alone (but for the actors' wheels where no ways are given); who looks from where is the
 * caller's business.
 */
export class SceneCore {
  readonly renderer: WebGLRenderer;
  /** Whether the graphics device is there. */
  readonly presence: Observable<'lost' | 'back'>;
  private readonly changes = new Subject<'lost' | 'back'>();
  private readonly scene = new Scene();
  private readonly materials = new Materials();
  private readonly sky: Sky;
  private readonly lights: Lights;
  private readonly road: RoadLayer;
  private readonly surroundings: SurroundingsLayer;
  private readonly actors: ActorLayer;
  private readonly sight: Sight = {
    ...{ x: 0, y: 0, z: 0, forwardX: 1, forwardY: 0, forwardZ: 0 },
    ...{ nearX: 0, nearY: 0, nearM: SHADOWS_M, reachM: REACH_M },
  };
  private daytime: Daytime | null = null;
  private isGone = false;
  private isSketch = false;
  private pixelRatio = 1;

  /** @throws Error where the browser gives no WebGL 2 context */
  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly overlays: readonly Layer[],
    private readonly quality: Quality,
  ) {
    this.presence = this.changes.asObservable();
    this.renderer = new WebGLRenderer({
      canvas,
      antialias: QUALITIES[quality].antialias,
      powerPreference: 'high-performance',
    });
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.toneMapping = ACESFilmicToneMapping;
    this.renderer.info.autoReset = true;
    this.lights = new Lights(QUALITIES[quality].shadowMapPx);
    this.sky = new Sky(this.materials.uniforms);
    this.road = new RoadLayer(this.materials);
    this.surroundings = new SurroundingsLayer(this.materials);
    this.actors = new ActorLayer(this.materials);
    this.scene.fog = this.lights.fog;
    this.scene.matrixAutoUpdate = false;
    this.scene.add(this.sky.object, this.lights.object, this.road.object);
    this.scene.add(this.surroundings.object, this.actors.object, ...overlays.map((layer) => layer.object));
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
    this.light('day');
  }

  get isLost(): boolean {
    return this.isGone;
  }

  /** Builds an episode's scene; what was built for the last one is freed. */
  open(episode: OpenedEpisode): RoadMap {
    const map = buildMap(episode.map);
    const placed = placeSurroundings(episode.map, map, episode.scenario);
    this.road.open(episode, map, placed.fields);
    this.surroundings.open(episode, map, placed);
    this.actors.open(episode);
    for (const layer of this.overlays) {
      layer.clear();
      layer.open(episode, map);
    }
    return map;
  }

  light(daytime: Daytime): void {
    if (daytime === this.daytime) return;
    this.daytime = daytime;
    const daylight = DAYLIGHT[daytime];
    this.materials.light(daylight);
    this.sky.light(daylight);
    this.lights.light(daylight);
    this.surroundings.light(daylight);
    this.renderer.toneMappingExposure = daylight.exposure;
  }

  /** CSS pixels, and device pixels per CSS pixel, of which the quality allows only so many. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.pixelRatio = Math.min(pixelRatio, QUALITIES[this.quality].maxPixelRatio);
    this.renderer.setSize(width, height, false);
    this.fit();
  }

  /** A sketch has no shadows, no surroundings and fewer pixels: a third of the time where the processor draws. */
  sketch(isSketch: boolean): void {
    if (isSketch === this.isSketch) return;
    this.isSketch = isSketch;
    this.lights.castShadows(!isSketch);
    this.surroundings.object.visible = !isSketch;
    this.fit();
  }

  /**
   * Places actors and overlays for a look.
   * @param camera whose matrix is up to date; @param x, y around which things cast shadows, m
   * @param poses where the actors are drawn, rows of `ACTOR_STRIDE`
   * @param frame for the overlays; null: they stay as they are
   * @param inside row of the actor that the camera sits in, or -1
   * @param ways that the actors have travelled, m; null: as far as they were seen to
   */
  place(
    camera: PerspectiveCamera,
    x: number,
    y: number,
    poses: Float64Array,
    frame: FrameView | null,
    options: SceneOptions,
    inside: number,
    ways: Float64Array | null = null,
  ): void {
    this.actors.update(poses, DAYLIGHT[options.daytime].lamps, inside, this.see(camera, x, y), ways);
    if (frame !== null) for (const layer of this.overlays) layer.update(frame, poses, options);
  }

  /** Draws what was placed. @param x, y around which things cast shadows, m */
  render(camera: PerspectiveCamera, x: number, y: number): void {
    this.lights.follow(x, y);
    this.sky.follow(camera.position);
    this.road.follow(this.see(camera, x, y));
    this.surroundings.follow(camera.position.x, camera.position.y);
    this.renderer.render(this.scene, camera);
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
    this.materials.dispose();
    this.renderer.dispose();
    this.changes.complete();
  }

  private fit(): void {
    const ratio = this.pixelRatio * (this.isSketch ? SKETCH_PIXELS : 1);
    if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
  }

  private see({ matrixWorld, position }: PerspectiveCamera, nearX: number, nearY: number): Sight {
    const { elements } = matrixWorld;
    const { sight } = this;
    sight.x = position.x;
    sight.y = position.y;
    sight.z = position.z;
    sight.forwardX = -elements[8];
    sight.forwardY = -elements[9];
    sight.forwardZ = -elements[10];
    sight.nearX = nearX;
    sight.nearY = nearY;
    sight.nearM = this.isSketch ? 0 : SHADOWS_M;
    sight.reachM = this.isSketch ? SKETCH_REACH_M : REACH_M;
    return sight;
  }

  private readonly onLost = (event: Event): void => {
    event.preventDefault();
    this.isGone = true;
    releaseResources(this.scene);
    this.changes.next('lost');
  };

  private readonly onRestored = (): void => {
    this.isGone = false;
    this.changes.next('back');
  };
}
