/** A part of the film: two records by their addresses, how they are shown, and what is said. */
export interface HeroAct {
  readonly a: string;
  readonly b: string;
  readonly nameA: string;
  readonly nameB: string;
  /** Part of the replay, s, and seconds of replay per second of film. */
  readonly fromS: number;
  readonly toS: number;
  readonly speed: number;
  /** The last moment stands still for so long, s of film. */
  readonly holdS: number;
  /** Said below, line by line. */
  readonly lines: readonly string[];
}

export interface HeroWish {
  readonly acts: readonly HeroAct[];
  readonly format: 'mp4' | 'gif';
  /** Of the picture, px. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Of the cameras; 2: half as far away. */
  readonly zoom: number;
}

export interface HeroFilm {
  /** Base64 of the file. */
  readonly file: string;
  readonly codec: string;
  readonly frames: number;
  readonly lengthS: number;
  /** SHA-256 over the SHA-256 of every raw picture, in hexadecimal digits. */
  readonly pictures: string;
}
