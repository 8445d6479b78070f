/** Where a value lies in a drawing, and which values are marked. */
export interface Axis {
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** Values outside of the axis lie at its ends. */
  at(value: number): number;
}

/** Some five steps on a linear axis. */
const STEPS = 5;

/**
 * A linear axis over at least [low, high], which need not be in order or differ, widened to round numbers.
 *
 * @param from coordinate of the low end
 * @param to coordinate of the high end
 */
export function linearAxis(low: number, high: number, from: number, to: number): Axis {
  const [least, most] = widened(Math.min(low, high), Math.max(low, high));
  const step = niceStep((most - least) / STEPS);
  // Rounding must not add an empty step: 0.3 / 0.1 is a little less than 3.
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tick(Number(((first + i) * step).toPrecision(12))));
  return { ticks, at: between(first * step, last * step, from, to) };
}

/**
 * A logarithmic axis over the powers of ten around [low, high], with 2 and 5 between them where there is room.
 *
 * @throws RangeError unless 0 < low <= high
 */
export function logAxis(low: number, high: number, from: number, to: number): Axis {
  if (!(low > 0 && low <= high && high < Infinity)) {
    throw new RangeError(`A logarithmic axis needs 0 < low <= high, but got ${low} and ${high}.`);
  }
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of [1, 2, 5]) marks.push(Number(`${digit}e${power}`));
  }
  // The narrowest piece between two marks that holds everything.
  const first = Math.max(
    0,
    marks.findLastIndex((mark) => mark <= low),
  );
  const found = marks.findIndex((mark) => mark >= high);
  const last = Math.max(first + 1, found < 0 ? marks.length - 1 : found);
  const shown = marks.slice(first, last + 1);
  const place = between(Math.log10(shown[0]), Math.log10(shown[shown.length - 1]), from, to);
  const sparse = shown.length > 10 ? shown.filter((mark) => /^1e/.test(mark.toExponential())) : shown;
  return { ticks: sparse.map(tick), at: (value) => place(value > 0 ? Math.log10(value) : -Infinity) };
}

function tick(value: number): { value: number; label: string } {
  return { value, label: String(value).replace('-', '−') };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A range that steps can divide: with zero where its ends are equal but for rounding, and 0 to 1 where both are zero. */
function widened(least: number, most: number): [number, number] {
  const size = Math.max(Math.abs(least), Math.abs(most));
  if (most - least > 1e-6 * size && size > 1e-12) return [least, most];
  return size > 1e-12 ? [Math.min(0, least), Math.max(0, most)] : [0, 1];
}

function between(low: number, high: number, from: number, to: number): (value: number) => number {
  return (value) => from + (to - from) * Math.min(1, Math.max(0, (value - low) / (high - low)));
}
