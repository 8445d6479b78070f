import { ReplaySubject, Subject } from 'rxjs';
import { viewFrame, type FrameView } from './frame.ts';
import { takeWorker, type WorkerLike } from './early-worker.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LiveSession, RecordBytes } from './live-session.ts';
import type { Backend, FromWorker, LiveStatus, OpenedEpisode, Problem, ToWorker } from './protocol.ts';
import { TelemetryStore } from './telemetry-store.ts';

export interface WorkerSessionOptions {
  /** URL of the simulation's worker, `sim-worker.js`. */
  readonly worker: URL;
  /** URL of the folder of models and WASM binaries, ending in a slash. */
  readonly assets: URL;
  readonly backend: Backend;
  /** Makes the worker. Default: the one that began before the page's script, else a module worker. */
  readonly spawn?: (url: URL) => WorkerLike;
}

export interface WorkerSession extends LiveSession {
  /** Starts a new worker and opens the last episode again from its start. */
  restart(): void;
}

type OpenMessage = Extract<ToWorker, { kind: 'open' }>;
interface PendingSave {
  resolve(saved: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }): void;
  reject(error: Error): void;
}

const RESTART_TIP = 'Reset the episode to start the simulation again. What was recorded before is kept.';

/** The live session over a worker of its own. An `open` that finds the worker dead starts a new one. */
export function createWorkerSession(options: WorkerSessionOptions): WorkerSession {
  return new WorkerClient(options);
}

class WorkerClient implements WorkerSession {
  readonly opened = new ReplaySubject<OpenedEpisode>(1);
  readonly status = new ReplaySubject<LiveStatus>(1);
  readonly problems = new ReplaySubject<Problem>(8);
  readonly records = new Subject<RecordBytes>();
  readonly telemetry = new TelemetryStore();

  private readonly options: WorkerSessionOptions;
  private readonly heartbeat: Heartbeat;
  private worker: WorkerLike | null = null;
  private backend: Backend;
  private lastOpen: OpenMessage | null = null;
  /** Said again to a new worker. */
  private readonly settings = new Map<'speed' | 'draw', ToWorker>();
  private hasDied = false;
  private episode: OpenedEpisode | null = null;
  private newest: FrameView | null = null;
  private shown: FrameView | null = null;
  private readonly saves = new Map<number, PendingSave>();
  private nextSave = 1;
  /** Episodes are numbered on through restarts of the worker. */
  private episodesBefore = 0;
  private lastEpisode = 0;
  private disposed = false;

  constructor(options: WorkerSessionOptions) {
    this.options = options;
    this.backend = options.backend;
    this.heartbeat = new Heartbeat(() => this.died('The simulation has not answered for 5 seconds.'));
    this.start();
  }

  frame(): FrameView | null {
    if (this.newest !== null) {
      if (this.shown !== null) this.giveBack(this.shown.buffer);
      this.shown = this.newest;
      this.newest = null;
    }
    return this.shown;
  }

  send(message: Exclude<ToWorker, { kind: 'frame' | 'save' | 'start' }>): void {
    if (message.kind === 'open') this.lastOpen = message;
    if (message.kind === 'backend') this.backend = message.backend;
    if (message.kind === 'speed' || message.kind === 'draw') this.settings.set(message.kind, message);
    if (this.worker === null && message.kind === 'open') this.start();
    this.worker?.postMessage(message);
  }

  save(): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
    const { worker } = this;
    if (worker === null) return Promise.reject(new Error('The simulation has stopped; there is nothing to save.'));
    const request = this.nextSave++;
    return new Promise((resolve, reject) => {
      this.saves.set(request, { resolve, reject });
      worker.postMessage({ kind: 'save', request });
    });
  }

  restart(): void {
    this.stop('The simulation was restarted.');
    this.start();
    if (this.lastOpen !== null) this.worker?.postMessage(this.lastOpen);
  }

  dispose(): void {
    this.disposed = true;
    this.stop('The session was closed.');
    for (const stream of [this.opened, this.status, this.problems, this.records]) stream.complete();
  }

  private start(): void {
    if (this.disposed) return;
    const { worker: url, assets, spawn = takeWorker } = this.options;
    this.episodesBefore = this.lastEpisode;
    const worker = spawn(url);
    worker.onmessage = ({ data }) => this.receive(data);
    worker.onerror = (event) => this.died(`The simulation has crashed: ${event.message || 'its script did not load'}.`);
    worker.onmessageerror = () => this.died('A message of the simulation could not be read.');
    this.worker = worker;
    worker.postMessage({ kind: 'start', assets: assets.href, backend: this.backend });
    for (const setting of this.settings.values()) worker.postMessage(setting);
  }

  private stop(why: string): void {
    const { worker } = this;
    this.heartbeat.stop();
    this.worker = null;
    if (worker !== null) {
      // What it said before its end may still be on the way.
      worker.onmessage = worker.onerror = worker.onmessageerror = null;
      worker.terminate();
    }
    this.newest = null;
    this.shown = null;
    for (const save of this.saves.values()) save.reject(new Error(why));
    this.saves.clear();
  }

  private died(message: string): void {
    if (this.worker === null) return;
    this.stop(message);
    this.hasDied = true;
    this.problems.next({
      severity: 'error',
      message,
      tip: RESTART_TIP,
      source: 'worker',
      resolved: false,
      tick: null,
    });
  }

  private receive(message: FromWorker): void {
    this.heartbeat.heard();
    switch (message.kind) {
      case 'frame':
        this.arrived(message.buffer, message.episode + this.episodesBefore);
        break;
      case 'opened':
        this.begin({ ...message.opened, episode: message.opened.episode + this.episodesBefore });
        break;
      case 'telemetry':
        this.telemetry.add({ ...message.batch, episode: message.batch.episode + this.episodesBefore });
        break;
      case 'status': {
        const { status } = message;
        this.heartbeat.watch(status.phase === 'running');
        this.status.next({ ...status, episode: status.episode + this.episodesBefore });
        break;
      }
      case 'problem':
        this.problems.next(message.problem);
        break;
      case 'record':
        this.records.next({ ...message, episode: message.episode + this.episodesBefore });
        break;
      case 'saved':
        this.saved(message);
        break;
    }
  }

  private saved({ request, name, bytes }: Extract<FromWorker, { kind: 'saved' }>): void {
    const save = this.saves.get(request);
    this.saves.delete(request);
    if (bytes.length > 0) save?.resolve({ name, bytes });
    else save?.reject(new Error('There is nothing to save.'));
  }

  private begin(opened: OpenedEpisode): void {
    this.drop();
    this.episode = opened;
    this.lastEpisode = opened.episode;
    this.telemetry.begin(opened.episode);
    this.opened.next(opened);
    if (!this.hasDied) return;
    this.hasDied = false;
    this.problems.next({
      severity: 'info',
      message: 'The simulation runs again.',
      tip: null,
      source: 'worker',
      resolved: true,
      tick: null,
    });
  }

  private arrived(buffer: ArrayBuffer, episode: number): void {
    if (this.episode?.episode !== episode) return this.giveBack(buffer);
    if (this.newest !== null) this.giveBack(this.newest.buffer);
    this.newest = viewFrame(buffer, this.episode.actors.length);
  }

  private drop(): void {
    if (this.newest !== null) this.giveBack(this.newest.buffer);
    if (this.shown !== null) this.giveBack(this.shown.buffer);
    this.newest = null;
    this.shown = null;
  }

  private giveBack(buffer: ArrayBuffer): void {
    this.worker?.postMessage({ kind: 'frame', buffer }, [buffer]);
  }
}
