import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { divergenceOf, type ClipWithHashes } from '../../../scenarios/clips/clip-builder.ts';
import { clipOfRecord } from '../../../scenarios/clips/clip-of-record.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { ClipSampler } from '../../../renderer/replay/sample-clip.ts';
import { complaintsOf } from '../axe.ts';
import { DesktopApp, twotempo } from './desktop-app.ts';
import { fileOf, ReplayPage, type Dropped } from './replay-page.ts';

/** The same situation three times: the fast policy hits, thinking for 200 ms does not, thinking for 800 ms hits. */
const SEED = 62;
const TICK_S = 1 / 60;
/** At 3 s nobody has seen the pedestrian yet. */
const FORK_TICK = 180;
/** Until a change is drawn. */
const DRAWN_MS = 150;

const pictures = fileURLToPath(new URL('../../../runs/views/', import.meta.url));

let app: DesktopApp;
let folder: string;
let files: Readonly<Record<'fast' | 'dual' | 'late', Dropped>>;
let clips: Readonly<Record<'fast' | 'dual' | 'late', ClipWithHashes>>;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'twotempo-replay-'));
  const run = twotempo(
    ...['run', 'pedestrian/tail', '--arms', 'fast,dual', '--seeds', `${SEED}..${SEED}`, '--workers', '1'],
    ...['--latency', '200,800', '--record', 'all', '--out', join(folder, 'run')],
  );
  [app] = await Promise.all([DesktopApp.start(), run]);
  const recordOf = (arm: string, ms: number): Promise<Dropped> =>
    fileOf(join(folder, 'run/records', `pedestrian-tail-seed${SEED}-${arm}-fixed-${ms}.mcap`));
  files = { fast: await recordOf('fast', 200), dual: await recordOf('dual', 200), late: await recordOf('dual', 800) };
  const clipOf = ({ bytes, name }: Dropped): ClipWithHashes => clipOfRecord(readRecord(bytes, name));
  clips = { fast: clipOf(files.fast), dual: clipOf(files.dual), late: clipOf(files.late) };
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Speeds are shown to the tenth. */
const ROUNDING_MPS = 0.05 + 1e-6;

/** How far a shown speed is from all speeds of a run within a tick of a time that is shown to the hundredth, m/s. */
function offBy({ clip }: ClipWithHashes, timeS: number, shown: string): number {
  const [, text] = /(-?\d+\.\d)\sm\/s/.exec(shown) ?? [];
  const sampler = new ClipSampler(clip);
  const speeds = Array.from({ length: 41 }, (_, i) => {
    sampler.at(timeS + ((i - 20) / 20) * (TICK_S + 0.005));
    return sampler.speed;
  });
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)];
  return Math.max(0, least - Number(text), Number(text) - most);
}

describe('records in the desktop app', () => {
  let replay: ReplayPage;
  const shot = async (name: string): Promise<void> => {
    await replay.page.waitForTimeout(DRAWN_MS);
    await replay.page.screenshot({ path: join(pictures, `${name}.png`) });
  };

  beforeAll(async () => {
    replay = new ReplayPage(await app.open('scenario=cut-in/tail&seed=3&backend=wasm&play=0&quality=draft'));
  });
  afterEach(() => replay.app.closeDialogs());
  afterAll(() => replay?.app.close());

  it('says what to do where nothing is open', async () => {
    await replay.press('Alt+3');
    await replay.panel.getByRole('heading', { name: 'Replay and compare' }).waitFor();
    expect(await complaintsOf(replay.page)).toEqual([]);
    await shot('replay-empty-dark');
  });

  it('opens two dropped records against each other, with the numbers of both', async () => {
    await replay.drop(files.fast, files.dual);
    await replay.slider.waitFor();
    await expect.poll(() => replay.names()).toEqual(['fast', 'dual']);
    const [hit, missed] = await replay.outcomes();
    expect(hit).toMatch(/^collision with \S+ at \d+\.\d\sm\/s$/);
    expect(missed).toBe('goal reached');
    await expect.poll(() => replay.files()).toEqual([files.fast.name, files.dual.name]);
    await expect.poll(() => replay.statistics('Outcome')).toEqual(['collision', 'goal reached', '']);
    const [ofFast, ofDual, more] = (await replay.statistics('Planner calls')).map(Number);
    expect([ofFast, ofDual]).toEqual([0, clips.dual.clip.requests.length]);
    expect(more).toBe(ofDual);
    expect(await replay.statistics('Mean speed')).toHaveLength(3);
  });

  it('shows them side by side and as a ghost', async () => {
    const stages = replay.panel.locator('.rp-stage');
    expect(await stages.count()).toBe(2);
    await replay.press('c');
    await shot('replay-pair-dark');
    expect(await complaintsOf(replay.page)).toEqual([]);
    await replay.press('g');
    await expect.poll(() => stages.count()).toBe(1);
    await shot('replay-ghost-dark');
    await replay.press('g');
    await expect.poll(() => stages.count()).toBe(2);
  });

  it('is scrubbed by keys and by pointer', async () => {
    await replay.press('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await expect.poll(() => replay.timeS()).toBeCloseTo(3 * TICK_S, 3);
    await replay.press('Shift+ArrowRight', 'ArrowLeft');
    await expect.poll(() => replay.timeS()).toBeCloseTo(1 + 2 * TICK_S, 3);
    const box = await replay.slider.boundingBox();
    if (box === null) throw new Error('The play head has no place.');
    const endS = Math.max(clips.fast.clip.durationS, clips.dual.clip.durationS);
    await replay.page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
    await replay.page.mouse.down();
    await replay.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
    await replay.page.mouse.up();
    await expect.poll(() => replay.timeS()).toBeCloseTo(endS / 2, 1);
  });

  it('jumps to the first divergence and to the collision', async () => {
    const { hashes } = clips.fast;
    const divergence = divergenceOf(hashes, clips.dual.hashes, TICK_S);
    expect(divergence?.tick).toBeGreaterThan(0);
    await replay.press('d');
    await expect.poll(() => replay.timeS()).toBeCloseTo(divergence?.timeS ?? NaN, 3);
    await replay.panel.getByText(`tick ${divergence?.tick}.`).waitFor();
    await replay.press('c');
    await expect.poll(() => replay.timeS()).toBeCloseTo(clips.fast.clip.durationS, 3);
  });

  it('plays both at one time: they never differ by more than a tick', async () => {
    await replay.press('Home', 'Shift+ArrowRight', 'Space');
    const frames = await replay.playedFrames(24);
    await replay.press('Space');
    expect(frames.at(-1)?.[0]).toBeGreaterThan((frames[0]?.[0] ?? 0) + 0.2);
    for (const [timeS, a, b] of frames) {
      expect(offBy(clips.fast, timeS, a), `A at ${timeS}: ${a}`).toBeLessThanOrEqual(ROUNDING_MPS);
      expect(offBy(clips.dual, timeS, b), `B at ${timeS}: ${b}`).toBeLessThanOrEqual(ROUNDING_MPS);
    }
  });

  it('compares two latencies of one arm, whichever is chosen', async () => {
    await replay.drop(files.late);
    await expect.poll(() => replay.names()).toEqual(['dual']);
    await expect.poll(async () => (await replay.outcomes())[0]).toMatch(/^collision with/);
    await replay.choose(files.dual.name, 'B');
    await expect.poll(() => replay.names()).toEqual(['dual, 800\u00a0ms', 'dual, 200\u00a0ms']);
    await replay.choose(files.dual.name, 'A');
    await expect.poll(() => replay.names()).toEqual(['dual, 200\u00a0ms', 'dual, 800\u00a0ms']);
    const medians = async (): Promise<string[]> => (await replay.statistics('p50 (median)')).slice(0, 2);
    await expect.poll(medians).toEqual(['200\u00a0ms', '800\u00a0ms']);
  });

  it('says in a sentence what it cannot show, and goes on', async () => {
    const bytes = new TextEncoder().encode('These are notes, not a record.');
    await replay.drop({ name: 'notes.mcap', bytes }, { name: 'picture.png', bytes });
    await expect.poll(() => replay.refusals()).toHaveLength(1);
    expect((await replay.refusals())[0]).toContain('notes.mcap');
    await replay.page.getByText('picture.png is neither a record nor a scenario.').first().waitFor();
    await shot('replay-refused-dark');
    await replay.panel.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => replay.refusals()).toEqual([]);
    await expect.poll(() => replay.names()).toHaveLength(2);
    await replay.drop({ name: 'half.mcap', bytes: files.dual.bytes.subarray(0, files.dual.bytes.length / 2) });
    await expect.poll(() => replay.files()).toContain('half.mcap');
    await replay.panel.getByText(/was cut off after/).waitFor();
    await replay.panel.getByRole('button', { name: 'Close half.mcap' }).click();
    await expect.poll(() => replay.files()).not.toContain('half.mcap');
  });

  it('replays the episode that runs, which goes on', async () => {
    await replay.page.getByRole('button', { name: 'Play', exact: true }).first().click();
    await replay.app.until('some seconds', ({ timeS }) => timeS > 1);
    await replay.panel.getByRole('button', { name: 'Replay the episode that runs' }).click();
    await expect.poll(async () => (await replay.names())[0]).toBe('live');
    await expect.poll(async () => (await replay.outcomes())[0]).toBe('cut off');
    const { tick } = await replay.app.status();
    await replay.app.until('more ticks', (status) => status.tick > tick);
    await shot('replay-live-dark');
  });

  it('forks a replay: had it thought there, it would not have hit', async () => {
    await replay.choose(files.fast.name, 'A');
    const chosen = replay.panel.getByRole('button', { name: `${files.fast.name}: show as A`, exact: true });
    await expect.poll(() => chosen.getAttribute('aria-pressed')).toBe('true');
    // Another choice is another replay: keys pressed before it is there are lost with the last one.
    await expect.poll(async () => (await replay.names())[0]).toBe('fast');
    await replay.slider.focus();
    await replay.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    await expect.poll(() => replay.timeS()).toBeCloseTo(FORK_TICK * TICK_S, 3);
    await replay.press('Control+Shift+F');
    const dialog = replay.page.getByRole('dialog', { name: 'Think here: fork' });
    await expect.poll(() => dialog.getByRole('spinbutton', { name: 'Tick' }).inputValue()).toBe(String(FORK_TICK));
    await dialog.getByRole('combobox', { name: 'Arm from there on' }).selectOption('dual');
    await dialog.getByRole('spinbutton', { name: 'Planner latency, ms' }).fill('200');
    expect(await complaintsOf(replay.page)).toEqual([]);
    await shot('replay-fork-dialog-dark');
    await dialog.getByRole('button', { name: 'Fork', exact: true }).click();

    await expect.poll(() => replay.names()).toEqual(['fast', 'dual from 3.00\u00a0s']);
    await expect.poll(() => replay.timeS()).toBeCloseTo(FORK_TICK * TICK_S, 3);
    const outcomes = async (): Promise<string> => (await replay.outcomes()).join(', ');
    await expect.poll(outcomes).toMatch(/^collision [^,]+, goal reached$/);
    await shot('replay-forked-dark');
    await replay.press('d');
    await expect.poll(() => replay.timeS()).toBeGreaterThanOrEqual(FORK_TICK * TICK_S);

    const [download] = await Promise.all([
      replay.page.waitForEvent('download'),
      replay.panel.getByRole('button', { name: /^Save fork of/ }).click(),
    ]);
    const saved = join(folder, download.suggestedFilename());
    await download.saveAs(saved);
    // That such a record verifies, the tests of forks and of opened records show.
    expect(readRecord(readFileSync(saved), saved).fork).toMatchObject({ tick: FORK_TICK });
  });

  it('is accessible in the light theme, on a narrow screen too', async () => {
    await replay.choose(files.fast.name, 'A');
    await replay.choose(files.dual.name, 'B');
    await replay.page.getByRole('tab', { name: 'Replay', exact: true }).focus();
    await replay.press('t');
    await replay.press('c');
    await shot('replay-pair-light');
    expect(await complaintsOf(replay.page)).toEqual([]);
    await replay.page.setViewportSize({ width: 760, height: 800 });
    await shot('replay-narrow-light');
    expect(replay.app.errors).toEqual([]);
  });
});
