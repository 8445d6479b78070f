import { SOURCES, type Source } from '../live/frame.ts';
import { SOURCE_LETTERS } from '../theme/tokens.ts';
import type { Hatch } from './brush.ts';
import { forRuns } from './lane-columns.ts';
import type { LaneDrawing } from './lane-drawing.ts';

/** Patterns beside the colours, for stretches too short for a letter. */
const SOURCE_HATCHES: Readonly<Record<Source, Hatch | null>> = {
  fast: null,
  plan: 'rising',
  brake: 'upright',
  hold: 'level',
  reflex: 'falling',
  person: 'dots',
};

const LEAST_FOR_LETTER = 13;

/** Lane 5: where the action of each tick came from. */
export function drawSources({ brush, layout, columns, scale }: LaneDrawing): void {
  const { tokens } = brush;
  const { top, height } = layout.source;
  forRuns(columns.source, columns.width, (from, to, code) => {
    if (code < 0) return;
    const source = SOURCES[code];
    const x = scale.left + from;
    const width = to - from;
    const hatch = SOURCE_HATCHES[source];
    brush.rect(tokens[source], x, top + 2, width, height - 4, hatch === null ? 0.55 : 0.35);
    if (hatch !== null) brush.rect(brush.hatch(hatch, tokens[source]), x, top + 2, width, height - 4);
    brush.rect(tokens[source], x, top + 2, 1, height - 4);
    if (width < LEAST_FOR_LETTER) return;
    const letter = SOURCE_LETTERS[source];
    brush.rect(tokens.panel, x + width / 2 - 6, top + 3, 12, height - 6, 0.9);
    brush.text(letter, x + width / 2, top + height / 2 + 0.5, tokens.text, 'center');
  });
}
