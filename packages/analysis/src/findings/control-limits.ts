import type { Estimate } from '../stats/estimate.ts';
import { studentP, t975 } from '../stats/student-t.ts';

/** Weeks that limits are made of at least: fewer say nothing of how weeks vary. */
export const leastWeeks = 4;
/** The last week, and all before, must have so many of what is counted. */
const leastVisits = 30;
const leastBefore = 100;
/** Losses and not, expected in the last week at least, for the normal form to hold. */
const leastExpected = 5;

/** The last week against its limits. */
export interface Charted {
  last: number;
  /** What it would be like the weeks before, and the limits that 95 % of such weeks lie within. */
  expected: Estimate;
  p: number;
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** How many times the variance is what chance alone would give; at least once. */
const dispersed = (squares: number, degrees: number): number => Math.max(1, squares / degrees);

/**
 * Share of the last week on a p chart of the weeks before: limits by their share and by how much they
 * vary beyond chance, which is estimated from so few weeks that Student's t is used.
 *
 * Source: D. B. Laney, Quality Engineering 14 (2002) 531–537 (p′ chart), with Pearson's dispersion.
 *
 * @param counts by week, the last one last
 * @example
 * shareLimits([40, 42, 38, 41, 70], [100, 100, 100, 100, 100]); // far above 0.4
 */
export function shareLimits(counts: readonly number[], of: readonly number[]): Charted | null {
  const weeks = counts.length - 1;
  const [last = 0, n = 0] = [counts.at(-1), of.at(-1)];
  const before = of.slice(0, -1);
  const all = sum(before);
  const used = before.filter((visits) => visits > 0).length;
  if (weeks < leastWeeks || used < leastWeeks || n < leastVisits || all < leastBefore) return null;
  const rate = sum(counts.slice(0, -1)) / all;
  const variance = rate * (1 - rate);
  if (n * Math.min(rate, 1 - rate) < leastExpected) return null;
  const squares = sum(
    before.map((visits, week) =>
      visits > 0 ? ((counts[week] ?? 0) - visits * rate) ** 2 / (visits * variance) : 0,
    ),
  );
  const error = Math.sqrt(dispersed(squares, used - 1) * variance * (1 / n + 1 / all));
  const half = t975(used - 1) * error;
  return {
    last: last / n,
    expected: { value: rate, low: Math.max(0, rate - half), high: Math.min(1, rate + half) },
    p: studentP((last / n - rate) / error, used - 1),
  };
}

/**
 * Count of the last week on a u chart of the weeks before; limits as in {@link shareLimits}, with the
 * variance of counts.
 */
export function countLimits(counts: readonly number[]): Charted | null {
  const before = counts.slice(0, -1);
  const weeks = before.length;
  const mean = sum(before) / weeks;
  if (weeks < leastWeeks || mean < leastExpected) return null;
  const squares = sum(before.map((count) => (count - mean) ** 2 / mean));
  const error = Math.sqrt(dispersed(squares, weeks - 1) * mean * (1 + 1 / weeks));
  const half = t975(weeks - 1) * error;
  const last = counts.at(-1) ?? 0;
  return {
    last,
    expected: { value: mean, low: Math.max(0, mean - half), high: mean + half },
    p: studentP((last - mean) / error, weeks - 1),
  };
}

/** Sums of the last so many whole weeks before the last day, which may not be over; the last week last. */
export function lastWeeks(days: readonly number[], weeks: number): number[] {
  const end = days.length - 1;
  const most = Math.min(weeks + 1, Math.floor(end / 7));
  return Array.from({ length: most }, (_, at) => {
    const from = end - (most - at) * 7;
    return sum(days.slice(from, from + 7));
  });
}
