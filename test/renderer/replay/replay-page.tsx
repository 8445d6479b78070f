import { createRoot } from 'react-dom/client';
import { ReplayView } from '../../../renderer/replay/replay-view.tsx';
import { applyTokens, THEMES } from '../../../renderer/theme/tokens.ts';
import { sampleClip, samplePair } from '../../scenarios/clips/sample-clip.ts';

/** A page with nothing but a replay of the sample; `?show=clip`: of one clip. Tests call `window.page`. */

const query = new URLSearchParams(location.search);

const page = {
  closed: 0,
  theme(name: 'dark' | 'light'): void {
    applyTokens(document.documentElement, THEMES[name]);
    document.body.style.background = THEMES[name].background;
    document.body.style.color = THEMES[name].text;
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
    <ReplayView clip={sampleClip()} name="dual" />
  ) : (
    <ReplayView pair={samplePair()} onClose={onClose} />
  ),
);
