import { twoSidedP } from './normal.ts';
import { z95 } from './wilson.ts';

/** A ratio of two shares with its 95 % bounds and two-sided p value. */
export interface RiskRatio {
  value: number;
  low: number;
  high: number;
  p: number;
}

/**
 * Ratio of two independent shares, on the logarithmic scale. Where a count is 0, half a count is added
 * to both shares, so that there are bounds.
 *
 * Sources: D. Katz, J. Baptista, S. P. Azen, M. C. Pike, Biometrics 34 (1978) 469–474; the half: S. D.
 * Walter, Biometrika 62 (1975) 371–374.
 *
 * @returns null when either share is of nothing
 * @example
 * riskRatio(20, 100, 10, 100)?.value; // 2
 */
export function riskRatio(
  count1: number,
  of1: number,
  count2: number,
  of2: number,
): RiskRatio | null {
  if (of1 <= 0 || of2 <= 0) return null;
  const half = count1 === 0 || count2 === 0 ? 0.5 : 0;
  const [a, n, b, m] = [count1 + half, of1 + half, count2 + half, of2 + half];
  const log = Math.log(a / n / (b / m));
  const error = Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  return {
    value: Math.exp(log),
    low: Math.exp(log - z95 * error),
    high: Math.exp(log + z95 * error),
    p: error > 0 ? twoSidedP(log / error) : 1,
  };
}
