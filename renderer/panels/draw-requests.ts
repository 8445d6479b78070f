import type { RequestSpan } from '../live/telemetry-store.ts';
import type { Tokens } from '../theme/tokens.ts';
import { STATE_GLYPHS, strokeGlyph } from './glyphs.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { stackRequests, xOf } from './lane-geometry.ts';
import { msText, type RequestState } from './words.ts';

const BAR = 17;
const GLYPH = 12;
const GLYPH_ROOM = GLYPH + 3;

interface Bar {
  readonly request: RequestSpan;
  readonly x: number;
  readonly end: number;
  readonly y: number;
  readonly height: number;
}

/** Lane 4: a bar for each request from its dispatch to its end, with a sign of how it ended; those out together stack. */
export function drawRequests(drawing: LaneDrawing): void {
  const { brush, layout, store } = drawing;
  const { top, height } = layout.planner;
  if (store.requests.length === 0) {
    brush.text('No request yet', layout.left + layout.width / 2, top + height / 2, brush.tokens.muted, 'center');
    return;
  }
  const bars = placeBars(drawing);
  for (const bar of bars) drawBar(drawing, bar);
  drawSigns(drawing, bars);
}

function placeBars({ layout, scale, store, controlDt }: LaneDrawing): Bar[] {
  const { top, height } = layout.planner;
  const inner = height - 4;
  const pixelsPerTick = (controlDt * scale.width) / (scale.endS - scale.startS);
  // A row keeps room for the sign behind a bar where there are rows enough.
  let stack = stackRequests(store.requests, Math.ceil(GLYPH_ROOM / pixelsPerTick));
  if (stack.count * BAR > inner) stack = stackRequests(store.requests, 0);
  const pitch = Math.min(BAR, inner / stack.count);
  const bars: Bar[] = [];
  store.requests.forEach((request, i) => {
    const endS = Number.isNaN(request.endTick) ? scale.endS : request.endTick * controlDt;
    const dispatchS = request.dispatchTick * controlDt;
    if (endS < scale.startS - 0.1 || dispatchS > scale.endS) return;
    const x = xOf(scale, dispatchS);
    const end = Math.max(x + 2, xOf(scale, endS));
    bars.push({ request, x, end, y: top + 2 + stack.rows[i] * pitch, height: Math.max(2, pitch - 2) });
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

function drawBar({ brush, controlDt, nowS }: LaneDrawing, { request, x, end, y, height }: Bar): void {
  const { context, tokens } = brush;
  const look = lookOf(request.state, tokens);
  const width = end - x;
  if (look.fill !== null) brush.rect(look.fill, x, y, width, height, look.alpha);
  if (width >= 3 && request.state !== 'accepted') {
    context.setLineDash(look.dash as number[]);
    context.lineWidth = 1;
    context.strokeStyle = look.border;
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    context.setLineDash([]);
  }
  if (height < 12) return;
  const inFlight = request.state === 'dispatched';
  const ageMs = inFlight ? (nowS - request.dispatchTick * controlDt) * 1000 : request.stalenessMs;
  if (ageMs === null) return;
  const room = width - (inFlight ? 6 : GLYPH_ROOM + 4);
  const long = inFlight ? `out for ${msText(Math.round(ageMs))}` : `${msText(ageMs)} stale`;
  const label = [long, msText(Math.round(ageMs))].find((text) => brush.widthOf(text) <= room);
  // The visible part of a bar that began before the window.
  if (label !== undefined) brush.text(label, x + 4, y + height / 2 + 0.5, look.ink);
}

/** What went wrong is shown before what went well where signs are too close. */
const SIGN_ORDER: readonly RequestState[] = [
  'failed',
  'timed-out',
  'expired',
  'superseded',
  'cancelled',
  'accepted',
  'dispatched',
];

function drawSigns({ brush }: LaneDrawing, bars: readonly Bar[]): void {
  const taken = new Set<string>();
  for (const state of SIGN_ORDER) {
    for (const { request, x, end, y, height } of bars) {
      if (request.state !== state || state === 'dispatched' || height < 9) continue;
      const inside = end - x >= GLYPH_ROOM + 1;
      const at = inside ? end - GLYPH - 2 : end + 1;
      const slot = Math.round(at / GLYPH);
      if ([slot - 1, slot, slot + 1].some((near) => taken.has(`${near} ${y}`)) && !inside) continue;
      taken.add(`${slot} ${y}`);
      const look = lookOf(state, brush.tokens);
      const colour = inside ? look.ink : state === 'accepted' ? brush.tokens.text : look.border;
      const size = Math.min(GLYPH, height);
      strokeGlyph(brush.context, STATE_GLYPHS[state], at, y + (height - size) / 2, colour, size);
    }
  }
}
