import { FilmProblem, type FilmFormat } from '../film-encoder.ts';
import type { FilmSize } from '../film-plan.ts';

/** What a browser can encode a film with. */
export interface ChosenCodec {
  readonly container: 'mp4' | 'webm';
  /** As the container's writer calls it. */
  readonly codec: 'avc' | 'vp9' | 'vp8';
  readonly name: string;
  readonly note: string | null;
  readonly config: VideoEncoderConfig;
}

type VideoFormat = Exclude<FilmFormat, 'gif'>;

interface Candidate {
  readonly codec: ChosenCodec['codec'];
  readonly name: string;
  /** In the order in which they are tried. */
  readonly strings: readonly string[];
}

/** High, main and constrained baseline profile at level 5.1, which any size up to 3840 x 2160 at 30 frames per second has. */
const H264: Candidate = { codec: 'avc', name: 'H.264', strings: ['avc1.640033', 'avc1.4d0033', 'avc1.42e033'] };
const VP9: Candidate = { codec: 'vp9', name: 'VP9', strings: ['vp09.00.51.08'] };
const VP8: Candidate = { codec: 'vp8', name: 'VP8', strings: ['vp8'] };

const CANDIDATES: Readonly<Record<VideoFormat, readonly Candidate[]>> = { mp4: [H264, VP9], webm: [VP9, VP8] };

/** Bits per pixel of a frame that hardly differs from the one before, and of which two thirds are plain. */
const BITS_PER_PIXEL: Readonly<Record<ChosenCodec['codec'], number>> = { avc: 0.1, vp9: 0.07, vp8: 0.1 };
/** More frames per second differ less from each other. */
const USUAL_FPS = 30;

/** How many bits a video may have. */
export const FILM_QUALITIES = ['small', 'usual', 'fine'] as const;
export type FilmQuality = (typeof FILM_QUALITIES)[number];

const SHARE: Readonly<Record<FilmQuality, number>> = { small: 0.5, usual: 1, fine: 2 };

/** Rate that is asked for, bits per second; plain pictures need less. */
export function bitRate(
  codec: ChosenCodec['codec'],
  { width, height }: FilmSize,
  fps: number,
  quality: FilmQuality,
): number {
  const perSecond = SHARE[quality] * BITS_PER_PIXEL[codec] * width * height * Math.sqrt(fps * USUAL_FPS);
  return Math.round(Math.max(200_000, perSecond) / 1000) * 1000;
}

/** @throws FilmProblem where the browser encodes none of a format's codecs */
export async function chooseCodec(
  format: VideoFormat,
  size: FilmSize,
  fps: number,
  quality: FilmQuality,
): Promise<ChosenCodec> {
  // Undefined where the page is not secure, and in browsers without WebCodecs.
  const hasEncoder = typeof VideoEncoder !== 'undefined';
  for (const [i, candidate] of hasEncoder ? CANDIDATES[format].entries() : []) {
    for (const codec of candidate.strings) {
      const config: VideoEncoderConfig = {
        codec,
        ...size,
        framerate: fps,
        bitrate: bitRate(candidate.codec, size, fps, quality),
        bitrateMode: 'variable',
        // An encoder that may be late must not look at the clock, nor leave out frames.
        latencyMode: 'quality',
        hardwareAcceleration: 'prefer-software',
        ...(candidate.codec === 'avc' ? { avc: { format: 'avc' } } : {}),
      };
      if (!(await isSupported(config))) continue;
      const [usual] = CANDIDATES[format];
      const note =
        i === 0
          ? null
          : `This browser does not encode ${usual.name} at this size; the film is ${candidate.name} in ${format.toUpperCase()}, which not every player shows.`;
      return { container: format, codec: candidate.codec, name: candidate.name, note, config };
    }
  }
  const names = CANDIDATES[format].map(({ name }) => name).join(' nor ');
  throw new FilmProblem(
    hasEncoder
      ? `This browser encodes neither ${names} at ${size.width} x ${size.height}.`
      : 'This browser encodes no video, or not on a page that came without encryption from another machine.',
    'Take another size, or GIF, which needs nothing of the browser.',
  );
}

async function isSupported(config: VideoEncoderConfig): Promise<boolean> {
  try {
    return (await VideoEncoder.isConfigSupported(config)).supported === true;
  } catch {
    return false;
  }
}
