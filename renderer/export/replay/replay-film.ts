import type { ReplayMode } from '../../replay/replay-mode.ts';
import type { Run, Subject } from '../../replay/subject.ts';
import type { Tokens } from '../../theme/tokens.ts';
import type { FilmSource } from '../film-source.ts';
import { filmTitle, runCaption, timeWords } from './captions.ts';
import { drawRunCaptions, drawText, drawTitle, makePens, type Pens } from './draw-captions.ts';
import { EventStrip } from './event-strip.ts';
import { layOutFilm, pictureScale, type FilmLayout } from './film-layout.ts';
import type { FilmStage } from './film-stage.ts';

export interface ReplayFilmLook {
  readonly tokens: Tokens;
  /** CSS font family. */
  readonly family: string;
  /** Title, running time, and at each run who it is, what it does and how it ends. */
  readonly captions: boolean;
  /** Lanes of events below. */
  readonly strip: boolean;
  /** A person's own words; empty: none. */
  readonly text: string;
  /** Of the film, times real time; said in the title. */
  readonly speed: number;
}

const MOST_TEXT_LINES = 2;

/** The runs of each picture, from left to right; the second of a picture is its ghost. */
export function filmPictures({ runs }: Subject, mode: ReplayMode): readonly (readonly Run[])[] {
  const [a, b] = runs;
  if (b === undefined || mode === 'a') return [[a]];
  if (mode === 'b') return [[b]];
  return mode === 'ghost' ? [[a, b]] : [[a], [b]];
}

/** A replay as a film: one picture or two, lanes of events, captions. */
export class ReplayFilm implements FilmSource {
  readonly startS = 0;
  readonly endS: number;
  private readonly pictures: readonly (readonly Run[])[];
  private readonly stages: readonly FilmStage[];
  /** What depends on the picture's size. */
  private made: { readonly key: string; readonly layout: FilmLayout; readonly strip: EventStrip | null } | null = null;
  private pens: { readonly context: CanvasRenderingContext2D; readonly ratio: number; readonly pens: Pens } | null =
    null;

  /** @param createStage for the runs of one picture; @throws whatever that throws */
  constructor(
    private readonly subject: Subject,
    mode: ReplayMode,
    createStage: (runs: readonly Run[]) => FilmStage,
    private readonly look: ReplayFilmLook,
  ) {
    this.pictures = filmPictures(subject, mode);
    const runs = this.pictures.flat();
    this.endS = Math.max(...runs.map(({ clip }) => clip.durationS));
    const stages: FilmStage[] = [];
    try {
      for (const shown of this.pictures) stages.push(createStage(shown));
    } catch (error) {
      for (const stage of stages) stage.dispose();
      throw error;
    }
    this.stages = stages;
  }

  draw(context: CanvasRenderingContext2D, width: number, height: number, timeS: number): void {
    const { layout, strip } = this.made?.key === `${width} ${height}` ? this.made : this.make(width, height);
    const { tokens, text, speed } = this.look;
    const { ratio, title, stages } = layout;
    const pens = this.pensOf(context, ratio);
    pens.plain.begin();
    pens.plain.rect(tokens.border, 0, 0, layout.width, layout.height);
    stages.forEach((area, i) => {
      const picture = this.stages[i].draw(timeS, area.width, area.height, ratio);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(picture, Math.round(area.left * ratio), Math.round(area.top * ratio));
      if (!this.look.captions) return;
      const captions = this.pictures[i].map((run) => runCaption(run, timeS));
      drawRunCaptions(pens, area, captions);
    });
    if (title !== null) drawTitle(pens, title, filmTitle(this.pictures.flat()), timeWords(timeS, this.endS, speed));
    if (strip !== null && layout.strip !== null) {
      pens.small.begin();
      strip.draw(pens.small, layout.strip.top, timeS);
    }
    if (layout.text !== null) drawText(pens, layout.text, text, MOST_TEXT_LINES);
  }

  dispose(): void {
    for (const stage of this.stages) stage.dispose();
  }

  private make(width: number, height: number): NonNullable<ReplayFilm['made']> {
    const { look, subject } = this;
    const scale = pictureScale(width, height);
    const runs = [...new Set(this.pictures.flat())];
    const strip = look.strip ? new EventStrip(subject, runs, scale.width, scale.height, scale.ratio, look) : null;
    const layout = layOutFilm(width, height, {
      stages: this.pictures.length,
      captions: look.captions,
      stripPx: strip?.height ?? 0,
      textLines: look.text.trim() === '' ? 0 : MOST_TEXT_LINES,
    });
    this.made = { key: `${width} ${height}`, layout, strip };
    return this.made;
  }

  private pensOf(context: CanvasRenderingContext2D, ratio: number): Pens {
    if (this.pens?.context !== context || this.pens.ratio !== ratio) {
      this.pens = { context, ratio, pens: makePens(context, this.look.tokens, this.look.family, ratio) };
    }
    return this.pens.pens;
  }
}
