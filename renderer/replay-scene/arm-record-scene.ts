import type { ArmRecord } from '../records/opened-record.ts';
import { ALL_ARM_OVERLAYS } from '../scene/arm/arm-marks.ts';
import { ArmScene, type ArmSceneView } from '../scene/arm/arm-scene.ts';
import type { Quality } from '../scene/quality.ts';
import type { Tokens } from '../theme/tokens.ts';
import { LEAST_ELEVATION, MOST_ELEVATION, STANDARD_AZIMUTH, STANDARD_ELEVATION } from './replay-camera.ts';
import type { SceneChoice } from './scene-replay-context.ts';

/** Where the camera stands at first: before the table, to the right of the arm, rad. */
export const TABLE_AZIMUTH = -0.75;
export const TABLE_ELEVATION = 0.5;

/** Draws records of the arm as `ReplayScene` draws those of driving. */
export class ArmRecordScene {
  private readonly scene: ArmScene;

  /** @throws Error where the browser gives no WebGL 2 context */
  constructor(
    readonly canvas: HTMLCanvasElement,
    record: ArmRecord,
    ghost: ArmRecord | null,
    tokens: Tokens,
    quality: Quality,
  ) {
    const other = ghost === null ? {} : { ghost: ghost.table };
    this.scene = new ArmScene({ canvas, frames: record.table, tokens, quality, ...other });
  }

  set onPresence(hear: (presence: 'lost' | 'back') => void) {
    this.scene.onPresence = hear;
  }

  get onPresence(): (presence: 'lost' | 'back') => void {
    return this.scene.onPresence;
  }

  get isLost(): boolean {
    return this.scene.isLost;
  }

  /** The tick that was drawn last. */
  get tick(): number {
    return this.scene.tick;
  }

  /** Shows other runs; what belonged to the last ones is freed. */
  open(record: ArmRecord, ghost: ArmRecord | null): void {
    this.scene.open(record.table, ghost?.table ?? null);
  }

  setView(view: ArmSceneView): void {
    this.scene.setView(view);
  }

  setTokens(tokens: Tokens): void {
    this.scene.setTokens(tokens);
  }

  resize(width: number, height: number, ratio: number): void {
    this.scene.resize(width, height, ratio);
  }

  drawAt(timeS: number): void {
    this.scene.drawAt(timeS);
  }

  sketchAt(timeS: number): void {
    this.scene.sketchAt(timeS);
  }

  dispose(): void {
    this.scene.dispose();
  }
}

type TableChoice = Pick<SceneChoice, 'camera' | 'azimuth' | 'elevation'> & Partial<Pick<SceneChoice, 'tableOverlays'>>;

/** How one looks at a table for what was chosen of driving's cameras: all but the one above stand around it. */
export function tableView({ camera, azimuth, elevation, tableOverlays }: TableChoice, zoom: number): ArmSceneView {
  return {
    camera: camera === 'top' ? 'top' : 'orbit',
    zoom,
    azimuth: azimuth - STANDARD_AZIMUTH + TABLE_AZIMUTH,
    elevation: Math.min(MOST_ELEVATION, Math.max(LEAST_ELEVATION, elevation - STANDARD_ELEVATION + TABLE_ELEVATION)),
    overlays: tableOverlays ?? ALL_ARM_OVERLAYS,
  };
}
