import { rowOfFirst, type LaneDrawing } from './lane-drawing.ts';
import { forRuns } from './lane-columns.ts';
import { timeAt } from './lane-geometry.ts';
import { LINE } from './lane-layout.ts';
import { reasonWords } from './words.ts';

/** Height of a block; its reason stands above it. */
const BLOCK = 9;

/** Lane 3: blocks in which the gate asks, with its reason; a wedge where a request goes out. */
export function drawGate(drawing: LaneDrawing): void {
  const { brush, layout, columns, scale } = drawing;
  const { tokens, context } = brush;
  const { top, height } = layout.gate;
  const bed = top + height - BLOCK - 1;
  const blocks: { from: number; to: number }[] = [];
  forRuns(columns.think, columns.width, (from, to, value) => {
    if (value === 1) blocks.push({ from, to });
  });
  context.beginPath();
  for (const { from, to } of blocks) context.rect(scale.left + from, bed, Math.max(1.5, to - from), BLOCK);
  context.globalAlpha = 0.45;
  context.fillStyle = tokens.info;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  for (let column = 0; column < columns.width; column++) {
    if (columns.dispatched[column] === 0) continue;
    const x = scale.left + column + 0.5;
    context.moveTo(x, bed + BLOCK);
    context.lineTo(x - 4, bed + 1);
    context.lineTo(x + 4, bed + 1);
    context.closePath();
  }
  context.fillStyle = tokens.info;
  context.fill();
  labelBlocks(drawing, blocks);
}

function labelBlocks(drawing: LaneDrawing, blocks: readonly { from: number; to: number }[]): void {
  const { brush, layout, scale } = drawing;
  const { top } = layout.gate;
  let free = -Infinity;
  for (const { from, to } of blocks) {
    if (from < free) continue;
    const label = reasonOf(drawing, from, to);
    if (label === null) continue;
    const width = brush.widthOf(label) + 8;
    // At the right edge a label turns to the left.
    const x = Math.max(free, Math.min(from, scale.width - width));
    if (x + width > scale.width + 1) continue;
    brush.text(label, scale.left + x + 2, top + LINE / 2, brush.tokens.text);
    free = x + width;
  }
}

/** The reason of the first request of a block, or null. */
function reasonOf({ scale, store, controlDt }: LaneDrawing, from: number, to: number): string | null {
  const startTick = Math.floor(timeAt(scale, scale.left + from) / controlDt + 1e-6);
  const endTick = timeAt(scale, scale.left + to) / controlDt + 1;
  const first = store.requests[rowOfFirst(store.requests, startTick)];
  return first !== undefined && first.dispatchTick <= endTick ? reasonWords(first.reason).label : null;
}
