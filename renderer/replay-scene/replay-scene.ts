import { ACTOR, ACTOR_STRIDE } from '../live/frame.ts';
import type { DrivingRecord } from '../records/opened-record.ts';
import { handOver } from '../replay/camera.ts';
import { cameraText } from '../scene/cameras.ts';
import { createOverlays, type OverlayLayers } from '../scene/overlays/overlay-layers.ts';
import type { Quality } from '../scene/quality.ts';
import { SceneCore } from '../scene/scene-core.ts';
import { OVERLAYS, type Overlay, type SceneOptions } from '../scene/scene-view.ts';
import type { Tokens } from '../theme/tokens.ts';
import { GhostLayer } from './ghost-layer.ts';
import { RecordSampler } from './record-sampler.ts';
import { ReplayCamera, STANDARD_AZIMUTH, STANDARD_ELEVATION, type Followed, type Viewpoint } from './replay-camera.ts';

export interface ReplaySceneView extends Viewpoint {
  /** Id of the actor that the cameras follow: `ego`, or one of `record.episode.actors`; the ego where it is not there. */
  readonly follow: string;
  readonly overlays: ReadonlySet<Overlay>;
  readonly daytime: 'day' | 'dusk';
}

export interface ReplaySceneOptions {
  readonly canvas: HTMLCanvasElement;
  readonly record: DrivingRecord;
  /** Another run of the same situation, drawn translucent in the first one's scene. */
  readonly ghost?: DrivingRecord;
  readonly tokens: Tokens;
  /** `full` for films: `draft` draws at half the pixels of each side. Default `full`. */
  readonly quality?: Quality;
}

/** Overlays at first: all but those that cover the actors. */
const QUIET: ReadonlySet<Overlay> = new Set<Overlay>(['boxes', 'tracks', 'labels']);
/** What a sketch has of the overlays: those that cover little. */
const SKETCHED: ReadonlySet<Overlay> = new Set<Overlay>(['trajectory', 'plan', 'boxes']);
/** What can be drawn of a record that tells only where everybody was. */
const WITHOUT_BELIEFS: ReadonlySet<Overlay> = new Set<Overlay>(['boxes', 'labels']);

/** The view of a replay that nobody has changed: chase camera behind the ego, by day. */
export const STANDARD_VIEW: ReplaySceneView = {
  camera: 'chase',
  follow: 'ego',
  zoom: 1,
  azimuth: STANDARD_AZIMUTH,
  elevation: STANDARD_ELEVATION,
  overlays: new Set(OVERLAYS.filter((name) => !QUIET.has(name))),
  daytime: 'day',
  reducedMotion: false,
};

interface Shown {
  readonly sampler: RecordSampler;
  readonly ghost: RecordSampler | null;
  readonly camera: ReplayCamera;
}

/**
 * Draws recorded runs in 3-D into a canvas, each picture when it is asked for: the same time and view give the same pixels,
 * whatever was drawn before. It asks for no frames by itself.
 *
 *     const scene = new ReplayScene({ canvas, record, tokens });
 *     scene.setView({ ...STANDARD_VIEW, camera: 'orbit' });
 *     scene.resize(1280, 720, 1);
 *     scene.drawAt(2.5); // in the same task: new VideoFrame(canvas, …), drawImage(canvas, …), toBlob
 *
 * The picture must be taken in the task that drew it; later the browser has cleared the drawing buffer.
 */
export class ReplayScene {
  readonly canvas: HTMLCanvasElement;
  /** Called when the graphics device was lost, and when it is back: what is shown must then be drawn again. */
  onPresence: (presence: 'lost' | 'back') => void = () => undefined;
  private readonly core: SceneCore;
  private readonly overlays: OverlayLayers;
  private readonly ghosts: GhostLayer;
  private shown: Shown;
  private view = STANDARD_VIEW;
  private aspect = 1;

  /** @throws Error where the browser gives no WebGL 2 context */
  constructor({ canvas, record, ghost, tokens, quality = 'full' }: ReplaySceneOptions) {
    this.canvas = canvas;
    this.overlays = createOverlays(tokens, document.body);
    this.ghosts = new GhostLayer(this.overlays, tokens);
    this.core = new SceneCore(canvas, [...this.overlays.layers, this.ghosts], quality);
    this.core.presence.subscribe((presence) => this.onPresence(presence));
    this.shown = this.build(record, ghost ?? null);
  }

  /** Shows other runs; what belonged to the last ones is freed. */
  open(record: DrivingRecord, ghost: DrivingRecord | null = null): void {
    this.shown = this.build(record, ghost);
  }

  setView(view: ReplaySceneView): void {
    this.view = view;
    this.core.light(view.daytime);
  }

  setTokens(tokens: Tokens): void {
    this.overlays.setTokens(tokens);
    this.ghosts.setTokens(tokens);
  }

  /** CSS pixels, and device pixels per CSS pixel: the drawing buffer has `width * ratio` by `height * ratio`. */
  resize(width: number, height: number, ratio: number): void {
    if (width <= 0 || height <= 0) return;
    this.core.resize(width, height, ratio);
    this.aspect = width / height;
    this.shown.camera.resize(this.aspect);
  }

  /** End of the longer run, s. */
  get endS(): number {
    const { sampler, ghost } = this.shown;
    return Math.max(sampler.endS, ghost?.endS ?? 0);
  }

  /** The tick that was drawn last. */
  get tick(): number {
    return this.shown.sampler.tick;
  }

  /** Whether the graphics device is gone; nothing is drawn then. */
  get isLost(): boolean {
    return this.core.isLost;
  }

  /** What the camera shows, in words: `Chase camera on the ego`. */
  get text(): string {
    return cameraText(this.view.camera, this.shown.sampler.record.episode.actors[this.wantedRow()]);
  }

  /** @param timeS since the start; beyond the ends, the first or the last tick is drawn */
  drawAt(timeS: number): void {
    this.core.sketch(false);
    this.draw(timeS, false);
  }

  /** The same time without shadows and surroundings, with fewer overlays and pixels: quickly, while somebody looks for a moment. */
  sketchAt(timeS: number): void {
    this.core.sketch(true);
    this.draw(timeS, true);
  }

  resources(): { readonly geometries: number; readonly textures: number; readonly programs: number } {
    return this.core.resources();
  }

  /** Frees everything, the WebGL context too: the canvas cannot be drawn into again. */
  dispose(): void {
    this.onPresence = () => undefined;
    const { renderer } = this.core;
    this.core.dispose();
    renderer.forceContextLoss();
  }

  private draw(timeS: number, isSketch: boolean): void {
    if (this.core.isLost) return;
    const { sampler, ghost, camera } = this.shown;
    sampler.at(timeS);
    ghost?.at(timeS);
    const { poses, ways, frame, record } = sampler;
    const row = this.followedRow(poses);
    const options = this.optionsFor(row, isSketch);
    const instead = row === 0 && ghost !== null ? this.afterEnd(ghost, timeS) : null;
    const looking = camera.place(row, record.episode.actors[row], this.view, instead);
    const inside = options.camera === 'driver' ? row : -1;
    const x = instead?.x ?? poses[row * ACTOR_STRIDE + ACTOR.x];
    const y = instead?.y ?? poses[row * ACTOR_STRIDE + ACTOR.y];
    this.core.place(looking, x, y, poses, frame, options, inside, ways);
    this.core.render(looking, x, y);
  }

  private build(record: DrivingRecord, other: DrivingRecord | null): Shown {
    const sampler = new RecordSampler(record);
    const ghost = other === null ? null : new RecordSampler(other);
    this.ghosts.show(sampler, ghost);
    const map = this.core.open(record.episode);
    const camera = new ReplayCamera(sampler, map.roads[0]);
    camera.resize(this.aspect);
    return { sampler, ghost, camera };
  }

  private wantedRow(): number {
    return Math.max(
      0,
      this.shown.sampler.record.episode.actors.findIndex(({ id }) => id === this.view.follow),
    );
  }

  private followedRow(poses: Float64Array): number {
    const row = this.wantedRow();
    return poses[row * ACTOR_STRIDE + ACTOR.absent] === 1 ? 0 : row;
  }

  private optionsFor(follow: number, isSketch: boolean): SceneOptions {
    const { camera, overlays, daytime, reducedMotion } = this.view;
    const { hasBeliefs } = this.shown.sampler.record.frames;
    const isShown = (name: Overlay): boolean =>
      (hasBeliefs || WITHOUT_BELIEFS.has(name)) && (!isSketch || SKETCHED.has(name));
    return { camera, follow, overlays: new Set([...overlays].filter(isShown)), daytime, reducedMotion };
  }

  /** Where the first run has ended and its ghost goes on, the ghost is followed. */
  private afterEnd(ghost: RecordSampler, timeS: number): Followed | null {
    const { sampler } = this.shown;
    // Nobody looks out of a car that is not there.
    if (this.view.camera === 'driver') return null;
    if (ghost.endS <= sampler.endS || timeS <= sampler.endS) return null;
    return handOver(placeOf(sampler), placeOf(ghost), sampler.endS, timeS, !this.view.reducedMotion);
  }
}

function placeOf({ poses }: RecordSampler): Followed {
  return { x: poses[ACTOR.x], y: poses[ACTOR.y], heading: poses[ACTOR.heading] };
}
