import type { HandOver } from '../../sim/driving/metrics/episode-log.ts';
import { StateReader } from '../../sim/kernel/state-codec.ts';
import type { Stateful } from '../../sim/kernel/state-io.ts';

/** An episode that has not begun, and can take in what another's system `S` did. */
export interface Heir<S> {
  readonly world: Stateful & { readonly tick: number };
  inherit(system: S, handOvers: readonly HandOver[]): void;
}

/**
 * An episode that begins in the middle of another: the world is put after the other's, state by state, while digest,
 * scores and uncertainty take in what the other's systems did. Its own arm begins as at an episode's start: no plan is in
 * force, no request is out, and its gate has seen nothing. The fast policy keeps nothing from tick to tick, so its first
 * decision is the one that it would have made in the other.
 */
export class ForkedEpisode<S, E extends Heir<S>> {
  private readonly reader = new StateReader(new Float64Array(0));

  /** @param original is put into the states that are followed */
  constructor(
    readonly episode: E,
    private readonly original: { readonly system: S; show(values: Float64Array): void },
  ) {}

  /**
   * The next state of the other, the one at its start first.
   * @throws StateMismatch when it is none
   */
  follow(values: Float64Array, handOvers: readonly HandOver[] = []): void {
    const { original, episode, reader } = this;
    original.show(values);
    reader.reset(values);
    // Every state begins with the world's: see `DualSystem.exchange`.
    reader.entity('world');
    episode.world.exchange(reader);
    // The start is in its past already.
    if (episode.world.tick > 0) episode.inherit(original.system, handOvers);
  }
}
