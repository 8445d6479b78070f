import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../renderer/live/protocol.ts';
import { gapsIn, type AppPage } from './app-page.ts';
import { DesktopApp, twotempo } from './desktop-app.ts';

/** Software draws it. */
const SMALL = { viewport: { width: 900, height: 640 } };
const POLL = { timeout: 10_000, interval: 50 };

let app: DesktopApp;
beforeAll(async () => {
  app = await DesktopApp.start();
});
afterAll(() => app.close());

describe.each(['webgpu', 'wasm'] as const)('a person who watches and meddles, on %s', (backend: Backend) => {
  let page: AppPage;
  let recordName: string;

  beforeAll(async () => {
    page = await app.open(`scenario=cut-in/tail&seed=3&backend=${backend}&play=0`, SMALL);
  });
  afterAll(() => page.close());

  it('reads on the badge where the policy runs', async () => {
    await page.badge(backend).waitFor({ timeout: 60_000 });
    const { active, wanted, reason } = (await page.status()).backend;
    expect({ active, wanted, reason }).toEqual({ active: backend, wanted: backend, reason: null });
  });

  it('sees a spike of uncertainty wake the planner, and its plan merged', async () => {
    await page.button('Play').click();
    await page.phase('running');
    await page.until('a plan', ({ counters }) => counters.accepted > 0);
    await expect.poll(async () => (await page.rows()).some(({ source }) => source === 'plan'), POLL).toBe(true);
    await page.button('Pause').click();
    await page.phase('paused');

    const rows = await page.rows();
    const [request] = await page.requests();
    expect(request).toMatchObject({ state: 'accepted', plan: { candidates: expect.any(Number) } });
    const woken = rows.find(({ dispatched }) => dispatched);
    expect(woken).toMatchObject({ tick: request.dispatchTick, think: true });
    expect(request.endTick).toBeGreaterThan(request.dispatchTick);
    const merged = rows.find(({ source }) => source === 'plan');
    expect(merged?.tick).toBeGreaterThanOrEqual(request.endTick);
    expect(rows.slice(0, woken?.tick).some(({ inFlight, source }) => inFlight > 0 || source !== 'fast')).toBe(false);
  });

  it('finds every missed tick counted and shown', async () => {
    const { counters } = await page.status();
    const rows = await page.rows();
    expect(gapsIn(rows)).toEqual([]);
    expect(rows).toHaveLength(counters.ticks);
    expect(rows.filter(({ missed }) => missed)).toHaveLength(counters.misses);
    if (backend === 'wasm') expect(counters.misses).toBeLessThan(counters.ticks / 50);
    const panel = await page.showPanel('Counters');
    const shown = panel.locator('div', { has: page.page.getByText('Missed ticks', { exact: true }) }).last();
    await expect.poll(() => shown.innerText(), POLL).toMatch(new RegExp(`^Missed ticks\\s+${counters.misses}\\b`));
    await page.showPanel('Controls');
  });

  it('stands still while paused, and steps by exactly one tick', async () => {
    const { tick } = await page.status();
    const stood = await page.moment();
    expect(stood.tick).toBe(tick);
    await page.button('Step one tick').click();
    await page.until('one tick more', (status) => status.tick > tick);
    await page.page.keyboard.press('.');
    await page.until('two ticks more', (status) => status.tick > tick + 1);
    await expect.poll(() => page.moment(), POLL).toMatchObject({ tick: tick + 2 });
    await expect.poll(() => page.status(), POLL).toMatchObject({ tick: tick + 2, phase: 'paused' });
    expect((await page.rows()).at(-1)).toMatchObject({ tick: tick + 1, missed: false });
  });

  it('pushes, drops, exchanges parts and drives while it runs', async () => {
    await page.speed(0.1);
    await page.button('Play').click();
    await page.phase('running');

    await page.control('combobox', 'Push').selectOption({ label: 'follower (car)' });
    await page.button('← Left').click();
    await page.button('40 m ahead').click();
    await page.until('the obstacle', ({ obstaclesLeft }) => obstaclesLeft === 7);

    await page.control('spinbutton', 'Planner latency, number').fill('350');
    await page.until('the latency', ({ components }) => components.latencyMs === 350);
    await page.control('combobox', 'Gate: when to think').selectOption({ label: 'Back to back' });
    await page.until('the gate', ({ components }) => components.gate === 'always');
    await page.control('combobox', 'Merge: what acts').selectOption({ label: 'Follow the plan' });
    await page.until('the merge', ({ components }) => components.merge === 'follow');
    await page.choosePlanner('drill:throw');
    await page.choosePlanner('value');

    await page.button('Drive yourself').click();
    await page.until('the wheel', ({ components }) => components.driving);
    const before = (await page.status()).counters.interventions;
    await page.page.keyboard.down('w');
    await page.until('throttle', ({ counters }) => counters.interventions > before);
    await page.page.keyboard.up('w');
    await page.until('its release', ({ counters }) => counters.interventions > before + 1);
    await expect.poll(async () => (await page.rows()).at(-1)?.source, POLL).toBe('person');
    await page.page.keyboard.press('m');
    await page.until('the arm back', ({ components }) => !components.driving);

    const texts = (await page.marks()).filter(({ kind }) => kind === 'intervention').map(({ text }) => text);
    expect(texts.length).toBeGreaterThanOrEqual(8);
    expect((await page.status()).phase).toBe('running');
  });

  it('saves a record that verifies headless, while the episode goes on', async () => {
    // What is done between two ticks enters the record with the second.
    const { counters: done, tick } = await page.status();
    await page.until('the tick after all that was done', (status) => status.tick > tick + 1);
    const download = await page.save();
    recordName = download.suggestedFilename();
    const file = join(app.folder, `saved-${backend}.mcap`);
    await download.saveAs(file);
    expect(await page.status()).toMatchObject({ phase: 'running' });

    const verified = await twotempo('replay', file, '--verify');
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/: identical: \d+ ticks, digest [0-9a-f]+\n$/);

    const said = (await twotempo('replay', file)).out;
    const { counters } = await page.status();
    expect(counters.interventions).toBe(done.interventions);
    expect(said).toContain(`: ${counters.interventions} interventions, `);
    const ticks = Number(/: identical: (\d+) ticks/.exec(verified.out)?.[1]);
    const missed = (await page.rows()).filter((row) => row.tick < ticks && row.missed);
    expect(said).toContain(` ${missed.length} missed ticks, `);
    const onGpu = Number(/ (\d+) ticks with outputs from WebGPU/.exec(said)?.[1]);
    if (backend === 'webgpu') expect(onGpu).toBeGreaterThan(0);
    else expect(onGpu).toBe(0);
  });

  it('has kept the whole episode in the recordings folder when it ends', async () => {
    await page.speed(10);
    await page.phase('ended', 30_000);
    await expect.poll(() => readdir(app.folder), { timeout: 10_000 }).toContain(recordName);
    const verified = await twotempo('replay', join(app.folder, recordName), '--verify');
    expect(verified).toMatchObject({ code: 0, err: '' });
    const { tick } = await page.status();
    expect(verified.out).toContain(`: identical: ${tick} ticks`);
  });

  it('has heard of no problem and the page made no complaint', async () => {
    // The planner that throws was chosen on purpose.
    const open = (await page.problems()).filter(({ source }) => source !== 'planner' && source !== 'policy');
    expect(open.filter(({ resolved }) => !resolved)).toEqual([]);
    expect(page.errors).toEqual([]);
  });
});
