import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followCamera, xOnScreen, yOnScreen } from '../../renderer/replay/camera.ts';
import { ClipSampler } from '../../renderer/replay/sample-clip.ts';
import { THEMES } from '../../renderer/theme/tokens.ts';
import type { Clip } from '../../scenarios/clips/clip.ts';
import { samplePair } from '../scenarios/clips/sample-clip.ts';
import { complaintsOf } from './axe.ts';
import { launchChromium } from './browser.ts';
import { serveFiles, type StaticServer } from './static-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Pictures for people to look at. */
const folder = join(root, 'runs/views/');
const pair = samplePair();

let server: StaticServer;
let browser: Browser;
let page: Page;
let errors: string[] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  const css = readFileSync(join(root, 'dist/web/replay-page.css'), 'utf8');
  const html = `<!doctype html><style>${css}</style><body><script type="module" src="/replay-page.js"></script>`;
  server = await serveFiles({
    '/index.html': Buffer.from(html),
    '/favicon.ico': Buffer.from(''),
    '/replay-page.js': `${root}dist/web/replay-page.js`,
  });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

beforeEach(() => {
  errors = [];
  return async () => {
    await page.close();
    expect(errors).toEqual([]);
  };
});

async function open(query = '', width = 1400): Promise<void> {
  page = await browser.newPage({ viewport: { width, height: 960 } });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // The test reads pixels, the replay does not.
    if (message.text().includes('willReadFrequently')) return;
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  await page.addInitScript(`
    window.frames = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => { window.frames++; return request(callback); };
  `);
  await page.goto(`${server.origin}/index.html?${query}`);
  await page.locator('.rp-body[data-styled=true]').waitFor();
  await slider().focus();
  await drawn();
}

const slider = () => page.getByRole('slider', { name: 'Play head' });
const status = () => page.getByRole('status').innerText();
const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ').trim();
const timeS = async (): Promise<number> => Number.parseFloat(await page.getByTestId('replay-time').innerText());

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Two frames: what was asked for in one is drawn in the next. */
async function drawn(): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
}

type Colour = readonly [number, number, number];

/** Colours of the pixels of a picture within `reach` m of a place, of which the camera follows the ego of `followed`. */
async function coloursAt(
  canvas: number,
  followed: Clip,
  at: number,
  place: readonly [number, number],
  reach: number,
): Promise<Colour[]> {
  await drawn();
  const { width, height } = await page.evaluate<{ width: number; height: number }>(
    `(({ clientWidth: width, clientHeight: height }) => ({ width, height }))(document.querySelectorAll('.rp-picture canvas')[${canvas}])`,
  );
  const ego = new ClipSampler(followed).at(at);
  const camera = followCamera(width, height, 1, { x: ego.x[0], y: ego.y[0], heading: ego.heading[0] });
  const half = Math.max(1, Math.round(reach * camera.pxPerM));
  const left = Math.round(xOnScreen(camera, place[0])) - half;
  const top = Math.round(yOnScreen(camera, place[1])) - half;
  const bytes = await page.evaluate<number[]>(
    `[...document.querySelectorAll('.rp-picture canvas')[${canvas}].getContext('2d').getImageData(${left}, ${top}, ${2 * half}, ${2 * half}).data]`,
  );
  return Array.from(
    { length: bytes.length / 4 },
    (_, i) => [bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2]] as const,
  );
}

function rgb(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Share of the pixels whose colour is near `hex`. */
function shareOf(colours: readonly Colour[], hex: string): number {
  const wanted = rgb(hex);
  const near = colours.filter((colour) => colour.every((part, i) => Math.abs(part - wanted[i]) <= 24));
  return near.length / colours.length;
}

/** How much redder than green a picture is on average: B's ink is, road, ground and A's are not. */
function pinkness(colours: readonly Colour[]): number {
  return colours.reduce((sum, [red, green]) => sum + Math.max(0, red - green), 0) / colours.length;
}

const egoAt = (clip: Clip, at: number): readonly [number, number] => {
  const { x, y } = new ClipSampler(clip).at(at);
  return [x[0], y[0]];
};

/** Within the ego's box, to the left of its middle. */
function besideTrail(clip: Clip, at: number): readonly [number, number] {
  const { x, y, heading } = new ClipSampler(clip).at(at);
  return [x[0] - 0.55 * Math.sin(heading[0]), y[0] + 0.55 * Math.cos(heading[0])];
}

describe('a pair of clips', () => {
  it('is introduced in words, and stands still until it is played', async () => {
    await open();
    const text = plain(await page.locator('.rp-head').innerText()).replaceAll('\n', ' ');
    expect(text).toContain('A dual goal reached planner latency 200 ms; first plan 800 ms stale');
    expect(text).toContain('B fast collision with lead at 6.3 m/s no planner request');
    expect(plain(await slider().getAttribute('aria-valuetext'))).toContain('0.00 s of 8.00 s; A, dual: start');
    const framesWithin = async (ms: number): Promise<number> => {
      const before = await page.evaluate<number>('frames');
      await page.waitForTimeout(ms);
      return (await page.evaluate<number>('frames')) - before;
    };
    await expect.poll(() => framesWithin(300)).toBe(0);
    await press('Space');
    await page.waitForFunction(`parseFloat(document.querySelector('.rp-time').textContent) > 0.3`);
    await expect.poll(() => page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
    await press('Space');
    await drawn();
    const stood = await timeS();
    await page.waitForTimeout(150);
    expect(await timeS()).toBe(stood);
  });

  it('is scrubbed by keys and by the pointer', async () => {
    await open();
    await press('ArrowRight', 'ArrowRight', 'ArrowRight');
    await expect.poll(timeS).toBeCloseTo(3 / 60, 2);
    await press('Shift+ArrowRight', 'ArrowLeft');
    await expect.poll(timeS).toBeCloseTo(1 + 2 / 60, 2);
    await press('End', 'Shift+ArrowLeft');
    await expect.poll(timeS).toBe(7);
    await press('Home', 'PageUp', 'ArrowUp');
    await expect.poll(timeS).toBeCloseTo(1 + 1 / 60, 2);
    const box = (await slider().boundingBox())!;
    const at = (seconds: number) => box.x + (box.width * seconds) / 8;
    await page.mouse.move(at(1), box.y + 60);
    await page.mouse.down();
    await page.mouse.move(at(5), box.y + 60, { steps: 4 });
    await expect.poll(timeS).toBeCloseTo(5, 1);
    await page.mouse.up();
    await page.mouse.move(at(2), box.y + 60);
    await expect.poll(timeS).toBeCloseTo(5, 1);
    // A click beside an event means the event.
    await page.mouse.click(at(6.05) + 3, box.y + 60);
    await expect.poll(timeS).toBe(6.05);
    // With the next frame, as the picture.
    await expect.poll(async () => Number(await slider().getAttribute('aria-valuenow'))).toBe(6.05);
  });

  it('jumps to where the runs part, to the collision and from event to event, and says so', async () => {
    await open();
    await press('d');
    await expect.poll(timeS).toBe(3);
    await expect.poll(async () => plain(await status())).toBe('At 3.00 s; the two runs differ from here on');
    await press('c');
    await expect.poll(timeS).toBe(6.05);
    await expect
      .poll(async () => plain(await status()))
      .toBe('At 6.05 s; B, fast: collision: the ego hits lead (active-front) at 6.25 m/s');
    await expect.poll(() => page.getByText('B ended: collision').count()).toBe(1);
    await press('p', 'p');
    await expect.poll(timeS).toBe(3);
    await press('n');
    await expect.poll(timeS).toBe(3.4);
    expect(plain(await page.getByTestId('replay-difference').innerText())).toContain(
      '0.10 m apart, B 0.5 m/s faster than A',
    );
    await page.getByRole('button', { name: 'Collision', exact: true }).click();
    await expect.poll(timeS).toBe(6.05);
    await drawn();
    expect(plain(await slider().getAttribute('aria-valuetext'))).toContain('B, fast: ended: collision');
    // The button left the focus where the keys work.
    await press('Home');
    await expect.poll(timeS).toBe(0);
  });

  it('says that a run ends while it plays', async () => {
    await open();
    await press('c', 'ArrowLeft', 'ArrowLeft', '.', '.', '.', 'Space');
    await page.waitForFunction(`document.querySelector('[role=status]').textContent.includes('the ego hits lead')`);
    await page.waitForFunction(`document.querySelector('[role=status]').textContent.includes('the replay is over')`);
    await expect.poll(timeS).toBe(8);
  });

  it('draws each ego where it is, A solid and B hatched', async () => {
    await open();
    await press('d', 'Shift+ArrowRight');
    const [a, b] = [egoAt(pair.a, 4), egoAt(pair.b, 4)];
    expect(shareOf(await coloursAt(0, pair.a, 4, a, 0.6), THEMES.dark.accent)).toBeGreaterThan(0.95);
    const hatched = await coloursAt(1, pair.b, 4, b, 0.6);
    expect(pinkness(hatched)).toBeGreaterThan(12);
    // Thin lines with the ground between them.
    expect(shareOf(hatched, THEMES.dark.panel)).toBeGreaterThan(0.05);
    expect(shareOf(hatched, THEMES.dark.reflex)).toBeLessThan(0.5);
    // Two car's widths beside it there is none.
    expect(shareOf(await coloursAt(0, pair.a, 4, [a[0], a[1] - 4], 0.6), THEMES.dark.accent)).toBe(0);
    // It has moved on: where it was a second ago is road, but for its trail.
    expect(shareOf(await coloursAt(0, pair.a, 4, egoAt(pair.a, 3), 0.9), THEMES.dark.accent)).toBeLessThan(0.3);
  });

  it('lays B over A as a ghost, with less ink and a legend', async () => {
    await open();
    // A tick before the ring around the collision is drawn.
    await press('c', 'ArrowLeft', 'g');
    const at = 362 / 60;
    await expect.poll(() => page.locator('.rp-picture canvas').count()).toBe(1);
    await expect.poll(() => page.getByRole('button', { name: 'Ghost' }).getAttribute('aria-pressed')).toBe('true');
    await expect.poll(async () => plain(await status())).toBe('ghost overlay: B is drawn over A');
    expect(plain(await page.locator('.rp-legend').innerText())).toContain('B fast (ghost)');
    const colours = await coloursAt(0, pair.a, at, egoAt(pair.a, at), 0.6);
    expect(shareOf(colours, THEMES.dark.accent)).toBeGreaterThan(0.95);
    const ghost = await coloursAt(0, pair.a, at, besideTrail(pair.b, at), 0.3);
    await press('g');
    await expect.poll(() => page.locator('.rp-picture canvas').count()).toBe(2);
    const opaque = await coloursAt(1, pair.b, at, besideTrail(pair.b, at), 0.3);
    expect(pinkness(ghost)).toBeGreaterThan(5);
    expect(pinkness(ghost)).toBeLessThan(0.7 * pinkness(opaque));
    await page.getByRole('button', { name: 'Only B' }).click();
    await expect
      .poll(() => page.locator('.rp-picture canvas').getAttribute('aria-label'))
      .toBe('The road from above: B, fast');
  });

  it('zooms, fits the whole drive, loops, and closes', async () => {
    await open();
    await press('d');
    const near = async () => (await coloursAt(0, pair.a, 3, egoAt(pair.a, 3), 3)).length;
    const width = await near();
    const colour = async () => shareOf(await coloursAt(0, pair.a, 3, egoAt(pair.a, 3), 3), THEMES.dark.accent);
    const usual = await colour();
    await press('-', '-', '-');
    // In the same pixels the ego is smaller now.
    expect(await near()).toBe(width);
    expect(await colour()).toBeLessThan(0.6 * usual);
    await press('+', '+', '+', 'f');
    await expect
      .poll(() => page.getByRole('button', { name: 'Whole drive' }).getAttribute('aria-pressed'))
      .toBe('true');
    await press('i', 'Shift+ArrowRight', 'o');
    await expect.poll(async () => plain(await status())).toBe('loop from 3.00 s to 4.00 s');
    await press('.', 'Space');
    await page.waitForTimeout(900);
    expect(await timeS()).toBeLessThanOrEqual(4);
    await press('Space', '?');
    await expect
      .poll(() => page.getByRole('region', { name: 'Keys of the replay' }).innerText())
      .toContain('ghost overlay');
    await press('Escape');
    await expect.poll(() => page.getByRole('region', { name: 'Keys of the replay' }).count()).toBe(0);
    await press('Escape');
    expect(await page.evaluate<number>('page.closed')).toBe(1);
  });

  it('has tables of all that the time line shows, whose times can be jumped to', async () => {
    await open();
    await press('t');
    const tables = page.getByRole('region', { name: 'Time line as tables' });
    expect(await tables.getByRole('table').count()).toBe(5);
    const requests = plain(await tables.getByRole('table', { name: 'Planner requests of A, dual' }).innerText());
    expect(requests.replaceAll(/\s+/g, ' ')).toContain('2.60 s uncertainty 3.40 s applied 3.40 s to 5.40 s 800 ms');
    await tables.getByRole('button', { name: '5.00 s' }).click();
    await expect.poll(timeS).toBe(5);
  });
});

it('a single clip is played alone', async () => {
  await open('show=clip', 640);
  await expect.poll(() => page.locator('.rp-picture canvas').count()).toBe(1);
  await expect.poll(() => page.getByRole('button', { name: 'Ghost' }).count()).toBe(0);
  await press('g', 'd');
  await expect.poll(timeS).toBe(0);
  await press('End');
  await expect.poll(() => page.getByText('A ended: goal reached').count()).toBe(1);
  // Nothing is wider than the page.
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
});

it('people who want less motion see it in steps', async () => {
  await open();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await press('Space');
  await page.waitForFunction(`parseFloat(document.querySelector('.rp-time').textContent) > 0.2`);
  const seen = await page.evaluate<number>(`new Promise((done) => {
    const times = new Set();
    const end = performance.now() + 600;
    const look = () => {
      times.add(document.querySelector('.rp-time').textContent);
      if (performance.now() < end) setTimeout(look, 5);
      else done(times.size);
    };
    look();
  })`);
  expect(seen).toBeLessThanOrEqual(4);
});

it.each(['dark', 'light'] as const)('every view is accessible and kept as a picture, %s', async (theme) => {
  await open('', 1400);
  // Changed while the view is there, so that the canvases must follow.
  await page.evaluate(`page.theme('${theme}')`);
  const found: Record<string, string[]> = {};
  const keep = async (name: string): Promise<void> => {
    await drawn();
    await page.screenshot({ path: join(folder, `replay-${name}-${theme}.png`), fullPage: true });
    const complained = await complaintsOf(page);
    if (complained.length > 0) found[name] = complained;
  };
  await press('d', 'Shift+ArrowRight');
  await keep('side');
  const { text, panel } = THEMES[theme];
  const [corner] = await page.evaluate<number[][]>(
    `[[...document.querySelector('.rp-lanes canvas').getContext('2d').getImageData(2, 2, 1, 1).data].slice(0, 3)]`,
  );
  expect(corner).toEqual(rgb(panel));
  expect(text).not.toBe(panel);
  await press('c', 'g');
  await keep('ghost');
  await press('f', 't', '?');
  await keep('tables');
  await page.setViewportSize({ width: 900, height: 960 });
  await press('f', 't', '?', 'g');
  await keep('narrow');
  expect(found).toEqual({});
});
