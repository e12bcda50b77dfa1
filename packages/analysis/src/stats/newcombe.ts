import { difference } from './difference.ts';
import type { Estimate } from './estimate.ts';
import { wilson } from './wilson.ts';

/**
 * Difference of two independent shares, first minus second, with a 95 % interval from the Wilson
 * intervals of both.
 *
 * Source: R. G. Newcombe, Statist. Med. 17 (1998) 873–890, method 10.
 *
 * @returns null when either share has no trials
 * @example
 * newcombe(56, 70, 48, 80); // { value: 0.2, low: 0.0524…, high: 0.3339… }
 */
export function newcombe(
  count1: number,
  of1: number,
  count2: number,
  of2: number,
): Estimate | null {
  const { rate: p, low: l1, high: u1 } = wilson(count1, of1);
  const { rate: q, low: l2, high: u2 } = wilson(count2, of2);
  if (p === null || l1 === null || u1 === null || q === null || l2 === null || u2 === null) {
    return null;
  }
  return difference({ value: p, low: l1, high: u1 }, { value: q, low: l2, high: u2 });
}
