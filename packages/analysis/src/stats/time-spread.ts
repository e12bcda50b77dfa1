import type { TimeSpread } from '@touchtrail/contract';

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Upper ends of the bars of a histogram of times, ms. */
const histogramEdges: readonly number[] = [
  ...[1, 3, 10, 30].map((n) => n * second),
  ...[1, 3, 10, 30].map((n) => n * minute),
  ...[1, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 3, 7, 14, 30, 60, 90, 180, 365].map((n) => n * day),
];

/** What the engine answers for {@link spreadSql}. */
export type SpreadRow = [
  quantiles: (number | null)[],
  mean: number | null,
  bars: [number[], number[]],
];

const bar = (value: string): string =>
  `arrayCount(edge -> edge < ${value}, [${histogramEdges.join(', ')}])`;

/**
 * Quantiles (type 7), mean and histogram of a time as one column of an aggregating query.
 *
 * @param value SQL of ms
 * @param when SQL of which rows have it
 */
export const spreadSql = (value: string, when = 'true'): string => `(
  quantilesExactInclusiveIf(0.25, 0.5, 0.75, 0.9, 0.95, 0.99)(${value}, ${when}),
  avgIf(${value}, ${when}),
  sumMapIf([toUInt8(${bar(value)})], [1], ${when})
)`;

/**
 * A spread from the engine's answer.
 *
 * @param n how many times there were
 */
export function timeSpread(n: number, row: SpreadRow | undefined): TimeSpread {
  const [quantiles, mean, [bars, counts]] = n > 0 && row ? row : [[], null, [[], []]];
  const at = (index: number): number | null => quantiles[index] ?? null;
  const first = Math.min(...bars);
  const last = Math.max(...bars);
  return {
    n,
    p25: at(0),
    p50: at(1),
    p75: at(2),
    p90: at(3),
    p95: at(4),
    p99: at(5),
    mean,
    histogram: Array.from({ length: bars.length > 0 ? last - first + 1 : 0 }, (_, index) => ({
      upTo: histogramEdges[first + index] ?? null,
      count: counts[bars.indexOf(first + index)] ?? 0,
    })),
  };
}
