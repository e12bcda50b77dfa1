import type { ReEntryRow } from '@touchtrail/contract';

export interface Matrix {
  from: string[];
  to: string[];
  cell: (from: string, to: string) => number;
  most: number;
  /** Returns in the listed rows that have no place in the matrix. */
  outside: number;
}

const order = (sums: ReadonlyMap<string, number>, limit: number): string[] =>
  [...sums]
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([key]) => key);

/** Lays out where people left against where they came back; channels of one place share a cell. */
export function returnMatrix(
  rows: readonly ReEntryRow[],
  mostRows: number,
  mostColumns: number,
): Matrix {
  const fromSums = new Map<string, number>();
  const toSums = new Map<string, number>();
  const cells = new Map<string, Map<string, number>>();
  for (const { from, to, returns } of rows) {
    fromSums.set(from, (fromSums.get(from) ?? 0) + returns);
    toSums.set(to, (toSums.get(to) ?? 0) + returns);
    const line = cells.get(from) ?? new Map<string, number>();
    line.set(to, (line.get(to) ?? 0) + returns);
    cells.set(from, line);
  }
  const from = order(fromSums, mostRows);
  const to = order(toSums, mostColumns);
  const cell = (a: string, b: string) => cells.get(a)?.get(b) ?? 0;
  let most = 0;
  let inside = 0;
  for (const a of from) {
    for (const b of to) {
      most = Math.max(most, cell(a, b));
      inside += cell(a, b);
    }
  }
  const total = rows.reduce((sum, { returns }) => sum + returns, 0);
  return { from, to, cell, most, outside: total - inside };
}
