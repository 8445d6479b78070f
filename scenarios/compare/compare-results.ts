import { commonDomain } from '../results/common-domain.ts';
import { durationPlots, calibrationCounts } from '../results/duration-plots.ts';
import { type EpisodeResult, episodeKey } from '../results/episode-result.ts';
import { ResultsError, uniqueEpisodes } from '../results/episode-lines.ts';
import { groupBy } from '../results/group.ts';
import { reportedArm, sharedLatency } from '../results/shared-latency.ts';
import { summarise, type SummaryOptions } from '../results/summary.ts';
import { armPairs, type PooledArm } from './arm-pairs.ts';
import { compareWithBaseline } from './baseline.ts';
import { type ChangedPair, worstFirst } from './changed.ts';
import type { ComparisonDocument, Difference } from './comparison.ts';
import { differencesOf, type QuantileCache } from './differences.ts';
import { mainComparison } from './main-comparison.ts';
import { DEFAULT_MARGINS, type Margins } from './margins.ts';
import { pairSituations } from './situation-pairs.ts';

/** The results of one folder. */
export interface ResultSet {
  /** Of the folder as the user gave it; distinguishes arms of the same name. */
  readonly name: string;
  readonly episodes: readonly EpisodeResult[];
  /** Planner that the arms ran with; undefined where the folder does not say. */
  readonly planner?: string | undefined;
  /** Files of the folder that say nothing here, with the reason; sentences. */
  readonly passedOver?: readonly string[];
}

export interface CompareSettings extends SummaryOptions {
  /** What an equivalence test calls equal; default 2 percentage points for shares. */
  readonly margins?: Margins;
}

/** A comparison with the episodes behind it. */
export interface Comparison {
  readonly document: ComparisonDocument;
  /** In the order of `document.changed`. */
  readonly changed: readonly ChangedPair[];
  /** All episodes of the pool, each once, under the names of the summary's arms. */
  readonly episodes: readonly EpisodeResult[];
  /** Files that were passed over, with the reason; sentences. */
  readonly passedOver: readonly string[];
}

/** The pooled results: what the summary and all differences are made of. */
export interface Pool {
  readonly arms: readonly PooledArm[];
  /** Names of the sets in the order of the command line. */
  readonly sets: readonly string[];
  readonly episodes: readonly EpisodeResult[];
  /** Folder that an episode came from, the first that has it. */
  readonly setOf: (episode: EpisodeResult) => string;
}

/**
 * Pools result sets into one summary. Parts of one run (shards, other arms) simply add up; an arm of which two sets hold
 * different results of the same episode is kept apart, as `arm@set`. With a baseline every arm is also compared with the
 * arm of the same name there.
 *
 * @throws ResultsError without any episode, if one set contradicts itself, or if they are of two domains
 */
export function compareResults(
  sets: readonly ResultSet[],
  baseline: ResultSet | null,
  settings: CompareSettings = {},
): Comparison {
  requireOneDomain([...sets, ...(baseline === null ? [] : [baseline])]);
  const pool = poolSets(sets);
  const { arms, episodes } = pool;
  if (episodes.length === 0)
    throw new ResultsError('There is nothing to compare: the results hold no finished episode.');
  const summary = summarise(episodes, settings);
  const before = baseline === null ? null : { ...baseline, episodes: uniqueEpisodes(baseline.episodes) };
  const plainArmOf = (name: string): string => arms.find((arm) => arm.name === name)?.plainArm ?? name;
  const margins = settings.margins ?? DEFAULT_MARGINS;
  const changed = worstFirst(mainComparison(pool, summary, before));
  return {
    document: {
      schemaVersion: 1,
      summary,
      differences: allDifferences(pool, summary.arms, margins),
      baseline: before === null ? null : compareWithBaseline(episodes, before.episodes, plainArmOf, margins),
      changed: changed.map(({ entry }) => entry),
      plots: { durations: durationPlots(episodes), calibration: calibrationCounts(episodes) },
    },
    changed,
    episodes,
    passedOver: [...sets, ...(baseline === null ? [] : [baseline])].flatMap((set) => set.passedOver ?? []),
  };
}

function requireOneDomain(sets: readonly ResultSet[]): void {
  const [first, ...others] = sets.filter(({ episodes }) => episodes.length > 0);
  if (first === undefined) return;
  const domain = commonDomain(first.episodes);
  for (const { name, episodes } of others) {
    const other = commonDomain(episodes);
    if (other === domain) continue;
    throw new ResultsError(
      `${first.name} holds results of ${domain} and ${name} results of ${other}, which have no rates in common; compare ` +
        `folders of one domain.`,
    );
  }
}

function allDifferences(
  { arms, sets, episodes }: Pool,
  reported: Readonly<Record<string, { readonly latency: string }>>,
  margins: Margins,
): Difference[] {
  const byArm = groupBy(episodes, ({ arm }) => arm);
  const latencies = new Map(
    [...byArm].map(([arm, members]) => [arm, reportedArm(members, reported[arm].latency)] as const),
  );
  const cache: QuantileCache = new Map();
  return armPairs(arms, sets).flatMap(({ a, b }) => {
    const [ofA, ofB] = [latencies.get(a.name), latencies.get(b.name)];
    const shared = ofA === undefined || ofB === undefined ? null : sharedLatency(ofA, ofB);
    if (shared === null) return [];
    const pairs = pairSituations(ofA?.byLatency.get(shared.a) ?? [], ofB?.byLatency.get(shared.b) ?? []);
    return pairs.length === 0
      ? []
      : differencesOf({ a: a.name, b: b.name, latency: shared.name }, pairs, margins, cache);
  });
}

function poolSets(sets: readonly ResultSet[]): Pool {
  const apart = contradictingArms(sets);
  const arms = new Map<string, PooledArm>();
  const folders = new Map<string, string>();
  const pooled: EpisodeResult[] = [];
  for (const { name: set, episodes } of sets) {
    for (const episode of episodes) {
      const isApart = apart.has(episode.arm);
      const name = isApart ? `${episode.arm}@${set}` : episode.arm;
      if (!arms.has(name)) arms.set(name, { name, plainArm: episode.arm, set: isApart ? set : null });
      const labelled = isApart ? { ...episode, arm: name } : episode;
      const key = episodeKey(labelled);
      if (!folders.has(key)) folders.set(key, set);
      pooled.push(labelled);
    }
  }
  return {
    arms: [...arms.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    sets: sets.map(({ name }) => name),
    episodes: uniqueEpisodes(pooled),
    setOf: (episode) => folders.get(episodeKey(episode)) ?? '',
  };
}

/**
 * Arms of which two sets hold different results of the same episode, or results of different versions, models or
 * planners: these must not add up to one rate.
 */
function contradictingArms(sets: readonly ResultSet[]): Set<string> {
  return new Set([...armsOfOtherResults(sets), ...armsOfOtherPlanners(sets)]);
}

function armsOfOtherPlanners(sets: readonly ResultSet[]): Set<string> {
  const planners = new Map<string, string>();
  const apart = new Set<string>();
  for (const { planner, episodes } of sets) {
    if (planner === undefined) continue;
    const asking = new Set(episodes.filter((episode) => episode.planner.calls > 0).map(({ arm }) => arm));
    for (const arm of asking) {
      if ((planners.get(arm) ?? planner) !== planner) apart.add(arm);
      planners.set(arm, planner);
    }
  }
  return apart;
}

function armsOfOtherResults(sets: readonly ResultSet[]): Set<string> {
  const digests = new Map<string, string>();
  const engines = new Map<string, { readonly set: string; readonly engine: string }>();
  const apart = new Set<string>();
  for (const { name: set, episodes } of sets) {
    for (const episode of uniqueEpisodes(episodes)) {
      if (episode.error !== null) continue;
      const key = episodeKey(episode);
      const known = digests.get(key);
      if (known === episode.digest) continue;
      const engine = engineKey(episode);
      const earlier = engines.get(episode.arm) ?? { set, engine };
      if (known !== undefined || (earlier.set !== set && earlier.engine !== engine)) apart.add(episode.arm);
      digests.set(key, episode.digest);
      engines.set(episode.arm, earlier);
    }
  }
  return apart;
}

function engineKey({ engine: { version, models } }: EpisodeResult): string {
  return JSON.stringify([version, Object.entries(models).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
