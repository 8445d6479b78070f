import { escapeXml } from '../../compare/escape-xml.ts';
import type { PublishedReport } from './arm-training-files.ts';

const WIDTH = 720;
const HEIGHT = 260;
const PANEL = { width: 200, gap: 36, left: 44, top: 52, bottom: 216 };
const TITLES = {
  systemTwo: 'System 2: flow',
  systemOne: 'System 1: displacement',
  critics: 'Critics: TD error',
} as const;

/** Held-out loss by epoch, a panel for each network, on a scale from 0. Follows the light or dark preference of the viewer. */
export function armCurvesSvg({ name, curves }: Pick<PublishedReport, 'name' | 'curves'>): string {
  const panels = (Object.keys(TITLES) as (keyof typeof TITLES)[]).map((key, index) => {
    const left = PANEL.left + index * (PANEL.width + PANEL.gap);
    const points = curves[key];
    const last = Math.max(1, points[points.length - 1].epoch);
    const most = Math.max(1e-9, ...points.map(({ loss }) => loss));
    const x = (epoch: number): number => tenths(left + (PANEL.width * epoch) / last);
    const y = (loss: number): number => tenths(PANEL.bottom + ((PANEL.top - PANEL.bottom) * loss) / most);
    const line = points.map(({ epoch, loss }) => `${x(epoch)},${y(loss)}`).join(' ');
    return [
      `<text class="heading" x="${left}" y="${PANEL.top - 12}">${TITLES[key]}</text>`,
      ...[0, most].map(
        (loss) =>
          `<line class="grid" x1="${left}" x2="${left + PANEL.width}" y1="${y(loss)}" y2="${y(loss)}"/>` +
          `<text class="end" x="${left - 5}" y="${tenths(y(loss) + 4)}">${Number(loss.toPrecision(2))}</text>`,
      ),
      `<polyline points="${line}"/>`,
      `<text x="${left}" y="${PANEL.bottom + 20}">epoch 1</text>`,
      `<text class="end" x="${left + PANEL.width}" y="${PANEL.bottom + 20}">${last + 1}</text>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title">`,
    `<title id="title">Training curves of ${escapeXml(name)}: held-out loss by epoch</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="background" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="heading" x="${PANEL.left}" y="22">Held-out loss by epoch</text>`,
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

const STYLE =
  'svg{--ink:#1b1b1b;--grid:#d8d8d8;--paper:#fff;--line:#0064a0}' +
  '@media (prefers-color-scheme:dark){svg{--ink:#ececec;--grid:#3c3c3c;--paper:#161616;--line:#56b4e9}}' +
  'text{font:12px system-ui,sans-serif;fill:var(--ink)}.heading{font-weight:600}.end{text-anchor:end}' +
  '.background{fill:var(--paper)}.grid{stroke:var(--grid)}polyline{fill:none;stroke:var(--line);stroke-width:1.5}';

/** Tenths of a pixel are enough, and the same on every machine. */
function tenths(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
