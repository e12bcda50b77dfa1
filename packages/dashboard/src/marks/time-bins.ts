import type { TimeSpread } from '@touchtrail/contract';

/** How often something took up to `upTo` ms, for each of several rows; null: longer than all others. */
export interface TimeBins {
  upTo: (number | null)[];
  /** Per row one count for each of `upTo`. */
  counts: number[][];
  /** The largest share that one bin has of its row. */
  most: number;
}

const longest = (upTo: number | null): number => upTo ?? Infinity;

/**
 * Puts distributions onto the same bins, so that rows stand one above the other and can be compared.
 *
 * @example
 * timeBins([[{ upTo: 3_000, count: 2 }], [{ upTo: 10_000, count: 1 }]]).counts; // [[2, 0], [0, 1]]
 */
export function timeBins(rows: readonly TimeSpread['histogram'][]): TimeBins {
  const upTo = [...new Set(rows.flatMap((bins) => bins.map((bin) => bin.upTo)))].toSorted(
    (a, b) => longest(a) - longest(b),
  );
  const counts = rows.map((bins) =>
    upTo.map((edge) => bins.find((bin) => bin.upTo === edge)?.count ?? 0),
  );
  const shares = counts.flatMap((row) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return all === 0 ? [] : row.map((count) => count / all);
  });
  return { upTo, counts, most: Math.max(0, ...shares) };
}
