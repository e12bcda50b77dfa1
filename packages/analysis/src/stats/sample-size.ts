import { z95 } from './wilson.ts';

/** Quantile of the standard normal distribution at the power of 80 %. */
const z80 = 0.841_621_233_572_914_2;

const isShare = (share: number): boolean => share >= 0 && share <= 1;

/**
 * People in each of two arms of equal size, so that a two-sided test at 5 % finds a difference between two
 * shares with a power of 80 %; no correction for continuity. Null where the shares are the same or none.
 *
 * Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003),
 * formula 4.14.
 *
 * @param a share in one arm, 0 to 1
 * @param b share in the other
 * @example
 * samplePerArm(0.1, 0.15); // 686
 */
export function samplePerArm(a: number, b: number): number | null {
  if (!isShare(a) || !isShare(b) || a === b) return null;
  const mean = (a + b) / 2;
  const under = z95 * Math.sqrt(2 * mean * (1 - mean));
  const apart = z80 * Math.sqrt(a * (1 - a) + b * (1 - b));
  const needed = Math.ceil(((under + apart) / (a - b)) ** 2);
  return Number.isSafeInteger(needed) ? needed : null;
}
