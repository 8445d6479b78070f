/** Pairs of yes-or-no outcomes of a and b, counted by who had the event. */
export interface PairedCounts {
  readonly both: number;
  readonly aOnly: number;
  readonly bOnly: number;
  readonly neither: number;
}

/** Counts the pairs (a[i], b[i]). Requires equal lengths. */
export function countPairs(a: readonly boolean[], b: readonly boolean[]): PairedCounts {
  if (a.length !== b.length) throw new RangeError(`Pairs need equal lengths, but got ${a.length} and ${b.length}.`);
  let both = 0;
  let aOnly = 0;
  let bOnly = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] && b[i]) both++;
    else if (a[i]) aOnly++;
    else if (b[i]) bOnly++;
  }
  return { both, aOnly, bOnly, neither: a.length - both - aOnly - bOnly };
}

/** @returns the number of pairs @throws RangeError unless all counts are whole numbers >= 0 */
export function requirePairs({ both, aOnly, bOnly, neither }: PairedCounts): number {
  for (const count of [both, aOnly, bOnly, neither]) {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`Counts of pairs must be whole numbers >= 0, but one is ${count}.`);
    }
  }
  return both + aOnly + bOnly + neither;
}
