import type { EpisodeResult } from './episode-result.ts';
import { groupBy } from './group.ts';
import { compareLatencies } from './latency-label.ts';

/** An arm's episodes by latency, and the latency that it is reported at. */
export interface ReportedArm {
  readonly reported: string;
  readonly byLatency: ReadonlyMap<string, readonly EpisodeResult[]>;
}

/** Latencies at which two arms are compared: the same, unless one of them never plans. */
export interface SharedLatency {
  readonly a: string;
  readonly b: string;
  /** That of the arm that plans. */
  readonly name: string;
}

export function reportedArm(episodes: readonly EpisodeResult[], reported: string): ReportedArm {
  return { reported, byLatency: groupBy(episodes, ({ latency }) => latency) };
}

/**
 * The latency at which two arms can be compared: the one that they are reported at, else one that both have. An arm that
 * ran once and never planned stands for every latency. Null: they have none in common.
 */
export function sharedLatency(a: ReportedArm, b: ReportedArm): SharedLatency | null {
  if (a.reported === b.reported) return same(a.reported);
  if (neverPlans(a)) return { a: a.reported, b: b.reported, name: b.reported };
  if (neverPlans(b)) return { a: a.reported, b: b.reported, name: a.reported };
  if (b.byLatency.has(a.reported)) return same(a.reported);
  if (a.byLatency.has(b.reported)) return same(b.reported);
  const common = [...a.byLatency.keys()].filter((latency) => b.byLatency.has(latency)).sort(compareLatencies);
  return common.length === 0 ? null : same(common[0]);
}

function same(name: string): SharedLatency {
  return { a: name, b: name, name };
}

function neverPlans({ byLatency }: ReportedArm): boolean {
  if (byLatency.size !== 1) return false;
  return [...byLatency.values()].every((episodes) => episodes.every(({ planner }) => planner.calls === 0));
}
