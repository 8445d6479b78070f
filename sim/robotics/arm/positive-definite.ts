/**
 * Solves `matrix` x = b by Cholesky's decomposition.
 * @param matrix symmetric and positive definite, n x n, row-major; its lower triangle is overwritten
 * @param x b, and then the solution; n numbers
 */
export function solvePositiveDefinite(matrix: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let sum = x[i];
    for (let j = 0; j <= i; j++) {
      let entry = matrix[n * i + j];
      for (let k = 0; k < j; k++) entry -= matrix[n * i + k] * matrix[n * j + k];
      matrix[n * i + j] = i === j ? Math.sqrt(entry) : entry / matrix[n * j + j];
      if (j < i) sum -= matrix[n * i + j] * x[j];
    }
    x[i] = sum / matrix[n * i + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= matrix[n * j + i] * x[j];
    x[i] /= matrix[n * i + i];
  }
}
