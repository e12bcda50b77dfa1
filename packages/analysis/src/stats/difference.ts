import type { Estimate } from './estimate.ts';

/**
 * Difference of two independent estimates, first minus second, with an interval from the intervals of
 * both: at each side the distances that work together, squared and added. For two shares with Wilson
 * intervals this is Newcombe's method 10.
 *
 * Source: G. Y. Zou, A. Donner, Statist. Med. 27 (2008) 1693–1702.
 *
 * @example
 * difference({ value: 5, low: 4, high: 7 }, { value: 3, low: 2, high: 4 });
 * // { value: 2, low: 0.585…, high: 4.236… }
 */
export const difference = (a: Estimate, b: Estimate): Estimate => ({
  value: a.value - b.value,
  low: a.value - b.value - Math.hypot(a.value - a.low, b.high - b.value),
  high: a.value - b.value + Math.hypot(a.high - a.value, b.value - b.low),
});
