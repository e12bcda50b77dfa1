import { zeros } from './zeros.ts';

/** What happened at one time to those still watched just before it. */
export interface RiskRow {
  /** Any unit, the same in all rows. */
  time: number;
  /** How many ended at this time, by cause. */
  ends: readonly number[];
  /** How many were last seen at this time, nothing having happened. They are at risk up to and with it. */
  censored: number;
}

/** One watched thing: how long, and what ended it. */
export interface Observation {
  time: number;
  /** Index of the cause; null: nothing yet, censored. */
  cause: number | null;
}

/**
 * Counts observations by time, times rising.
 *
 * @param causes how many causes there are
 * @example
 * toRiskRows([{ time: 3, cause: 0 }, { time: 3, cause: null }], 1);
 * // [{ time: 3, ends: [1], censored: 1 }]
 */
export function toRiskRows(observations: readonly Observation[], causes: number): RiskRow[] {
  const rows = new Map<number, { time: number; ends: number[]; censored: number }>();
  for (const { time, cause } of observations) {
    const row = rows.get(time) ?? { time, ends: zeros(causes), censored: 0 };
    if (cause === null) row.censored++;
    else row.ends[cause] = (row.ends[cause] ?? 0) + 1;
    rows.set(time, row);
  }
  return [...rows.values()].toSorted((a, b) => a.time - b.time);
}

/** All who ended at a time, whatever the cause. */
export const allEnds = ({ ends }: RiskRow): number => ends.reduce((sum, n) => sum + n, 0);

/** All who were ever watched. */
export const everWatched = (rows: readonly RiskRow[]): number =>
  rows.reduce((sum, row) => sum + allEnds(row) + row.censored, 0);
