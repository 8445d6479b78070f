import type { FilmEncoder } from '../film-encoder.ts';
import { GifWriter, type GifOptions } from './gif-writer.ts';

/** GIF; needs nothing of the browser. */
export class GifFilmEncoder implements FilmEncoder {
  readonly codec = 'GIF';
  readonly note = null;
  private readonly writer: GifWriter;

  constructor(options: GifOptions) {
    this.writer = new GifWriter(options);
  }

  get byteLength(): number {
    return this.writer.byteLength;
  }

  add(pixels: Uint8ClampedArray<ArrayBuffer>): Promise<void> {
    return this.writer.add(pixels);
  }

  finish(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(this.writer.finish());
  }

  close(): void {
    // Holds nothing but memory.
  }
}
