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

/**
 * Runs the fast policy's network where it is wanted and possible. WASM answers while WebGPU is being loaded, and as soon as
 * it fails: a run that fails there is done again on WASM at once, with the reason in `state`.
 */
export class PolicyHost implements Inference {
  readonly facts: FastModel;
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Begin (ms) and duration of the last run (ms). */
  runStartMs = NaN;
  runMs = NaN;
  private readonly options: PolicyHostOptions;
  private readonly inference: SwitchInference;
  private wanted: Backend = 'wasm';
  private reason: string | null = null;
  private gpu: GpuInference | null = null;
  /** Grows with every call of `use`: what an earlier one has loaded comes too late. */
  private attempt = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: PolicyHostOptions) {
    this.options = options;
    this.facts = options.facts;
    this.inference = new SwitchInference(options.wasm);
    this.input = this.inference.input;
    this.output = this.inference.output;
  }

  get state(): LiveStatus['backend'] {
    const active = this.gpu === null ? 'wasm' : 'webgpu';
    return { active, wanted: this.wanted, reason: this.reason, adapter: this.gpu?.adapter ?? null };
  }

  /** What the last decision was read from where it came from WebGPU, else null. */
  get gpuOutput(): Float32Array | null {
    return this.inference.current === this.options.wasm ? null : this.output;
  }

  /** Goes over to `backend`, or tries it again. Resolves when that is decided. */
  async use(backend: Backend): Promise<void> {
    const attempt = ++this.attempt;
    this.goToWasm(backend === 'wasm' ? null : 'WebGPU is being loaded.');
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
      });
      if (attempt !== this.attempt) return gpu.dispose();
      this.gpu = gpu;
      this.reason = null;
      this.inference.use(gpu);
      this.options.onChange(false);
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.reason = `WebGPU cannot be used: ${sentencePart(error)}.`;
      this.options.onChange(true);
    }
  }

  /** Runs are done one after the other, whoever asks. */
  run(): Promise<void> {
    const turn = this.last.then(async () => {
      this.runStartMs = this.options.now();
      await this.inference.run();
      this.runMs = this.options.now() - this.runStartMs;
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when nothing is running. */
  async settled(): Promise<void> {
    await this.last;
  }

  /** Forces the loss of the WebGPU device. @returns whether there is one */
  lose(): boolean {
    this.gpu?.lose();
    return this.gpu !== null;
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
