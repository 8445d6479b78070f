/** How often a duration occurred: value and count. */
export type ValueCount = readonly [value: number, count: number];

/** Share of the occurrences that are at most `value`. */
export interface CumulativePoint {
  readonly value: number;
  readonly share: number;
}

/** The empirical distribution function: one point per value that occurred, ascending; the last share is exactly 1. */
export function cumulative(counts: readonly ValueCount[]): CumulativePoint[] {
  const total = totalOf(counts);
  if (total === 0) return [];
  let sum = 0;
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => {
      sum += count;
      return { value, share: sum / total };
    });
}

/** The least value with at least the share `q` of all at or below it (nearest rank); null without any. */
export function quantileAt(curve: readonly CumulativePoint[], q: number): number | null {
  return curve.find(({ share }) => share >= q - 1e-12)?.value ?? null;
}

export function totalOf(counts: readonly ValueCount[]): number {
  let total = 0;
  for (const [, count] of counts) total += count;
  return total;
}
