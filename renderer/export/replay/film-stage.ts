import { createMapPainter, type MapPainter } from '../../replay/map-painter.ts';
import type { Run, Subject } from '../../replay/subject.ts';
import type { Tokens } from '../../theme/tokens.ts';

/** Draws one picture of a film's replay: one run, or two of which the second is the ghost. */
export interface FilmStage {
  /**
   * Draws a moment; its pixels depend on nothing but the arguments.
   * @param width, height CSS pixels; @param ratio device pixels per CSS pixel
   * @returns what has been drawn, valid until the next call
   */
  draw(timeS: number, width: number, height: number, ratio: number): CanvasImageSource;
  dispose(): void;
}

export interface MapView {
  /** Follows the ego; else the whole drive is shown. */
  readonly follows: boolean;
  readonly zoom: number;
}

/** The road from above, or the table from above and from the side. */
export class MapFilmStage implements FilmStage {
  private readonly canvas = document.createElement('canvas');
  private readonly painter: MapPainter;
  private size = '';

  /** @throws Error where the browser gives no 2D canvas */
  constructor(
    runs: readonly Run[],
    { runs: around }: Subject,
    look: { readonly tokens: Tokens; readonly family: string },
    private readonly view: MapView = { follows: true, zoom: 1 },
  ) {
    // The painter gets this very context; drawn by the processor, it is the same every time.
    this.canvas.getContext('2d', { willReadFrequently: true });
    this.painter = createMapPainter(this.canvas, runs, around);
    this.painter.setStyle(look.tokens, look.family);
  }

  draw(timeS: number, width: number, height: number, ratio: number): CanvasImageSource {
    const size = `${width} ${height} ${ratio}`;
    if (size !== this.size) this.painter.resize(width, height, ratio);
    this.size = size;
    this.painter.draw(timeS, { ...this.view, glides: true });
    return this.canvas;
  }

  dispose(): void {
    this.canvas.width = 0;
  }
}
