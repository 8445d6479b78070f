/**
 * Savitzky-Golay filter (Savitzky and Golay 1964, doi:10.1021/ac60214a047): fits a polynomial to the window around each
 * sample by least squares and takes its value or derivative at the sample; near the ends, to the first or last window.
 * Odd windows give what `scipy.signal.savgol_filter` gives with its default for the ends. Of even windows the sample is
 * the left of the two in the middle; SciPy takes the value between the two, which jumps by half a sample at the ends.
 *
 * @param y evenly spaced samples, at least `window`
 * @param window samples, more than `order`
 * @param derivative 0: the smoothed value
 * @param dt spacing; the result is in units of y over dt to the power of `derivative`
 * @throws RangeError when `y` is shorter than the window, or the window too short for the order
 */
export function savitzkyGolay(
  y: ArrayLike<number>,
  window: number,
  order: number,
  derivative: number,
  dt: number,
): Float64Array {
  const n = y.length;
  if (!(window > order)) throw new RangeError(`window: expected more than order ${order}, found ${window}`);
  if (n < window) throw new RangeError(`y: expected at least ${window} samples, found ${n}`);
  const rows = weightsOf(window, order, derivative);
  let unit = 1;
  for (let k = 0; k < derivative; k++) unit *= dt;
  const before = (window - 1) >> 1;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const first = Math.min(Math.max(0, i - before), n - window);
    out[i] = weighted(y, first, rows[i - first]) / unit;
  }
  return out;
}

/** Weights at each position of a window, by window, order and derivative: a drive needs a handful of filters, often. */
const known = new Map<string, readonly Float64Array[]>();

function weightsOf(window: number, order: number, derivative: number): readonly Float64Array[] {
  const key = `${window},${order},${derivative}`;
  let rows = known.get(key);
  if (rows === undefined) {
    rows = Array.from({ length: window }, (_, position) => weights(window, order, derivative, position));
    known.set(key, rows);
  }
  return rows;
}

function weighted(y: ArrayLike<number>, from: number, by: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < by.length; j++) sum += by[j] * y[from + j];
  return sum;
}

/** What each sample of a window contributes to the fitted polynomial's derivative, per sample, at `position` in it. */
function weights(window: number, order: number, derivative: number, position: number): Float64Array {
  const size = order + 1;
  const centre = (window - 1) / 2;
  const moments = new Float64Array(2 * size - 1);
  for (let j = 0; j < window; j++) {
    let power = 1;
    for (let k = 0; k < moments.length; k++) {
      moments[k] += power;
      power *= j - centre;
    }
  }
  const matrix = Array.from({ length: size }, (_, row) => moments.slice(row, row + size));
  const solution = solve(matrix, derivativeOfPowers(size, derivative, position - centre));
  const out = new Float64Array(window);
  for (let j = 0; j < window; j++) {
    let sum = 0;
    for (let k = order; k >= 0; k--) sum = sum * (j - centre) + solution[k];
    out[j] = sum;
  }
  return out;
}

/** The derivative of 1, t, t^2, ... at `t`. */
function derivativeOfPowers(size: number, derivative: number, t: number): Float64Array {
  const out = new Float64Array(size);
  for (let k = derivative; k < size; k++) {
    let value = 1;
    for (let i = 0; i < derivative; i++) value *= k - i;
    for (let i = derivative; i < k; i++) value *= t;
    out[k] = value;
  }
  return out;
}

/** Gaussian elimination of a positive definite system, in place. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row][column] / matrix[column][column];
      for (let k = column; k < size; k++) matrix[row][k] -= factor * matrix[column][k];
      right[row] -= factor * right[column];
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) right[row] -= matrix[row][k] * right[k];
    right[row] /= matrix[row][row];
  }
  return right;
}
