import type { Brush } from './brush.ts';
import type { Histogram, Summary } from './statistics.ts';

const AXIS = 16;
const HEAD = 16;

/** Bars on a logarithmic axis, with lines at the median and the 95 % quantile. */
export function drawHistogram(
  brush: Brush,
  { edges, counts }: Histogram,
  summary: Summary | null,
  colour: string,
  width: number,
  height: number,
): void {
  const { tokens, context } = brush;
  const bottom = height - AXIS;
  brush.rect(tokens.panel, 0, 0, width, height);
  brush.rect(tokens.border, 0, bottom, width, 1);
  if (summary === null) return;
  // All values at 0 have no place on a logarithmic axis.
  if (edges[0] === 0) {
    brush.text(`all ${summary.n} at 0 ms`, width / 2, bottom / 2, tokens.text, 'center');
    return;
  }
  const low = Math.log10(edges[0]);
  const high = Math.log10(edges[edges.length - 1]);
  const xOf = (ms: number) =>
    Math.min(width, Math.max(0, ((Math.log10(Math.max(ms, 1e-6)) - low) / (high - low)) * width));
  drawAxis(brush, low, high, xOf, width, bottom);
  const greatest = Math.max(...counts);
  const pitch = width / counts.length;
  counts.forEach((count, i) => {
    if (count === 0) return;
    const bar = Math.max(2, (count / greatest) * (bottom - HEAD));
    brush.rect(colour, i * pitch + 0.5, bottom - bar, Math.max(1, pitch - 1), bar, 0.75);
  });
  quantile(brush, 'p50', xOf(summary.p50), 'right', bottom, width);
  quantile(brush, 'p95', xOf(summary.p95), 'left', bottom, width);
  context.setLineDash([]);
}

function drawAxis(
  brush: Brush,
  low: number,
  high: number,
  xOf: (ms: number) => number,
  width: number,
  bottom: number,
): void {
  for (let decade = Math.ceil(low - 1e-9); decade <= high + 1e-9; decade++) {
    const ms = 10 ** decade;
    const x = xOf(ms);
    brush.rect(brush.tokens.grid, Math.min(width - 1, x), 0, 1, bottom + 3);
    const label = `${ms >= 1000 ? `${ms / 1000} s` : `${Number(ms.toPrecision(1))} ms`}`;
    const half = brush.widthOf(label) / 2;
    brush.text(label, Math.min(width - half, Math.max(half, x)), bottom + AXIS / 2 + 1, brush.tokens.muted, 'center');
  }
}

/** The median's name stands to the left of its line, that of the 95 % quantile to the right: they never meet. */
function quantile(brush: Brush, name: string, at: number, side: 'left' | 'right', bottom: number, width: number): void {
  const { context, tokens } = brush;
  const x = Math.min(width - 1, Math.round(at)) + 0.5;
  context.setLineDash(side === 'left' ? [4, 3] : []);
  context.lineWidth = 1.2;
  context.strokeStyle = tokens.text;
  context.beginPath();
  context.moveTo(x, 2);
  context.lineTo(x, bottom);
  context.stroke();
  const length = brush.widthOf(name) + 4;
  if (side === 'right' && x >= length) brush.text(name, x - 4, HEAD / 2, tokens.text, 'right');
  if (side === 'left' && x + length <= width) brush.text(name, x + 4, HEAD / 2, tokens.text);
}
