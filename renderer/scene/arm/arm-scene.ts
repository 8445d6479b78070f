import { ACESFilmicToneMapping, PCFShadowMap, Scene, WebGLRenderer } from 'three';
import type { ArmFrames } from '../../../scenarios/arm-frames/arm-frames.ts';
import { ArmSampler } from '../../arm/arm-sampler.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { drawGlyphs, type GlyphAtlas } from '../overlays/glyphs.ts';
import { Screen } from '../overlays/screen.ts';
import { QUALITIES, type Quality } from '../quality.ts';
import { releaseResources } from '../release-resources.ts';
import { ArmBody } from './arm-body.ts';
import { ArmMarks, type ArmOverlay } from './arm-marks.ts';
import { GhostArm } from './ghost-arm.ts';
import { newTableCamera, placeTableCamera, type TableViewpoint } from './table-camera.ts';
import { TableMaterials } from './table-materials.ts';
import { TableRoom } from './table-room.ts';
import { TableThings } from './table-things.ts';

export interface ArmSceneView extends TableViewpoint {
  readonly overlays: ReadonlySet<ArmOverlay>;
}

export interface ArmSceneOptions {
  readonly canvas: HTMLCanvasElement;
  readonly frames: ArmFrames;
  /** Another run of the same situation: its arm and what is elsewhere are drawn as outlines. */
  readonly ghost?: ArmFrames;
  readonly tokens: Tokens;
  readonly quality?: Quality;
}

/** Share of the pixels of each side that a sketch has. */
const SKETCH_PIXELS = 0.6;

interface Shown {
  readonly sampler: ArmSampler;
  readonly ghost: GhostArm | null;
  readonly body: ArmBody;
  readonly things: TableThings;
  readonly marks: ArmMarks;
}

/**
 * Draws an episode of the arm in 3-D into a canvas, each picture when it is asked for: the same time and view give the
 * same pixels, whatever was drawn before. As `ReplayScene` does for driving.
 */
export class ArmScene {
  readonly canvas: HTMLCanvasElement;
  /** Called when the graphics device was lost, and when it is back: what is shown must then be drawn again. */
  onPresence: (presence: 'lost' | 'back') => void = () => undefined;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = newTableCamera();
  private readonly materials: TableMaterials;
  private readonly room: TableRoom;
  private readonly screen = new Screen();
  private readonly glyphs: GlyphAtlas;
  private readonly quality: Quality;
  private view: ArmSceneView = { camera: 'orbit', zoom: 1, azimuth: -0.7, elevation: 0.5, overlays: new Set() };
  private shown: Shown;
  private isGone = false;
  private isSketch = false;
  private pixelRatio = 1;

  /** @throws Error where the browser gives no WebGL 2 context */
  constructor({ canvas, frames, ghost, tokens, quality = 'full' }: ArmSceneOptions) {
    this.canvas = canvas;
    this.quality = quality;
    const { antialias, shadowMapPx } = QUALITIES[quality];
    this.renderer = new WebGLRenderer({ canvas, antialias, powerPreference: 'high-performance' });
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.toneMapping = ACESFilmicToneMapping;
    this.materials = new TableMaterials(tokens);
    this.room = new TableRoom(this.materials, shadowMapPx);
    this.glyphs = drawGlyphs(document.body);
    this.scene.background = this.materials.background;
    this.scene.matrixAutoUpdate = false;
    this.scene.add(this.room.object);
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
    this.shown = this.build(frames, ghost ?? null);
  }

  /** Shows other runs; what belonged to the last ones is freed. */
  open(frames: ArmFrames, ghost: ArmFrames | null = null): void {
    this.clear();
    this.shown = this.build(frames, ghost);
  }

  setView(view: ArmSceneView): void {
    this.view = view;
  }

  setTokens(tokens: Tokens): void {
    this.materials.set(tokens);
  }

  /** CSS pixels, and device pixels per CSS pixel, of which the quality allows only so many. */
  resize(width: number, height: number, ratio: number): void {
    if (width <= 0 || height <= 0) return;
    this.pixelRatio = Math.min(ratio, QUALITIES[this.quality].maxPixelRatio);
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.fit();
  }

  /** The tick that was drawn last. */
  get tick(): number {
    return this.shown.sampler.tick;
  }

  get isLost(): boolean {
    return this.isGone;
  }

  /** @param timeS since the start; beyond the ends, the first or the last tick is drawn */
  drawAt(timeS: number): void {
    this.draw(timeS, false);
  }

  /** The same without shadows and with fewer pixels: quickly, while somebody looks for a moment. */
  sketchAt(timeS: number): void {
    this.draw(timeS, true);
  }

  resources(): { readonly geometries: number; readonly textures: number; readonly programs: number } {
    const { memory, programs } = this.renderer.info;
    return { geometries: memory.geometries, textures: memory.textures, programs: programs?.length ?? 0 };
  }

  /** Frees everything, the WebGL context too: the canvas cannot be drawn into again. */
  dispose(): void {
    this.onPresence = () => undefined;
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.onRestored);
    this.clear();
    this.room.dispose();
    this.glyphs.texture.dispose();
    this.materials.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  private draw(timeS: number, isSketch: boolean): void {
    if (this.isGone) return;
    if (isSketch !== this.isSketch) {
      this.isSketch = isSketch;
      this.room.castShadows(!isSketch);
      this.fit();
    }
    const { sampler, body, things, marks, ghost } = this.shown;
    sampler.at(timeS);
    body.update(sampler.frame, sampler.layout);
    things.update(sampler.frame, sampler.layout);
    marks.update(this.view.overlays);
    ghost?.update(timeS);
    this.room.update();
    placeTableCamera(this.camera, this.view);
    this.renderer.render(this.scene, this.camera);
  }

  private build(frames: ArmFrames, other: ArmFrames | null): Shown {
    const { materials, screen, scene } = this;
    const sampler = new ArmSampler(frames);
    const body = new ArmBody(frames.spec.arm.model, materials);
    const things = new TableThings(frames.spec, materials);
    const marks = new ArmMarks(sampler, materials, screen, this.glyphs);
    const ghost = other === null ? null : new GhostArm(sampler, new ArmSampler(other), materials, screen, this.glyphs);
    this.room.open(frames.spec);
    scene.add(body.object, things.object, marks.object);
    if (ghost !== null) scene.add(ghost.object);
    return { sampler, ghost, body, things, marks };
  }

  private clear(): void {
    const { body, things, marks, ghost } = this.shown;
    for (const part of [body, things, marks, ghost]) part?.dispose();
    this.room.clear();
  }

  private fit(): void {
    const ratio = this.pixelRatio * (this.isSketch ? SKETCH_PIXELS : 1);
    if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
  }

  private readonly onLost = (event: Event): void => {
    event.preventDefault();
    this.isGone = true;
    releaseResources(this.scene);
    this.onPresence('lost');
  };

  private readonly onRestored = (): void => {
    this.isGone = false;
    this.onPresence('back');
  };
}
