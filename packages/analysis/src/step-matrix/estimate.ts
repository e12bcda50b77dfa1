import { flowOther } from '@touchtrail/contract';
import type { StepMatrixRow } from '@touchtrail/contract';
import { isEnd, nodeIds, nodeName } from '../paths/node-ids.ts';
import { wilson } from '../stats/wilson.ts';
import type { CellRow } from './query.ts';

/** Where a row stands: the start, touchpoints by how often they are met, the other ones, the ends. */
const place = (id: string): number =>
  id === nodeIds.start ? 0 : id === nodeIds.other ? 2 : isEnd(id) ? 3 : 1;

/**
 * Rows of the matrix. Every column sums to all paths, because every path is somewhere at every step.
 *
 * @param cells counts by step and node
 * @param steps the columns
 * @param paths paths counted
 */
export function matrixRows(
  cells: readonly CellRow[],
  names: ReadonlyMap<string, string>,
  steps: readonly number[],
  paths: number,
): StepMatrixRow[] {
  const rows = new Map<string, { key: string; at: number; sum: number; counts: number[] }>();
  for (const { step, id, count } of cells) {
    const key = nodeName(names, id);
    const at = key === flowOther ? 2 : place(id);
    const row = rows.get(key) ?? { key, at, sum: 0, counts: steps.map(() => 0) };
    const column = steps.indexOf(step);
    row.counts[column] = (row.counts[column] ?? 0) + count;
    row.sum += count;
    rows.set(key, row);
  }
  return [...rows.values()]
    .toSorted((a, b) => a.at - b.at || b.sum - a.sum || (a.key < b.key ? -1 : 1))
    .map(({ key, counts }) => ({ key, cells: counts.map((count) => wilson(count, paths)) }));
}
