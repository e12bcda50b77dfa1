import type { Proportion } from '@touchtrail/contract';

/** 0.975 quantile of the standard normal distribution. */
export const z95 = 1.959963984540054;

/**
 * Wilson score interval of a binomial share, 95 %.
 *
 * Source: E. B. Wilson, JASA 22 (1927) 209–212; without continuity correction.
 *
 * @param count successes, 0 to `of`
 * @param of trials
 * @returns share and bounds in 0 to 1; null when nothing was observed
 * @example
 * wilson(1, 10); // { count: 1, of: 10, rate: 0.1, low: 0.01787…, high: 0.40415… }
 */
export function wilson(count: number, of: number): Proportion {
  if (of <= 0) return { count, of, rate: null, low: null, high: null };
  const rate = count / of;
  const z2 = z95 * z95;
  const center = (rate + z2 / (2 * of)) / (1 + z2 / of);
  const half = (z95 / (1 + z2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of * of));
  return {
    count,
    of,
    rate,
    // At the borders the formula is exact but floating point is not.
    low: count === 0 ? 0 : Math.max(0, center - half),
    high: count === of ? 1 : Math.min(1, center + half),
  };
}
