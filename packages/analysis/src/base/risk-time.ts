import type { RiskRow } from '../stats/risk-rows.ts';
import { zeros } from '../stats/zeros.ts';

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Up to which time after the start how far apart counted times are, ms; whole days beyond. */
const grid: readonly (readonly [upTo: number, width: number])[] = [
  [minute, second],
  [10 * minute, 10 * second],
  [2 * hour, minute],
  [day, 10 * minute],
  [14 * day, hour],
];

const onGrid = (edge: (width: number) => string, below: string, ms: string): string =>
  `multiIf(${grid.map(([upTo, width]) => `${ms} ${below} ${upTo}, ${edge(width)}`).join(', ')}, ${edge(day)})`;

/** SQL: the counted time at or after a time, where something that ended is counted. */
export const endedAtSql = (ms: string): string =>
  onGrid((width) => `intDiv(${ms} + ${width - 1}, ${width}) * ${width}`, '<=', ms);

/** {@link endedAtSql} of one time. */
export function endedAt(ms: number): number {
  const width = grid.find(([upTo]) => ms <= upTo)?.[1] ?? day;
  return Math.ceil(ms / width) * width;
}

/** SQL: the counted time at or before a time, up to which something not ended counts as watched. */
export const watchedAtSql = (ms: string): string =>
  onGrid((width) => `intDiv(${ms}, ${width}) * ${width}`, '<', ms);

/** Counted at one time: `cause` from 0; `causes` for what was last seen then, nothing having happened. */
export interface CountedEnd {
  cause: number;
  at: number;
  n: number;
}

/** Counts by time and cause as rows at risk, times rising. */
export function riskRowsOf(counts: readonly CountedEnd[], causes: number): RiskRow[] {
  const rows = new Map<number, { time: number; ends: number[]; censored: number }>();
  for (const { cause, at, n } of counts) {
    const row = rows.get(at) ?? { time: at, ends: zeros(causes), censored: 0 };
    if (cause >= causes) row.censored += n;
    else row.ends[cause] = (row.ends[cause] ?? 0) + n;
    rows.set(at, row);
  }
  return [...rows.values()].toSorted((a, b) => a.time - b.time);
}
