import type { TelemetryStore } from '../live/telemetry-store.ts';
import type { Tokens } from '../theme/tokens.ts';
import { Brush } from './brush.ts';
import { drawGate } from './draw-gate.ts';
import { drawMarks } from './draw-marks.ts';
import { drawRequests } from './draw-requests.ts';
import { drawSources } from './draw-sources.ts';
import { drawTicks } from './draw-ticks.ts';
import { drawUncertainty } from './draw-uncertainty.ts';
import { LaneColumns } from './lane-columns.ts';
import { gridTimes, xOf, type TimeScale } from './lane-geometry.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { laneLayout, type Band, type LaneLayout } from './lane-layout.ts';
import { secondsText } from './words.ts';

export const WINDOWS_S = [5, 10, 30, 60] as const;

/** The lanes of both systems on one axis of simulated time, whose right edge is the newest tick. */
export class LaneChart {
  layout: LaneLayout = laneLayout(0, 0);
  scale: TimeScale = { startS: 0, endS: 1, left: 0, width: 1 };
  /** Grows when it must be drawn again though the telemetry is the same. */
  revision = 0;
  private readonly columns = new LaneColumns();
  private brush: Brush | null = null;
  private windowS = 10;
  private controlDt = 1 / 60;
  private pixelRatio = 1;
  private width = 0;
  private height = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly store: TelemetryStore,
  ) {}

  /** Simulated time of the right edge, s. */
  get nowS(): number {
    return Math.max(0, this.store.lastTick) * this.controlDt;
  }

  setTime(windowS: number, controlDt: number): void {
    this.windowS = windowS;
    this.controlDt = controlDt;
    this.revision++;
  }

  /** @param font CSS font family */
  setStyle(tokens: Tokens, font: string): void {
    const context = this.canvas.getContext('2d', { alpha: false });
    if (context !== null) this.brush = new Brush(context, tokens, `11px ${font}`, this.pixelRatio);
    this.revision++;
  }

  /** CSS pixels. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.layout = laneLayout(width, height);
    this.width = width;
    this.height = Math.max(height, this.layout.height);
    this.canvas.width = Math.round(this.width * pixelRatio);
    this.canvas.height = Math.round(this.height * pixelRatio);
    if (this.brush !== null && pixelRatio !== this.pixelRatio) {
      this.brush = new Brush(this.brush.context, this.brush.tokens, this.brush.font, pixelRatio);
    }
    this.pixelRatio = pixelRatio;
    this.revision++;
  }

  draw(): void {
    const { brush, layout, store, controlDt, nowS } = this;
    if (brush === null || this.width === 0) return;
    const { left, width } = layout;
    this.scale = { startS: nowS - this.windowS, endS: nowS, left, width };
    this.columns.fill(store, this.scale, controlDt);
    const drawing = { brush, layout, scale: this.scale, columns: this.columns, store, controlDt, nowS };
    brush.begin();
    brush.rect(brush.tokens.panel, 0, 0, this.width, this.height);
    drawFrame(drawing);
    clipped(drawing, () => {
      drawTicks(drawing);
      drawUncertainty(drawing);
      drawGate(drawing);
      drawRequests(drawing);
      drawSources(drawing);
      drawMarks(drawing);
    });
  }
}

/** Names, beds and the time axis. */
function drawFrame({ brush, layout, scale }: LaneDrawing): void {
  const { tokens, context } = brush;
  const name = (text: string, { top, height }: Band) => brush.text(text, 6, top + height / 2, tokens.muted);
  name('Marks', layout.marks);
  name('Fast ticks', layout.ticks);
  name('Uncertainty', layout.uncertainty);
  name('Gate', layout.gate);
  name('Planner', layout.planner);
  name('Source', layout.source);
  name('Time', layout.axis);
  const { top, height } = layout.uncertainty;
  brush.text('1', layout.left - 3, top + 6, tokens.muted, 'right');
  brush.text('0', layout.left - 3, top + height - 6, tokens.muted, 'right');
  for (const { top, height } of [layout.ticks, layout.uncertainty, layout.gate, layout.planner, layout.source]) {
    brush.rect(tokens.raised, layout.left, top, layout.width, height);
  }
  const times = gridTimes(scale, 56);
  context.strokeStyle = tokens.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const time of times) {
    const x = Math.round(xOf(scale, time)) + 0.5;
    context.moveTo(x, layout.ticks.top);
    context.lineTo(x, layout.axis.top);
  }
  context.stroke();
  const axis = layout.axis.top + layout.axis.height / 2;
  const now = `now ${secondsText(scale.endS)}`;
  const right = scale.left + scale.width;
  brush.text(now, right, axis, tokens.text, 'right');
  const free = right - brush.widthOf('now 000.0 s') - 8;
  for (const time of times) {
    const x = xOf(scale, time);
    if (x + 16 < free && x - 12 > 0) brush.text(`${time} s`, x, axis, tokens.muted, 'center');
  }
}

function clipped({ brush: { context }, layout: { left, width, height } }: LaneDrawing, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, width, height);
  context.clip();
  draw();
  context.restore();
}
