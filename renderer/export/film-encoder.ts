/** What a film is written as. */
export const FILM_FORMATS = ['mp4', 'webm', 'gif'] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

/** Packs pictures into a file, one after the other. The same pictures make the same film. */
export interface FilmEncoder {
  /** What the pictures are coded as, in a word or two: `H.264`. */
  readonly codec: string;
  /** Why it is not what the format usually has, in a sentence; null: it is. */
  readonly note: string | null;
  /** Bytes so far. */
  readonly byteLength: number;
  /**
   * Takes the next picture; the caller waits until there is room for another.
   * @param pixels RGBA, opaque; must not be changed before the promise resolves
   * @throws FilmProblem
   */
  add(pixels: Uint8ClampedArray<ArrayBuffer>): Promise<void>;
  /** The whole file. @throws FilmProblem */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
  /** Gives up and frees everything; after `finish` it does nothing. */
  close(): void;
}

export interface FilmProgress {
  /** Frames that are encoded, and all of them. */
  readonly done: number;
  readonly total: number;
  /** By the pace so far, s of wall-clock time; null: not known yet. */
  readonly leftS: number | null;
  readonly bytes: number;
}

/** Why a film cannot be made, in a sentence, and what to do. */
export class FilmProblem extends Error {
  constructor(
    message: string,
    readonly tip: string | null,
  ) {
    super(message);
  }
}
