import { FilmProblem, type FilmProgress } from '../../../renderer/export/film-encoder.ts';
import { planFilm } from '../../../renderer/export/film-plan.ts';
import type { FilmSource } from '../../../renderer/export/film-source.ts';
import { makeFilm } from '../../../renderer/export/make-film.ts';
import { MapFilmStage } from '../../../renderer/export/replay/film-stage.ts';
import { ReplayFilm } from '../../../renderer/export/replay/replay-film.ts';
import { pairSubject } from '../../../renderer/replay/subject.ts';
import { THEMES } from '../../../renderer/theme/tokens.ts';
import { samplePair } from '../../scenarios/clips/sample-clip.ts';
import type { Made, Wish } from './film-wish.ts';

/** A page that makes films of the sample, without a dialog. Tests call `window.page`. */

/** Squares of `count` colours; one more is drawn anew in each frame. */
function squares(count: number): FilmSource {
  const draw: FilmSource['draw'] = (context, width, height, timeS) => {
    const side = Math.ceil(Math.sqrt(count));
    for (let i = 0; i < count; i++) {
      const shown = (i + Math.round(timeS * 10)) % count;
      context.fillStyle = `rgb(${(shown * 37) % 256}, ${(shown * 91) % 256}, ${shown % 256})`;
      const [x, y] = [i % side, Math.floor(i / side)];
      const [left, top] = [Math.floor((x * width) / side), Math.floor((y * height) / side)];
      // Whole pixels: an edge between two would have a colour of its own.
      context.fillRect(left, top, Math.ceil(width / side), Math.ceil(height / side));
    }
  };
  return { startS: 0, endS: 2, draw, dispose: () => undefined };
}

function sampleFilm({ mode = 'side', theme = 'dark', text = '', timing }: Wish): ReplayFilm {
  const subject = pairSubject(samplePair());
  const look = { tokens: THEMES[theme], family: 'system-ui, sans-serif' };
  return new ReplayFilm(subject, mode, (runs) => new MapFilmStage(runs, subject, look), {
    ...look,
    captions: true,
    strip: true,
    text,
    speed: timing.speed,
  });
}

async function make(wish: Wish): Promise<Made> {
  const { format, width, height, timing, colours, cancelAfter, dither = false } = wish;
  const source = colours === undefined ? sampleFilm(wish) : squares(colours);
  const hashes: string[] = [];
  const progress: FilmProgress[] = [];
  const abort = new AbortController();
  const gap = watchGaps();
  try {
    const film = await makeFilm({
      source,
      plan: planFilm(timing),
      size: { width, height },
      format,
      dither,
      signal: abort.signal,
      onProgress: (now) => {
        progress.push(now);
        if (now.done === cancelAfter) abort.abort();
      },
      onFrame: async (_, pixels) => {
        hashes.push(hex(new Uint8Array(await crypto.subtle.digest('SHA-256', pixels))));
      },
    });
    const file = (film.bytes as Uint8Array & { toBase64(): string }).toBase64();
    return { file, codec: film.codec, frames: film.frames, hashes, failure: null, progress, longestGapMs: gap() };
  } catch (error) {
    const failure = error instanceof FilmProblem ? `${error.message} ${error.tip ?? ''}` : String(error);
    return { file: '', codec: '', frames: 0, hashes, failure, progress, longestGapMs: gap() };
  } finally {
    source.dispose();
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns ends it, and tells */
function watchGaps(): () => number {
  let last = performance.now();
  let longest = 0;
  let handle = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    handle = requestAnimationFrame(look);
  };
  look();
  return () => {
    cancelAnimationFrame(handle);
    return longest;
  };
}

const page = { make };

declare global {
  interface Window {
    exporter: typeof page;
  }
}

window.exporter = page;
