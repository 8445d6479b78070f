import { Brush } from '../panels/brush.ts';
import { gridTimes, xOf, type TimeScale } from '../panels/lane-geometry.ts';
import type { Band } from '../panels/lane-layout.ts';
import { secondsText } from '../panels/words.ts';
import type { Tokens } from '../theme/tokens.ts';
import type { Difference } from './difference.ts';
import { drawDivergence, drawLane } from './draw-lanes.ts';
import type { Playback } from './playback.ts';
import type { Subject } from './subject.ts';
import { runColour } from './theme.ts';
import { timelineLayout, type RunBands, type TimelineLayout } from './timeline-layout.ts';
import { signedText } from './words.ts';

const LABEL_PX = 64;

/**
 * Draws the time line without its cursor, which is an element of its own: the canvas changes only with its size, the
 * theme and what is looped.
 */
export class TimelinePainter {
  layout: TimelineLayout;
  private readonly context: CanvasRenderingContext2D;
  private readonly rows: readonly number[];
  private width = 1;
  private ratio = 1;
  private tokens: Tokens | null = null;
  private family = 'sans-serif';

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly subject: Subject,
  ) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no 2D canvas.');
    this.context = context;
    this.rows = subject.runs.map(({ lane }) => lane.rows);
    this.layout = this.layoutFor(1);
  }

  get scale(): TimeScale {
    const { left, width } = this.layout;
    // A clip of one sample has no length.
    return { startS: 0, endS: Math.max(this.subject.endS, this.subject.controlDt), left, width };
  }

  setStyle(tokens: Tokens, family: string): void {
    this.tokens = tokens;
    this.family = family;
  }

  resize(width: number, ratio: number): void {
    // A page that is just closing tells a width of 0, with which no canvas can be made.
    this.width = Math.max(1, width);
    this.ratio = ratio;
    this.layout = this.layoutFor(this.width);
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.layout.height * ratio);
    this.canvas.style.height = `${this.layout.height}px`;
  }

  draw({ loops, range }: Pick<Playback, 'loops' | 'range'>): void {
    if (this.tokens === null) return;
    const brush = new Brush(this.context, this.tokens, `11px ${this.family}`, this.ratio);
    const { layout, scale, subject } = this;
    brush.begin();
    brush.rect(brush.tokens.panel, 0, 0, this.width, layout.height);
    drawGrid(brush, layout, scale);
    if (loops) drawLoop(brush, layout, scale, range);
    subject.runs.forEach((run, i) => {
      const bands = layout.runs[i];
      const who = run.clip.table === undefined ? 'drives' : 'acts';
      drawNames(brush, bands, { title: `${run.letter} ${run.name}`, who }, layout.left);
      brush.rect(runColour(brush.tokens, run.letter), 1, bands.events.top + 1, 3, bands.all.height - 2);
      drawLane(brush, run.lane, bands, scale);
    });
    if (subject.difference !== null && layout.difference !== null) {
      drawDifference(brush, subject.difference, layout.difference, scale);
    }
    if (subject.divergence !== null && layout.divergence !== null) {
      drawDivergence(brush, xOf(scale, subject.divergence.timeS), layout.divergence, layout.height - 2, this.width);
    }
  }

  private layoutFor(width: number): TimelineLayout {
    const { difference, divergence } = this.subject;
    return timelineLayout(width, this.rows, difference !== null, divergence !== null);
  }
}

function drawGrid(brush: Brush, { axis, height }: TimelineLayout, scale: TimeScale): void {
  const { tokens } = brush;
  for (const timeS of gridTimes(scale, LABEL_PX)) {
    const x = xOf(scale, timeS);
    brush.rect(tokens.grid, Math.round(x), axis.top + axis.height - 3, 1, height - axis.height);
    const last = x + brush.widthOf('00 s') > scale.left + scale.width;
    brush.text(
      secondsText(timeS, 0),
      last ? x - 4 : x + 3,
      axis.top + axis.height / 2,
      tokens.muted,
      last ? 'right' : 'left',
    );
  }
}

/** What is looped: a hatched bar at the axis between two posts. */
function drawLoop(brush: Brush, { axis }: TimelineLayout, scale: TimeScale, { fromS, toS }: Playback['range']): void {
  const from = xOf(scale, fromS);
  const to = xOf(scale, toS);
  const { accent } = brush.tokens;
  brush.rect(brush.hatch('rising', accent), from, axis.top, to - from, 5);
  brush.rect(accent, from, axis.top, 2, axis.height);
  brush.rect(accent, to - 2, axis.top, 2, axis.height);
}

interface LaneNames {
  readonly title: string;
  /** Of the lane that tells who commands. */
  readonly who: string;
}

function drawNames(brush: Brush, bands: RunBands, { title, who }: LaneNames, left: number): void {
  const { tokens } = brush;
  const put = (text: string, { top, height }: Band, colour: string) =>
    brush.text(fitText(brush, text, left - 18), 10, top + height / 2 + 0.5, colour);
  put(title, bands.events, tokens.text);
  put('uncertainty', bands.level, tokens.muted);
  put('gate asks', bands.gate, tokens.muted);
  put('planner', bands.planner, tokens.muted);
  put(who, bands.source, tokens.muted);
}

function fitText(brush: Brush, text: string, mostPx: number): string {
  if (brush.widthOf(text) <= mostPx) return text;
  let length = text.length - 1;
  while (length > 1 && brush.widthOf(`${text.slice(0, length)}…`) > mostPx) length--;
  return `${text.slice(0, length)}…`;
}

/** Two curves over the time that both runs last: how far the egos are apart, and how much faster B is. */
function drawDifference(
  brush: Brush,
  { timesS, distanceM, speedMps, mostDistanceM, mostSpeedMps }: Difference,
  bands: NonNullable<TimelineLayout['difference']>,
  scale: TimeScale,
): void {
  const { tokens } = brush;
  const right = xOf(scale, timesS[timesS.length - 1]);
  const curve = (band: Band, values: Float64Array, yOf: (value: number) => number): void => {
    const { context } = brush;
    brush.rect(tokens.raised, scale.left, band.top, right - scale.left, band.height);
    context.beginPath();
    context.moveTo(scale.left, yOf(0));
    context.lineTo(right, yOf(0));
    context.lineWidth = 1;
    context.strokeStyle = tokens.border;
    context.stroke();
    context.beginPath();
    for (let k = 0; k < timesS.length; k++) context.lineTo(xOf(scale, timesS[k]), yOf(values[k]));
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    context.strokeStyle = tokens.text;
    context.stroke();
  };
  const { distance, speed } = bands;
  const most = Math.max(1, mostDistanceM);
  curve(distance, distanceM, (m) => distance.top + distance.height - 3 - (m / most) * (distance.height - 6));
  const half = speed.height / 2 - 3;
  const fastest = Math.max(0.5, mostSpeedMps);
  curve(speed, speedMps, (mps) => speed.top + speed.height / 2 - (mps / fastest) * half);
  drawCurveName(brush, distance, 'apart', `to ${most.toFixed(1)}\u00a0m`);
  drawCurveName(brush, speed, 'B − A speed', `to ${signedText(fastest, 1).replace('+', '±')}\u00a0m/s`);
}

function drawCurveName(brush: Brush, { top, height }: Band, name: string, range: string): void {
  brush.text(name, 10, top + height / 2 - 6, brush.tokens.text);
  brush.text(range, 10, top + height / 2 + 7, brush.tokens.muted);
}
