import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FEATURE_COUNT } from '../../../policies/driving/features.ts';
import { OUTPUT_COUNT, type Inference } from '../../../policies/driving/fast-policy.ts';
import type { GpuThreadEvents } from '../../../renderer/live/worker/gpu-inference.ts';
import type { ToGpu } from '../../../renderer/live/worker/gpu-messages.ts';
import { PolicyHost } from '../../../renderer/live/worker/policy-host.ts';

/** Networks that say where they ran and on what: WASM gives the first input, WebGPU 100 more. */
const MEMBERS = 1;
const GPU = 100;

function wasmNetwork(): Inference {
  const input = new Float32Array(FEATURE_COUNT);
  const output = new Float32Array(MEMBERS * OUTPUT_COUNT);
  return { input, output, run: async () => void output.fill(input[0]) };
}

/** A WebGPU thread whose device does what a test wants. */
class GpuThread {
  runMs = 5;
  silent = false;
  alive = true;
  readonly got: ToGpu['kind'][] = [];

  constructor(
    readonly events: GpuThreadEvents,
    private readonly loads: boolean,
  ) {}

  post(message: ToGpu): void {
    this.got.push(message.kind);
    if (this.silent) return;
    if (message.kind === 'load') {
      if (this.loads) this.say(20, { kind: 'loaded', adapter: 'drawn by hand' });
      else this.say(20, { kind: 'failed', why: 'WebGPU offers no adapter' });
    } else if (message.kind === 'lose') {
      this.say(1, { kind: 'failed', why: 'the WebGPU device was lost: it was destroyed' });
    } else {
      const output = new Float32Array(MEMBERS * OUTPUT_COUNT).fill(message.input[0] + GPU);
      this.say(this.runMs, { kind: 'done', output });
    }
  }

  terminate(): void {
    this.alive = false;
  }

  private say(ms: number, message: Parameters<GpuThreadEvents['message']>[0]): void {
    setTimeout(() => this.alive && this.events.message(message), ms);
  }
}

let threads: GpuThread[];
let changes: boolean[];

function hostOf(loads = true): PolicyHost {
  threads = [];
  changes = [];
  return new PolicyHost({
    facts: {
      ...{ name: 'tiny', sha256: '', featureVersion: 1, members: MEMBERS },
      calibration: { quantiles: [], aleatoric: [], epistemic: [] },
    },
    network: new Uint8Array(0),
    wasm: wasmNetwork(),
    assets: 'http://host/assets/',
    spawnGpu: (events) => {
      const thread = new GpuThread(events, loads);
      threads.push(thread);
      return thread;
    },
    now: () => performance.now(),
    onChange: (failed) => changes.push(failed),
  });
}

async function onWebGpu(): Promise<PolicyHost> {
  const host = hostOf();
  const used = host.use('webgpu');
  await vi.advanceTimersByTimeAsync(20);
  await used;
  expect(host.state).toEqual({
    active: 'webgpu',
    wanted: 'webgpu',
    reason: null,
    loading: false,
    adapter: 'drawn by hand',
  });
  return host;
}

/** Asks, and waits so long for the answer. @returns whether it came */
async function ask(host: PolicyHost, value: number, forMs: number): Promise<boolean> {
  host.input.fill(value);
  let answered = false;
  void host.run().then(() => (answered = true));
  await vi.advanceTimersByTimeAsync(forMs);
  if (!answered) host.missed();
  return answered;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
});

describe('where the policy runs', () => {
  it('is WASM until WebGPU is there', async () => {
    const host = hostOf();
    const used = host.use('webgpu');
    expect(host.state).toMatchObject({
      active: 'wasm',
      wanted: 'webgpu',
      loading: true,
      reason: 'WebGPU is being loaded.',
    });
    expect(await ask(host, 1, 0)).toBe(true);
    expect(host.output[0]).toBe(1);
    expect(host.gpuOutput).toBeNull();
    await vi.advanceTimersByTimeAsync(20);
    await used;
    expect(await ask(host, 2, 5)).toBe(true);
    expect(host.output[0]).toBe(2 + GPU);
    expect(host.gpuOutput?.[0]).toBe(2 + GPU);
    expect(changes).toEqual([false, false]);
  });

  it('stays WASM where WebGPU cannot be had, and says why', async () => {
    const host = hostOf(false);
    void host.use('webgpu');
    await vi.advanceTimersByTimeAsync(20);
    expect(host.state).toEqual({
      ...{ active: 'wasm', wanted: 'webgpu', loading: false, adapter: null },
      reason: 'WebGPU cannot be used: WebGPU offers no adapter.',
    });
    expect(changes).toEqual([false, true]);
    expect(threads[0].alive).toBe(false);
  });

  it('answers a run on WASM at once when its device is lost', async () => {
    const host = await onWebGpu();
    threads[0].runMs = 500;
    host.input.fill(3);
    const asked = host.run();
    await vi.advanceTimersByTimeAsync(1);
    host.lose();
    await vi.advanceTimersByTimeAsync(1);
    await asked;
    expect(host.output[0]).toBe(3);
    expect(host.gpuOutput).toBeNull();
    expect(host.state).toMatchObject({
      active: 'wasm',
      reason: 'WebGPU failed: the WebGPU device was lost: it was destroyed.',
    });
    expect(changes.at(-1)).toBe(true);
    expect(await ask(host, 4, 0)).toBe(true);
    expect(threads[0].got).toEqual(['load', 'run', 'lose']);
  });

  it('lets WASM stand in while WebGPU has not answered for 100 ms', async () => {
    const host = await onWebGpu();
    threads[0].runMs = 150;
    expect(await ask(host, 5, 99)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ask(host, 6, 0)).toBe(true);
    expect(host.output[0]).toBe(6);
    expect(host.gpuOutput).toBeNull();
    expect(host.state).toMatchObject({ active: 'webgpu', reason: null });
    await vi.advanceTimersByTimeAsync(50);
    threads[0].runMs = 5;
    expect(await ask(host, 7, 5)).toBe(true);
    expect(host.output[0]).toBe(7 + GPU);
  });

  it('leaves WebGPU when it does not answer within 3 s', async () => {
    const host = await onWebGpu();
    threads[0].silent = true;
    expect(await ask(host, 5, 99)).toBe(false);
    await vi.advanceTimersByTimeAsync(2900);
    expect(host.state.reason).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(host.state.reason).toBe('WebGPU failed: WebGPU did not answer within 3 s.');
    expect(threads[0].alive).toBe(false);
    expect(await ask(host, 6, 0)).toBe(true);
    expect(host.output[0]).toBe(6);
  });

  it('is tried again when a person wants it', async () => {
    const host = await onWebGpu();
    host.lose();
    await vi.advanceTimersByTimeAsync(1);
    void host.use('webgpu');
    await vi.advanceTimersByTimeAsync(20);
    expect(host.state).toMatchObject({ active: 'webgpu', reason: null });
    await host.use('wasm');
    expect(host.state).toEqual({ active: 'wasm', wanted: 'wasm', reason: null, loading: false, adapter: null });
    expect(threads.map(({ alive }) => alive)).toEqual([false, false]);
  });

  it('does not become WebGPU any more when WASM was chosen while it was being loaded', async () => {
    const host = hostOf();
    void host.use('webgpu');
    await host.use('wasm');
    await vi.advanceTimersByTimeAsync(20);
    expect(host.state).toMatchObject({ active: 'wasm', wanted: 'wasm', reason: null });
    expect(threads[0].alive).toBe(false);
  });
});

describe('an answer of WebGPU that is late', () => {
  it('is the next one that is asked for, at once, and the run after it begins with it', async () => {
    const host = await onWebGpu();
    threads[0].runMs = 25;
    host.slotMs = 15;
    expect(await ask(host, 1, 16)).toBe(false);
    await vi.advanceTimersByTimeAsync(16);
    const answers: (number | null)[] = [];
    for (let tick = 2; tick < 8; tick++) answers.push((await ask(host, tick, 16)) ? host.output[0] - GPU : null);
    expect(answers).toEqual([1, 2, null, 3, 5, null]);
  });

  it('is used up where WebGPU is fast enough again', async () => {
    const host = await onWebGpu();
    host.slotMs = 15;
    threads[0].runMs = 12;
    expect(await ask(host, 1, 10)).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(await ask(host, 2, 0)).toBe(true);
    expect(host.output[0]).toBe(1 + GPU);
    expect(await ask(host, 3, 12)).toBe(true);
    expect(host.output[0]).toBe(3 + GPU);
  });

  it('is forgotten when things are to settle', async () => {
    const host = await onWebGpu();
    threads[0].runMs = 25;
    host.slotMs = 15;
    expect(await ask(host, 1, 16)).toBe(false);
    const settled = host.settle();
    await vi.advanceTimersByTimeAsync(10);
    await settled;
    expect(await ask(host, 2, 25)).toBe(true);
    expect(host.output[0]).toBe(2 + GPU);
  });

  it('is not taken from WASM, whose outputs no record holds', async () => {
    const host = await onWebGpu();
    threads[0].runMs = 25;
    expect(await ask(host, 1, 16)).toBe(false);
    await host.use('wasm');
    expect(await ask(host, 2, 0)).toBe(true);
    expect(host.output[0]).toBe(2);
    expect(host.gpuOutput).toBeNull();
  });
});
