import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveSession } from '../../../renderer/live/live-session.ts';
import type { AppPage } from './app-page.ts';
import { DesktopApp } from './desktop-app.ts';
import { Scales, type Footprint } from './footprint.ts';

/** What the page puts on its window for tests. */
declare const window: { readonly twotempo: { readonly session: LiveSession } };
declare const document: { readonly body: { dispatchEvent(event: unknown): void } };
declare const requestAnimationFrame: (callback: () => void) => void;
declare const KeyboardEvent: new (type: string, init: object) => unknown;

/** Motorway, town, crossing and ramp. */
const SCENARIOS = ['cut-in', 'pedestrian', 'crossing', 'merge', 'debris'].map((family) => `${family}/tail`);

/**
 * Growth over half of the episodes that is still noise: what the compiler and the collector leave behind. One kept
 * geometry of a road or one kept world has more in ten episodes.
 */
const NOISE_BYTES = 1 << 20;
const NOISE_NODES = 100;
const NOISE_LISTENERS = 10;
/** Overlays that are shown for the first time only then, such as a planner's first candidates. */
const NOISE_GPU = 6;

describe('one page over many episodes', () => {
  let app: DesktopApp;
  let opened: AppPage;
  let scales: Scales;

  beforeAll(async () => {
    app = await DesktopApp.start();
    // Software draws: few pixels, and all the geometry.
    const options = { viewport: { width: 800, height: 600 }, deviceScaleFactor: 0.25 };
    opened = await app.open(`scenario=${SCENARIOS[0]}&seed=5&backend=wasm&play=1`, options);
    await opened.page.keyboard.press('Shift+G');
    await opened.page.keyboard.press('Alt+2');
    await opened.until('ticks', ({ tick }) => tick > 30);
    scales = await Scales.of(opened.page, app.browser);
  });

  afterAll(() => app.close());

  it('stays level over 200 resets', async () => {
    await episodes(opened, 100, 'reset');
    const half = await scales.weigh();
    await episodes(opened, 100, 'reset');
    expectLevel(half, await scales.weigh());
  });

  it('stays level over 50 scenarios', async () => {
    await episodes(opened, 25, 'switch');
    const half = await scales.weigh();
    await episodes(opened, 25, 'switch');
    expectLevel(half, await scales.weigh());
    expect(opened.errors).toEqual([]);
  });
});

/** Each is drawn at least once before the next; the last one is paused. */
function episodes(opened: AppPage, count: number, how: 'reset' | 'switch'): Promise<void> {
  return opened.page.evaluate(
    async ([count, how, ids]) => {
      const { session } = window.twotempo;
      let episode = 0;
      const subscription = session.opened.subscribe((now) => (episode = now.episode));
      const frame = () => new Promise<void>((done) => requestAnimationFrame(done));
      for (let i = 0; i < count; i++) {
        const before = episode;
        if (how === 'reset') {
          const press = { key: 'r', code: 'KeyR', bubbles: true, cancelable: true };
          document.body.dispatchEvent(new KeyboardEvent('keydown', press));
        } else {
          let components;
          session.status.subscribe((status) => (components = status.components)).unsubscribe();
          if (components === undefined) throw new Error('The page has heard no status.');
          const choice = { scenario: { kind: 'library', id: ids[i % ids.length] }, seed: 3 } as const;
          session.send({ kind: 'open', choice, components, play: true });
        }
        while (episode === before || session.frame() === null) await frame();
        for (let n = 0; n < 3; n++) await frame();
      }
      subscription.unsubscribe();
      session.send({ kind: 'pause' });
      for (let n = 0; n < 30; n++) await frame();
    },
    [count, how, SCENARIOS] as const,
  );
}

function expectLevel(half: Footprint, end: Footprint): void {
  const gained = (name: keyof Footprint): number => end[name] - half[name];
  expect(end.workers).toBe(half.workers);
  expect(gained('pageHeapBytes'), 'heap of the page').toBeLessThan(NOISE_BYTES);
  expect(gained('workerHeapBytes'), 'heap of the workers').toBeLessThan(NOISE_BYTES);
  expect(gained('nodes'), 'DOM nodes').toBeLessThan(NOISE_NODES);
  expect(gained('listeners'), 'listeners').toBeLessThan(NOISE_LISTENERS);
  for (const resource of ['geometries', 'textures', 'programs'] as const) {
    expect(gained(resource), resource).toBeLessThan(NOISE_GPU);
  }
}
