import type { LaneDrawing } from './lane-drawing.ts';
import { LINE } from './lane-layout.ts';

/** Lane 2: the calibrated level as a filled line, the gate's threshold dashed, and hatched what lies above it. */
export function drawUncertainty(drawing: LaneDrawing): void {
  const { brush, layout, columns, scale } = drawing;
  const { tokens, context } = brush;
  const { top, height } = layout.uncertainty;
  const y = (level: number) => top + height - 1 - level * (height - 3);

  fillTo(
    drawing,
    () => y(0),
    () => true,
    tokens.uncertainty,
    0.22,
    y,
  );
  const above = (column: number) => columns.high[column] > columns.threshold[column];
  const hatch = brush.hatch('rising', tokens.uncertainty);
  fillTo(drawing, (column) => y(columns.threshold[column]), above, hatch, 0.9, y);

  context.beginPath();
  for (let column = 0; column < columns.width; column++) {
    if (columns.ticks[column] === 0) continue;
    const x = scale.left + column + 0.5;
    context.lineTo(x, y(columns.high[column]));
    if (columns.low[column] < columns.high[column]) context.lineTo(x, y(columns.low[column]));
  }
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.strokeStyle = tokens.uncertainty;
  context.stroke();
  drawThreshold(drawing, y);
}

function drawThreshold({ brush, layout, columns, scale }: LaneDrawing, y: (level: number) => number): void {
  const { tokens, context } = brush;
  context.beginPath();
  let open = false;
  let last = NaN;
  for (let column = 0; column < columns.width; column++) {
    const threshold = columns.threshold[column];
    if (Number.isNaN(threshold)) {
      open = false;
      continue;
    }
    const x = scale.left + column;
    if (!open) context.moveTo(x, y(threshold));
    else if (threshold !== last) {
      context.lineTo(x, y(last));
      context.lineTo(x, y(threshold));
    }
    context.lineTo(x + 1, y(threshold));
    open = true;
    last = threshold;
  }
  context.save();
  context.setLineDash([5, 4]);
  context.lineWidth = 1.2;
  context.strokeStyle = tokens.threshold;
  context.stroke();
  context.restore();
  if (Number.isNaN(last)) {
    if (columns.source.some((source) => source >= 0)) {
      brush.text('This gate has no threshold', scale.left + 5, layout.uncertainty.top + LINE / 2 + 1, tokens.muted);
    }
    return;
  }
  const label = `threshold ${last.toFixed(2)}`;
  const width = brush.widthOf(label) + 6;
  const { top, height } = layout.uncertainty;
  // Above the line, or below where there is no room.
  const at = y(last) - LINE / 2 - 1 < top + LINE / 2 ? y(last) + LINE / 2 + 1 : y(last) - LINE / 2 - 1;
  const middle = Math.min(top + height - LINE / 2, at);
  brush.rect(tokens.raised, scale.left + 2, middle - LINE / 2 + 1, width, LINE - 2, 0.85);
  brush.text(label, scale.left + 5, middle, tokens.text);
}

/** Fills between the level and `base`, in the stretches of ticks for which `keep` holds. */
function fillTo(
  { brush: { context }, columns, scale }: LaneDrawing,
  base: (column: number) => number,
  keep: (column: number) => boolean,
  style: string | CanvasPattern,
  alpha: number,
  y: (level: number) => number,
): void {
  const points: number[] = [];
  context.beginPath();
  const close = () => {
    if (points.length === 0) return;
    // A single column is a pixel wide.
    const from = points[0];
    const to = points[points.length - 1];
    for (const column of points) context.lineTo(scale.left + column + 0.5, y(columns.high[column]));
    if (from === to) context.lineTo(scale.left + to + 1.5, y(columns.high[to]));
    for (let i = points.length - 1; i >= 0; i--) context.lineTo(scale.left + points[i] + 0.5, base(points[i]));
    context.closePath();
    points.length = 0;
  };
  for (let column = 0; column < columns.width; column++) {
    if (columns.ticks[column] === 0) continue;
    if (!keep(column)) {
      close();
      continue;
    }
    if (points.length === 0) context.moveTo(scale.left + column + 0.5, base(column));
    points.push(column);
  }
  close();
  context.globalAlpha = alpha;
  context.fillStyle = style;
  context.fill();
  context.globalAlpha = 1;
}
