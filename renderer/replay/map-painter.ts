import type { Tokens } from '../theme/tokens.ts';
import { StagePainter, type StageView } from './stage-painter.ts';
import type { Run } from './subject.ts';
import { TablePainter } from './table/table-painter.ts';

/** Draws one run, or one with another as a ghost over it, into a canvas without WebGL. */
export interface MapPainter {
  setStyle(tokens: Tokens, family: string): void;
  /** CSS pixels, and device pixels per CSS pixel. */
  resize(width: number, height: number, ratio: number): void;
  draw(timeS: number, view: StageView): void;
}

/** @param runs one, or two of which the second is the ghost; @param around what fits into a view of the whole drive */
export function createMapPainter(canvas: HTMLCanvasElement, runs: readonly Run[], around: readonly Run[]): MapPainter {
  return runs[0].clip.table === undefined ? new StagePainter(canvas, runs, around) : new TablePainter(canvas, runs);
}
