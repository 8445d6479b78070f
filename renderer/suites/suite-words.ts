import { latencyText } from '../compare/pairing.ts';
import { NBSP } from '../panels/words.ts';
import { endWords } from '../replay/words.ts';
import { count } from '../report/words.ts';
import type { SuiteFolder, SuiteRow, SuiteState } from '../host/suite-contract.ts';

/** A while in words: `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function clockText(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s}${NBSP}s`;
  if (s < 3600) return `${Math.floor(s / 60)}${NBSP}min ${s % 60}${NBSP}s`;
  const minutes = Math.round(s / 60);
  return `${Math.floor(minutes / 60)}${NBSP}h ${minutes % 60}${NBSP}min`;
}

/** What is still to come, no more precise than it is known. */
export function leftText(seconds: number | null): string {
  if (seconds === null) return 'time left not known yet';
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5}${NBSP}s left`;
  if (seconds < 3570) return `about ${Math.max(1, Math.round(seconds / 60))}${NBSP}min left`;
  return `about ${clockText(Math.round(seconds / 60) * 60)} left`;
}

/** @param perSecond null: not known yet */
export function paceText(perSecond: number | null): string {
  if (perSecond === null) return 'pace not known yet';
  return perSecond >= 1 || perSecond === 0
    ? `${perSecond.toFixed(1)} episodes per second`
    : `${(60 * perSecond).toFixed(1)} episodes per minute`;
}

export const STATE_WORDS: Readonly<Record<SuiteState, string>> = {
  running: 'Running',
  cancelling: 'Cancelling: the episodes under way end first',
  cancelled: 'Cancelled',
  finished: 'Finished',
  failed: 'Failed',
};

/** How an episode is counted; from the worst on. */
export const OUTCOMES = ['collision', 'off-road', 'lost', 'timeout', 'error', 'goal'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What touched something collided, whatever ended the episode. */
export function outcomeOf({ error, collision, end }: Pick<SuiteRow, 'error' | 'collision' | 'end'>): Outcome {
  if (error !== null) return 'error';
  if (collision) return 'collision';
  return OUTCOMES.find((outcome) => outcome === end) ?? 'goal';
}

/** A sign beside the word, so that neither colour nor reading is needed to find the bad ones. */
export const OUTCOME_SIGNS: Readonly<Record<Outcome, string>> = {
  collision: '✕',
  'off-road': '↯',
  lost: '↘',
  timeout: '◷',
  error: '!',
  goal: '✓',
};

/** `collision with walker at 4.2 m/s`, `goal reached`, `object out of reach; a drop`. */
export function outcomeText(row: SuiteRow): string {
  const outcome = outcomeOf(row);
  if (outcome === 'error') return `error: ${row.error}`;
  const drop = hasDropped(row) ? '; a drop' : '';
  if (outcome !== 'collision') return `${endWords(outcome)}${drop}`;
  const other = row.collisionWith === null ? '' : ` with ${row.collisionWith.replace(/^actor\//, '')}`;
  const impact = row.impactSpeedMps === null ? '' : ` at ${impactText(row)}`;
  const later = row.end === 'collision' ? '' : `, then ${endWords(row.end)}`;
  return `collision${other}${impact}${later}${drop}`;
}

export function hasDropped({ rates }: Pick<SuiteRow, 'rates'>): boolean {
  return rates['drop'] === true;
}

/** Speed of the impact; a hand is slower than a car. */
export function impactText({ domain, impactSpeedMps }: Pick<SuiteRow, 'domain' | 'impactSpeedMps'>): string {
  return impactSpeedMps === null ? '–' : `${impactSpeedMps.toFixed(domain === undefined ? 1 : 2)}${NBSP}m/s`;
}

/** One folder in the list of runs. */
export function folderText({ arms, seeds, split, latencies, done, total }: SuiteFolder): string {
  const episodes =
    total === null || total === done ? `${count(done)} episodes` : `${count(done)} of ${count(total)} episodes`;
  const many = arms.length > 4 ? `${arms.length} arms` : arms.join(', ');
  return `${many} · seeds ${seeds[0]}..${seeds[1]} · ${split} · ${latencies.map(latencyText).join(', ')} · ${episodes}`;
}
