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
      for (let k = 0; k < j; k++) sum -= (row[k] ?? 0) * (other[k] ?? 0);
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
    for (let k = 0; k < i; k++) x[i] = (x[i] ?? 0) - (lower[i]?.[k] ?? 0) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / (lower[i]?.[i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = (x[i] ?? 0) - (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    x[i] = (x[i] ?? 0) / (lower[i]?.[i] ?? 1);
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
