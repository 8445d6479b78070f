/**
 * p-values corrected for being several (Holm 1979, Scandinavian Journal of Statistics 6, 65-70): comparing them with a
 * level keeps the probability of any false claim among them below it, however they depend on each other.
 *
 * @param pValues in [0, 1], in any order
 * @returns in the same order, at most 1
 * @throws RangeError if one is outside of [0, 1]
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A p-value must lie in [0, 1], but is ${p}.`);
  }
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const corrected = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]));
    corrected[i] = largest;
  }
  return corrected;
}
