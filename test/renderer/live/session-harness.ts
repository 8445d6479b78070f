import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inference } from '../../../policies/driving/fast-policy.ts';
import type { Intervention, LiveComponents } from '../../../scenarios/live/intervention.ts';
import { componentsOf } from '../../../scenarios/live/live-arm.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';
import { viewFrame, type FrameView } from '../../../renderer/live/frame.ts';
import type {
  FromWorker,
  LiveStatus,
  OpenedEpisode,
  Problem,
  RequestChange,
  ToWorker,
} from '../../../renderer/live/protocol.ts';
import { TELEMETRY_STRIDE } from '../../../renderer/live/protocol.ts';
import type { Clock } from '../../../renderer/live/worker/clock.ts';
import type { GpuThread, GpuThreadEvents } from '../../../renderer/live/worker/gpu-inference.ts';
import type { ToPlanner } from '../../../renderer/live/worker/planner-messages.ts';
import type { PlannerThread, ThreadEvents } from '../../../renderer/live/worker/planner-supervisor.ts';
import { servePlanner } from '../../../renderer/live/worker/planner-worker.ts';
import { PolicyHost } from '../../../renderer/live/worker/policy-host.ts';
import { SimSession } from '../../../renderer/live/worker/session.ts';

const MODELS = fileURLToPath(new URL('../../../policies/models', import.meta.url));
export const shipped = await loadModel(join(MODELS));

/** A clock whose sleepers wake as soon as nothing else is to be done; deadlines pass only when `passDeadlines` says so. */
export class FakeClock implements Clock {
  nowMs = 1000;
  passDeadlines = false;
  private readonly timers: { readonly everyMs: number; nextMs: number; readonly work: () => void }[] = [];

  now(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return Date.UTC(2026, 0, 2, 3, 4, 5) + this.nowMs - 1000;
  }

  async sleep(ms: number): Promise<void> {
    await turn();
    this.advance(ms);
  }

  deadline() {
    return { passed: this.passDeadlines ? turn() : new Promise<void>(() => undefined), cancel: () => undefined };
  }

  every(everyMs: number, work: () => void): () => void {
    const timer = { everyMs, nextMs: this.nowMs + everyMs, work };
    this.timers.push(timer);
    return () => void this.timers.splice(this.timers.indexOf(timer), 1);
  }

  advance(ms: number): void {
    this.nowMs += ms;
    for (const timer of this.timers) {
      if (this.nowMs < timer.nextMs) continue;
      timer.nextMs = this.nowMs + timer.everyMs;
      timer.work();
    }
  }
}

/** All that is waiting in this process gets its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface HarnessOptions {
  /** Replaces the network on WASM. */
  readonly inference?: Inference;
  readonly spawnGpu?: (events: GpuThreadEvents) => GpuThread;
  /** Whether frames are given back at once. Default: yes. */
  readonly creditor?: boolean;
  /** Whether there is no policy to be had. */
  readonly noPolicy?: boolean;
}

/** A session in this process, with the real world, policy and planner, and what it has sent. */
export class Harness {
  readonly clock = new FakeClock();
  readonly session: SimSession;
  readonly problems: Problem[] = [];
  readonly requests: RequestChange[] = [];
  readonly marks: string[] = [];
  readonly records: { episode: number; name: string; bytes: Uint8Array; last: boolean }[] = [];
  readonly statuses: LiveStatus[] = [];
  rows: number[][] = [];
  frames = 0;
  frame: FrameView | null = null;
  opened: OpenedEpisode | null = null;
  saved: Extract<FromWorker, { kind: 'saved' }> | null = null;
  spawned = 0;
  /** The planner's thread that lives now. */
  events: ThreadEvents | null = null;

  constructor(private readonly options: HarnessOptions = {}) {
    const { facts, inference } = shipped;
    this.session = new SimSession({
      post: (message) => this.receive(message),
      loadPolicy: async (assets, onChange) => {
        if (options.noPolicy === true) throw new Error('fast-driving.onnx: the host answered 404');
        return new PolicyHost({
          ...{ facts, assets, onChange },
          network: new Uint8Array(0),
          wasm: options.inference ?? inference,
          spawnGpu: options.spawnGpu ?? noGpu,
          now: () => this.clock.now(),
        });
      },
      spawnPlanner: (events) => this.spawnPlanner(events),
      clock: this.clock,
      engineVersion: '1.2.3',
    });
  }

  send(message: ToWorker): void {
    this.session.receive(message);
  }

  /** Opens an episode, paused. */
  async open(changes: Partial<LiveComponents> = {}, seed = 1, scenario = 'cut-in/tail'): Promise<void> {
    const before = this.opened?.episode ?? 0;
    this.send({
      kind: 'open',
      choice: { scenario: { kind: 'library', id: scenario }, seed },
      components: { ...componentsOf('dual', 200), ...changes },
      play: false,
    });
    await this.until(() => this.opened !== null && this.opened.episode > before);
    await this.until(() => this.status.episode === this.opened?.episode);
    await this.until(() => this.status.phase === 'paused');
  }

  async step(ticks: number): Promise<void> {
    const wanted = this.status.tick + ticks;
    this.send({ kind: 'step', ticks });
    await this.until(() => this.status.tick >= wanted || this.status.phase !== 'paused');
  }

  intervene(intervention: Intervention): void {
    this.send({ kind: 'intervene', intervention });
  }

  get status(): LiveStatus {
    return this.statuses[this.statuses.length - 1];
  }

  async save(request = 1): Promise<Extract<FromWorker, { kind: 'saved' }>> {
    this.saved = null;
    this.send({ kind: 'save', request });
    await this.until(() => this.saved?.request === request);
    return this.saved!;
  }

  /** Gives everybody turns, and the wall clock its time, until something is so. */
  async until(holds: () => boolean): Promise<void> {
    for (let turns = 0; turns < 20_000; turns++) {
      if (this.statuses.length > 0 && holds()) return;
      await turn();
      this.clock.advance(1);
    }
    throw new Error(`it never came; the last status is ${JSON.stringify(this.status)}`);
  }

  private receive(message: FromWorker): void {
    switch (message.kind) {
      case 'opened':
        this.opened = message.opened;
        this.rows = [];
        return;
      case 'frame':
        this.frames++;
        this.frame = viewFrame(message.buffer, this.opened!.actors.length);
        if (this.options.creditor ?? true) {
          const { buffer } = message;
          setImmediate(() => this.send({ kind: 'frame', buffer }));
        }
        return;
      case 'telemetry':
        for (let at = 0; at < message.batch.rows.length; at += TELEMETRY_STRIDE)
          this.rows.push([...message.batch.rows.subarray(at, at + TELEMETRY_STRIDE)]);
        this.requests.push(...message.batch.requests);
        this.marks.push(...message.batch.marks.map(({ kind, text }) => `${kind}: ${text}`));
        return;
      case 'status':
        this.statuses.push(message.status);
        return;
      case 'problem':
        this.problems.push(message.problem);
        return;
      case 'record':
        this.records.push({ ...message, bytes: message.bytes.slice() });
        return;
      case 'saved':
        this.saved = message;
        return;
    }
  }

  /** The real planner, one turn away. */
  private spawnPlanner(events: ThreadEvents): PlannerThread {
    this.spawned++;
    this.events = events;
    let alive = true;
    const receive = servePlanner((answer) => {
      setImmediate(() => alive && events.message(structuredClone(answer)));
    });
    return {
      post: (message: ToPlanner) => {
        const copy = structuredClone(message);
        setImmediate(() => alive && receive(copy));
      },
      terminate: () => {
        alive = false;
      },
    };
  }
}

function noGpu(events: GpuThreadEvents): GpuThread {
  setImmediate(() => events.message({ kind: 'failed', why: 'this machine has no WebGPU' }));
  return { post: () => undefined, terminate: () => undefined };
}
