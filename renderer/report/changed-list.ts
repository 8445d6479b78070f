import type { ChangedEpisode, ChangedSide } from '../../scenarios/compare/comparison.ts';
import { collisionWords, endWords } from '../replay/words.ts';
import { plain } from './words.ts';

/** What of the list of changed episodes is shown; null: all. */
export interface ChangedFilter {
  readonly family: string | null;
  readonly direction: ChangedEpisode['direction'] | null;
  readonly pair: string | null;
  readonly onlyReplays: boolean;
}

export const NO_FILTER: ChangedFilter = { family: null, direction: null, pair: null, onlyReplays: false };

/** Two arms that were compared, as one word of a filter; a folder where both have one name. */
export function pairName({ a, b }: Pick<ChangedEpisode, 'a' | 'b'>): string {
  const same = a.arm === b.arm;
  const name = ({ arm, folder }: ChangedSide): string => (same ? `${arm} of ${folder}` : arm);
  return `${name(a)} against ${name(b)}`;
}

export function filterChanged(
  changed: readonly ChangedEpisode[],
  filter: ChangedFilter,
  hasReplay: (key: string) => boolean,
): ChangedEpisode[] {
  return changed.filter(
    (episode) =>
      (filter.family === null || episode.family === filter.family) &&
      (filter.direction === null || episode.direction === filter.direction) &&
      (filter.pair === null || pairName(episode) === filter.pair) &&
      (!filter.onlyReplays || hasReplay(episode.key)),
  );
}

/** How one side ended: `collision with its front (at fault, 8.20 m/s)`, `goal reached`. */
export function endText({ end, collisionKind, atFault, impactSpeedMps }: ChangedSide): string {
  const kind = collisionKind === null ? '' : ` ${collisionWords(collisionKind)}`;
  const facts = [
    ...(atFault === null ? [] : [atFault ? 'at fault' : 'not at fault']),
    ...(impactSpeedMps === null ? [] : [`${plain(impactSpeedMps)}\u00a0m/s`]),
  ];
  return `${endWords(end)}${kind}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

export interface RepeatOptions {
  /** Whether the fast policy was the rule-based one: no model was loaded. */
  readonly rulePolicy: boolean;
}

/** The command that runs both sides of a changed episode again and records them. */
export function repeatCommand({ scenario, split, seed, a, b }: ChangedEpisode, { rulePolicy }: RepeatOptions): string {
  const arms = [...new Set([a.plainArm, b.plainArm])].join(',');
  const latencies = [...new Set([a.latency, b.latency])].map(latencyOption).join(',');
  return [
    'npx twotempo run',
    quoted(scenario),
    `--split ${quoted(split)}`,
    `--seeds ${seed}..${seed}`,
    `--arms ${quoted(arms)}`,
    `--latency ${quoted(latencies)}`,
    ...(rulePolicy ? ['--policy rule'] : []),
    '--record all',
  ].join(' ');
}

/** From the name of a latency in results to the option that gives it: `fixed:200` is `200`, `lognormal:200,50` is `lognormal:200:50`. */
function latencyOption(name: string): string {
  const fixed = /^fixed:(\d+(?:\.\d+)?)$/.exec(name);
  return fixed === null ? name.replace(',', ':') : fixed[1];
}

/** For a shell, where it must be. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
