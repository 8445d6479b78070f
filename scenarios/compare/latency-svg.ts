import type { LatencyPoint, RateSummary, Summary } from '../results/summary-types.ts';
import { isIndependentOfLatency } from '../results/latency-sweep.ts';
import { entriesByArm } from './arm-order.ts';
import { type Axis, axisFromZero } from './chart-axis.ts';
import { px, SERIES_COLOURS, seriesColour, seriesDash, seriesMarker, spreadHeights } from './chart-series.ts';
import { escapeXml } from './escape-xml.ts';
import { rateTitle } from './rate-words.ts';

const WIDTH = 760;
const HEIGHT = 440;
const PLOT = { left: 64, right: 600, top: 56, bottom: 376 };
const LABEL_HEIGHT = 18;

/** The rate that is drawn. */
type CurveMetric = 'collision' | 'success';

interface Curve {
  readonly arm: string;
  readonly points: readonly CurvePoint[];
  /** Does not depend on the latency: one measurement, drawn across the chart. */
  readonly flat: boolean;
}

interface CurvePoint {
  readonly ms: number;
  /** Per cent, as the limits. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The part of a summary that is drawn. */
export type LatencyCurves = Pick<Summary, 'domain' | 'suite' | 'split' | 'seeds' | 'latencySweep'>;

/**
 * Collision rate, of the arm success rate, against the planner's expected latency as a self-contained SVG: a line with its 95 % band per arm,
 * labelled at its end, told apart without colour by marker and dash; the numbers are in the description for readers who
 * cannot see it. Follows the light or dark preference of the viewer, on a background of its own.
 *
 * @throws RangeError if the summary has no latency sweep with at least two latencies in ms
 */
export function latencySvg(summary: LatencyCurves): string {
  const metric = summary.domain === 'manipulation' ? 'success' : 'collision';
  const curves = curvesOf(summary, metric);
  const points = curves.flatMap((curve) => curve.points);
  const x = axisFromZero(Math.max(...points.map(({ ms }) => ms)), PLOT.left, PLOT.right);
  const y = axisFromZero(Math.max(...points.map(({ high }) => high)), PLOT.bottom, PLOT.top);
  const title = `${rateTitle(metric)} by planner latency: ${summary.suite}, split ${summary.split}, seeds ${summary.seeds}`;
  const size = `viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="description">${escapeXml(describe(curves, metric))}</desc>`,
    `<style>${stylesheet(curves.length)}</style>`,
    `<rect class="background" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="heading" x="${PLOT.left}" y="28">${escapeXml(title)}</text>`,
    ...axes(x, y),
    ...curves.map((curve, i) => band(curve, i, x, y)),
    ...curves.map((curve, i) => line(curve, i, x, y)),
    ...labels(curves, x, y),
    '</svg>',
    '',
  ].join('\n');
}

function curvesOf({ latencySweep }: LatencyCurves, metric: CurveMetric): Curve[] {
  const placed = (point: LatencyPoint): CurvePoint[] =>
    point.latencyMs === null ? [] : at(point[metric], point.latencyMs);
  const arms = entriesByArm(latencySweep?.arms ?? {});
  const swept = arms.filter(([, points]) => points.length > 1).flatMap(([, points]) => points.flatMap(placed));
  const latencies = [...new Set(swept.map(({ ms }) => ms))];
  if (latencies.length < 2) {
    throw new RangeError('A latency curve needs a latencySweep over at least two latencies whose names tell their ms.');
  }
  const ends = [Math.min(...latencies), Math.max(...latencies)];
  const curves = arms.map(([arm, points]): Curve => {
    const flat = isIndependentOfLatency(points);
    return { arm, flat, points: flat ? ends.flatMap((ms) => at(points[0][metric], ms)) : points.flatMap(placed) };
  });
  return curves.filter(({ points }) => points.length > 0);
}

/** None when no episode was valid. */
function at({ rate, ci95 }: RateSummary, ms: number): CurvePoint[] {
  return rate === null || ci95 === null ? [] : [{ ms, rate: 100 * rate, low: 100 * ci95[0], high: 100 * ci95[1] }];
}

function describe(curves: readonly Curve[], metric: CurveMetric): string {
  const sentences = curves.map(({ arm, points, flat }) => {
    const values = (flat ? points.slice(0, 1) : points).map((point) => {
      const numbers = `${point.rate.toFixed(1)} % (95 % interval ${point.low.toFixed(1)} to ${point.high.toFixed(1)} %)`;
      return flat ? `${numbers} at any latency` : `${numbers} at ${point.ms} ms`;
    });
    return `${arm}: ${values.join(', ')}.`;
  });
  return `Share of episodes with ${metric === 'collision' ? 'a collision' : 'success'}. ${sentences.join(' ')}`;
}

function stylesheet(curves: number): string {
  const colours = (theme: 'light' | 'dark'): string =>
    Array.from({ length: curves }, (_, i) => `.c${i}{--c:${SERIES_COLOURS[seriesColour(i)][theme]}}`).join('');
  return (
    'svg{--ink:#1b1b1b;--grid:#d8d8d8;--paper:#ffffff}' +
    'text{font:13px system-ui,sans-serif;fill:var(--ink)}.heading{font-weight:600;font-size:14px}' +
    '.background{fill:var(--paper)}.grid{stroke:var(--grid)}.x{text-anchor:middle}.y{text-anchor:end}' +
    '.band{fill:var(--c);fill-opacity:.13}.line{fill:none;stroke:var(--c);stroke-width:2}' +
    '.marker{fill:var(--c);stroke:var(--c);stroke-width:2}.label{fill:var(--c);font-weight:600}' +
    `.leader{stroke:var(--c);stroke-opacity:.5}${colours('light')}` +
    `@media (prefers-color-scheme:dark){svg{--ink:#ececec;--grid:#3c3c3c;--paper:#161616}${colours('dark')}}`
  );
}

function axes(x: Axis, y: Axis): string[] {
  const across = y.ticks.map(
    (tick) =>
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${px(y.at(tick))}" y2="${px(y.at(tick))}"/>` +
      `<text class="y" x="${PLOT.left - 8}" y="${px(y.at(tick) + 4)}">${tick} %</text>`,
  );
  const along = x.ticks.map((tick) => `<text class="x" x="${px(x.at(tick))}" y="${PLOT.bottom + 20}">${tick}</text>`);
  const caption = `<text class="x" x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 46}">Expected planner latency, ms</text>`;
  return [...across, ...along, caption];
}

function band({ points }: Curve, index: number, x: Axis, y: Axis): string {
  const upper = points.map(({ ms, high }) => `${px(x.at(ms))},${px(y.at(high))}`);
  const lower = points.map(({ ms, low }) => `${px(x.at(ms))},${px(y.at(low))}`).reverse();
  return `<polygon class="band c${index}" points="${[...upper, ...lower].join(' ')}"/>`;
}

function line({ points, flat }: Curve, index: number, x: Axis, y: Axis): string {
  const path = points.map(({ ms, rate }) => `${px(x.at(ms))},${px(y.at(rate))}`).join(' ');
  // A flat line was measured nowhere in particular: only its end is marked, beside its label.
  const marked = flat ? points.slice(-1) : points;
  const markers = marked.map(({ ms, rate }) => seriesMarker(index, px(x.at(ms)), px(y.at(rate)))).join('');
  return (
    `<g class="c${index}"><polyline class="line" stroke-dasharray="${seriesDash(index)}" points="${path}"/>` +
    `<path class="marker" d="${markers}"/></g>`
  );
}

/** Names at the ends of the lines, moved apart vertically where they would overlap and joined to their line. */
function labels(curves: readonly Curve[], x: Axis, y: Axis): string[] {
  const ends = curves.map(({ arm, points }, index) => {
    const end = points[points.length - 1];
    return { arm, index, endX: px(x.at(end.ms)), endY: px(y.at(end.rate)) };
  });
  const places = spreadHeights(
    ends.map(({ endY }) => endY),
    PLOT.bottom,
    LABEL_HEIGHT,
  );
  return ends.map(({ arm, index, endX, endY }, i) => {
    const labelY = px(places[i]);
    return (
      `<g class="c${index}"><line class="leader" x1="${endX + 8}" y1="${endY}" x2="${PLOT.right + 22}" y2="${labelY}"/>` +
      `<path class="marker" d="${seriesMarker(index, PLOT.right + 30, labelY)}"/>` +
      `<text class="label c${index}" x="${PLOT.right + 40}" y="${px(labelY + 4)}">${escapeXml(arm)}</text></g>`
    );
  });
}
