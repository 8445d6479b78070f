import { Brush } from '../../panels/brush.ts';
import { runColour } from '../../replay/theme.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { cut, wrapText, type RunCaption } from './captions.ts';
import { TEXT_LINE_PX, type Area } from './film-layout.ts';

const MARGIN = 10;
const CHIP_PX = 22;
const BADGE = 18;
const PLATE_ALPHA = 0.86;
const MOST_BAR_PX = 260;

/** Fonts of a film, each with its own memory of widths. */
export interface Pens {
  readonly small: Brush;
  readonly plain: Brush;
  readonly bold: Brush;
}

export function makePens(context: CanvasRenderingContext2D, tokens: Tokens, family: string, ratio: number): Pens {
  const pen = (font: string): Brush => new Brush(context, tokens, `${font} ${family}`, ratio);
  return { small: pen('11px'), plain: pen('13px'), bold: pen('600 13px') };
}

/** Title to the left, running time to the right. */
export function drawTitle({ plain, bold }: Pens, area: Area, title: string, time: string): void {
  const middle = area.top + area.height / 2 + 0.5;
  bold.begin();
  const { tokens } = bold;
  bold.rect(tokens.panel, area.left, area.top, area.width, area.height);
  const right = area.left + area.width - MARGIN;
  // As wide as the widest digits make it, so that nothing jumps.
  const timePx = bold.widthOf(time.replaceAll(/\d/g, '0'));
  bold.begin();
  bold.text(time, right - timePx, middle, tokens.text);
  plain.begin();
  const room = area.width - timePx - 4 * MARGIN;
  plain.text(
    cut(title, room, (text) => plain.widthOf(text)),
    area.left + MARGIN,
    middle,
    tokens.text,
  );
}

/** A person's own text, in the middle below. */
export function drawText({ plain }: Pens, area: Area, text: string, mostLines: number): void {
  plain.begin();
  const { tokens } = plain;
  plain.rect(tokens.panel, area.left, area.top, area.width, area.height);
  const lines = wrapText(text, area.width - 2 * MARGIN, mostLines, (part) => plain.widthOf(part));
  lines.forEach((line, i) => {
    const middle = area.top + 4 + (i + 0.5) * TEXT_LINE_PX;
    plain.text(line, area.left + area.width / 2, middle, tokens.text, 'center');
  });
}

/** Who is shown above, how it drives below; of a ghost's picture, both. */
export function drawRunCaptions(pens: Pens, area: Area, captions: readonly RunCaption[]): void {
  captions.forEach((caption, i) => {
    const from = area.top + MARGIN + i * (CHIP_PX + 4);
    drawName(pens, area, from, caption);
  });
  if (captions.length === 1) {
    const [caption] = captions;
    if (caption.outcome !== null) drawOutcome(pens, area, area.top + MARGIN + CHIP_PX + 4, caption, false);
    else if (caption.thinking !== null) drawThinking(pens, area, area.top + MARGIN + CHIP_PX + 4, caption, false);
    return;
  }
  captions.forEach((caption, i) => {
    const top = area.top + MARGIN + (captions.length + i) * (CHIP_PX + 4);
    if (caption.outcome !== null) drawOutcome(pens, area, top, caption, true);
    else if (caption.thinking !== null) drawThinking(pens, area, top, caption, true);
  });
}

function drawName({ small, plain, bold }: Pens, area: Area, top: number, caption: RunCaption): void {
  const { tokens } = bold;
  const middle = top + CHIP_PX / 2 + 0.5;
  const [name, planner, now] = [caption.name, caption.planner, caption.now];
  bold.begin();
  const namePx = bold.widthOf(name);
  small.begin();
  const room = area.width - 2 * MARGIN - BADGE - namePx - 24;
  const both = `${now} · ${planner}`;
  const words = small.widthOf(both) <= room ? both : now;
  const said = room < 60 ? '' : cut(words, room, (text) => small.widthOf(text));
  const saidPx = said === '' ? 0 : small.widthOf(said) + 10;
  small.rect(tokens.panel, area.left + MARGIN, top, BADGE + namePx + saidPx + 16, CHIP_PX, PLATE_ALPHA);
  drawBadge(plain, area.left + MARGIN + 2, top + 2, caption.letter);
  bold.begin();
  bold.text(name, area.left + MARGIN + BADGE + 8, middle, tokens.text);
  small.begin();
  small.text(said, area.left + MARGIN + BADGE + 18 + namePx, middle, tokens.text);
}

function drawBadge(pen: Brush, x: number, y: number, letter: RunCaption['letter']): void {
  pen.begin();
  const { context, tokens } = pen;
  const colour = runColour(tokens, letter);
  pen.rect(tokens.panel, x, y, BADGE, BADGE);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  // As in the replay view: B is dashed.
  context.setLineDash(letter === 'A' ? [] : [4, 2]);
  context.strokeRect(x + 1, y + 1, BADGE - 2, BADGE - 2);
  context.setLineDash([]);
  pen.text(letter, x + BADGE / 2, y + BADGE / 2 + 0.5, tokens.text, 'center');
}

function drawOutcome({ bold }: Pens, area: Area, top: number, caption: RunCaption, named: boolean): void {
  const { outcome, letter } = caption;
  if (outcome === null) return;
  bold.begin();
  const { context, tokens } = bold;
  const full = named ? `${letter}: ${outcome.text}` : outcome.text;
  const text = cut(full, area.width - 2 * MARGIN - 16, (part) => bold.widthOf(part));
  const width = bold.widthOf(text) + 16;
  const left = area.left + MARGIN;
  bold.rect(tokens.panel, left, top, width, CHIP_PX, PLATE_ALPHA);
  context.lineWidth = 1.5;
  context.strokeStyle = outcome.isBad ? tokens.error : tokens.ok;
  context.strokeRect(left + 0.75, top + 0.75, width - 1.5, CHIP_PX - 1.5);
  bold.text(text, left + 8, top + CHIP_PX / 2 + 0.5, outcome.isBad ? tokens.error : tokens.ok);
}

/** A bar that fills until the answer comes. */
function drawThinking({ plain }: Pens, area: Area, top: number, caption: RunCaption, named: boolean): void {
  const { thinking, letter } = caption;
  if (thinking === null) return;
  plain.begin();
  const { context, tokens } = plain;
  const width = Math.min(MOST_BAR_PX, area.width - 2 * MARGIN);
  const left = area.left + MARGIN;
  plain.rect(tokens.panel, left, top, width, CHIP_PX, PLATE_ALPHA);
  plain.rect(tokens.plan, left, top, width * thinking.share, CHIP_PX, 0.3);
  plain.rect(tokens.plan, left + Math.max(0, width * thinking.share - 2), top, 2, CHIP_PX);
  context.lineWidth = 1.5;
  context.strokeStyle = tokens.plan;
  context.strokeRect(left + 0.75, top + 0.75, width - 1.5, CHIP_PX - 1.5);
  const text = named ? `${letter}: ${thinking.text}` : thinking.text;
  plain.text(text, left + 8, top + CHIP_PX / 2 + 0.5, tokens.text);
}
