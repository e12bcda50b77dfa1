import { cholesky, choleskySolve } from './cholesky.ts';

/**
 * zᵀ V⁻¹ z over all groups but the last: scores of groups sum to 0, so one of them says nothing new.
 *
 * @returns null when there is one group only or V is singular
 */
export function quadraticForm(
  scores: readonly number[],
  variance: readonly (readonly number[])[],
): number | null {
  const z = scores.slice(0, -1);
  if (z.length === 0) return null;
  const lower = cholesky(variance.slice(0, -1).map((row) => row.slice(0, -1)));
  if (!lower) return null;
  const solved = choleskySolve(lower, z);
  return z.reduce((sum, value, i) => sum + value * (solved[i] ?? 0), 0);
}
