import { createRoot } from 'react-dom/client';
import { StagePainter } from '../../../renderer/replay/stage-painter.ts';
import { pairSubject } from '../../../renderer/replay/subject.ts';
import { ReplayView } from '../../../renderer/replay/replay-view.tsx';
import { applyTokens, THEMES } from '../../../renderer/theme/tokens.ts';
import { TimelinePainter } from '../../../renderer/replay/timeline-painter.ts';
import { sampleClip, samplePair } from '../../scenarios/clips/sample-clip.ts';

/** A page with nothing but a replay. `?show=clip`: of one clip; `?others=N`: with so many others. Tests call `window.page`. */

const query = new URLSearchParams(location.search);
const others = Number(query.get('others') ?? 6);
const pair = samplePair({ others });

const page = {
  closed: 0,
  theme(name: 'dark' | 'light'): void {
    applyTokens(document.documentElement, THEMES[name]);
    document.body.style.background = THEMES[name].background;
  },
  /** Time of drawing both stages and the time line at each of so many random times, drawn for certain; ms. */
  measure(times: number): { readonly stageMs: number[]; readonly timelineMs: number } {
    const subject = pairSubject(pair);
    const canvas = document.createElement('canvas');
    const painter = new StagePainter(canvas, subject.runs, subject.runs);
    painter.setStyle(THEMES.dark, 'sans-serif');
    painter.resize(1376, 400, 1);
    const context = canvas.getContext('2d')!;
    const timed = (draw: () => void, from: CanvasRenderingContext2D): number => {
      const start = performance.now();
      draw();
      // Reading a pixel waits for all that was drawn.
      from.getImageData(0, 0, 1, 1);
      return performance.now() - start;
    };
    const stageMs = Array.from({ length: times }, () => {
      const timeS = Math.random() * subject.endS;
      return timed(() => painter.draw(timeS, { follows: true, zoom: 1, glides: true }), context);
    });
    const lanes = document.createElement('canvas');
    const timeline = new TimelinePainter(lanes, subject);
    timeline.setStyle(THEMES.dark, 'sans-serif');
    timeline.resize(1376, 1);
    const whole = { loops: false, range: { fromS: 0, toS: subject.endS } };
    return { stageMs, timelineMs: timed(() => timeline.draw(whole), lanes.getContext('2d')!) };
  },
};

declare global {
  interface Window {
    page: typeof page;
  }
}

window.page = page;
page.theme(query.get('theme') === 'light' ? 'light' : 'dark');
document.documentElement.lang = 'en';
document.title = 'Replay';
document.body.style.cssText += ';margin:12px;font-family:system-ui,sans-serif';
const host = document.createElement('main');
const title = document.createElement('h1');
title.textContent = 'Replay';
host.append(title);
const place = document.createElement('div');
host.append(place);
document.body.append(host);
const onClose = (): void => {
  page.closed++;
};
createRoot(place).render(
  query.get('show') === 'clip' ? (
    <ReplayView clip={sampleClip({ others })} name="dual" />
  ) : (
    <ReplayView pair={pair} onClose={onClose} />
  ),
);
