import type { Interval } from '../compare/stats/interval.ts';
import { estimateMean } from '../compare/stats/mean.ts';
import { wilson } from '../compare/stats/wilson.ts';
import { scoreFacts } from './domain-measures.ts';
import type { EpisodeResult } from './episode-result.ts';
import type { ScoreSummary } from './summary-types.ts';

/** By metric, of the episodes that were scored. */
export function summariseScores(episodes: readonly EpisodeResult[]): Record<string, ScoreSummary> {
  const values = new Map<string, number[]>();
  const invalid = new Map<string, number>();
  for (const { scores } of episodes) {
    for (const [id, score] of Object.entries(scores ?? {})) {
      if (!values.has(id)) values.set(id, []);
      if (score.valid && score.value !== null) values.get(id)!.push(score.value);
      else invalid.set(id, (invalid.get(id) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...values].map(([id, of]) => [id, { ...meanOf(id, of), invalid: invalid.get(id) ?? 0 }]));
}

/**
 * Mean with an interval that a score can have: Wilson's where it is 0 or 1, else Student's t cut to the score's range.
 * Values that are all equal tell nothing of their spread, so that there is none.
 */
function meanOf(id: string, values: readonly number[]): Pick<ScoreSummary, 'n' | 'mean' | 'ci95'> {
  const { n, mean, interval } = estimateMean(values);
  const range = rangeOf(id);
  if (range === '0 or 1' && n > 0) {
    return { n, mean, ci95: wilson(values.filter((value) => value === 1).length, n) };
  }
  if (interval === null || values.every((value) => value === values[0])) return { n, mean, ci95: null };
  const [low, high] = limitsOf(range);
  const ci95: Interval = [Math.max(interval[0], low), Math.min(interval[1], high)];
  return { n, mean, ci95 };
}

/** As the table of metrics has it; `any` for a metric that this version does not know. */
function rangeOf(id: string): string {
  return scoreFacts(id)?.range ?? 'any';
}

/** Of `0 to 100`, `0, 0.5 or 1`, `0 and more`, `any`. */
function limitsOf(range: string): Interval {
  const limits = /^([\d.]+)\b.*?(?: (?:to|or) ([\d.]+))?$/.exec(range);
  return limits === null ? [-Infinity, Infinity] : [Number(limits[1]), Number(limits[2] ?? Infinity)];
}
