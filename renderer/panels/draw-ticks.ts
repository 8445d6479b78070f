import type { LaneDrawing } from './lane-drawing.ts';

/** Ticks closer than this are drawn as a band, px. */
const LEAST_SPACING = 3;

/** Lane 1: a stroke for each tick of the fast policy, a cross for each that it missed. */
export function drawTicks({ brush, layout, columns, scale, controlDt }: LaneDrawing): void {
  const { tokens, context } = brush;
  const { top, height } = layout.ticks;
  const dense = (controlDt * scale.width) / (scale.endS - scale.startS) < LEAST_SPACING;
  context.beginPath();
  for (let column = 0; column < columns.width; column++) {
    if (columns.ticks[column] > columns.misses[column]) {
      context.rect(scale.left + column, dense ? top + height - 7 : top + 5, dense ? 1.5 : 1.2, dense ? 5 : height - 7);
    }
  }
  context.fillStyle = tokens.fast;
  context.fill();
  context.beginPath();
  const y = top + (dense ? 6 : height / 2);
  for (let column = 0; column < columns.width; column++) {
    if (columns.misses[column] === 0) continue;
    const x = scale.left + column + 0.5;
    context.moveTo(x - 3.5, y - 3.5);
    context.lineTo(x + 3.5, y + 3.5);
    context.moveTo(x + 3.5, y - 3.5);
    context.lineTo(x - 3.5, y + 3.5);
  }
  context.lineWidth = 1.6;
  context.strokeStyle = tokens.miss;
  context.stroke();
}
