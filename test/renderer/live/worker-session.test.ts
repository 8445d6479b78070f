import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameBytes, HEAD, viewFrame } from '../../../renderer/live/frame.ts';
import {
  TELEMETRY_STRIDE,
  type FromWorker,
  type LiveStatus,
  type OpenedEpisode,
  type Phase,
  type Problem,
  type ToWorker,
} from '../../../renderer/live/protocol.ts';
import type { WorkerLike } from '../../../renderer/live/early-worker.ts';
import { createWorkerSession, type WorkerSession } from '../../../renderer/live/worker-session.ts';

/** A worker that says what a test wants. */
class FakeWorker implements WorkerLike {
  readonly got: ToWorker[] = [];
  alive = true;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;

  postMessage(message: ToWorker): void {
    this.got.push(message);
  }

  terminate(): void {
    this.alive = false;
  }

  say(data: FromWorker): void {
    this.onmessage?.({ data } as MessageEvent<FromWorker>);
  }

  crash(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }

  opens(episode: number, rows: number): void {
    const actors = Array.from({ length: rows }, () => ({}));
    this.say({ kind: 'opened', opened: { episode, actors } as unknown as OpenedEpisode });
  }

  status(phase: Phase): void {
    this.say({ kind: 'status', status: { phase, episode: 1 } as LiveStatus });
  }

  frame(episode: number, rows: number, tick: number): ArrayBuffer {
    const buffer = new ArrayBuffer(frameBytes(rows));
    viewFrame(buffer, rows).head[HEAD.tick] = tick;
    this.say({ kind: 'frame', buffer, episode });
    return buffer;
  }

  get returned(): ArrayBuffer[] {
    return this.got.flatMap((message) => (message.kind === 'frame' ? [message.buffer] : []));
  }

  get kinds(): string[] {
    return this.got.map(({ kind }) => kind);
  }
}

const open: Extract<ToWorker, { kind: 'open' }> = {
  kind: 'open',
  choice: { scenario: { kind: 'library', id: 'x' }, seed: 1 },
  components: {
    ...{ gate: 'none', level: 0.5, merge: 'follow', brake: false },
    ...{ planner: 'value', latencyMs: 0, driving: false },
  },
  play: true,
};

let workers: FakeWorker[];
let session: WorkerSession;
let problems: Problem[];

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  problems = [];
  session = createWorkerSession({
    worker: new URL('http://host/sim-worker.js'),
    assets: new URL('http://host/assets/'),
    backend: 'webgpu',
    spawn: () => {
      workers.push(new FakeWorker());
      return workers.at(-1)!;
    },
  });
  session.problems.subscribe((problem) => problems.push(problem));
});
afterEach(() => {
  session.dispose();
  vi.useRealTimers();
});

describe('frames', () => {
  it('are shown newest first, and every buffer comes back once', () => {
    const [worker] = workers;
    worker.opens(1, 2);
    expect(session.frame()).toBeNull();
    const [a, b, c] = [1, 2, 3].map((tick) => worker.frame(1, 2, tick));
    expect(worker.returned).toEqual([a, b]);
    expect(session.frame()?.head[HEAD.tick]).toBe(3);
    expect(session.frame()?.head[HEAD.tick]).toBe(3);
    worker.frame(1, 2, 4);
    expect(worker.returned).toEqual([a, b]);
    expect(session.frame()?.head[HEAD.tick]).toBe(4);
    expect(worker.returned).toEqual([a, b, c]);
  });

  it('of another episode are not shown', () => {
    const [worker] = workers;
    worker.opens(1, 2);
    const first = worker.frame(1, 2, 10);
    expect(session.frame()).not.toBeNull();
    worker.opens(2, 3);
    expect(session.frame()).toBeNull();
    const late = worker.frame(1, 2, 11);
    expect(session.frame()).toBeNull();
    expect(worker.returned).toEqual([first, late]);
  });
});

describe('the worker', () => {
  it('is told where the assets are before anything else', () => {
    session.send(open);
    expect(workers[0].got).toEqual([{ kind: 'start', assets: 'http://host/assets/', backend: 'webgpu' }, open]);
  });

  it('that crashes is a problem with a tip, and the next reset starts a new one with what was set', () => {
    session.send({ kind: 'backend', backend: 'wasm' });
    session.send({ kind: 'speed', speed: 2 });
    workers[0].opens(1, 2);
    workers[0].crash('out of memory');
    expect(problems).toMatchObject([{ source: 'worker', severity: 'error', resolved: false }]);
    expect(problems[0].message).toBe('The simulation has crashed: out of memory.');
    expect(problems[0].tip).not.toBeNull();
    expect(workers[0].alive).toBe(false);
    session.send({ kind: 'pause' });
    expect(workers).toHaveLength(1);
    session.send(open);
    expect(workers[1].got).toEqual([
      { kind: 'start', assets: 'http://host/assets/', backend: 'wasm' },
      { kind: 'speed', speed: 2 },
      open,
    ]);
    const episodes: number[] = [];
    session.opened.subscribe(({ episode }) => episodes.push(episode));
    workers[1].opens(1, 2);
    expect(episodes).toEqual([1, 2]);
    expect(problems.at(-1)).toMatchObject({ source: 'worker', resolved: true });
  });

  it('that is silent for 5 s while it runs is dead', () => {
    workers[0].status('running');
    for (let s = 0; s < 20; s++) {
      vi.advanceTimersByTime(1000);
      workers[0].status('running');
    }
    expect(workers[0].alive).toBe(true);
    vi.advanceTimersByTime(4000);
    expect(workers[0].alive).toBe(true);
    vi.advanceTimersByTime(2000);
    expect(workers[0].alive).toBe(false);
    expect(problems[0].message).toContain('5 seconds');
  });

  it('may be silent while it is paused', () => {
    workers[0].status('running');
    workers[0].status('paused');
    vi.advanceTimersByTime(60_000);
    expect(workers[0].alive).toBe(true);
  });

  it('is not blamed for a page that was asleep itself', () => {
    workers[0].status('running');
    vi.advanceTimersByTime(1000);
    const realNow = performance.now.bind(performance);
    const asleep = vi.spyOn(performance, 'now').mockImplementation(() => realNow() + 60_000);
    vi.advanceTimersByTime(4000);
    expect(workers[0].alive).toBe(true);
    vi.advanceTimersByTime(2000);
    expect(workers[0].alive).toBe(false);
    asleep.mockRestore();
  });

  it('that has ended is not heard any more', () => {
    const [old] = workers;
    const { onmessage, onerror } = old;
    session.restart();
    expect([old.onmessage, old.onerror, old.onmessageerror]).toEqual([null, null, null]);
    expect([onmessage, onerror]).not.toContain(null);
    old.opens(7, 2);
    old.crash('late');
    expect(workers[1].alive).toBe(true);
    expect(problems).toEqual([]);
  });

  it('can be started again by hand, with the last episode', () => {
    session.send(open);
    session.restart();
    expect(workers[0].alive).toBe(false);
    expect(workers[1].kinds).toEqual(['start', 'open']);
  });
});

describe('telemetry', () => {
  it('of the episode before is gone as soon as another is open', () => {
    const [worker] = workers;
    worker.opens(1, 2);
    const rows = new Float64Array(TELEMETRY_STRIDE);
    const marks = [{ tick: 0, kind: 'goal', text: 'there' }] as const;
    worker.say({ kind: 'telemetry', batch: { episode: 1, rows, requests: [], marks } });
    const { telemetry } = session;
    expect([telemetry.length, telemetry.marks.length]).toEqual([1, 1]);
    const { version } = telemetry;
    worker.opens(2, 2);
    expect([telemetry.episode, telemetry.length, telemetry.marks.length]).toEqual([2, 0, 0]);
    expect(telemetry.version).toBeGreaterThan(version);
  });
});

describe('saving', () => {
  it('gives the answer to its own request', async () => {
    const saves = [session.save(), session.save()];
    const bytes = (value: number) => new Uint8Array([value]);
    workers[0].say({ kind: 'saved', request: 2, name: 'b', bytes: bytes(2) });
    workers[0].say({ kind: 'saved', request: 1, name: 'a', bytes: bytes(1) });
    expect(await Promise.all(saves)).toEqual([
      { name: 'a', bytes: bytes(1) },
      { name: 'b', bytes: bytes(2) },
    ]);
  });

  it('fails where there is no episode', async () => {
    const save = session.save();
    workers[0].say({ kind: 'saved', request: 1, name: '', bytes: new Uint8Array(0) });
    await expect(save).rejects.toThrow('nothing to save');
  });

  it('fails when the worker dies, and when it is dead', async () => {
    const save = session.save();
    workers[0].crash('oh');
    await expect(save).rejects.toThrow('crashed');
    await expect(session.save()).rejects.toThrow('stopped');
  });
});
