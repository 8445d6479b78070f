import { isArmRecord, type ArmRecord, type DrivingRecord, type OpenedRecord } from '../../records/opened-record.ts';
import { ArmRecordScene, tableView } from '../../replay-scene/arm-record-scene.ts';
import { ReplayScene, STANDARD_VIEW, type ReplaySceneView } from '../../replay-scene/replay-scene.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { FilmProblem } from '../film-encoder.ts';
import type { FilmStage } from './film-stage.ts';

/** The scene in 3-D. */
export class SceneFilmStage implements FilmStage {
  private readonly scene: Pick<ReplayScene, 'resize' | 'drawAt' | 'isLost' | 'dispose'>;
  private readonly canvas = document.createElement('canvas');
  private size = '';

  /** @throws Error where the browser gives no WebGL 2 context */
  constructor(record: OpenedRecord, ghost: OpenedRecord | null, tokens: Tokens, view: ReplaySceneView = STANDARD_VIEW) {
    const { canvas } = this;
    if (isArmRecord(record)) {
      const scene = new ArmRecordScene(canvas, record, ghost as ArmRecord | null, tokens, 'full');
      scene.setView(tableView(view, view.zoom));
      this.scene = scene;
      return;
    }
    const other = ghost === null ? {} : { ghost: ghost as DrivingRecord };
    const scene = new ReplayScene({ canvas, record, tokens, ...other });
    scene.setView(view);
    this.scene = scene;
  }

  draw(timeS: number, width: number, height: number, ratio: number): CanvasImageSource {
    const size = `${width} ${height} ${ratio}`;
    if (size !== this.size) this.scene.resize(width, height, ratio);
    this.size = size;
    this.scene.drawAt(timeS);
    if (this.scene.isLost) {
      throw new FilmProblem('The graphics device was lost while the film was made.', 'Try again, or take the map.');
    }
    return this.canvas;
  }

  dispose(): void {
    this.scene.dispose();
  }
}
