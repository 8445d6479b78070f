import { Brush } from '../../panels/brush.ts';
import { gridTimes, xOf, type TimeScale } from '../../panels/lane-geometry.ts';
import { LINE, type Band } from '../../panels/lane-layout.ts';
import { secondsText } from '../../panels/words.ts';
import { drawBars, drawDivergence, drawEventSigns, drawLane, drawSources } from '../../replay/draw-lanes.ts';
import type { Run, Subject } from '../../replay/subject.ts';
import { runColour } from '../../replay/theme.ts';
import type { RunBands } from '../../replay/timeline-layout.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { cut } from './captions.ts';

const LABEL_PX = 64;
/** The divergence's label needs no more to either side. */
const DIVERGENCE_PX = 100;
const GAP = 2;
const BETWEEN = 6;
const AXIS = LINE + 2;
const BAR = 15;
const MOST_ROWS = 2;
const RIGHT = 10;

/** `thin`: what was asked, when the answer came and who drove; `full`: uncertainty and events too. */
type Style = 'full' | 'thin';

/** Below this height of the picture the lanes are thin, CSS pixels. */
const FULL_FROM_PX = 480;

/** Lanes of events of a film's runs: drawn once, with a play head in each picture. */
export class EventStrip {
  /** CSS pixels. */
  readonly height: number;
  private readonly style: Style;
  private readonly bands: readonly RunBands[];
  private readonly canvas = document.createElement('canvas');
  private readonly scale: TimeScale;

  /** @param width, pictureHeight CSS pixels; @param ratio device pixels per CSS pixel */
  constructor(
    private readonly subject: Subject,
    private readonly runs: readonly Run[],
    private readonly width: number,
    pictureHeight: number,
    private readonly ratio: number,
    private readonly look: { readonly tokens: Tokens; readonly family: string },
  ) {
    this.style = pictureHeight >= FULL_FROM_PX ? 'full' : 'thin';
    const { bands, height } = stackBands(this.style, runs);
    this.bands = bands;
    this.height = height;
    const left = this.style === 'full' ? 92 : 70;
    this.scale = {
      startS: 0,
      endS: Math.max(subject.endS, subject.controlDt),
      left,
      width: Math.max(60, width - left - RIGHT),
    };
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.round(height * ratio);
    this.drawOnce();
  }

  /** @param brush scaled by the same ratio; @param top of the strip, CSS pixels */
  draw(brush: Brush, top: number, timeS: number): void {
    const { canvas, ratio, scale } = this;
    brush.context.drawImage(canvas, 0, top, canvas.width / ratio, canvas.height / ratio);
    const x = xOf(scale, Math.min(scale.endS, Math.max(0, timeS)));
    brush.rect(brush.tokens.panel, x - 2, top, 4, this.height, 0.8);
    brush.rect(brush.tokens.text, x - 1, top, 2, this.height);
  }

  private drawOnce(): void {
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser gives no 2D canvas.');
    const { tokens, family } = this.look;
    const brush = new Brush(context, tokens, `11px ${family}`, this.ratio);
    brush.begin();
    brush.rect(tokens.panel, 0, 0, this.width, this.height);
    const { divergence } = this.subject;
    const parts = divergence === null || this.runs.length < 2 ? null : xOf(this.scale, divergence.timeS);
    this.drawAxis(brush, parts);
    this.runs.forEach((run, i) => this.drawRun(brush, run, this.bands[i]));
    if (parts !== null) drawDivergence(brush, parts, { top: 0, height: AXIS }, this.height - 2, this.width);
  }

  /** @param parts where the divergence has its label, px */
  private drawAxis(brush: Brush, parts: number | null): void {
    const { tokens } = brush;
    for (const timeS of gridTimes(this.scale, LABEL_PX)) {
      const x = Math.round(xOf(this.scale, timeS));
      const label = secondsText(timeS, 0);
      const isFree = parts === null || Math.abs(x - parts) > DIVERGENCE_PX;
      brush.rect(tokens.grid, x, AXIS - 3, 1, this.height - AXIS);
      if (isFree && x + 3 + brush.widthOf(label) <= this.width) brush.text(label, x + 3, AXIS / 2, tokens.muted);
    }
  }

  private drawRun(brush: Brush, run: Run, bands: RunBands): void {
    const { tokens } = brush;
    const name = ({ top, height }: Band, text: string, colour: string): void =>
      brush.text(
        cut(text, this.scale.left - 18, (part) => brush.widthOf(part)),
        10,
        top + height / 2 + 0.5,
        colour,
      );
    brush.rect(runColour(tokens, run.letter), 1, bands.all.top + 1, 3, bands.all.height - 2);
    if (this.style === 'full') {
      name(bands.events, `${run.letter} ${run.name}`, tokens.text);
      name(bands.level, 'uncertainty', tokens.muted);
      name(bands.planner, 'planner', tokens.muted);
      name(bands.source, run.clip.table === undefined ? 'drives' : 'acts', tokens.muted);
      // When the gate asks is seen by the requests.
      drawLane(brush, { ...run.lane, gates: [] }, bands, this.scale);
      return;
    }
    name(bands.all, `${run.letter} ${run.name}`, tokens.text);
    const endX = xOf(this.scale, run.lane.durationS);
    for (const band of [bands.planner, bands.source]) {
      brush.rect(tokens.raised, this.scale.left, band.top, endX - this.scale.left, band.height);
    }
    drawBars(brush, run.lane, bands.planner, this.scale);
    drawSources(brush, run.lane, bands.source, this.scale);
    drawEventSigns(brush, run.lane, bands.planner, bands.all, this.scale);
  }
}

function stackBands(style: Style, runs: readonly Run[]): { bands: readonly RunBands[]; height: number } {
  let top = AXIS;
  const next = (height: number, gap: number): Band => {
    const band = { top, height };
    top += height === 0 ? 0 : height + gap;
    return band;
  };
  const full = style === 'full';
  const bands = runs.map(({ lane }): RunBands => {
    const from = top;
    const own = {
      events: next(full ? LINE + 2 : 0, GAP),
      level: next(full ? 24 : 0, GAP),
      gate: next(0, 0),
      planner: next(BAR * Math.min(full ? MOST_ROWS : 1, lane.rows) + 1, GAP),
      source: next(LINE, 0),
    };
    const all = { top: from, height: top - from };
    top += BETWEEN;
    return { ...own, all };
  });
  return { bands, height: top };
}
