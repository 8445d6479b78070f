import type { Score } from './episode-log.ts';

/** A number that may be used. */
export function measured(value: number, n: number): Score {
  return { value, n, valid: true };
}

/** 1 or 0. */
export function judged(passed: boolean, n: number): Score {
  return measured(passed ? 1 : 0, n);
}

/** Nothing to judge, or too little. */
export function undefinedScore(n = 0): Score {
  return { value: null, n, valid: false };
}
