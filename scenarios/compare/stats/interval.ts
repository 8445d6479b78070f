/** Lower and upper confidence limit. */
export type Interval = readonly [low: number, high: number];

/** Confidence level of every interval in our reports. */
export const CONFIDENCE = 0.95;

/** @throws RangeError unless 0 <= count <= n are whole numbers */
export function requireCount(count: number, n: number): void {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n must be a whole number >= 0, but is ${n}.`);
  if (!Number.isInteger(count) || count < 0 || count > n) {
    throw new RangeError(`The count must be a whole number from 0 to n = ${n}, but is ${count}.`);
  }
}

/** @throws RangeError unless 0 < confidence < 1 */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`The confidence level must lie between 0 and 1, but is ${confidence}.`);
  }
}
