import { CanvasTexture, LinearFilter, LinearMipmapLinearFilter, NoColorSpace } from 'three';
import type { Texture } from 'three';

/** Codes of signs that are no letters. */
export const SIGN = { hidden: 1, remembered: 2, panel: 3, thinking: 4 } as const;
/** Letters from the space to the tilde, and the signs below. */
export const GLYPHS = 127;

const COLUMNS = 16;
const ROWS = 8;
const CELL_PX = 64;
/** Height of the letters in their cells; the rest is room for the dark border. */
const EM_PX = 40;
const BORDER_PX = 7;

/** Where each glyph lies in the picture, and how wide it is; one em is the height of the letters. */
export interface GlyphMetrics {
  /** Width, em. */
  readonly advance: Float32Array;
  /** Left lower corner in the picture, [0, 1]. */
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Size of a cell in the picture, [0, 1]. */
export const CELL_U = 1 / COLUMNS;
export const CELL_V = 1 / ROWS;
/** Size of a cell, em. */
export const CELL_EM = CELL_PX / EM_PX;

export function layOutGlyphs(advanceEm: (code: number) => number): GlyphMetrics {
  const advance = new Float32Array(GLYPHS);
  const u = new Float32Array(GLYPHS);
  const v = new Float32Array(GLYPHS);
  for (let code = 0; code < GLYPHS; code++) {
    advance[code] = advanceEm(code);
    u[code] = (code % COLUMNS) / COLUMNS;
    v[code] = 1 - (Math.floor(code / COLUMNS) + 1) / ROWS;
  }
  return { advance, u, v };
}

/** Letters and signs as a picture: red is the letter, opacity letter and border. */
export interface GlyphAtlas {
  readonly metrics: GlyphMetrics;
  readonly texture: Texture;
}

/** @param root gives the font @throws Error where the browser draws no canvas */
export function drawGlyphs(root: HTMLElement): GlyphAtlas {
  const canvas = root.ownerDocument.createElement('canvas');
  canvas.width = COLUMNS * CELL_PX;
  canvas.height = ROWS * CELL_PX;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gives no canvas to draw labels on.');
  const family = root.ownerDocument.defaultView?.getComputedStyle(root).fontFamily;
  context.font = `600 ${EM_PX}px ${family === undefined || family === '' ? 'sans-serif' : family}`;
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const metrics = layOutGlyphs((code) =>
    code < 32 ? 1.25 : Math.min(CELL_EM - 0.3, context.measureText(String.fromCharCode(code)).width / EM_PX),
  );
  for (let code = 1; code < GLYPHS; code++) {
    const x = (code % COLUMNS) * CELL_PX;
    const y = Math.floor(code / COLUMNS) * CELL_PX;
    context.save();
    context.beginPath();
    context.rect(x, y, CELL_PX, CELL_PX);
    context.clip();
    context.translate(x, y);
    if (code >= 32) drawLetter(context, String.fromCharCode(code), metrics.advance[code]);
    else drawSign(context, code);
    context.restore();
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = NoColorSpace;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.anisotropy = 1;
  return { metrics, texture };
}

function drawLetter(context: CanvasRenderingContext2D, letter: string, advanceEm: number): void {
  const x = 0.5 * (CELL_PX - advanceEm * EM_PX);
  const y = 0.5 * CELL_PX + 0.35 * EM_PX;
  context.lineWidth = BORDER_PX;
  context.strokeStyle = '#000';
  context.strokeText(letter, x, y);
  context.fillStyle = '#fff';
  context.fillText(letter, x, y);
}

/** Each sign is drawn twice: broad in black, then in white. */
function drawSign(context: CanvasRenderingContext2D, code: number): void {
  if (code === SIGN.panel) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, CELL_PX, CELL_PX);
    return;
  }
  const draw = SIGN_STROKES[code];
  if (draw === undefined) return;
  context.translate(0.5 * CELL_PX, 0.5 * CELL_PX);
  for (const [width, color] of [
    [11, '#000'],
    [4.5, '#fff'],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.beginPath();
    draw(context);
    context.stroke();
  }
}

const SIGN_STROKES: Readonly<Record<number, (context: CanvasRenderingContext2D) => void>> = {
  /** An eye, crossed out. */
  [SIGN.hidden]: (context) => {
    context.moveTo(-22, 0);
    context.quadraticCurveTo(0, -24, 22, 0);
    context.quadraticCurveTo(0, 24, -22, 0);
    context.moveTo(5, 0);
    context.arc(0, 0, 5, 0, 2 * Math.PI);
    context.moveTo(-17, 20);
    context.lineTo(17, -20);
  },
  /** A clock that goes back. */
  [SIGN.remembered]: (context) => {
    context.arc(0, 0, 18, -2.2, 3.6);
    context.moveTo(-22, -17);
    context.lineTo(-11, -14);
    context.lineTo(-9, -25);
    context.moveTo(0, -10);
    context.lineTo(0, 1);
    context.lineTo(8, 6);
  },
  /** A light bulb. */
  [SIGN.thinking]: (context) => {
    context.moveTo(-6, 14);
    context.quadraticCurveTo(-6, 8, -11, 3);
    context.arc(0, -6, 14, 2.4, 0.74);
    context.quadraticCurveTo(6, 8, 6, 14);
    context.lineTo(-6, 14);
    context.moveTo(-4, 21);
    context.lineTo(4, 21);
  },
};
