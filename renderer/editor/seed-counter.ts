import type { ReadText } from './editor-language.ts';
import { counted, type SeedCount } from './editor-state.ts';

/** So many seeds are drawn, from 0 on. */
export const TRIED_SEEDS = 20;
/** In one go; a draw takes about a millisecond. */
const AT_ONCE = 4;

/** Counts, while nothing else is to do, how many seeds of a text can be drawn. */
export class SeedCounter {
  private cancel: (() => void) | null = null;

  /** @param whenIdle runs something later; what it returns takes that back */
  constructor(
    private readonly whenIdle: (run: () => void) => () => void,
    private readonly done: (seeds: SeedCount) => void,
  ) {}

  start(sample: NonNullable<ReadText['sample']>): void {
    this.stop();
    this.goOn(sample, { tried: 0, drawn: 0, failures: [] });
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private goOn(sample: NonNullable<ReadText['sample']>, before: SeedCount): void {
    this.cancel = this.whenIdle(() => {
      let seeds = before;
      for (let k = 0; k < AT_ONCE; k++) seeds = counted(seeds, sample(seeds.tried));
      this.cancel = null;
      if (seeds.tried < TRIED_SEEDS) this.goOn(sample, seeds);
      else this.done(seeds);
    });
  }
}
