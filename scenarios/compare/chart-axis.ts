/** A linear axis from 0: its ticks, and where a value lies in the drawing. */
export interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/**
 * @param largest value that must fit, above 0
 * @param from coordinate of 0
 * @param to coordinate of the last tick
 * @throws RangeError unless `largest` is finite and above 0
 */
export function axisFromZero(largest: number, from: number, to: number): Axis {
  if (!(largest > 0 && largest < Infinity))
    throw new RangeError(`An axis needs a largest value above 0, but got ${largest}.`);
  const ticks = niceTicks(largest);
  const end = ticks[ticks.length - 1];
  return { ticks, at: (value) => from + ((to - from) * value) / end };
}

/** Round numbers from 0 to the first at or above `largest`, in four to eight steps of 1, 2 or 5 times a power of ten. */
function niceTicks(largest: number): number[] {
  let power = 1;
  while (power * 10 <= largest) power *= 10;
  while (power > largest) power /= 10;
  // Of the steps that leave at most eight, the smallest.
  const step =
    [power / 10, power / 5, power / 2, power, power * 2].find((one) => Math.ceil(largest / one - 1e-9) <= 8) ?? power;
  const count = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
