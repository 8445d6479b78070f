import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import { DigestChain } from './digest-chain.ts';

/** Hashes of an episode's states, tick by tick: the world's, and those of the two systems. */
export class EpisodeDigest implements Stateful {
  private readonly worldHash = new DigestChain();
  private readonly mindHash = new DigestChain();

  /** After every tick. */
  add(world: Stateful, minds: Stateful): void {
    this.worldHash.add(world);
    this.mindHash.add(minds);
  }

  /** 64 hexadecimal digits: the world's states, then the two systems'. */
  get whole(): string {
    return this.worldHash.hex() + this.mindHash.hex();
  }

  get ofWorld(): string {
    return this.worldHash.hex();
  }

  exchange(io: StateIo): void {
    this.worldHash.exchange(io);
    this.mindHash.exchange(io);
  }
}
