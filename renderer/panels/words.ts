import type { Mark, RequestChange } from '../live/protocol.ts';
import type { Settings } from '../host/contract.ts';

export type RequestState = RequestChange['state'];

/** Keeps a number and its unit on one line. */
export const NBSP = '\u00a0';

/** What became of a request, in words. */
export const STATE_WORDS: Readonly<Record<RequestState, string>> = {
  dispatched: 'in flight',
  accepted: 'applied',
  superseded: 'superseded',
  cancelled: 'cancelled',
  'timed-out': 'timed out',
  failed: 'failed',
  expired: 'expired',
};

export const MARK_WORDS: Readonly<Record<Mark['kind'], string>> = {
  collision: 'collision',
  goal: 'goal',
  'off-road': 'off road',
  timeout: 'time is up',
  traffic: 'traffic',
  intervention: 'intervention',
  backend: 'backend',
  planner: 'planner',
};

/** A gate's reason: as a label of a few letters, and as the end of the sentence "The gate asked because …". */
export function reasonWords(reason: string): { readonly label: string; readonly because: string } {
  return REASONS[reason] ?? { label: reason, because: `of its rule “${reason}”` };
}

const REASONS: Readonly<Record<string, { readonly label: string; readonly because: string }>> = {
  level: { label: 'uncertainty', because: 'the uncertainty was above the threshold' },
  change: { label: 'change', because: 'the uncertainty changed quickly' },
  'time-to-collision': { label: 'collision near', because: 'the time to a collision was short' },
  periodic: { label: 'periodic', because: 'its period was over' },
  random: { label: 'random', because: 'its random draw said so' },
  always: { label: 'always', because: 'it always asks' },
};

export function secondsText(seconds: number, digits = 1): string {
  return `${seconds.toFixed(digits)}${NBSP}s`;
}

/** Milliseconds with as many digits as are worth reading. */
export function msText(ms: number): string {
  if (ms >= 10_000) return secondsText(ms / 1000);
  const digits = ms >= 99.5 || ms === 0 ? 0 : ms >= 9.95 ? 1 : 2;
  return `${ms
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')}${NBSP}ms`;
}

export function speedText(mps: number, unit: Settings['speedUnit']): string {
  return unit === 'km/h' ? `${(mps * 3.6).toFixed(1)}${NBSP}km/h` : `${mps.toFixed(1)}${NBSP}m/s`;
}

/** A share in percent, or a dash where there is nothing yet; what it is a share of belongs beside it. */
export function percentText(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : percent.toFixed(0)}${NBSP}%`;
}

/** As `percentText`, with what it is a share of. */
export function shareText(part: number, whole: number, of: string): string {
  return whole === 0 ? '–' : `${percentText(part, whole)} of ${whole} ${of}`;
}

/** A planner's explanation with its units as they are printed. */
export function prettyUnits(text: string): string {
  return text.replaceAll(' m/s2', `${NBSP}m/s²`);
}

/** A number and its noun: `1 tick`, `2 ticks`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
