import { describe, expect, it } from 'vitest';
import type { Inference } from '../../../policies/driving/fast-policy.ts';
import { SwitchInference } from '../../../policies/driving/switch-inference.ts';

/** Multiplies by `factor` when it is told to. */
class Host implements Inference {
  readonly input = new Float32Array(2);
  readonly output = new Float32Array(2);
  runs = 0;
  private settle: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(private readonly factor: number) {}

  run(): Promise<void> {
    this.runs++;
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  answer(): void {
    this.output.set(this.input.map((x) => this.factor * x));
    this.settle!.resolve();
  }

  fail(): void {
    this.settle!.reject(new Error('device lost'));
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an inference that can move', () => {
  it('runs on its host, through arrays of its own', async () => {
    const host = new Host(2);
    const inference = new SwitchInference(host);
    const { input, output } = inference;
    input.set([1, 2]);
    const run = inference.run();
    host.answer();
    await run;
    expect([...output]).toEqual([2, 4]);
    expect([inference.input, inference.output]).toEqual([input, output]);
    expect(inference.current).toBe(host);
  });

  it('goes over to another host between two runs', async () => {
    const [first, second] = [new Host(2), new Host(3)];
    const inference = new SwitchInference(first);
    inference.use(second);
    inference.input.set([1, 2]);
    const run = inference.run();
    second.answer();
    await run;
    expect([...inference.output]).toEqual([3, 6]);
    expect(first.runs).toBe(0);
  });

  it.each(['never answers', 'fails then', 'answers then'])(
    'begins again on the other within a run: the first %s',
    async (how) => {
      const [first, second] = [new Host(2), new Host(3)];
      const inference = new SwitchInference(first);
      inference.input.set([1, 2]);
      const run = inference.run();
      inference.use(second);
      if (how === 'fails then') first.fail();
      if (how === 'answers then') first.answer();
      await turn();
      expect(second.runs).toBe(1);
      second.answer();
      await run;
      expect([...inference.output]).toEqual([3, 6]);
    },
  );

  it('fails with its host, and tries again the next time', async () => {
    const host = new Host(2);
    const inference = new SwitchInference(host);
    const run = inference.run();
    host.fail();
    await expect(run).rejects.toThrow('device lost');
    const again = inference.run();
    host.answer();
    await again;
    expect(host.runs).toBe(2);
  });

  it('refuses a host of another network', () => {
    const other = { input: new Float32Array(3), output: new Float32Array(2), run: () => Promise.resolve() };
    expect(() => new SwitchInference(new Host(1)).use(other)).toThrow(
      'must have 2 inputs and 2 outputs, but has 3 and 2',
    );
  });
});
