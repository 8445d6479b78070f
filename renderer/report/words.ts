import type { Difference, Verdict } from '../../scenarios/compare/comparison.ts';
import type { Interval } from '../../scenarios/compare/stats/interval.ts';
import { ENOUGH_RUNS } from '../../scenarios/compare/verdict.ts';
import type { DurationName } from '../../scenarios/compare/comparison.ts';
import { scoreFacts } from '../../scenarios/results/domain-measures.ts';
import type { MeanSummary, RateSummary } from '../../scenarios/results/summary-types.ts';

/** What is shown where nothing is defined or was measured. */
export const UNDEFINED = '–';

/** `12.3`: a share as per cent, without the sign. */
export function points(share: number): string {
  return minus((100 * share).toFixed(1));
}

export function percent(share: number | null): string {
  return share === null ? UNDEFINED : `${points(share)} %`;
}

/** `+1.2` or `−1.2`; 0 without a sign. */
export function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : minus(text);
}

/** With so many digits that three are significant, at most three of them after the point. */
export function plain(value: number | null): string {
  return value === null ? UNDEFINED : minus(value.toFixed(digitsOf(value)));
}

export function count(value: number | null): string {
  return value === null ? UNDEFINED : grouped(String(value));
}

/** The share and its interval, or that there were too few runs for one. */
export function rateText(rate: RateSummary): string {
  if (rate.n < ENOUGH_RUNS) return notEnough(rate);
  if (rate.rate === null || rate.ci95 === null) return UNDEFINED;
  return `${points(rate.rate)} ${intervalText(rate.ci95, points)}`;
}

export function notEnough({ count: events, n }: Pick<RateSummary, 'count' | 'n'>): string {
  return `not enough runs (${events}/${n}, ${ENOUGH_RUNS} needed)`;
}

/** The mean and its interval, in the metric's unit. */
export function meanText({ mean, ci95 }: MeanSummary): string {
  if (mean === null) return UNDEFINED;
  return ci95 === null ? plain(mean) : `${plain(mean)} ${intervalText(ci95, plain)}`;
}

export function intervalText([low, high]: Interval, text: (value: number) => string): string {
  return `[${text(low)}, ${text(high)}]`;
}

export function pText(p: number | null): string {
  if (p === null) return UNDEFINED;
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** `p < 0.001` or `p = 0.250`, for sentences. */
export function pSentence(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** A difference in percentage points for rates, otherwise in the metric's unit. */
export function differenceValue(value: number, kind: Difference['kind']): string {
  return kind === 'rate' ? signed(100 * value, 1) : signed(value, digitsOf(value));
}

export function differenceText({ difference, ci95, kind }: Pick<Difference, 'difference' | 'ci95' | 'kind'>): string {
  if (difference === null) return UNDEFINED;
  const text = differenceValue(difference, kind);
  return ci95 === null ? text : `${text} ${intervalText(ci95, (limit) => differenceValue(limit, kind))}`;
}

const VERDICTS: Readonly<Record<Verdict, { readonly sign: string; readonly word: string }>> = {
  better: { sign: '▲', word: 'better' },
  worse: { sign: '▼', word: 'worse' },
  equivalent: { sign: '=', word: 'equivalent' },
  undecided: { sign: '?', word: 'undecided' },
  'not-enough': { sign: '…', word: 'not enough runs' },
};

export function verdictWords(verdict: Verdict): { readonly sign: string; readonly word: string } {
  return VERDICTS[verdict];
}

const METRICS: Readonly<Record<string, string>> = {
  collision: 'collisions',
  atFaultCollision: 'collisions at fault',
  success: 'success',
  offRoad: 'off the road',
  timeout: 'time-outs',
  drop: 'drops',
  lost: 'out of reach',
  minTtcS: 'least time to collision',
  progress: 'progress',
  meanSpeedMps: 'mean speed',
  hardBrakingShare: 'hard braking',
  comfort: 'comfort',
  impactSpeedMps: 'impact speed',
};

/** Units by the end of a metric's name. */
const UNITS: readonly (readonly [end: RegExp, unit: string])[] = [
  [/Mps2$/, 'm/s²'],
  [/Mps$/, 'm/s'],
  [/Ms$/, 'ms'],
  [/S$/, 's'],
  [/[a-z]M$/, 'm'],
];

/** A metric's name for people; one that is not known here keeps its id. `triggerToEffectMs.p95` and `scores.pdms` too. */
export function metricName(metric: string): string {
  const score = scoreOf(metric);
  if (score !== null) return `score: ${score.title}`;
  const quantile = /^(.*?)[.\s](p\d+|max|mean)$/.exec(metric);
  if (quantile !== null) return `${metricName(quantile[1])}, ${quantile[2]}`;
  if (Object.hasOwn(METRICS, metric)) return METRICS[metric];
  return Object.hasOwn(DURATION_NAMES, metric) ? DURATION_NAMES[metric as DurationName] : metric;
}

/** Empty for shares and what has no unit. */
export function metricUnit(metric: string): string {
  const score = scoreOf(metric);
  if (score !== null) return unitText(score.unit);
  const name = metric.replace(/[.\s](p\d+|max|mean)$/, '');
  return UNITS.find(([end]) => end.test(name))?.[1] ?? '';
}

/** `m/s2` with a raised digit. */
export function unitText(unit: string): string {
  return unit.replace(/2$/, '²').replace(/3$/, '³');
}

function scoreOf(metric: string): { readonly title: string; readonly unit: string } | null {
  const id = metric.replace(/^scores\./, '');
  return id === metric ? null : scoreFacts(id);
}

export const DURATION_NAMES: Readonly<Record<DurationName, string>> = {
  fastComputeMs: 'compute of the fast policy',
  tickComputeMs: 'compute of a whole tick',
  plannerComputeMs: 'compute of the planner',
  plannerQueueMs: 'waiting for the planner',
  plannerLatencyMs: 'latency of the planner',
  triggerToEffectMs: 'trigger to effect',
  stalenessAtArrivalMs: 'age of a plan at arrival',
  stalenessAtUseMs: 'age of a plan at every use',
};

export const DIRECTION_WORDS = {
  worse: { sign: '▼', word: 'worse' },
  better: { sign: '▲', word: 'better' },
} as const;

/** Typographic minus, so that signs are as wide as digits. */
function minus(text: string): string {
  return text.replace('-', '−');
}

function digitsOf(value: number): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  if (size >= 10) return 1;
  return size >= 1 || size === 0 ? 2 : 3;
}

/** Thousands apart, by a space that does not break and is as narrow as a comma. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}
