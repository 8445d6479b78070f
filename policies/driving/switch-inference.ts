import type { Inference } from './fast-policy.ts';

/**
 * A network that can be moved from one host to another while an episode runs, even within an inference: that inference is
 * then begun again on the new host. Whoever holds its arrays notices nothing.
 */
export class SwitchInference implements Inference {
  readonly input: Float32Array;
  readonly output: Float32Array;
  /** Ends the wait for a host that was left. */
  private leave: (() => void) | null = null;

  /** @param inner the first host */
  constructor(private inner: Inference) {
    this.input = new Float32Array(inner.input.length);
    this.output = new Float32Array(inner.output.length);
  }

  /** The host in use. */
  get current(): Inference {
    return this.inner;
  }

  /** Goes on with another host of the same network. @throws RangeError when its arrays have other lengths */
  use(inference: Inference): void {
    const { input, output } = inference;
    if (input.length !== this.input.length || output.length !== this.output.length) {
      throw new RangeError(
        `The inference must have ${this.input.length} inputs and ${this.output.length} outputs, ` +
          `but has ${input.length} and ${output.length}.`,
      );
    }
    this.inner = inference;
    this.leave?.();
  }

  /** @throws what the host threw, unless it has been left */
  async run(): Promise<void> {
    for (;;) {
      const { inner } = this;
      try {
        await this.runOn(inner);
      } catch (error) {
        if (inner === this.inner) throw error;
      }
      if (inner !== this.inner) continue;
      this.output.set(inner.output);
      return;
    }
  }

  /** Settles with the host's run, or when the host is left. */
  private runOn(inner: Inference): Promise<void> {
    inner.input.set(this.input);
    return new Promise<void>((resolve, reject) => {
      this.leave = resolve;
      inner.run().then(resolve, reject);
    }).finally(() => {
      this.leave = null;
    });
  }
}
