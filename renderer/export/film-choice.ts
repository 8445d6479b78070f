import type { ReplayMode } from '../replay/replay-mode.ts';
import type { CameraMode } from '../scene/scene-view.ts';
import type { FilmFormat } from './film-encoder.ts';
import { evenSize, planFilm, type FilmPlan, type FilmSize } from './film-plan.ts';
import { MOST_GIF_FPS } from './gif/gif-writer.ts';
import { bitRate, type FilmQuality } from './video/codecs.ts';

/** What a person wants of a film; texts are as they were typed. */
export interface FilmChoice {
  readonly mode: ReplayMode;
  readonly picture: 'map' | 'scene';
  /** In 3-D. */
  readonly camera: CameraMode;
  readonly range: 'whole' | 'loop' | 'part';
  readonly from: string;
  readonly to: string;
  readonly fps: string;
  readonly speed: string;
  readonly hold: string;
  readonly size: SizeName;
  readonly width: string;
  readonly height: string;
  readonly format: FilmFormat;
  readonly quality: FilmQuality;
  readonly captions: boolean;
  readonly strip: boolean;
  readonly text: string;
  readonly theme: 'dark' | 'light';
}

/** Sizes that are at hand, px. */
const FILM_SIZES = {
  '1280x720': { width: 1280, height: 720 },
  '1920x1080': { width: 1920, height: 1080 },
  '960x540': { width: 960, height: 540 },
  '640x360': { width: 640, height: 360 },
  '720x720': { width: 720, height: 720 },
} as const;
export type SizeName = keyof typeof FILM_SIZES | 'own';

export const FIRST_CHOICE: FilmChoice = {
  mode: 'side',
  picture: 'map',
  camera: 'chase',
  range: 'whole',
  from: '0',
  to: '',
  fps: '30',
  speed: '1',
  hold: '1',
  size: '1280x720',
  width: '1280',
  height: '720',
  format: 'mp4',
  quality: 'usual',
  captions: true,
  strip: true,
  text: '',
  theme: 'dark',
};

/** What of a replay a choice is about. */
export interface Filmed {
  readonly endS: number;
  readonly loop: { readonly fromS: number; readonly toS: number } | null;
}

export type Planned =
  | { readonly plan: FilmPlan; readonly size: FilmSize; readonly problem: null }
  | { readonly plan: null; readonly size: null; readonly problem: string };

/** The film that a choice stands for, or why there is none, in a sentence. */
export function planChoice(choice: FilmChoice, filmed: Filmed): Planned {
  try {
    const { fromS, toS } = rangeOf(choice, filmed);
    const plan = planFilm({
      fromS,
      toS,
      fps: number('Frames per second', choice.fps),
      speed: number('The speed', choice.speed),
      holdS: number('The hold at the end', choice.hold),
    });
    if (choice.format === 'gif' && plan.fps > MOST_GIF_FPS) {
      throw new RangeError(`A GIF can have at most ${MOST_GIF_FPS} frames per second; more are shown as 10.`);
    }
    return { plan, size: sizeOf(choice), problem: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { plan: null, size: null, problem: error.message };
  }
}

function rangeOf({ range, from, to }: FilmChoice, { endS, loop }: Filmed): { fromS: number; toS: number } {
  if (range === 'loop' && loop !== null) return loop;
  if (range !== 'part') return { fromS: 0, toS: endS };
  const fromS = number('The beginning', from);
  const toS = to.trim() === '' ? endS : number('The end', to);
  if (!(fromS >= 0 && fromS < toS && toS <= endS + 1e-6)) {
    throw new RangeError(
      `The part must lie between 0 and ${endS.toFixed(2)} s and end after it begins; it goes from ${fromS} to ${toS} s.`,
    );
  }
  return { fromS, toS };
}

function sizeOf({ size, width, height }: FilmChoice): FilmSize {
  if (size !== 'own') return FILM_SIZES[size];
  return evenSize({ width: number('The width', width), height: number('The height', height) });
}

function number(name: string, text: string): number {
  const value = Number(text.trim().replace(',', '.'));
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new RangeError(`${name} must be a number; it is '${text.trim().slice(0, 20)}'.`);
}

/** Bytes of a pixel that are usual in a GIF's frame: seen from above, and in 3-D. */
const GIF_BYTES = { map: 0.045, scene: 0.45 } as const;

/** About how large the file will be, bytes. */
export function estimateBytes({ format, quality, picture }: FilmChoice, plan: FilmPlan, size: FilmSize): number {
  if (format === 'gif') return plan.moving * size.width * size.height * GIF_BYTES[picture];
  const codec = format === 'mp4' ? 'avc' : 'vp9';
  return (bitRate(codec, size, plan.fps, quality) * plan.lengthS) / 8;
}

/** `3.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 99.5e6 ? 1 : 0)} MB`;
}

/** A name that every host takes. */
export function filmName(
  situation: { readonly scenario: string; readonly seed: number },
  runs: readonly string[],
  format: FilmFormat,
): string {
  const words = [situation.scenario, `seed${situation.seed}`, ...runs].join('-');
  const plain = words.replaceAll(/[^A-Za-z0-9.]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|-+$/g, '');
  return `${plain.slice(0, 120) || 'film'}.${format}`;
}

/** Formats with what they are for. */
export const FORMAT_TITLES: Readonly<Record<FilmFormat, string>> = {
  mp4: 'MP4: plays everywhere',
  webm: 'WebM: small, for browsers',
  gif: 'GIF: 256 colours, shows where videos do not',
};
