import { escapeXml } from '../compare/escape-xml.ts';
import type { TrainingReport } from './training-files.ts';

const WIDTH = 660;
const HEIGHT = 300;
const PLOT = { left: 56, right: 500, top: 48, bottom: 252 };

/**
 * Loss by epoch as a small self-contained SVG: a thin line per member on the held-out data, a thick dashed one for the
 * members' mean on the training data, whose samples are weighted. Follows the light or dark preference of the viewer.
 */
export function curvesSvg({ name, curves }: Pick<TrainingReport, 'name' | 'curves'>): string {
  const points = curves.flat();
  const last = Math.max(1, ...points.map(({ epoch }) => epoch));
  const losses = points.flatMap(({ train, val }) => [train, val]);
  const ticks = ticksAround(Math.min(...losses), Math.max(...losses));
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const x = (epoch: number): number => px(PLOT.left + ((PLOT.right - PLOT.left) * epoch) / last);
  const y = (loss: number): number => px(PLOT.bottom + ((PLOT.top - PLOT.bottom) * (loss - low)) / (high - low));
  const path = (line: readonly (readonly [number, number])[]): string =>
    line.map(([epoch, loss]) => `${x(epoch)},${y(loss)}`).join(' ');
  const mean = meanTraining(curves);
  const heldOut = curves.map((curve) => curve.map(({ epoch, val }) => [epoch, val] as const));
  const label = (text: string, loss: number): string =>
    `<text x="${PLOT.right + 8}" y="${px(y(loss) + 4)}">${text}</text>`;
  const ends = apart(
    heldOut[0][heldOut[0].length - 1][1],
    mean[mean.length - 1][1],
    (16 * (high - low)) / (PLOT.bottom - PLOT.top),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title">`,
    `<title id="title">Training curves of ${escapeXml(name)}: loss by epoch</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="background" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="heading" x="${PLOT.left}" y="26">Loss by epoch: cross entropy + Laplace negative log likelihood</text>`,
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
        `<text class="y" x="${PLOT.left - 8}" y="${px(y(tick) + 4)}">${tick}</text>`,
    ),
    `<text class="y" x="${PLOT.right}" y="${PLOT.bottom + 20}">epoch ${last + 1}</text>`,
    `<text x="${PLOT.left}" y="${PLOT.bottom + 20}">1</text>`,
    ...heldOut.map((line) => `<polyline class="val" points="${path(line)}"/>`),
    `<polyline class="train" points="${path(mean)}"/>`,
    label(`held out (${curves.length} members)`, ends[0]),
    label('training, weighted (mean)', ends[1]),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE =
  'svg{--ink:#1b1b1b;--grid:#d8d8d8;--paper:#fff;--val:#0064a0;--train:#a83f00}' +
  '@media (prefers-color-scheme:dark){svg{--ink:#ececec;--grid:#3c3c3c;--paper:#161616;--val:#56b4e9;--train:#e69f00}}' +
  'text{font:12px system-ui,sans-serif;fill:var(--ink)}.heading{font-weight:600}.y{text-anchor:end}' +
  '.background{fill:var(--paper)}.grid{stroke:var(--grid)}polyline{fill:none}' +
  '.val{stroke:var(--val);stroke-width:1}.train{stroke:var(--train);stroke-width:2;stroke-dasharray:6 4}';

/** Members may keep different epochs of a thinned curve: the mean is over those that all have. */
function meanTraining(curves: TrainingReport['curves']): (readonly [number, number])[] {
  const [first, ...rest] = curves.map((curve) => new Map(curve.map(({ epoch, train }) => [epoch, train])));
  const shared = [...first.keys()].filter((epoch) => rest.every((curve) => curve.has(epoch)));
  return shared.map((epoch) => {
    const sum = rest.reduce((total, curve) => total + (curve.get(epoch) ?? 0), first.get(epoch) ?? 0);
    return [epoch, sum / curves.length] as const;
  });
}

/** Two label positions at least `distance` apart, in their order. */
function apart(a: number, b: number, distance: number): [number, number] {
  const missing = Math.max(0, distance - Math.abs(a - b)) / 2;
  return a >= b ? [a + missing, b - missing] : [a - missing, b + missing];
}

/** Round numbers that span the values, in two to ten steps of 1, 2 or 5 times a power of ten. */
function ticksAround(low: number, high: number): number[] {
  const span = high - low;
  let power = 1e-4;
  while (power * 10 <= span) power *= 10;
  const step = [power / 2, power, power * 2].find((one) => span / one <= 8) ?? power * 2;
  const first = Math.floor(low / step + 1e-9);
  const count = Math.max(1, Math.ceil(high / step - 1e-9) - first);
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(10)));
}

/** Tenths of a pixel are enough, and the same on every machine. */
function px(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
