import type { FilmFormat, FilmProgress } from '../../../renderer/export/film-encoder.ts';
import type { FilmTiming } from '../../../renderer/export/film-plan.ts';
import type { ReplayMode } from '../../../renderer/replay/replay-mode.ts';

/** What tests ask the page of `export-page.ts` for, and what it answers. */

export interface Wish {
  readonly format: FilmFormat;
  readonly width: number;
  readonly height: number;
  readonly timing: FilmTiming;
  readonly mode?: ReplayMode;
  readonly theme?: 'dark' | 'light';
  readonly text?: string;
  readonly dither?: boolean;
  /** Draws a plain picture of so many colours instead of the sample. */
  readonly colours?: number;
  /** Cancels after so many frames. */
  readonly cancelAfter?: number;
}

export interface Made {
  /** Base64 of the file; empty: there is none. */
  readonly file: string;
  readonly codec: string;
  readonly frames: number;
  /** SHA-256 of every raw picture. */
  readonly hashes: readonly string[];
  readonly failure: string | null;
  readonly progress: readonly FilmProgress[];
  /** Longest time in which the page could not draw, ms. */
  readonly longestGapMs: number;
}
