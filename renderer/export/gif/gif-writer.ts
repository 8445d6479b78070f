import { ByteList } from './byte-list.ts';
import { LzwPacker } from './lzw.ts';
import { ColourFinder, type Palette } from './palette.ts';

export interface GifOptions {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly palette: Palette;
  /** Mixes neighbouring colours by a fixed pattern, so that gradients show no steps; costs size. */
  readonly dither: boolean;
  /** Called often; may wait, so that the page stays alive. */
  readonly rest: () => Promise<void> | null;
}

/** Browsers take a delay of less than two hundredths of a second for a tenth. */
export const MOST_GIF_FPS = 50;
/** Rows between two rests. */
const ROWS = 32;
/** Bayer's matrix of order 8, 0 to 63. */
const BAYER = bayer(3);
/** Between the darkest and the brightest that the pattern makes of one colour. */
const DITHER_STEP = 24;

/**
 * Writes a GIF89a that loops for ever: one table of colours, in each frame the rectangle that changed, in it nothing for
 * what stayed. The same frames make the same bytes.
 */
export class GifWriter {
  private readonly out = new ByteList();
  private readonly finder: ColourFinder;
  /** Index of 'as before', or -1 where all 256 are colours. */
  private readonly clear: number;
  private readonly minBits: number;
  private readonly shown: Uint8Array;
  private readonly indices: Uint8Array;
  private readonly part: Uint8Array;
  private frames = 0;

  constructor(private readonly options: GifOptions) {
    const { width, height, palette } = options;
    const { colours } = palette;
    this.finder = new ColourFinder(colours);
    this.clear = colours.length < 256 ? colours.length : -1;
    const entries = colours.length + (this.clear < 0 ? 0 : 1);
    this.minBits = Math.max(2, Math.ceil(Math.log2(entries)));
    this.shown = new Uint8Array(width * height);
    this.indices = new Uint8Array(width * height);
    this.part = new Uint8Array(width * height);
    this.head();
  }

  /** @param pixels RGBA, opaque */
  async add(pixels: Uint8ClampedArray): Promise<void> {
    await this.index(pixels);
    const { left, top, right, bottom } = this.changed();
    const [width, height] = [right - left, bottom - top];
    const hides = this.frames > 0 && this.clear >= 0;
    this.frameHead(left, top, width, height, hides);
    const packer = new LzwPacker(this.out, this.minBits);
    for (let y = top; y < bottom; y++) {
      const from = y * this.options.width + left;
      for (let x = 0; x < width; x++) {
        const index = this.indices[from + x];
        this.part[x] = hides && index === this.shown[from + x] ? this.clear : index;
      }
      packer.write(this.part, 0, width);
      if ((y - top) % ROWS === ROWS - 1) await this.options.rest();
    }
    packer.end();
    this.shown.set(this.indices);
    this.frames++;
  }

  get byteLength(): number {
    return this.out.length;
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.out.byte(0x3b);
    return this.out.join();
  }

  private head(): void {
    const { out, minBits } = this;
    const { width, height, palette } = this.options;
    out.text('GIF89a');
    out.word(width);
    out.word(height);
    out.byte(0x80 | 0x70 | (minBits - 1));
    out.byte(0);
    out.byte(0);
    for (let i = 0; i < 1 << minBits; i++) {
      const colour = palette.colours[i] ?? 0;
      out.byte(colour >> 16);
      out.byte((colour >> 8) & 255);
      out.byte(colour & 255);
    }
    out.byte(0x21);
    out.byte(0xff);
    out.byte(11);
    out.text('NETSCAPE2.0');
    out.byte(3);
    out.byte(1);
    out.word(0);
    out.byte(0);
  }

  private frameHead(left: number, top: number, width: number, height: number, hides: boolean): void {
    const { out, frames } = this;
    const { fps } = this.options;
    // Hundredths of a second that add up, whatever the rate.
    const delay = Math.round(((frames + 1) * 100) / fps) - Math.round((frames * 100) / fps);
    out.byte(0x21);
    out.byte(0xf9);
    out.byte(4);
    // What is drawn stays.
    out.byte((1 << 2) | (hides ? 1 : 0));
    out.word(delay);
    out.byte(hides ? this.clear : 0);
    out.byte(0);
    out.byte(0x2c);
    out.word(left);
    out.word(top);
    out.word(width);
    out.word(height);
    out.byte(0);
  }

  private async index(pixels: Uint8ClampedArray): Promise<void> {
    const { width, height, palette, dither, rest } = this.options;
    const { indices, finder } = this;
    const mixes = dither && !palette.isExact;
    for (let y = 0; y < height; y++) {
      const pattern = (y & 7) * 8;
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        const p = 4 * at;
        if (mixes) {
          const shift = ((BAYER[pattern + (x & 7)] - 31.5) / 64) * DITHER_STEP;
          const [r, g, b] = [mixed(pixels[p], shift), mixed(pixels[p + 1], shift), mixed(pixels[p + 2], shift)];
          indices[at] = finder.find((r << 16) | (g << 8) | b);
        } else indices[at] = finder.find((pixels[p] << 16) | (pixels[p + 1] << 8) | pixels[p + 2]);
      }
      if (y % ROWS === ROWS - 1) await rest();
    }
  }

  /** What differs from what is shown; of an equal frame one pixel, since a frame has to have some. */
  private changed(): { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } {
    const { width, height } = this.options;
    if (this.frames === 0) return { left: 0, top: 0, right: width, bottom: height };
    let [left, top, right, bottom] = [width, -1, 0, 0];
    for (let y = 0; y < height; y++) {
      const row = y * width;
      let first = 0;
      while (first < width && this.indices[row + first] === this.shown[row + first]) first++;
      if (first === width) continue;
      let last = width - 1;
      while (this.indices[row + last] === this.shown[row + last]) last--;
      left = Math.min(left, first);
      right = Math.max(right, last + 1);
      if (top < 0) top = y;
      bottom = y + 1;
    }
    return top < 0 ? { left: 0, top: 0, right: 1, bottom: 1 } : { left, top, right, bottom };
  }
}

function mixed(value: number, shift: number): number {
  return Math.min(255, Math.max(0, Math.round(value + shift)));
}

function bayer(order: number): Uint8Array {
  if (order === 0) return Uint8Array.of(0);
  const smaller = bayer(order - 1);
  const half = 1 << (order - 1);
  const size = 2 * half;
  return Uint8Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    const corner = [0, 2, 3, 1][(x >= half ? 1 : 0) + (y >= half ? 2 : 0)];
    return 4 * smaller[(y % half) * half + (x % half)] + corner;
  });
}
