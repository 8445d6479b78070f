/** Which moments of a replay a film shows, and how fast. Plain data. */
export interface FilmTiming {
  /** Part of the replay, s; `fromS` <= `toS`. */
  readonly fromS: number;
  readonly toS: number;
  /** Frames per second of film. */
  readonly fps: number;
  /** Seconds of replay per second of film. */
  readonly speed: number;
  /** The last moment stands still for so long, in seconds of film. */
  readonly holdS: number;
}

export interface FilmPlan extends FilmTiming {
  /** Frames of the film, those of the hold included. */
  readonly frames: number;
  /** Frames that show the replay go on; the last of them is the one that is held. */
  readonly moving: number;
  /** Of the film, s: `frames / fps`. */
  readonly lengthS: number;
}

export const FILM_LIMITS = {
  fps: { least: 1, most: 60 },
  speed: { least: 0.1, most: 8 },
  holdS: { least: 0, most: 10 },
  /** Ten minutes at 60 frames per second. */
  frames: 36_000,
} as const;

/** Slack that sums and products of times are allowed, in frames. */
const SLACK_FRAMES = 1e-6;

/**
 * Frame `i` shows the moment `fromS + i * speed / fps`; the first one at or after `toS` is the last that moves, so that what
 * happens at the end is seen.
 * @throws RangeError with a sentence where something is out of its range
 */
export function planFilm(timing: FilmTiming): FilmPlan {
  const { fromS, toS, fps, speed, holdS } = timing;
  if (!(fromS >= 0) || !(toS >= fromS) || !Number.isFinite(toS)) {
    throw new RangeError(
      `The range must go from a time of at least 0 s to a later one; it goes from ${fromS} to ${toS}.`,
    );
  }
  checkRange('Frames per second', fps, FILM_LIMITS.fps);
  checkRange('The speed', speed, FILM_LIMITS.speed);
  checkRange('The hold at the end (s)', holdS, FILM_LIMITS.holdS);
  const moving = Math.max(0, Math.ceil(((toS - fromS) * fps) / speed - SLACK_FRAMES)) + 1;
  const frames = moving + Math.round(holdS * fps);
  if (frames > FILM_LIMITS.frames) {
    throw new RangeError(
      `The film would have ${frames} frames; at most ${FILM_LIMITS.frames} can be made. Take a shorter range, fewer frames per second or a higher speed.`,
    );
  }
  return { ...timing, frames, moving, lengthS: frames / fps };
}

/** The moment that frame `i` shows, s of the replay. */
export function momentOf({ fromS, fps, speed, moving }: FilmPlan, i: number): number {
  return fromS + (Math.min(i, moving - 1) * speed) / fps;
}

function checkRange(
  name: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (value >= least && value <= most) return;
  throw new RangeError(`${name} must be a number from ${least} to ${most}; it is ${value}.`);
}

export interface FilmSize {
  readonly width: number;
  readonly height: number;
}

const SIZE_LIMITS = { least: 64, most: 3840 } as const;

/** H.264 takes even sizes only; the other formats get the same, so that films of one replay fit each other. */
export function evenSize({ width, height }: FilmSize): FilmSize {
  const even = (name: string, value: number): number => {
    if (!(value >= SIZE_LIMITS.least && value <= SIZE_LIMITS.most)) {
      throw new RangeError(`${name} must be from ${SIZE_LIMITS.least} to ${SIZE_LIMITS.most} px; it is ${value}.`);
    }
    return 2 * Math.round(value / 2);
  };
  return { width: even('The width', width), height: even('The height', height) };
}
