import { poolCounts, type ValueCount } from '../compare/stats/quantiles.ts';
import type { DurationName, DurationPlot, PlotData } from '../compare/comparison.ts';
import { compareSituations, LEVEL_BINS, type EpisodeResult } from './episode-result.ts';
import { groupBy } from './group.ts';
import { compareLatencies } from './latency-label.ts';
import { poolLogHistograms, valueCounts, type LogHistogram } from './log-histogram.ts';
import { withoutErrors } from './rates.ts';
import { countsInMs, type TickDistribution } from './tick-distribution.ts';

/** Durations that a clock measured, in every run. */
const COMPUTE = {
  fastComputeMs: ({ timing }) => timing.fastComputeMs,
  tickComputeMs: ({ timing }) => timing.tickComputeMs,
  plannerComputeMs: ({ timing }) => timing.plannerComputeMs,
  plannerQueueMs: ({ timing }) => timing.plannerQueueMs,
} as const satisfies Partial<Record<DurationName, (episode: EpisodeResult) => LogHistogram | null>>;

/** Durations in control ticks: measured in live runs, else a consequence of the simulated latency. */
const TICKS = {
  plannerLatencyMs: (episode) => episode.plannerLatencyMs,
  triggerToEffectMs: (episode) => episode.triggerToEffectMs,
  stalenessAtArrivalMs: (episode) => episode.stalenessAtArrivalMs,
  stalenessAtUseMs: (episode) => episode.stalenessMs,
} as const satisfies Partial<Record<DurationName, (episode: EpisodeResult) => TickDistribution | null>>;

/** The arm whose uncertainty is judged. */
const FAST_ARM = 'fast';

/**
 * Distributions of durations by arm, latency and clock, in this order; empty ones are left out. Episodes with errors do
 * not count.
 */
export function durationPlots(episodes: readonly EpisodeResult[]): DurationPlot[] {
  const plots: DurationPlot[] = [];
  for (const members of groupsOf(withoutErrors(episodes))) {
    const [{ arm, latency, clock }] = members;
    const plot = (what: DurationName, origin: DurationPlot['origin'], counts: readonly ValueCount[]): void => {
      if (counts.length > 0) plots.push({ arm, latency, what, origin, counts });
    };
    for (const [what, of] of entries(COMPUTE)) {
      plot(what, 'measured', valueCounts(poolLogHistograms(members.map(of).filter((part) => part !== null))));
    }
    for (const [what, of] of entries(TICKS)) {
      const parts = members.map((episode) => countsInMs(of(episode)?.ticks ?? [], episode.controlDt));
      plot(what, clock === 'live' ? 'measured' : 'modelled', poolCounts(parts));
    }
  }
  return plots;
}

/** Ticks of the arm `fast` by the level of its uncertainty, with and without a collision within 3 s; null: not measured. */
export function calibrationCounts(episodes: readonly EpisodeResult[]): PlotData['calibration'] {
  const measured = withoutErrors(episodes).flatMap(({ arm, uncertainty }) =>
    arm === FAST_ARM && uncertainty !== null ? [uncertainty] : [],
  );
  if (measured.length === 0) return null;
  const sum = (of: 'collisionWithin3S' | 'noCollisionWithin3S'): number[] =>
    Array.from({ length: LEVEL_BINS }, (_, bin) => measured.reduce((total, levels) => total + levels[of][bin], 0));
  return { collisionWithin3S: sum('collisionWithin3S'), noCollisionWithin3S: sum('noCollisionWithin3S') };
}

function groupsOf(episodes: readonly EpisodeResult[]): EpisodeResult[][] {
  const groups = groupBy(episodes, ({ arm, latency, clock }) => JSON.stringify([arm, latency, clock]));
  return [...groups.values()]
    .map((members) => [...members].sort(compareSituations))
    .sort(([a], [b]) => {
      if (a.arm !== b.arm) return a.arm < b.arm ? -1 : 1;
      return compareLatencies(a.latency, b.latency) || (a.clock < b.clock ? -1 : 1);
    });
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}
