import { drawText, makePens, type Pens } from '../export/replay/draw-captions.ts';
import { pictureScale, TEXT_LINE_PX } from '../export/replay/film-layout.ts';
import type { FilmSource } from '../export/film-source.ts';
import type { Tokens } from '../theme/tokens.ts';

/** A part of a film. */
export interface Act {
  readonly film: FilmSource;
  /** Part of the replay, s, and seconds of replay per second of film. */
  readonly fromS: number;
  readonly toS: number;
  readonly speed: number;
  /** The last moment stands still for so long, s of film. */
  readonly holdS: number;
  /** What is said below, line by line. */
  readonly lines: readonly string[];
}

/** Several replays one after the other, with words below. Its time is that of the film, s. */
export class ActsFilm implements FilmSource {
  readonly startS = 0;
  readonly endS: number;
  private readonly startsS: readonly number[];
  private pens: { readonly context: CanvasRenderingContext2D; readonly ratio: number; readonly pens: Pens } | null =
    null;

  constructor(
    private readonly acts: readonly Act[],
    private readonly look: { readonly tokens: Tokens; readonly family: string },
  ) {
    let endS = 0;
    this.startsS = acts.map(({ fromS, toS, speed, holdS }) => {
      const startS = endS;
      endS += (toS - fromS) / speed + holdS;
      return startS;
    });
    this.endS = endS;
  }

  async draw(context: CanvasRenderingContext2D, width: number, height: number, timeS: number): Promise<void> {
    const i = Math.max(
      0,
      this.startsS.findLastIndex((startS) => startS <= timeS),
    );
    const { film, fromS, toS, speed, lines } = this.acts[i];
    const { ratio, width: widthCss, height: heightCss } = pictureScale(width, height);
    const most = Math.max(...this.acts.map((act) => act.lines.length));
    const bandPx = most * TEXT_LINE_PX + 12;
    const bandTop = Math.round((heightCss - bandPx) * ratio);
    await film.draw(context, width, bandTop, Math.min(toS, fromS + (timeS - this.startsS[i]) * speed));
    const pens = this.pensOf(context, ratio);
    pens.plain.begin();
    pens.plain.rect(this.look.tokens.panel, 0, bandTop / ratio, widthCss, bandPx + 1);
    lines.forEach((line, k) => {
      const top = bandTop / ratio + 2 + k * TEXT_LINE_PX;
      drawText(pens, { left: 0, top, width: widthCss, height: TEXT_LINE_PX + 4 }, line, 1);
    });
  }

  dispose(): void {
    for (const film of new Set(this.acts.map((act) => act.film))) film.dispose();
  }

  private pensOf(context: CanvasRenderingContext2D, ratio: number): Pens {
    if (this.pens?.context !== context || this.pens.ratio !== ratio) {
      this.pens = { context, ratio, pens: makePens(context, this.look.tokens, this.look.family, ratio) };
    }
    return this.pens.pens;
  }
}
