import { twoSidedP } from './normal.ts';

/** The least expected count of any cell for which the normal form may be used (Cochran 1954). */
const leastExpected = 5;

/**
 * Two-sided p value of two shares being equal: the score test with the pooled share, which is
 * Pearson's chi-squared test without correction.
 *
 * @returns null where an expected count is under 5: the normal form does not hold there
 * @example
 * pooledTest(30, 100, 15, 100); // 0.01108…
 */
export function pooledTest(
  count1: number,
  of1: number,
  count2: number,
  of2: number,
): number | null {
  const pooled = (count1 + count2) / (of1 + of2);
  const least = Math.min(of1, of2) * Math.min(pooled, 1 - pooled);
  if (!(least >= leastExpected)) return null;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / of1 + 1 / of2));
  return twoSidedP((count1 / of1 - count2 / of2) / error);
}
