import type { EpisodeResult } from '../results/episode-result.ts';

/** An episode of any domain, as far as running it to its end needs it. */
export interface Endable {
  readonly system: { readonly ledger: { readonly counts: { readonly hung: number } } };
  /** Runs one tick; false when the episode has ended. */
  tick(): Promise<boolean>;
  /** Ends the episode and sums it up. */
  finish(wallMs: number): EpisodeResult;
}

/**
 * Runs an episode to its end. What it throws, already when it is opened, becomes an `error` result: named, counted, out of
 * all rates. So does a planner that hangs.
 * @param failed makes that result
 */
export async function runToEnd(
  open: () => Endable,
  failed: (error: NonNullable<EpisodeResult['error']>, wallMs: number) => EpisodeResult,
): Promise<EpisodeResult> {
  const start = performance.now();
  try {
    const episode = open();
    const { counts } = episode.system.ledger;
    // One hang makes the episode an error; waiting for the watchdog at every further call would help nobody.
    while ((await episode.tick()) && counts.hung === 0);
    const result = episode.finish(performance.now() - start);
    if (counts.hung === 0) return result;
    return failed({ what: 'planner hang', message: 'the watchdog stopped a planner call' }, performance.now() - start);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed({ what: 'exception', message }, performance.now() - start);
  }
}
