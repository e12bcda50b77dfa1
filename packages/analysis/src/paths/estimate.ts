import { flowOther, pathStart } from '@touchtrail/contract';
import type { PathNode, PathTransition, PathVariant } from '@touchtrail/contract';
import { nameOf } from '../base/names.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import { nodeIds } from './query.ts';
import type { StepRow, VariantRow } from './query.ts';

const fixedNames: ReadonlyMap<string, string> = new Map([
  [nodeIds.start, pathStart],
  [nodeIds.converted, '(converted)'],
  [nodeIds.abandoned, '(abandoned)'],
  [nodeIds.open, '(open)'],
  [nodeIds.end, '(end)'],
  [nodeIds.other, flowOther],
]);
const endIds: ReadonlySet<string> = new Set([
  nodeIds.converted,
  nodeIds.abandoned,
  nodeIds.open,
  nodeIds.end,
]);

/** Whether a node id is an end of paths. */
export const isEnd = (id: string): boolean => endIds.has(id);

/** Name of a node: a touchpoint, `(start)`, `(other)` or an end. */
export const nodeName = (names: ReadonlyMap<string, string>, id: string): string =>
  fixedNames.get(id) ?? nameOf(names, id);

const sumBy = <Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
  value: (row: Row) => number,
) => {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + value(row));
  return sums;
};

/** Transitions with their share of all steps that leave the same node, most frequent first. */
export function transitions(
  rows: readonly StepRow[],
  names: ReadonlyMap<string, string>,
): PathTransition[] {
  const leaving = sumBy(
    rows,
    (row) => row.origin,
    (row) => row.count,
  );
  return rows
    .map((row): PathTransition => ({
      from: nodeName(names, row.origin),
      to: nodeName(names, row.target),
      count: row.count,
      paths: row.paths,
      share: wilson(row.count, leaving.get(row.origin) ?? 0),
      lag:
        row.origin === nodeIds.start || isEnd(row.target)
          ? null
          : durationQuantiles(row.count, row.lag),
    }))
    .toSorted(
      (a, b) =>
        b.count - a.count || (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1),
    );
}

/** Touchpoints with touches and paths: every touch is the target of exactly one transition. */
export function nodes(rows: readonly StepRow[], names: ReadonlyMap<string, string>): PathNode[] {
  const inner = rows.filter((row) => !isEnd(row.target));
  const touches = sumBy(
    inner,
    (row) => row.target,
    (row) => row.count,
  );
  const paths = sumBy(
    inner,
    (row) => row.target,
    (row) => row.entered,
  );
  return [...touches]
    .map(([id, count]) => ({
      touchpoint: nodeName(names, id),
      touches: count,
      paths: paths.get(id) ?? 0,
    }))
    .toSorted((a, b) => b.touches - a.touches || (a.touchpoint < b.touchpoint ? -1 : 1));
}

/** Variants with share of all paths and conversion of the closed ones. */
export const variants = (
  rows: readonly VariantRow[],
  paths: number,
  names: ReadonlyMap<string, string>,
): PathVariant[] =>
  rows.map((row) => ({
    path: row.path.map((id) => nodeName(names, id)),
    length: row.length,
    count: row.count,
    share: wilson(row.count, paths),
    converted: wilson(row.converted, row.finished),
  }));
