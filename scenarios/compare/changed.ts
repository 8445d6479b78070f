import { episodeKey, type EpisodeResult } from '../results/episode-result.ts';
import type { ChangedEpisode, ChangedSide } from './comparison.ts';
import type { SituationPair } from './situation-pairs.ts';

/** Two episodes of one situation that ended differently. */
export interface ChangedPair extends SituationPair {
  readonly entry: ChangedEpisode;
}

/** Names of the two sides of a comparison. */
export interface Sides {
  readonly a: SideName;
  readonly b: SideName;
}

export type SideName = Pick<ChangedSide, 'arm' | 'plainArm' | 'folder'>;

/** From good to bad. An object out of reach is as bad as off the road: the task cannot be done any more. */
const CLASSES = ['goal', 'timeout', 'off-road', 'collision', 'at-fault collision'] as const;

/** Above any impact speed, so that the class of the outcome comes first. */
const PER_CLASS = 1000;

/** Above any difference in harm, so that what became worse comes first. */
const WORSE = PER_CLASS * CLASSES.length;

/**
 * The pairs of which one side ended in another class of outcome: goal, timeout, off road, collision, collision at fault.
 * First those in which `a` is worse; within both directions by how many classes apart, then by the speed of the impact.
 */
export function changedPairs(pairs: readonly SituationPair[], sides: Sides): ChangedPair[] {
  const changed: ChangedPair[] = [];
  for (const pair of pairs) {
    if (classOf(pair.a) === classOf(pair.b)) continue;
    const change = harmOf(pair.a) - harmOf(pair.b);
    const { scenario, family, seed, split, suite } = pair.a;
    const a = sideOf(pair.a, sides.a);
    const b = sideOf(pair.b, sides.b);
    changed.push({
      ...pair,
      entry: {
        key: [a.arm, b.arm, a.latency, suite, split, scenario, seed].join('|'),
        scenario,
        family,
        seed,
        split,
        suite,
        a,
        b,
        direction: change > 0 ? 'worse' : 'better',
        severity: Math.abs(change) + (change > 0 ? WORSE : 0),
      },
    });
  }
  return changed;
}

/** Worst first; equals by key, so that the order does not depend on that of the files. */
export function worstFirst(changed: readonly ChangedPair[]): ChangedPair[] {
  return [...changed].sort((x, y) => y.entry.severity - x.entry.severity || (x.entry.key < y.entry.key ? -1 : 1));
}

/** Results of both sides under the names of their arms as they were run, each episode once: what `run --only` runs again. */
export function changedEpisodes(changed: readonly ChangedPair[]): EpisodeResult[] {
  const episodes = new Map<string, EpisodeResult>();
  for (const { entry, a, b } of changed) {
    for (const episode of [
      { ...a, arm: entry.a.plainArm },
      { ...b, arm: entry.b.plainArm },
    ]) {
      const key = episodeKey(episode);
      if (!episodes.has(key)) episodes.set(key, episode);
    }
  }
  return [...episodes.values()];
}

function classOf({ outcome }: EpisodeResult): number {
  if (outcome.collision) return CLASSES.indexOf(outcome.atFault === true ? 'at-fault collision' : 'collision');
  if (outcome.end === 'off-road' || outcome.end === 'lost') return CLASSES.indexOf('off-road');
  return outcome.end === 'timeout' ? CLASSES.indexOf('timeout') : 0;
}

function harmOf(episode: EpisodeResult): number {
  return PER_CLASS * classOf(episode) + Math.min(PER_CLASS / 2, episode.outcome.impactSpeedMps ?? 0);
}

function sideOf({ latency, outcome, digest }: EpisodeResult, name: SideName): ChangedSide {
  const { end, collisionKind, atFault, impactSpeedMps } = outcome;
  return { ...name, latency, end, collisionKind, atFault, impactSpeedMps, digest };
}
