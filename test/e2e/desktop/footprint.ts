import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** What a page and its workers hold after their garbage was collected. */
export interface Footprint {
  readonly pageHeapBytes: number;
  /** Of all workers, the simulation's first of all. */
  readonly workerHeapBytes: number;
  readonly workers: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
}

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize?: number;
  readonly backingStorageSize?: number;
}

/** Times that everything is weighed; the least counts, since what is on its way somewhere is nobody's leak. */
const WEIGHINGS = 3;
const APART_MS = 250;

/** What a worker that has ended holds. */
const NOTHING: HeapUsage = { usedSize: 0 };

/** Weighs one page over the DevTools protocol. */
export class Scales {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly workers: readonly WorkerSession[],
    private readonly all: CDPSession,
  ) {}

  /** Once all workers of the only page run. */
  static async of(page: Page, browser: Browser): Promise<Scales> {
    const all = await browser.newBrowserCDPSession();
    const targets = await workerTargets(all);
    const workers = await Promise.all(targets.map((target) => WorkerSession.attach(all, target)));
    return new Scales(page, await page.context().newCDPSession(page), workers, all);
  }

  async weigh(): Promise<Footprint> {
    let least = await this.weighOnce();
    for (let i = 1; i < WEIGHINGS; i++) {
      await sleep(APART_MS);
      const now = await this.weighOnce();
      least = {
        ...now,
        pageHeapBytes: Math.min(least.pageHeapBytes, now.pageHeapBytes),
        workerHeapBytes: Math.min(least.workerHeapBytes, now.workerHeapBytes),
        nodes: Math.min(least.nodes, now.nodes),
        listeners: Math.min(least.listeners, now.listeners),
      };
    }
    return least;
  }

  private async weighOnce(): Promise<Footprint> {
    const heaps = [];
    const page: Sender = { send: (method) => this.session.send(method) };
    for (const target of [page, ...this.workers]) {
      // What finalizers let go in the first is gone after the second.
      for (let i = 0; i < 2; i++) await target.send('HeapProfiler.collectGarbage');
      heaps.push(heapBytes(((await target.send('Runtime.getHeapUsage')) ?? NOTHING) as HeapUsage));
    }
    const { nodes, jsEventListeners } = await this.session.send('Memory.getDOMCounters');
    const { geometries, textures, programs } = await this.page.evaluate<Resources>('twotempo.scene.resources()');
    return {
      pageHeapBytes: heaps[0],
      workerHeapBytes: heaps.slice(1).reduce((sum, bytes) => sum + bytes, 0),
      workers: (await workerTargets(this.all)).length,
      nodes,
      listeners: jsEventListeners,
      geometries,
      textures,
      programs,
    };
  }
}

type Resources = Pick<Footprint, 'geometries' | 'textures' | 'programs'>;
interface Sender {
  send(method: 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage'): Promise<unknown>;
}

const heapBytes = ({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }: HeapUsage): number =>
  usedSize + embedderHeapUsedSize + backingStorageSize;

async function workerTargets(all: CDPSession): Promise<readonly string[]> {
  const { targetInfos } = await all.send('Target.getTargets', { filter: [{ type: 'worker' }] });
  return targetInfos.map(({ targetId }) => targetId);
}

/** A worker's own session; Playwright gives none, so its messages go through the browser's. */
class WorkerSession implements Sender {
  private next = 1;
  private gone = false;
  private readonly waiting = new Map<number, Waiting>();

  private constructor(
    private readonly all: CDPSession,
    private readonly id: string,
  ) {
    all.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId !== id) return;
      const { id: call = 0, result, error } = JSON.parse(message) as Answer;
      if (error === undefined) this.waiting.get(call)?.resolve(result);
      else this.waiting.get(call)?.reject(new Error(error.message));
      this.waiting.delete(call);
    });
    all.on('Target.detachedFromTarget', ({ sessionId }) => {
      if (sessionId !== id) return;
      this.gone = true;
      for (const { resolve } of this.waiting.values()) resolve(undefined);
      this.waiting.clear();
    });
  }

  static async attach(all: CDPSession, targetId: string): Promise<WorkerSession> {
    const { sessionId } = await all.send('Target.attachToTarget', { targetId, flatten: false });
    return new WorkerSession(all, sessionId);
  }

  /** @returns undefined once the worker has ended, which it may do at any time */
  async send(method: string): Promise<unknown> {
    if (this.gone) return undefined;
    const id = this.next++;
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    const message = JSON.stringify({ id, method, params: {} });
    try {
      await this.all.send('Target.sendMessageToTarget', { sessionId: this.id, message });
    } catch (error) {
      if (!/No session with given id/.test((error as Error).message)) throw error;
      this.gone = true;
      return undefined;
    }
    return answer;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
