import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { complaintsOf } from './axe.ts';
import { launchChromium } from './browser.ts';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

const show = (style: string): Promise<void> =>
  page.setContent(
    `<html lang="en"><title>x</title><style>${style}</style><main><h1>Title</h1><p>Some words.</p></main></html>`,
  );

it('says what was measured of a fault that stays', async () => {
  await show('p { color: #888888; background: #ffffff }');
  expect(await complaintsOf(page, 'html', 300)).toEqual([
    expect.stringMatching(/^color-contrast: <p>Some words\.<\/p>: .* contrast of 3\.54 .*#888888.*#ffffff/),
  ]);
});

it('waits for what fades in, and not for what turns without end', async () => {
  await show(`
    @keyframes fade { from { opacity: 0 } }
    @keyframes turn { to { rotate: 1turn } }
    p { animation: fade 0.4s }
    h1 { animation: turn 1s infinite }
  `);
  // Nobody looks twice here.
  expect(await complaintsOf(page, 'html', 0)).toEqual([]);
});

it('looks again at what is wrong for a moment', async () => {
  await show('p { color: #888888 }');
  await page.evaluate("setTimeout(() => (document.querySelector('p').style.color = '#000000'), 500)");
  expect(await complaintsOf(page)).toEqual([]);
});
