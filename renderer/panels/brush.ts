import type { Tokens } from '../theme/tokens.ts';

export type Hatch = 'rising' | 'falling' | 'upright' | 'level' | 'dots';

/** Draws into one canvas in one theme: text, and patterns that tell areas apart without colour. */
export class Brush {
  private readonly patterns = new Map<string, CanvasPattern>();
  private readonly widths = new Map<string, number>();

  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly tokens: Tokens,
    /** CSS font of 11 px, the smallest that is used. */
    readonly font: string,
    private readonly pixelRatio: number,
  ) {}

  /** At the start of every drawing: a canvas that was resized has forgotten its font, and each text would set it anew. */
  begin(): void {
    this.context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    this.context.font = this.font;
    this.context.textBaseline = 'middle';
  }

  rect(colour: string | CanvasPattern, x: number, y: number, width: number, height: number, alpha = 1): void {
    const { context } = this;
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }

  text(text: string, x: number, y: number, colour: string, align: CanvasTextAlign = 'left'): void {
    const { context } = this;
    context.textAlign = align;
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  /** Width of a text, px. Remembered: measuring costs more than drawing. */
  widthOf(text: string): number {
    const known = this.widths.get(text);
    if (known !== undefined) return known;
    // Texts with numbers in them would fill the memory.
    if (this.widths.size > 500) this.widths.clear();
    this.context.font = this.font;
    const { width } = this.context.measureText(text);
    this.widths.set(text, width);
    return width;
  }

  /** Lines of `colour` 1.2 px thick and 5 px apart, on nothing. */
  hatch(hatch: Hatch, colour: string): CanvasPattern | string {
    const key = `${hatch} ${colour}`;
    const known = this.patterns.get(key);
    if (known !== undefined) return known;
    const pattern = this.context.createPattern(this.tile(hatch, colour), 'repeat');
    if (pattern === null) return colour;
    pattern.setTransform(new DOMMatrix().scale(1 / this.pixelRatio));
    this.patterns.set(key, pattern);
    return pattern;
  }

  private tile(hatch: Hatch, colour: string): OffscreenCanvas {
    const size = Math.max(4, Math.round(5 * this.pixelRatio));
    const tile = new OffscreenCanvas(size, size);
    const pen = tile.getContext('2d');
    if (pen === null) return tile;
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.lineWidth = 1.2 * this.pixelRatio;
    pen.beginPath();
    if (hatch === 'dots') pen.arc(size / 2, size / 2, size / 4, 0, 7);
    if (hatch === 'level') line(pen, 0, size / 2, size, size / 2);
    if (hatch === 'upright') line(pen, size / 2, 0, size / 2, size);
    if (hatch === 'rising' || hatch === 'falling') {
      // Thrice, so that the corners of the tile are covered.
      for (const shift of [-size, 0, size]) {
        if (hatch === 'rising') line(pen, shift - 1, size + 1, shift + size + 1, -1);
        else line(pen, shift - 1, -1, shift + size + 1, size + 1);
      }
    }
    if (hatch === 'dots') pen.fill();
    else pen.stroke();
    return tile;
  }
}

function line(pen: OffscreenCanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
}
