import type { Estimate } from './estimate.ts';
import { z95 } from './wilson.ts';

/** Half the width of the interval in ranks, at the quartiles: with fewer values it would leave them. */
const quarter = 0.25;

/**
 * Median with a 95 % order-statistics interval, from the quartiles: the ranks n/2 ± 0.98 √n (the
 * binomial in its normal form), with the quantile function taken as straight between the quartiles.
 *
 * Source of the ranks: H. A. David, H. N. Nagaraja, Order Statistics (2003), 7.1.
 *
 * @param n how many values
 * @returns null with fewer than 16 values
 * @example
 * medianInterval(100, 10, 20, 40); // { value: 20, low: 16.08, high: 27.84 }
 */
export function medianInterval(n: number, p25: number, p50: number, p75: number): Estimate | null {
  const half = n > 0 ? z95 / (2 * Math.sqrt(n)) : Infinity;
  if (half > quarter) return null;
  return {
    value: p50,
    low: p50 - ((p50 - p25) * half) / quarter,
    high: p50 + ((p75 - p50) * half) / quarter,
  };
}
