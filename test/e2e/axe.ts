import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How long a complaint may last: a fault stays, what is on its way between two states goes. */
const PATIENCE_MS = 3000;
const AGAIN_MS = 200;

/**
 * What axe finds wrong with what the page shows, once what is being animated stands still: its rules, each with the
 * first place and with what was measured there. What it finds only for a moment is left out.
 * @param within a CSS selector
 */
export async function complaintsOf(page: Page, within = 'html', patienceMs = PATIENCE_MS): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe);
  const end = Date.now() + patienceMs;
  for (;;) {
    // A dialog that fades in has less contrast than it will have.
    await page.evaluate(`(${SETTLED})(${PATIENCE_MS})`);
    const found = await page.evaluate<string[]>(`(${COMPLAINTS})(${JSON.stringify(within)})`);
    if (found.length === 0 || Date.now() >= end) return found;
    await page.waitForTimeout(AGAIN_MS);
  }
}

/** Functions of the page. An animation without end, such as that of something that works, is not waited for. */
const SETTLED = `(ms) => Promise.race([
  new Promise((done) => setTimeout(done, ms)),
  Promise.allSettled(
    document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime)).map(({ finished }) => finished),
  ),
]).then(() => undefined)`;
const COMPLAINTS = `(within) => axe.run(document.querySelector(within), { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes: [{ html, failureSummary }] }) =>
    id + ': ' + html.slice(0, 160) + ': ' + failureSummary.replace(/\\s+/g, ' ')))`;
