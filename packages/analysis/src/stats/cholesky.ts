import { zeroMatrix } from './zeros.ts';

/**
 * Lower triangle L of a symmetric positive definite matrix, A = L Lᵀ.
 *
 * Source: A.-L. Cholesky; G. H. Golub, C. F. Van Loan, Matrix Computations, algorithm 4.2.1.
 *
 * @returns null when the matrix is not positive definite to working precision: a column is a linear
 *   combination of others
 */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const lower = zeroMatrix(size);
  for (let i = 0; i < size; i++) {
    const row = lower[i] as number[];
    for (let j = 0; j <= i; j++) {
      const other = lower[j] as number[];
      let sum = matrix[i]?.[j] ?? 0;
      const scale = Math.abs(sum);
      for (let k = 0; k < j; k++) sum -= (row[k] as number) * (other[k] as number);
      if (i === j) {
        if (!(sum > 1e-12 * scale)) return null;
        row[j] = Math.sqrt(sum);
      } else {
        row[j] = sum / (other[j] ?? 1);
      }
    }
  }
  return lower;
}

/** Solves A x = b from the triangle of {@link cholesky}. */
export function choleskySolve(
  lower: readonly (readonly number[])[],
  b: readonly number[],
): number[] {
  const size = lower.length;
  const x = [...b];
  for (let i = 0; i < size; i++) {
    const row = lower[i] as readonly number[];
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (row[k] as number) * (x[k] as number);
    x[i] = sum / (row[i] as number);
  }
  // Along the rows of the triangle, which lie together in memory.
  for (let i = size - 1; i >= 0; i--) {
    const row = lower[i] as readonly number[];
    const value = (x[i] as number) / (row[i] as number);
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - (row[k] as number) * value;
  }
  return x;
}

/** The inverse of A from the triangle of {@link cholesky}. */
export const choleskyInverse = (lower: readonly (readonly number[])[]): number[][] =>
  lower.map((_, i) =>
    choleskySolve(
      lower,
      lower.map((_row, j) => (i === j ? 1 : 0)),
    ),
  );
