import type { Mark } from '../live/protocol.ts';
import type { Tokens } from '../theme/tokens.ts';
import { MARK_GLYPHS, strokeGlyph } from './glyphs.ts';
import type { LaneDrawing } from './lane-drawing.ts';
import { placeMarks } from './lane-geometry.ts';
import { LINE } from './lane-layout.ts';

const GLYPH = 11;
/** Longer texts are cut; the table has them whole. */
const MOST_LETTERS = 32;

/** Collisions, interventions, events of the traffic, changes of the backend: a line through all lanes and a label. */
export function drawMarks({ brush, layout, scale, store, controlDt }: LaneDrawing): void {
  const { context } = brush;
  const widthOf = (label: string) => GLYPH + 8 + brush.widthOf(shortened(label));
  const placed = placeMarks(store.marks, scale, controlDt, layout.markLines, widthOf);
  for (const { x, marks, line } of placed) {
    const [{ kind }] = marks;
    context.setLineDash(DASHES[kind] ?? []);
    context.lineWidth = kind === 'collision' ? 2 : 1;
    context.strokeStyle = colourOf(kind, brush.tokens);
    context.beginPath();
    context.moveTo(x + 0.5, layout.marks.top + (line < 0 ? layout.marks.height - 4 : line * LINE));
    context.lineTo(x + 0.5, layout.axis.top);
    context.stroke();
    context.setLineDash([]);
  }
  // Above the lines of all others.
  for (const { marks, label, line, labelX } of placed) {
    if (line < 0) continue;
    const [{ kind }] = marks;
    const y = layout.marks.top + line * LINE;
    brush.rect(brush.tokens.panel, labelX + 2, y, widthOf(label) - 4, LINE);
    strokeGlyph(context, MARK_GLYPHS[kind], labelX + 3, y + 1, colourOf(kind, brush.tokens), GLYPH);
    brush.text(shortened(label), labelX + GLYPH + 5, y + LINE / 2, brush.tokens.text);
  }
}

const DASHES: Partial<Readonly<Record<Mark['kind'], number[]>>> = {
  traffic: [1, 3],
  intervention: [4, 3],
  backend: [6, 2, 1, 2],
  planner: [6, 2, 1, 2],
};

function colourOf(kind: Mark['kind'], tokens: Tokens): string {
  switch (kind) {
    case 'collision':
    case 'off-road':
      return tokens.error;
    case 'goal':
      return tokens.ok;
    case 'timeout':
      return tokens.warning;
    case 'traffic':
      return tokens.muted;
    case 'intervention':
      return tokens.person;
    case 'backend':
      return tokens.info;
    case 'planner':
      return tokens.plan;
  }
}

function shortened(label: string): string {
  return label.length <= MOST_LETTERS ? label : `${label.slice(0, MOST_LETTERS - 1)}…`;
}
