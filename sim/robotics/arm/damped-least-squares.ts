const ROWS = 6;

/**
 * Solves J x = e for a Jacobian of six rows in the damped sense: the x that minimises |J x - e|^2 + d |x|^2 with damping
 * d (Nakamura and Hanafusa 1986; Wampler 1986). Columns can be left out. Allocates nothing after construction.
 */
export class DampedLeastSquares {
  /** 1 where a joint takes part, 0 where its column is left out; read by `take`. */
  readonly free: Uint8Array;
  private readonly jacobian: Float64Array;
  private readonly gram = new Float64Array(ROWS * ROWS);
  /** Lower triangular; the reciprocals of its diagonal stand apart. */
  private readonly factor = new Float64Array(ROWS * ROWS);
  private readonly reciprocals = new Float64Array(ROWS);
  private readonly y = new Float64Array(ROWS);

  constructor(private readonly columns: number) {
    this.free = new Uint8Array(columns).fill(1);
    this.jacobian = new Float64Array(ROWS * columns);
  }

  /** @param jacobian 6 x n, row-major */
  take(jacobian: Float64Array): void {
    const { columns, free, gram, jacobian: own } = this;
    for (let row = 0; row < ROWS; row++) {
      for (let i = 0; i < columns; i++) own[row * columns + i] = free[i] === 1 ? jacobian[row * columns + i] : 0;
    }
    for (let row = 0; row < ROWS; row++) {
      for (let other = 0; other <= row; other++) {
        let sum = 0;
        for (let i = 0; i < columns; i++) sum += own[row * columns + i] * own[other * columns + i];
        gram[row * ROWS + other] = sum;
      }
    }
  }

  /**
   * Factors J J' + d I (Cholesky).
   * @param damping d, positive unless the Jacobian is known to have full rank
   * @returns the square root of its determinant, which is Yoshikawa's manipulability for d = 0; 0 if it is singular, when
   *   `solve` must not be called
   */
  damp(damping: number): number {
    const { gram, factor, reciprocals } = this;
    let root = 1;
    for (let row = 0; row < ROWS; row++) {
      for (let other = 0; other < row; other++) {
        let sum = gram[row * ROWS + other];
        for (let i = 0; i < other; i++) sum -= factor[row * ROWS + i] * factor[other * ROWS + i];
        factor[row * ROWS + other] = sum * reciprocals[other];
      }
      let square = gram[row * ROWS + row] + damping;
      for (let i = 0; i < row; i++) square -= factor[row * ROWS + i] * factor[row * ROWS + i];
      if (!(square > 0)) return 0;
      const diagonal = Math.sqrt(square);
      reciprocals[row] = 1 / diagonal;
      root *= diagonal;
    }
    return root;
  }

  /**
   * @param e 6 numbers
   * @param out x, n numbers; 0 where the column was left out
   */
  solve(e: Float64Array, out: Float64Array): void {
    const { columns, factor, reciprocals, y, jacobian } = this;
    for (let row = 0; row < ROWS; row++) {
      let sum = e[row];
      for (let i = 0; i < row; i++) sum -= factor[row * ROWS + i] * y[i];
      y[row] = sum * reciprocals[row];
    }
    for (let row = ROWS - 1; row >= 0; row--) {
      let sum = y[row];
      for (let i = row + 1; i < ROWS; i++) sum -= factor[i * ROWS + row] * y[i];
      y[row] = sum * reciprocals[row];
    }
    for (let i = 0; i < columns; i++) {
      let sum = 0;
      for (let row = 0; row < ROWS; row++) sum += jacobian[row * columns + i] * y[row];
      out[i] = sum;
    }
  }
}
