import { type EpisodeResult, episodeKey } from '../results/episode-result.ts';
import { groupBy } from '../results/group.ts';
import { reportedArm, sharedLatency } from '../results/shared-latency.ts';
import type { Summary } from '../results/summary-types.ts';
import { type ArmPair, armPairs, type PooledArm } from './arm-pairs.ts';
import { bestReflex } from './best-reflex.ts';
import { type ChangedPair, changedPairs } from './changed.ts';
import { pairSituations, type SituationPair } from './situation-pairs.ts';

interface MainPool {
  readonly arms: readonly PooledArm[];
  readonly sets: readonly string[];
  readonly episodes: readonly EpisodeResult[];
  readonly setOf: (episode: EpisodeResult) => string;
}

/**
 * The changed episodes of the one comparison that a reader came for: with a baseline every arm against itself there;
 * else, when folders tell different things of an arm, that arm against itself, at every latency that both have; else
 * a dual arm against the better of `aeb` and `reflex`, or against `fast` without those; else the first two arms that are
 * compared at all.
 */
export function mainComparison(
  pool: MainPool,
  summary: Summary,
  baseline: { readonly name: string; readonly episodes: readonly EpisodeResult[] } | null,
): ChangedPair[] {
  if (baseline !== null) return againstBaseline(pool, baseline);
  const pairs = armPairs(pool.arms, pool.sets);
  const apart = pairs.filter(({ a, b }) => a.plainArm === b.plainArm);
  if (apart.length > 0) return apart.flatMap((pair) => changedBetween(pool, pair, null));
  const chosen = pairOfInterest(pairs, summary);
  return chosen === undefined ? [] : changedBetween(pool, chosen, summary);
}

function pairOfInterest(pairs: readonly ArmPair[], summary: Summary): ArmPair | undefined {
  const opponent = bestReflex(summary) ?? 'fast';
  return (
    pairs.find(({ a, b }) => a.name === 'dual' && b.name === opponent) ??
    pairs.find(({ a, b }) => a.plainArm.startsWith('dual') && b.name === opponent) ??
    pairs.find(({ a }) => a.plainArm.startsWith('dual')) ??
    pairs[0]
  );
}

/** @param reported at the latency of the differences; null: at every latency that both have */
function changedBetween(pool: MainPool, { a, b }: ArmPair, reported: Summary | null): ChangedPair[] {
  const side = ({ name, plainArm }: PooledArm, episode: EpisodeResult) => ({
    arm: name,
    plainArm,
    folder: pool.setOf(episode),
  });
  const of = (arm: PooledArm): EpisodeResult[] => pool.episodes.filter((episode) => episode.arm === arm.name);
  const pairs =
    reported === null
      ? atEachLatency(of(a), of(b))
      : atSharedLatency(of(a), reported.arms[a.name].latency, of(b), reported.arms[b.name].latency);
  return pairs.flatMap((pair) => changedPairs([pair], { a: side(a, pair.a), b: side(b, pair.b) }));
}

function againstBaseline(
  pool: MainPool,
  { name, episodes }: { readonly name: string; readonly episodes: readonly EpisodeResult[] },
): ChangedPair[] {
  const earlier = new Map(episodes.filter(({ error }) => error === null).map((one) => [episodeKey(one), one]));
  return pool.arms.flatMap((arm) =>
    pool.episodes.flatMap((now) => {
      if (now.arm !== arm.name || now.error !== null) return [];
      const before = earlier.get(episodeKey({ ...now, arm: arm.plainArm }));
      if (before === undefined) return [];
      const a = { arm: arm.name, plainArm: arm.plainArm, folder: pool.setOf(now) };
      const b = { arm: `${arm.plainArm}@${name}`, plainArm: arm.plainArm, folder: name };
      return changedPairs([{ a: now, b: before }], { a, b });
    }),
  );
}

function atSharedLatency(
  ofA: readonly EpisodeResult[],
  reportedA: string,
  ofB: readonly EpisodeResult[],
  reportedB: string,
): SituationPair[] {
  const [a, b] = [reportedArm(ofA, reportedA), reportedArm(ofB, reportedB)];
  const shared = sharedLatency(a, b);
  return shared === null ? [] : pairSituations(a.byLatency.get(shared.a) ?? [], b.byLatency.get(shared.b) ?? []);
}

function atEachLatency(ofA: readonly EpisodeResult[], ofB: readonly EpisodeResult[]): SituationPair[] {
  const latencies = groupBy(ofB, ({ latency }) => latency);
  return [...groupBy(ofA, ({ latency }) => latency)].flatMap(([latency, episodes]) =>
    pairSituations(episodes, latencies.get(latency) ?? []),
  );
}
