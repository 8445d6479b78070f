import type { BrowserContext, Download, Locator, Page } from 'playwright-core';
import { HEAD, SOURCES, type Source } from '../../../renderer/live/frame.ts';
import type { LiveSession } from '../../../renderer/live/live-session.ts';
import {
  TELEMETRY,
  type Backend,
  type LiveStatus,
  type Mark,
  type Phase,
  type Problem,
} from '../../../renderer/live/protocol.ts';
import type { RequestSpan } from '../../../renderer/live/telemetry-store.ts';

/** What the page puts on its window for tests, and what is collected there. */
declare const window: {
  readonly twotempo?: { readonly session: LiveSession };
  readonly heard: { status: LiveStatus | null; readonly problems: Problem[] };
};

/** A tick as the lanes show it. */
export interface Row {
  readonly tick: number;
  readonly think: boolean;
  readonly dispatched: boolean;
  readonly missed: boolean;
  readonly source: Source;
  readonly inFlight: number;
  readonly speedMps: number;
}

/** Where the simulation was, by its worker's own clock. */
export interface Moment {
  readonly tick: number;
  readonly wallMs: number;
}

const POLL_MS = 50;
/** Longer than a status waits for the one before it. */
const SETTLED_MS = 300;

/** One open page, used as a person with a screen reader would: by roles and names. */
export class AppPage {
  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    /** What the page complained of. */
    readonly errors: readonly string[],
  ) {}

  /** Waits for the page's script, and begins to listen to its session. */
  async listen(): Promise<void> {
    await this.page.waitForFunction(() => window.twotempo !== undefined);
    await this.page.evaluate(() => {
      const heard: typeof window.heard = { status: null, problems: [] };
      Object.assign(window, { heard });
      window.twotempo?.session.status.subscribe((status) => (heard.status = status));
      window.twotempo?.session.problems.subscribe((problem) => heard.problems.push(problem));
    });
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Closes what a test that failed may have left open over the page, for the next one. */
  async closeDialogs(): Promise<void> {
    const open = this.page.locator('dialog[open]');
    for (let tries = 3; tries > 0 && (await open.count()) > 0; tries--) await this.page.keyboard.press('Escape');
  }

  // What it does

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The control of the panel "Controls" with this label. */
  control(role: 'combobox' | 'spinbutton' | 'checkbox' | 'slider', name: string): Locator {
    return this.page.getByRole('region', { name: 'Controls' }).getByRole(role, { name, exact: true }).last();
  }

  /** Where the policy runs, as the header says it where nothing is wrong. */
  badge(backend: Backend): Locator {
    return this.page.getByRole('banner').getByText(new RegExp(`^\\W*${backend}$`));
  }

  async menu(menu: string, item: string): Promise<void> {
    await this.page.getByRole('menubar').getByRole('menuitem', { name: menu, exact: true }).click();
    const entry = { name: item, exact: true };
    const list = this.page.getByRole('menu', { name: menu });
    const roles = (['menuitem', 'menuitemcheckbox', 'menuitemradio'] as const).map((role) =>
      list.getByRole(role, entry),
    );
    await roles.reduce((found, one) => found.or(one)).click();
  }

  async speed(speed: number): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Speed' }).selectOption(String(speed));
    await this.until('the speed', ({ speed: now }) => now === speed);
  }

  async showPanel(name: string): Promise<Locator> {
    await this.page.getByRole('tab', { name, exact: true }).click();
    return this.page.getByRole('region', { name, exact: true }).last();
  }

  async choosePlanner(name: string): Promise<void> {
    await this.control('combobox', 'Planner').selectOption(name);
    await this.until(`planner ${name}`, ({ components }) => components.planner === name);
  }

  /** What the page's own "Save record…" gives to the person. */
  async save(): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.menu('File', 'Save record…')]);
    return download;
  }

  /** Forces the loss of the WebGPU device. @returns when, on the wall clock, ms */
  lose(): Promise<number> {
    return this.page.evaluate(() => {
      window.twotempo?.session.send({ kind: 'drill', drill: 'lose-device' });
      return Date.now();
    });
  }

  /** Another page of the same window comes to the front. */
  async hide(): Promise<void> {
    const other = await this.context.newPage();
    await other.bringToFront();
  }

  /** Resolves when the page's process is dead. */
  async crash(): Promise<void> {
    const dead = new Promise((done) => this.page.once('crash', done));
    const devTools = await this.context.newCDPSession(this.page);
    devTools.send('Page.crash').catch(() => undefined);
    await dead;
  }

  // What it tells

  async status(): Promise<LiveStatus> {
    const status = await this.page.evaluate(() => window.heard.status);
    if (status === null) throw new Error('The page has heard no status.');
    return status;
  }

  /** @throws Error with the last status when it does not come about in time */
  async until(what: string, holds: (status: LiveStatus) => boolean, withinMs = 20_000): Promise<LiveStatus> {
    const end = Date.now() + withinMs;
    for (;;) {
      const status = await this.page.evaluate(() => window.heard.status);
      if (status !== null && holds(status)) return status;
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}: ${JSON.stringify(status)}`);
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }

  /** A pause is over the ticks when the one that was running has ended and been told of. */
  async phase(phase: Phase, withinMs?: number): Promise<LiveStatus> {
    let status = await this.until(`phase ${phase}`, (now) => now.phase === phase, withinMs);
    while (phase === 'paused') {
      const { tick } = status;
      await new Promise((done) => setTimeout(done, SETTLED_MS));
      status = await this.status();
      if (status.tick === tick) break;
    }
    return status;
  }

  /** Problems as the session reported them, oldest first. */
  problems(): Promise<readonly Problem[]> {
    return this.page.evaluate(() => window.heard.problems);
  }

  async rows(): Promise<readonly Row[]> {
    const raw = await this.page.evaluate((columns) => {
      const telemetry = window.twotempo?.session.telemetry;
      const rows: number[][] = [];
      for (let row = 0; row < (telemetry?.length ?? 0); row++) {
        rows.push(columns.map((column) => telemetry?.at(row, column) ?? NaN));
      }
      return rows;
    }, COLUMNS);
    return raw.map(([tick, think, dispatched, missed, source, inFlight, speedMps]) => ({
      ...{ tick, think: think === 1, dispatched: dispatched === 1, missed: missed === 1 },
      ...{ source: SOURCES[source], inFlight, speedMps },
    }));
  }

  requests(): Promise<readonly RequestSpan[]> {
    return this.page.evaluate(() => [...(window.twotempo?.session.telemetry.requests ?? [])]);
  }

  marks(): Promise<readonly Mark[]> {
    return this.page.evaluate(() => [...(window.twotempo?.session.telemetry.marks ?? [])]);
  }

  /** When the page reached its stages, ms from the start of the navigation; waits for the first frame. */
  async startTimes(): Promise<Readonly<Record<string, number>>> {
    await this.page.waitForFunction(() => performance.getEntriesByName('twotempo:first-frame').length > 0);
    return this.page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation' as 'mark') as unknown as [
        { readonly loadEventEnd: number },
      ];
      const marks = performance.getEntriesByType('mark').filter(({ name }) => name.startsWith('twotempo:'));
      const stages = marks.map(({ name, startTime }): [string, number] => [name.slice('twotempo:'.length), startTime]);
      return Object.fromEntries([['load', navigation.loadEventEnd], ...stages]);
    });
  }

  /** How often the page has loaded a script of this name. */
  loads(script: string): Promise<number> {
    return this.page.evaluate(
      (end) => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith(end)).length,
      `/${script}`,
    );
  }

  /** The newest frame: those that waited in the page while it did not draw are passed over. */
  async moment(): Promise<Moment> {
    let newest: Moment = { tick: -1, wallMs: -Infinity };
    for (let repeat = 0; repeat < 3; repeat++) {
      if (repeat > 0) await new Promise((done) => setTimeout(done, POLL_MS));
      const [tick, wallMs] = await this.page.evaluate(
        (columns) => {
          const frame = window.twotempo?.session.frame() ?? null;
          return columns.map((column) => frame?.head[column] ?? NaN);
        },
        [HEAD.tick, HEAD.wallMs],
      );
      if (wallMs > newest.wallMs) newest = { tick, wallMs };
    }
    return newest;
  }
}

const COLUMNS = [
  ...[TELEMETRY.tick, TELEMETRY.think, TELEMETRY.dispatched, TELEMETRY.missed, TELEMETRY.source],
  ...[TELEMETRY.inFlight, TELEMETRY.speedMps],
];

/** Simulated time per wall-clock time between two moments. */
export function paceOf(from: Moment, to: Moment, controlDt = 1 / 60): number {
  return ((to.tick - from.tick) * controlDt * 1000) / (to.wallMs - from.wallMs);
}

/** Ticks without a row of their own, by the tick behind the gap. */
export function gapsIn(rows: readonly Row[]): readonly number[] {
  return rows.filter(({ tick }, index) => index > 0 && tick !== rows[index - 1].tick + 1).map(({ tick }) => tick);
}
