import type { FastModel, Inference } from '../../../policies/driving/fast-policy.ts';
import { SwitchInference } from '../../../policies/driving/switch-inference.ts';
import type { Backend, LiveStatus } from '../protocol.ts';
import { GpuInference, type GpuThread, type GpuThreadEvents } from './gpu-inference.ts';

export interface PolicyHostOptions {
  readonly facts: FastModel;
  readonly network: Uint8Array;
  /** The network on WASM, which is always there. */
  readonly wasm: Inference;
  /** URL of the folder of WASM binaries, ending in a slash. */
  readonly assets: string;
  readonly spawnGpu: (events: GpuThreadEvents) => GpuThread;
  readonly now: () => number;
  /** The state of the backend has changed; `failed`: WebGPU is wanted and cannot be had. */
  readonly onChange: (failed: boolean) => void;
}

/** An inference that has begun; what it found out is there when `done` resolves. */
interface Run {
  readonly done: Promise<void>;
  onGpu: boolean;
  ms: number;
}

/**
 * Runs the fast policy's network where it is wanted and possible. WASM answers while WebGPU is being loaded, and as soon as
 * it fails: a run that fails there is done again on WASM at once, with the reason in `state`. WASM also stands in from when
 * a run has not been answered for `SLOW_MS` until it is.
 *
 * WebGPU may be slower than a tick. What came too late for its tick (`missed`) is then the answer to the next one that
 * asks, and the next run begins at once: decisions are some ticks old, which beats none. Replays take them from the record.
 * WASM's outputs are not recorded, so they are only ever those of the tick itself.
 */
export class PolicyHost implements Inference {
  readonly facts: FastModel;
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** When the last answer was asked for, and how long its run took, ms. */
  askedMs = NaN;
  runMs = NaN;
  /** Time that a tick has for its inference, ms: a run that is slower begins a tick early. */
  slotMs = Infinity;
  private readonly options: PolicyHostOptions;
  private readonly inference: SwitchInference;
  private wanted: Backend = 'wasm';
  private reason: string | null = null;
  private loading = false;
  private gpu: GpuInference | null = null;
  /** Grows with every call of `use`: what an earlier one has loaded comes too late. */
  private attempt = 0;
  private last: Promise<unknown> = Promise.resolve();
  /** The question that is being answered, or was last. */
  private question = { missed: false };
  /** A run of an earlier tick that nobody has heard of yet. */
  private late: Run | null = null;
  /** Grows when what is late is of no more use. */
  private era = 0;
  private answeredOnGpu = false;

  constructor(options: PolicyHostOptions) {
    this.options = options;
    this.facts = options.facts;
    this.inference = new SwitchInference(options.wasm);
    this.input = this.inference.input;
    this.output = this.inference.output;
  }

  get state(): LiveStatus['backend'] {
    const active = this.gpu === null ? 'wasm' : 'webgpu';
    const { wanted, reason, loading } = this;
    return { active, wanted, reason, loading, adapter: this.gpu?.adapter ?? null };
  }

  /** What the last decision was read from where it came from WebGPU, else null. */
  get gpuOutput(): Float32Array | null {
    return this.answeredOnGpu ? this.output : null;
  }

  /** Goes over to `backend`, or tries it again. Resolves when that is decided. */
  async use(backend: Backend): Promise<void> {
    const attempt = ++this.attempt;
    this.goToWasm(backend === 'wasm' ? null : 'WebGPU is being loaded.');
    this.loading = backend === 'webgpu';
    this.wanted = backend;
    this.options.onChange(false);
    if (backend === 'wasm') return;
    const { spawnGpu, network, facts, assets } = this.options;
    try {
      const gpu: GpuInference = await GpuInference.load({
        spawn: spawnGpu,
        network,
        members: facts.members,
        assets,
        onFailure: (why) => this.failed(gpu, why),
        onSlow: (slow) => {
          if (gpu === this.gpu) this.inference.use(slow ? this.options.wasm : gpu);
        },
      });
      if (attempt !== this.attempt) return gpu.dispose();
      this.loading = false;
      this.gpu = gpu;
      this.reason = null;
      this.inference.use(gpu);
      this.options.onChange(false);
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.loading = false;
      this.reason = `WebGPU cannot be used: ${sentencePart(error)}.`;
      this.options.onChange(true);
    }
  }

  run(): Promise<void> {
    this.askedMs = this.options.now();
    const question = { missed: false };
    this.question = question;
    return this.answer(question, this.era);
  }

  /** Nobody waits for the last answer any more. */
  missed(): void {
    this.question.missed = true;
  }

  /** Resolves when nothing is running; what was late is forgotten, so that the next answer is about the present. */
  async settle(): Promise<void> {
    this.era++;
    this.late = null;
    await this.last;
  }

  /** Forces the loss of the WebGPU device. @returns whether there is one */
  lose(): boolean {
    this.gpu?.lose();
    return this.gpu !== null;
  }

  private async answer(question: { readonly missed: boolean }, era: number): Promise<void> {
    const { late } = this;
    if (late !== null) {
      await late.done;
      if (question.missed) return;
      this.late = null;
      if (late.onGpu && era === this.era) {
        this.heard(late);
        if (late.ms > this.slotMs) this.late = this.begin();
        return;
      }
    }
    const run = this.begin();
    await run.done;
    if (!question.missed) this.heard(run);
    else if (era === this.era) this.late = run;
  }

  private heard(run: Run): void {
    this.answeredOnGpu = run.onGpu;
    this.runMs = run.ms;
  }

  /** Runs are done one after the other. */
  private begin(): Run {
    const { now, wasm } = this.options;
    const done = this.last.then(async () => {
      const startMs = now();
      await this.inference.run();
      run.onGpu = this.inference.current !== wasm;
      run.ms = now() - startMs;
    });
    const run: Run = { done, onGpu: false, ms: NaN };
    this.last = done.catch(() => undefined);
    return run;
  }

  private failed(gpu: GpuInference, why: string): void {
    if (gpu !== this.gpu) return;
    this.goToWasm(`WebGPU failed: ${sentencePart(why)}.`);
    this.options.onChange(true);
  }

  private goToWasm(reason: string | null): void {
    const { gpu } = this;
    this.gpu = null;
    this.reason = reason;
    this.inference.use(this.options.wasm);
    gpu?.dispose();
  }
}

/** Of long messages of libraries, what fits in a sentence. */
function sentencePart(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().slice(0, 300).replace(/\.$/, '');
}
