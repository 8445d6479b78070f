import { FEATURE_COUNT } from '../../../policies/driving/features.ts';
import { OUTPUT_COUNT, type Inference } from '../../../policies/driving/fast-policy.ts';
import type { FromGpu, ToGpu } from './gpu-messages.ts';

/** The worker that runs the network on WebGPU, or what stands for it in tests. */
export interface GpuThread {
  post(message: ToGpu): void;
  terminate(): void;
}

export interface GpuThreadEvents {
  message(message: FromGpu): void;
  failed(why: string): void;
}

export interface GpuLoad {
  readonly spawn: (events: GpuThreadEvents) => GpuThread;
  readonly network: Uint8Array;
  readonly members: number;
  readonly assets: string;
  /** Called once, when a loaded network has failed for whatever reason. */
  readonly onFailure: (why: string) => void;
  /** True: a run has not been answered for `SLOW_MS`. False: it has been, after all. */
  readonly onSlow: (slow: boolean) => void;
}

/** Time in which the network must be loaded, and time in which it must answer. */
const LOAD_MS = 30_000;
const RUN_MS = 3000;
/** A car drives on its last decision for so long at most. */
export const SLOW_MS = 100;

/** The network on WebGPU in a thread of its own. Once failed it is of no more use: its thread is ended, runs reject. */
export class GpuInference implements Inference {
  readonly input = new Float32Array(FEATURE_COUNT);
  readonly output: Float32Array;
  adapter = '';
  private readonly thread: GpuThread;
  private readonly onFailure: (why: string) => void;
  private readonly onSlow: (slow: boolean) => void;
  private slow = false;
  private pending: { resolve(): void; reject(error: Error): void } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private failure: string | null = null;
  private loaded: (() => void) | null = null;

  /** @throws Error when the network cannot be loaded */
  static async load(load: GpuLoad): Promise<GpuInference> {
    return new Promise((resolve, reject) => {
      const inference: GpuInference = new GpuInference(load, (why) => reject(new Error(why)));
      inference.loaded = () => resolve(inference);
    });
  }

  private constructor(load: GpuLoad, notLoaded: (why: string) => void) {
    const { network, members, assets } = load;
    this.output = new Float32Array(members * OUTPUT_COUNT);
    this.onFailure = (why) => (this.loaded === null ? load.onFailure(why) : notLoaded(why));
    this.onSlow = load.onSlow;
    this.thread = load.spawn({
      message: (message) => this.receive(message),
      failed: (why) => this.fail(why),
    });
    this.within(LOAD_MS, 'the network could not be loaded in 30 s');
    this.thread.post({ kind: 'load', network, members, assets });
  }

  /** One at a time. @throws Error at once when it has failed, or when it fails meanwhile */
  run(): Promise<void> {
    if (this.failure !== null) return Promise.reject(new Error(this.failure));
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.stopTimer();
      this.timer = setTimeout(() => this.isSlow(), SLOW_MS);
      this.thread.post({ kind: 'run', input: this.input });
    });
  }

  /** Forces the loss of the device. */
  lose(): void {
    if (this.failure === null) this.thread.post({ kind: 'lose' });
  }

  /** Ends the thread without calling it a failure. */
  dispose(): void {
    if (this.failure === null) this.end('the network was given up');
  }

  private receive(message: FromGpu): void {
    if (this.failure !== null) return;
    if (message.kind === 'failed') return this.fail(message.why);
    this.stopTimer();
    if (message.kind === 'loaded') {
      this.adapter = message.adapter;
      this.loaded?.();
      this.loaded = null;
    } else {
      this.output.set(message.output);
      this.pending?.resolve();
      this.pending = null;
      if (!this.slow) return;
      this.slow = false;
      this.onSlow(false);
    }
  }

  private isSlow(): void {
    this.within(RUN_MS - SLOW_MS, 'WebGPU did not answer within 3 s');
    this.slow = true;
    this.onSlow(true);
  }

  private fail(why: string): void {
    if (this.failure !== null) return;
    this.end(why);
    this.onFailure(why);
  }

  private end(why: string): void {
    this.failure = why;
    this.stopTimer();
    this.pending?.reject(new Error(why));
    this.pending = null;
    this.thread.terminate();
  }

  private within(ms: number, otherwise: string): void {
    this.stopTimer();
    this.timer = setTimeout(() => this.fail(otherwise), ms);
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
