import { StateDigest } from '../../sim/kernel/state-codec.ts';
import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';

/** Hash of a sequence of states that can be saved and carried on: every link hashes the link before it and one state. */
export class DigestChain implements Stateful {
  private readonly link = new Uint32Array(4);
  private readonly digest = new StateDigest();

  add(state: Stateful): void {
    this.digest.reset();
    this.digest.words('link', this.link);
    state.exchange(this.digest);
    this.digest.finish(this.link);
  }

  /** 32 hexadecimal digits. */
  hex(): string {
    return [...this.link].map((word) => word.toString(16).padStart(8, '0')).join('');
  }

  exchange(io: StateIo): void {
    io.words('link', this.link);
  }
}
