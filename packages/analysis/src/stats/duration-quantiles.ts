import type { DurationQuantiles } from '@touchtrail/contract';

/** The levels of {@link DurationQuantiles}, as the engine's aggregate takes them. */
export const quantileLevels = '0.25, 0.5, 0.75, 0.9';

/**
 * Quantiles as the engine gave them: `quantilesExactInclusive`, which is type 7 of Hyndman and Fan,
 * The American Statistician 50 (1996) 361–365.
 *
 * @param n how many durations there were
 * @param values ms at {@link quantileLevels}; ignored when `n` is 0
 */
export function durationQuantiles(
  n: number,
  values: readonly (number | null)[] | undefined,
): DurationQuantiles {
  const at = (index: number): number | null => (n > 0 ? (values?.[index] ?? null) : null);
  return { n, p25: at(0), p50: at(1), p75: at(2), p90: at(3) };
}
