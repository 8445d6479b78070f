import { FilmProblem, type FilmEncoder, type FilmFormat, type FilmProgress } from './film-encoder.ts';
import { momentOf, type FilmPlan, type FilmSize } from './film-plan.ts';
import type { FilmSource } from './film-source.ts';
import { GifFilmEncoder } from './gif/gif-encoder.ts';
import { MOST_GIF_FPS } from './gif/gif-writer.ts';
import { ColourCounter, type Palette } from './gif/palette.ts';
import { PageRest } from './page-rest.ts';
import { unlessAborted } from './unless-aborted.ts';
import { chooseCodec, type FilmQuality } from './video/codecs.ts';
import { VideoFilmEncoder } from './video/video-encoder.ts';

export interface FilmJob {
  readonly source: FilmSource;
  readonly plan: FilmPlan;
  /** Even numbers; see `evenSize`. */
  readonly size: FilmSize;
  readonly format: FilmFormat;
  /** Of videos only. Default `usual`. */
  readonly quality?: FilmQuality;
  /** Of GIF only: gradients are mixed of few colours; looks better in 3-D, costs size. Default false. */
  readonly dither?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FilmProgress) => void;
  /** Sees every picture just before it is encoded. Keep nothing of it: the memory is used again. */
  readonly onFrame?: (frame: number, pixels: Uint8ClampedArray<ArrayBuffer>) => void | Promise<void>;
}

export interface Film {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  readonly codec: string;
  /** What is worth knowing of it, in a sentence; or null. */
  readonly note: string | null;
}

/** Pictures of which a GIF's colours are chosen. */
const COLOUR_SAMPLES = 24;

/**
 * Draws every frame of a film exactly and encodes it, however long that takes; the page stays alive meanwhile. Holds one
 * raw picture at a time, and those that the encoder has not taken yet.
 * @throws FilmProblem; DOMException `AbortError` when it was cancelled, of which nothing is left
 */
export async function makeFilm(job: FilmJob): Promise<Film> {
  const { plan, size, signal, onProgress, onFrame } = job;
  signal?.throwIfAborted();
  const studio = new Studio(job);
  let encoder: FilmEncoder | null = null;
  try {
    encoder = await openEncoder(job, studio);
    const startedMs = performance.now();
    onProgress?.({ done: 0, total: plan.frames, leftS: null, bytes: 0 });
    let shown = NaN;
    let pixels = new Uint8ClampedArray(4 * size.width * size.height);
    for (let i = 0; i < plan.frames; i++) {
      const momentS = momentOf(plan, i);
      if (momentS !== shown) pixels = await studio.shoot(momentS);
      shown = momentS;
      await onFrame?.(i, pixels);
      // The browser's encoder may never answer.
      await unlessAborted(encoder.add(pixels), signal);
      const done = i + 1;
      const perFrameS = (performance.now() - startedMs) / 1000 / done;
      onProgress?.({ done, total: plan.frames, leftS: perFrameS * (plan.frames - done), bytes: encoder.byteLength });
    }
    const bytes = await unlessAborted(encoder.finish(), signal);
    return { bytes, frames: plan.frames, codec: encoder.codec, note: encoder.note };
  } finally {
    encoder?.close();
    studio.dispose();
  }
}

async function openEncoder(job: FilmJob, studio: Studio): Promise<FilmEncoder> {
  const { format, size, plan, quality = 'usual', dither, signal } = job;
  if (format !== 'gif') return new VideoFilmEncoder(await chooseCodec(format, size, plan.fps, quality), size, plan.fps);
  if (plan.fps > MOST_GIF_FPS) {
    throw new FilmProblem(
      `A GIF cannot have ${plan.fps} frames per second: browsers show more than ${MOST_GIF_FPS} as 10.`,
      `Take at most ${MOST_GIF_FPS}, or a video.`,
    );
  }
  const palette = await samplePalette(plan, studio, signal);
  return new GifFilmEncoder({ ...size, fps: plan.fps, palette, dither: dither === true, rest: studio.rest });
}

async function samplePalette(plan: FilmPlan, studio: Studio, signal: AbortSignal | undefined): Promise<Palette> {
  const counter = new ColourCounter();
  const samples = Math.min(plan.moving, COLOUR_SAMPLES);
  for (let k = 0; k < samples; k++) {
    const frame = samples === 1 ? 0 : Math.round((k * (plan.moving - 1)) / (samples - 1));
    counter.add(await studio.shoot(momentOf(plan, frame)));
    signal?.throwIfAborted();
  }
  // One index says 'as before'.
  return counter.palette(255);
}

/** One canvas in which every picture is drawn and read. */
class Studio {
  readonly rest: () => Promise<void> | null;
  private readonly pages = new PageRest();
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;

  constructor(private readonly job: FilmJob) {
    const { width, height } = job.size;
    this.rest = this.pages.rest;
    this.canvas.width = width;
    this.canvas.height = height;
    // Drawn by the processor: what a graphics card draws may differ from one time to the next, and is slow to read.
    const context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null)
      throw new FilmProblem('This browser gives no 2D canvas of that size.', 'Take a smaller size.');
    this.context = context;
  }

  /** @returns RGBA */
  async shoot(timeS: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { context } = this;
    const { size, source } = this.job;
    await this.rest();
    context.reset();
    await source.draw(context, size.width, size.height, timeS);
    return context.getImageData(0, 0, size.width, size.height).data;
  }

  dispose(): void {
    this.canvas.width = 0;
    this.pages.dispose();
  }
}
