import { SOURCES, type Source } from '../live/frame.ts';
import type { Brush, Hatch } from '../panels/brush.ts';
import { STATE_GLYPHS, strokeGlyph } from '../panels/glyphs.ts';
import { xOf, type TimeScale } from '../panels/lane-geometry.ts';
import type { Band } from '../panels/lane-layout.ts';
import { SOURCE_LETTERS } from '../theme/tokens.ts';
import { EVENT_GLYPHS, eventColour, FATE_GLYPHS } from './event-glyphs.ts';
import { levelCurve, placeEvents, type LaneModel, type RequestBar } from './lanes.ts';
import type { RunBands } from './timeline-layout.ts';
import type { EventShape } from './events.ts';
import type { Fate } from './words.ts';

const SIGN = 12;

/** One run's lane: events, uncertainty, gate, planner, source of commands. Beyond its end lies nothing. */
export function drawLane(brush: Brush, model: LaneModel, bands: RunBands, scale: TimeScale): void {
  const endX = xOf(scale, model.durationS);
  for (const band of [bands.level, bands.gate, bands.planner, bands.source]) {
    brush.rect(brush.tokens.raised, scale.left, band.top, endX - scale.left, band.height);
  }
  drawLevel(brush, model, bands.level, scale);
  drawGates(brush, model, bands.gate, scale);
  drawBars(brush, model, bands.planner, scale);
  drawSources(brush, model, bands.source, scale);
  drawEnd(brush, bands, scale, endX);
  drawEvents(brush, model, bands, scale);
}

/** Empty time behind the end is hatched, so that it does not look like an uneventful drive. */
function drawEnd(brush: Brush, { all, level }: RunBands, scale: TimeScale, endX: number): void {
  const right = scale.left + scale.width;
  if (right - endX < 2) return;
  const bottom = all.top + all.height;
  brush.rect(brush.hatch('rising', brush.tokens.grid), endX, level.top, right - endX, bottom - level.top);
}

function drawLevel(brush: Brush, model: LaneModel, { top, height }: Band, scale: TimeScale): void {
  const { context, tokens } = brush;
  const yOf = (level: number) => top + height - 1 - Math.min(1, Math.max(0, level)) * (height - 3);
  context.lineJoin = 'round';
  if (model.level.length === 0) {
    brush.text('this arm tells no uncertainty', scale.left + 6, top + height / 2, tokens.muted);
    return;
  }
  for (const piece of model.level) {
    const points = levelCurve(piece, scale, yOf);
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
    context.lineWidth = 1.5;
    context.strokeStyle = tokens.uncertainty;
    context.stroke();
    context.lineTo(points[points.length - 2], yOf(0));
    context.lineTo(points[0], yOf(0));
    context.globalAlpha = 0.2;
    context.fillStyle = tokens.uncertainty;
    context.fill();
    context.globalAlpha = 1;
  }
  for (const { timeS, level } of model.crossings) {
    const x = xOf(scale, timeS);
    context.beginPath();
    context.moveTo(x, yOf(level) - 5);
    context.lineTo(x, yOf(level) + 5);
    context.moveTo(x - 4, yOf(level));
    context.lineTo(x + 4, yOf(level));
    context.lineWidth = 1.5;
    context.strokeStyle = tokens.threshold;
    context.stroke();
  }
}

function drawGates(brush: Brush, { gates }: LaneModel, { top, height }: Band, scale: TimeScale): void {
  const { tokens } = brush;
  const block = 5;
  let free = -Infinity;
  for (const { fromS, toS, label } of gates) {
    const x = xOf(scale, fromS);
    const width = Math.max(2, xOf(scale, toS) - x);
    brush.rect(tokens.info, x, top + height - block, width, block, 0.8);
    const needed = brush.widthOf(label) + 6;
    if (x < free || x + needed > scale.left + scale.width) continue;
    // Only where it hides no later block's beginning by much: the label stands above the blocks.
    brush.text(label, x, top + (height - block) / 2, tokens.muted);
    free = x + needed;
  }
}

interface BarLook {
  readonly hatch: Hatch | null;
  readonly alpha: number;
  readonly dash: readonly number[];
  readonly colour: 'plan' | 'stale' | 'error';
}

const BAR_LOOKS: Readonly<Record<Fate, BarLook>> = {
  applied: { hatch: null, alpha: 0.32, dash: [], colour: 'plan' },
  unused: { hatch: 'level', alpha: 0.14, dash: [3, 2], colour: 'plan' },
  expired: { hatch: 'rising', alpha: 0.14, dash: [3, 2], colour: 'stale' },
  superseded: { hatch: 'dots', alpha: 0.14, dash: [3, 2], colour: 'stale' },
  cancelled: { hatch: null, alpha: 0.1, dash: [1.5, 2.5], colour: 'stale' },
  'timed-out': { hatch: 'upright', alpha: 0.14, dash: [], colour: 'error' },
  failed: { hatch: 'falling', alpha: 0.14, dash: [], colour: 'error' },
};

const MOST_ROWS = 3;
/** Rows that are lower cannot be read, px. */
const LEAST_PITCH = 12;

/** Planner requests. */
export function drawBars(brush: Brush, { bars, rows }: LaneModel, band: Band, scale: TimeScale): void {
  for (const bar of bars) drawBar(brush, bar, band, rows, scale);
}

function drawBar(brush: Brush, bar: RequestBar, { top, height }: Band, rows: number, scale: TimeScale): void {
  const { context, tokens } = brush;
  const look = BAR_LOOKS[bar.fate];
  const most = Math.min(MOST_ROWS, rows, Math.max(1, Math.floor(height / LEAST_PITCH)));
  const pitch = (height - 2) / most;
  const y = top + 1 + (bar.row % most) * pitch;
  const barHeight = pitch - 2;
  const x = xOf(scale, bar.fromS);
  const width = Math.max(3, xOf(scale, bar.toS) - x);
  const colour = tokens[look.colour];
  brush.rect(colour, x, y, width, barHeight, look.alpha);
  if (look.hatch !== null) brush.rect(brush.hatch(look.hatch, colour), x, y, width, barHeight, 0.7);
  context.setLineDash([...look.dash]);
  context.lineWidth = 1;
  context.strokeStyle = colour;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, barHeight - 1);
  context.setLineDash([]);
  const inside = width - SIGN - 6;
  const label = bar.labels.find((text) => brush.widthOf(text) <= inside);
  if (label !== undefined) {
    brush.rect(tokens.raised, x + 2, y + 1.5, brush.widthOf(label) + 4, barHeight - 3, 0.85);
    brush.text(label, x + 4, y + barHeight / 2 + 0.5, tokens.text);
  }
  if (width >= SIGN) {
    strokeGlyph(context, FATE_GLYPHS[bar.fate], x + width - SIGN + 1, y + (barHeight - 10) / 2, tokens.text, 10);
  }
}

/** Beside the colours; short stretches have no letter. */
const SOURCE_HATCHES: Readonly<Record<Source, Hatch | null>> = {
  fast: null,
  plan: 'rising',
  brake: 'upright',
  hold: 'level',
  reflex: 'falling',
  person: 'dots',
};

const LEAST_FOR_LETTER = 17;

/** Who commanded the ego. */
export function drawSources(brush: Brush, { sources }: LaneModel, { top, height }: Band, scale: TimeScale): void {
  const { tokens } = brush;
  for (const { fromS, toS, source } of sources) {
    const x = xOf(scale, fromS);
    const width = Math.max(1, xOf(scale, toS) - x);
    const known = SOURCES.find((name) => name === source);
    const colour = known === undefined ? tokens.muted : tokens[known];
    const hatch = known === undefined ? null : SOURCE_HATCHES[known];
    brush.rect(colour, x, top, width, height, hatch === null ? 0.4 : 0.18);
    if (hatch !== null) brush.rect(brush.hatch(hatch, colour), x, top, width, height);
    brush.rect(colour, x, top, 1.5, height);
    if (width < LEAST_FOR_LETTER) continue;
    const letter = known === undefined ? '?' : SOURCE_LETTERS[known];
    brush.rect(tokens.raised, x + 3, top + 1, 12, height - 2, 0.9);
    brush.text(letter, x + 9, top + height / 2 + 0.5, tokens.text, 'center');
  }
}

function drawEvents(brush: Brush, model: LaneModel, { events: band, all }: RunBands, scale: TimeScale): void {
  const middle = band.top + band.height / 2;
  for (const { event, x, labelX } of placeEvents(model.events, scale, SIGN, (label) => brush.widthOf(label))) {
    drawEventSign(brush, event.shape, x, band, all);
    if (labelX !== null) brush.text(event.label, labelX + 2, middle + 0.5, brush.tokens.text);
  }
}

/** Events without their labels. @param band of the signs; @param all what their lines go through */
export function drawEventSigns(brush: Brush, { events }: LaneModel, band: Band, all: Band, scale: TimeScale): void {
  for (const { shape, timeS } of events)
    if (shape !== 'start') drawEventSign(brush, shape, xOf(scale, timeS), band, all);
}

function drawEventSign(brush: Brush, shape: EventShape, x: number, band: Band, all: Band): void {
  const { context, tokens } = brush;
  const middle = band.top + band.height / 2;
  const colour = eventColour(shape, tokens);
  if (shape !== 'start') {
    context.beginPath();
    context.moveTo(x, band.top + band.height - 1);
    context.lineTo(x, all.top + all.height);
    context.globalAlpha = 0.7;
    context.setLineDash(shape === 'collision' ? [] : [2, 3]);
    context.lineWidth = shape === 'collision' ? 2 : 1;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  strokeGlyph(context, EVENT_GLYPHS[shape], x - SIGN / 2, middle - SIGN / 2, colour, SIGN);
}

/** A vertical line from its label down, where the two runs part. @param width of the whole, px */
export function drawDivergence(brush: Brush, x: number, band: Band, bottom: number, width: number): void {
  const { context, tokens } = brush;
  context.beginPath();
  context.moveTo(x, band.top + band.height);
  context.lineTo(x, bottom);
  context.setLineDash([6, 2, 1, 2]);
  context.lineWidth = 1.5;
  context.strokeStyle = tokens.text;
  context.stroke();
  context.setLineDash([]);
  strokeGlyph(context, STATE_GLYPHS.superseded, x - 6, band.top + 1, tokens.text, SIGN);
  const label = 'first divergence';
  const fits = x + 10 + brush.widthOf(label) < width;
  brush.text(label, fits ? x + 10 : x - 10, band.top + band.height / 2, tokens.text, fits ? 'left' : 'right');
}
