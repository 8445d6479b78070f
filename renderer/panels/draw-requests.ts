import type { RequestSpan } from '../live/telemetry-store.ts';
import type { Tokens } from '../theme/tokens.ts';
import { STATE_GLYPHS, strokeGlyph } from './glyphs.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { stackRequests, xOf } from './lane-geometry.ts';
import { msText, type RequestState } from './words.ts';

const BAR = 17;
/** Pitch of rows that have room for a line of text below the bars. */
const ROOMY = BAR + 12;
const GLYPH = 12;
const GLYPH_ROOM = GLYPH + 3;
/** Signs smaller than this cannot be told apart, px. */
const LEAST_GLYPH = 8;

interface Bar {
  readonly request: RequestSpan;
  readonly x: number;
  readonly end: number;
  readonly y: number;
  readonly height: number;
  /** Whether a line of text fits below it. */
  readonly below: boolean;
}

/** Where the texts below the bars of a row end: the next one begins to the right of it. */
type TakenText = Map<number, number>;

/** Lane 4: a bar for each request from its dispatch to its end, with a sign of how it ended; those out together stack. */
export function drawRequests(drawing: LaneDrawing): void {
  const { brush, layout, store } = drawing;
  const { top, height } = layout.planner;
  if (store.requests.length === 0) {
    brush.text('No request yet', layout.left + layout.width / 2, top + height / 2, brush.tokens.muted, 'center');
    return;
  }
  const bars = placeBars(drawing);
  const taken: TakenText = new Map();
  for (const bar of bars) drawBar(drawing, bar, taken);
  drawSigns(drawing, bars);
}

function placeBars({ layout, scale, store, controlDt }: LaneDrawing): Bar[] {
  const { top, height } = layout.planner;
  const inner = height - 4;
  const pixelsPerTick = (controlDt * scale.width) / (scale.endS - scale.startS);
  // A row keeps room for the sign behind a bar where there are rows enough.
  let stack = stackRequests(store.requests, Math.ceil(GLYPH_ROOM / pixelsPerTick));
  if (stack.count * BAR > inner) stack = stackRequests(store.requests, 0);
  const room = inner / stack.count;
  const pitch = room >= ROOMY ? ROOMY : Math.min(BAR, room);
  const bars: Bar[] = [];
  store.requests.forEach((request, i) => {
    const endS = Number.isNaN(request.endTick) ? scale.endS : request.endTick * controlDt;
    const dispatchS = request.dispatchTick * controlDt;
    if (endS < scale.startS - 0.1 || dispatchS > scale.endS) return;
    const x = xOf(scale, dispatchS);
    const end = Math.max(x + 2, xOf(scale, endS));
    bars.push({
      request,
      x,
      end,
      y: top + 2 + stack.rows[i] * pitch,
      height: Math.max(2, Math.min(BAR, pitch) - 2),
      below: pitch >= ROOMY,
    });
  });
  return bars;
}

interface Look {
  readonly fill: string | null;
  readonly alpha: number;
  readonly border: string;
  readonly dash: readonly number[];
  readonly ink: string;
}

function lookOf(state: RequestState, tokens: Tokens): Look {
  const soft = (colour: string, dash: readonly number[]) => ({
    fill: colour,
    alpha: 0.2,
    border: colour,
    dash,
    ink: tokens.text,
  });
  switch (state) {
    case 'accepted':
      return { fill: tokens.plan, alpha: 1, border: tokens.plan, dash: [], ink: tokens.panel };
    case 'dispatched':
      return soft(tokens.plan, []);
    case 'superseded':
    case 'expired':
      return soft(tokens.stale, [3, 2]);
    case 'cancelled':
      return { ...soft(tokens.stale, [1.5, 2.5]), fill: null };
    case 'failed':
    case 'timed-out':
      return soft(tokens.error, []);
  }
}

function drawBar(drawing: LaneDrawing, bar: Bar, taken: TakenText): void {
  const { context, tokens } = drawing.brush;
  const { request, x, end, y, height } = bar;
  const look = lookOf(request.state, tokens);
  const width = end - x;
  if (look.fill !== null) drawing.brush.rect(look.fill, x, y, width, height, look.alpha);
  if (width >= 3 && request.state !== 'accepted') {
    context.setLineDash(look.dash as number[]);
    context.lineWidth = 1;
    context.strokeStyle = look.border;
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    context.setLineDash([]);
  }
  if (height >= 12) drawAge(drawing, bar, look.ink, taken);
}

/** How long a request is out, or how old the state was that its plan came from: on the bar, else below it. */
function drawAge({ brush, scale, controlDt, nowS }: LaneDrawing, bar: Bar, ink: string, taken: TakenText): void {
  const { request, x, end, y, height, below } = bar;
  const inFlight = request.state === 'dispatched';
  const ageMs = inFlight ? (nowS - request.dispatchTick * controlDt) * 1000 : request.stalenessMs;
  if (ageMs === null) return;
  const short = msText(Math.round(ageMs));
  // The visible part of a bar that began before the window.
  const from = Math.max(x, scale.left);
  const room = end - from - (inFlight ? 6 : GLYPH_ROOM + 4);
  const label = [inFlight ? `out for ${short}` : `${short} stale`, short].find((text) => brush.widthOf(text) <= room);
  if (label !== undefined) {
    brush.text(label, from + 4, y + height / 2 + 0.5, ink);
    return;
  }
  if (!below || x < (taken.get(y) ?? -Infinity)) return;
  brush.text(short, x, y + height + 6.5, brush.tokens.muted);
  taken.set(y, x + brush.widthOf(short) + 6);
}

/**
 * How each ended: on the bar, else behind it where that is free, else as a stroke through it for what went wrong; fill and
 * border tell the others apart.
 */
function drawSigns({ brush, scale }: LaneDrawing, bars: readonly Bar[]): void {
  const { context, tokens } = brush;
  // From the last to the first, so that what follows in the row is known.
  const nextInRow = new Map<number, number>();
  for (const { request, x, end, y, height } of bars.toReversed()) {
    const { state } = request;
    const free = (nextInRow.get(y) ?? Infinity) - end;
    nextInRow.set(y, x);
    if (state === 'dispatched' || end < scale.left) continue;
    const look = lookOf(state, tokens);
    const size = Math.min(GLYPH, height, end - x - 2);
    if (size >= LEAST_GLYPH) {
      strokeGlyph(context, STATE_GLYPHS[state], end - size - 1.5, y + (height - size) / 2, look.ink, size);
      continue;
    }
    if (height >= LEAST_GLYPH && free >= GLYPH_ROOM) {
      const outside = Math.min(GLYPH, height);
      const colour = state === 'accepted' ? tokens.text : look.border;
      strokeGlyph(context, STATE_GLYPHS[state], end + 1, y + (height - outside) / 2, colour, outside);
    } else if (state === 'failed' || state === 'timed-out') {
      context.lineWidth = 1.2;
      context.strokeStyle = look.border;
      context.beginPath();
      context.moveTo(x, state === 'failed' ? y : y + height);
      context.lineTo(end, state === 'failed' ? y + height : y);
      context.stroke();
    }
  }
}
