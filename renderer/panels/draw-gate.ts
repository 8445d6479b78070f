import { rowOfFirst, type LaneDrawing } from './lane-drawing.ts';
import { forRuns } from './lane-columns.ts';
import { timeAt } from './lane-geometry.ts';
import { reasonWords } from './words.ts';

/** Lane 3: blocks in which the gate asks, with its reason; a wedge where a request goes out. */
export function drawGate(drawing: LaneDrawing): void {
  const { brush, layout, columns, scale } = drawing;
  const { tokens, context } = brush;
  const { top, height } = layout.gate;
  const blocks: { from: number; to: number }[] = [];
  forRuns(columns.think, columns.width, (from, to, value) => {
    if (value === 1) blocks.push({ from, to });
  });
  context.beginPath();
  for (const { from, to } of blocks) context.rect(scale.left + from, top + 2, Math.max(1.5, to - from), height - 4);
  context.globalAlpha = 0.28;
  context.fillStyle = tokens.info;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  for (const { from, to } of blocks) {
    context.rect(scale.left + from, top + height - 4, Math.max(1.5, to - from), 2);
  }
  for (let column = 0; column < columns.width; column++) {
    if (columns.dispatched[column] === 0) continue;
    const x = scale.left + column + 0.5;
    context.moveTo(x, top + height);
    context.lineTo(x - 4, top + height - 7);
    context.lineTo(x + 4, top + height - 7);
    context.closePath();
  }
  context.fillStyle = tokens.info;
  context.fill();
  labelBlocks(drawing, blocks);
}

function labelBlocks(drawing: LaneDrawing, blocks: readonly { from: number; to: number }[]): void {
  const { brush, layout, scale } = drawing;
  const { top, height } = layout.gate;
  let free = -Infinity;
  blocks.forEach(({ from, to }, i) => {
    const label = reasonOf(drawing, from, to);
    if (label === null) return;
    const next = blocks[i + 1]?.from ?? scale.width;
    const width = brush.widthOf(label) + 8;
    // A text longer than its block may reach over the quiet time behind it.
    if (from < free || width > Math.max(to, next) - from) return;
    brush.text(label, scale.left + from + 4, top + height / 2 - 1, brush.tokens.text);
    free = from + width;
  });
}

/** The reason of the first request of a block, or null. */
function reasonOf({ scale, store, controlDt }: LaneDrawing, from: number, to: number): string | null {
  const startTick = Math.floor(timeAt(scale, scale.left + from) / controlDt + 1e-6);
  const endTick = timeAt(scale, scale.left + to) / controlDt + 1;
  const first = store.requests[rowOfFirst(store.requests, startTick)];
  return first !== undefined && first.dispatchTick <= endTick ? reasonWords(first.reason).label : null;
}
