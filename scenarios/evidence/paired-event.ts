import { pairSituations } from '../compare/situation-pairs.ts';
import type { Interval } from '../compare/stats/interval.ts';
import { mcnemarExact } from '../compare/stats/mcnemar.ts';
import { newcombePairedDifference } from '../compare/stats/newcombe.ts';
import { countPairs } from '../compare/stats/paired-counts.ts';
import { relativeReduction, type RelativeReduction } from '../compare/stats/relative-reduction.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { RATE_METRICS, rateFrom, withoutErrors } from '../results/rates.ts';
import type { RateSummary } from '../results/summary-types.ts';

/** What an episode of the arm had or had not; null: it does not tell. */
export const ARM_EVENTS = {
  success: RATE_METRICS.success,
  collision: RATE_METRICS.collision,
  drop: RATE_METRICS.drop,
  /** A collision, a drop, or both: one episode counts once. */
  harm: (episode: EpisodeResult): boolean | null =>
    RATE_METRICS.collision(episode) === true ? true : RATE_METRICS.drop(episode),
} as const;

export type ArmEvent = keyof typeof ARM_EVENTS;

/** Arm a against arm b in the situations that both met. */
export interface PairedEvent {
  /** Pairs. */
  readonly n: number;
  readonly rateA: number;
  readonly rateB: number;
  /** Rate of a minus rate of b. */
  readonly difference: number;
  /** Of the difference, 95 %, Newcombe's paired method. */
  readonly ci95: Interval;
  /** Exact McNemar test. */
  readonly pValue: number;
  /** By which share a's rate is below b's; null where b never had the event. */
  readonly reduction: RelativeReduction | null;
}

/** Episodes that ended in an error, or do not tell, are in no pair. @returns null without pairs */
export function pairedEvent(
  ofA: readonly EpisodeResult[],
  ofB: readonly EpisodeResult[],
  event: ArmEvent,
): PairedEvent | null {
  const had = ARM_EVENTS[event];
  const a: boolean[] = [];
  const b: boolean[] = [];
  for (const pair of pairSituations(ofA, ofB)) {
    const [inA, inB] = [had(pair.a), had(pair.b)];
    if (inA === null || inB === null) continue;
    a.push(inA);
    b.push(inB);
  }
  if (a.length === 0) return null;
  const counts = countPairs(a, b);
  const [rateA, rateB] = [(counts.both + counts.aOnly) / a.length, (counts.both + counts.bOnly) / a.length];
  return {
    ...{ n: a.length, rateA, rateB },
    difference: rateA - rateB,
    ci95: newcombePairedDifference(counts),
    pValue: mcnemarExact(counts.aOnly, counts.bOnly),
    reduction: relativeReduction(counts),
  };
}

/** Share of the episodes with the event, with its Wilson interval. */
export function eventRate(episodes: readonly EpisodeResult[], event: ArmEvent): RateSummary {
  const told = withoutErrors(episodes)
    .map(ARM_EVENTS[event])
    .filter((had) => had !== null);
  return rateFrom(told.filter(Boolean).length, told.length);
}
