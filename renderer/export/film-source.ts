/** What a film is made of: any moment of a replay, drawn exactly. */
export interface FilmSource {
  /** First and last moment that there is to show, s. */
  readonly startS: number;
  readonly endS: number;
  /**
   * Draws one moment over all of a picture. Its pixels depend on nothing but the arguments: neither on the clock nor on
   * what was drawn before. The context's transform is the identity before the call, and may be anything after it.
   * @param width, height of the picture, px
   * @param timeS of the replay; beyond its ends, its ends are shown
   */
  draw(context: CanvasRenderingContext2D, width: number, height: number, timeS: number): void | Promise<void>;
  /** Frees what it holds; it draws no more. */
  dispose(): void;
}
