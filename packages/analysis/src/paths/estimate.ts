import type { PathNode, PathTransition, PathVariant } from '@touchtrail/contract';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import type { SequenceRow } from '../variants/query.ts';
import { isEnd, nodeIds, nodeName } from './node-ids.ts';
import type { StepRow } from './query.ts';

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
  rows: readonly SequenceRow[],
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
