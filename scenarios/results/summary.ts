import { summariseArm } from './arm-summary.ts';
import { commonDomain } from './common-domain.ts';
import { measuresOf } from './domain-measures.ts';
import { uniqueEpisodes } from './episode-lines.ts';
import type { EpisodeResult } from './episode-result.ts';
import { groupBy } from './group.ts';
import { compareLatencies } from './latency-label.ts';
import { summariseSweep } from './latency-sweep.ts';
import { pairArms } from './paired-rows.ts';
import { summarisePreventability } from './preventability.ts';
import type { ReportedArm } from './shared-latency.ts';
import type { ArmSummary, ErrorEpisode, Summary } from './summary-types.ts';

/** The latency that `arms` and `paired` report when several were swept. */
const REFERENCE_LATENCY = 'fixed:200';

export interface SummaryOptions {
  /** Elapsed time of the run, s; default: the sum over the episodes. */
  readonly wallSeconds?: number;
  /** Latency that `arms` and `paired` report when several were swept; default 'fixed:200', else the smallest. */
  readonly referenceLatency?: string;
}

/**
 * Summarises episodes in any order. Repeated results count once; an arm that ran with several latencies is reported at
 * the reference latency, and at all of them in `latencySweep`.
 *
 * @throws ResultsError if two results of one episode differ, or they are of two domains
 */
export function summarise(results: Iterable<EpisodeResult>, options: SummaryOptions = {}): Summary {
  const episodes = uniqueEpisodes(results);
  const domain = commonDomain(episodes);
  const reference = options.referenceLatency ?? REFERENCE_LATENCY;
  const arms: Record<string, ArmSummary> = {};
  const reported = new Map<string, EpisodeResult[]>();
  const swept = new Map<string, ArmSummary[]>();
  const paired = new Map<string, ReportedArm>();
  for (const [arm, members] of groupBy(episodes, (episode) => episode.arm)) {
    const byLatency = groupBy(members, (episode) => episode.latency);
    const latencies = [...byLatency.keys()].sort(compareLatencies);
    const summaries = latencies.map((latency) => summariseArm(arm, latency, byLatency.get(latency) ?? []));
    const chosen = Math.max(0, latencies.indexOf(reference));
    arms[arm] = summaries[chosen];
    reported.set(arm, byLatency.get(latencies[chosen]) ?? []);
    swept.set(arm, summaries);
    paired.set(arm, { reported: latencies[chosen], byLatency });
  }
  for (const [arm, preventability] of summarisePreventability(reported)) arms[arm].preventability = preventability;
  return {
    schemaVersion: 1,
    ...(domain === 'driving' ? {} : { domain }),
    suite: distinct(episodes.map((episode) => episode.suite)),
    split: distinct(episodes.map((episode) => episode.split)),
    seeds: seedRange(episodes),
    engine: engineOf(episodes),
    simSeconds: sumOf([...swept.values()].flat(), (summary) => summary.simSeconds),
    wallSeconds: options.wallSeconds ?? sumOf(episodes, (episode) => episode.timing.wallMs) / 1000,
    arms,
    paired: pairArms(paired, measuresOf(domain).rates),
    latencySweep: [...swept.values()].some((summaries) => summaries.length > 1) ? summariseSweep(swept) : null,
    errorEpisodes: listErrors(episodes),
  };
}

/**
 * Exit code of a run: 3 if an episode ended in an internal error, 1 if a check does not hold, else 0. A run without
 * valid numbers must not pass as one with bad numbers, so errors come first.
 */
export function exitCodeOf(summary: Summary, allChecksHold: boolean): 0 | 1 | 3 {
  if (summary.errorEpisodes.length > 0) return 3;
  return allChecksHold ? 0 : 1;
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)].sort().join(', ');
}

function seedRange(episodes: readonly EpisodeResult[]): string {
  if (episodes.length === 0) return '';
  let first = Infinity;
  let last = -Infinity;
  for (const { seed } of episodes) {
    first = Math.min(first, seed);
    last = Math.max(last, seed);
  }
  return `${first}..${last}`;
}

/** Versions and hashes that differ among the episodes are listed with commas, so that a mixture shows. */
function engineOf(episodes: readonly EpisodeResult[]): Summary['engine'] {
  const models: Record<string, string> = {};
  const named = episodes.flatMap(({ engine }) => Object.entries(engine.models));
  for (const [name, entries] of groupBy(named, ([model]) => model))
    models[name] = distinct(entries.map(([, hash]) => hash));
  return { version: distinct(episodes.map(({ engine }) => engine.version)), models };
}

function listErrors(episodes: readonly EpisodeResult[]): ErrorEpisode[] {
  const errors: ErrorEpisode[] = [];
  for (const { arm, latency, family, scenario, seed, error } of episodes) {
    if (error !== null) errors.push({ arm, latency, family, scenario, seed, ...error });
  }
  const place = (e: ErrorEpisode): string => `${e.arm}\t${e.latency}\t${e.scenario}`;
  return errors.sort((a, b) => (place(a) === place(b) ? a.seed - b.seed : place(a) < place(b) ? -1 : 1));
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum;
}
