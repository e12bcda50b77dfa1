import type { Estimate } from './estimate.ts';
import { quantile } from './quantile.ts';

/** P(Poisson(1) ≤ k), k from 0: the sixteenth is 1 in double precision but for 1e-14. */
const cumulated = Array.from({ length: 16 }, () => 0);
{
  let term = Math.exp(-1);
  let sum = 0;
  for (const k of cumulated.keys()) {
    sum += term;
    cumulated[k] = sum;
    term /= k + 1;
  }
}

/**
 * The bounds that turn a uniform number into a Poisson(1) weight: the weight is how many of them it
 * exceeds. Given to the engine, so that it draws the same weights.
 */
export const poissonBounds: readonly number[] = cumulated;

/**
 * A Poisson(1) weight from a uniform number in [0, 1): each person is resampled alone, so that shards
 * need not know of each other.
 *
 * Source: N. Chamandy et al., Estimating Uncertainty for Massive Data Streams (2012); B. Efron,
 * R. Tibshirani, An Introduction to the Bootstrap (1993).
 *
 * @example
 * poissonWeight(0.5); // 1
 */
export function poissonWeight(uniform: number): number {
  let weight = 0;
  while (weight < cumulated.length && uniform >= (cumulated[weight] ?? 1)) weight++;
  return weight;
}

/**
 * Percentile interval, 95 %, of a figure over bootstrap replicates.
 *
 * @param value the figure of the data itself
 * @param replicates the same figure of each resampled set; those that are not finite say nothing
 * @returns null with fewer than 40 finite replicates: a bound would rest on one of them
 */
export function percentileInterval(value: number, replicates: readonly number[]): Estimate | null {
  const rising = replicates.filter((x) => Number.isFinite(x)).toSorted((a, b) => a - b);
  if (rising.length < 40) return null;
  return { value, low: quantile(rising, 0.025) ?? value, high: quantile(rising, 0.975) ?? value };
}
