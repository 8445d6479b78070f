import { isReferenceArm } from '../../policies/driving/reference/names.ts';
import { splitArmName } from './arm-name.ts';
import { type EpisodeResult, pairKey } from './episode-result.ts';
import { rateFrom, withoutErrors } from './rates.ts';
import type { PreventabilitySummary } from './summary-types.ts';

/** Situations by `pairKey`, with the episode that an arm had in them; without those that ended in an error. */
type Episodes = ReadonlyMap<string, EpisodeResult>;

/**
 * What the reference drivers tell of every arm, themselves included: a situation is preventable if at least one of them
 * drives it without collision and stays on the road. One that not all of them drove, or in which one ended in an error,
 * is in no rate, whatever the others did: it would be counted if it is preventable alone, and the share would be too large.
 *
 * An arm that was kept apart for a folder is held against the drivers of that folder, and those on which all folders agree.
 *
 * @param arms episodes per arm, each situation at most once
 * @returns the arms' summaries; empty unless a reference driver ran
 */
export function summarisePreventability(
  arms: ReadonlyMap<string, readonly EpisodeResult[]>,
): Map<string, PreventabilitySummary> {
  const byArm = new Map<string, Episodes>();
  for (const [arm, episodes] of arms)
    byArm.set(arm, new Map(withoutErrors(episodes).map((episode) => [pairKey(episode), episode])));
  const references = [...byArm].filter(([arm]) => isReferenceArm(splitArmName(arm).arm));
  const summaries = new Map<string, PreventabilitySummary>();
  if (references.length === 0) return summaries;
  for (const [arm, episodes] of byArm) {
    const { folder } = splitArmName(arm);
    const ofFolder = references.filter(([reference]) => ['', folder].includes(splitArmName(reference).folder));
    const summary = summariseArm(arm, episodes, ofFolder);
    if (summary !== null) summaries.set(arm, summary);
  }
  return summaries;
}

/** Null when no reference driver met a situation of the arm. */
function summariseArm(
  arm: string,
  episodes: Episodes,
  references: readonly (readonly [string, Episodes])[],
): PreventabilitySummary | null {
  const met = references.filter(([, theirs]) => [...episodes.keys()].some((situation) => theirs.has(situation)));
  if (met.length === 0) return null;
  let decided = 0;
  let collisions = 0;
  let preventable = 0;
  for (const [situation, episode] of episodes) {
    const verdict = isPreventable(situation, met);
    if (verdict === null) continue;
    decided++;
    if (!episode.outcome.collision) continue;
    collisions++;
    if (verdict) preventable++;
  }
  const avoided: PreventabilitySummary['avoided'] = {};
  for (const [reference, theirs] of met) if (reference !== arm) avoided[reference] = avoidedOf(episodes, theirs);
  return {
    references: met.map(([reference]) => reference),
    preventableCollision: rateFrom(preventable, decided),
    preventableShare: rateFrom(preventable, collisions),
    avoided,
  };
}

/** Null: undecided. */
function isPreventable(situation: string, references: readonly (readonly [string, Episodes])[]): boolean | null {
  let preventable = false;
  for (const [, theirs] of references) {
    const episode = theirs.get(situation);
    if (episode === undefined) return null;
    if (isHarmless(episode)) preventable = true;
  }
  return preventable;
}

/** Of the situations in which a reference driver collides, those that the arm drives without harm. */
function avoidedOf(episodes: Episodes, theirs: Episodes): PreventabilitySummary['avoided'][string] {
  let collided = 0;
  let avoided = 0;
  for (const [situation, reference] of theirs) {
    const own = episodes.get(situation);
    if (own === undefined || !reference.outcome.collision) continue;
    collided++;
    if (isHarmless(own)) avoided++;
  }
  return rateFrom(avoided, collided);
}

/** Not in time is harmless too: reference drivers stop and wait where the way is blocked. */
function isHarmless({ outcome }: EpisodeResult): boolean {
  return !outcome.collision && outcome.end !== 'off-road';
}
