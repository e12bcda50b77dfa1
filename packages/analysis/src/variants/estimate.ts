import type { DurationSummary, LoopRow, ReworkRow, VariantRow } from '@touchtrail/contract';
import { nodeName } from '../paths/node-ids.ts';
import { durationQuantiles } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';
import { allReturns, longestLoop } from './query.ts';
import type { ReturnRow, SequenceRow } from './query.ts';

type Names = ReadonlyMap<string, string>;

/** Durations with their ends and mean; null when there are none. */
export function durationSummary(
  n: number,
  levels: readonly (number | null)[] | undefined,
  extremes: readonly (number | null)[] | undefined,
): DurationSummary {
  const [min = null, max = null, mean = null] = n > 0 ? (extremes ?? []) : [];
  return { ...durationQuantiles(n, levels), min, max, mean };
}

/** Variants with their share of all paths, alone and with the more frequent ones. */
export function variantRows(
  rows: readonly SequenceRow[],
  paths: number,
  names: Names,
): VariantRow[] {
  let covered = 0;
  return rows.map((row) => {
    covered += row.count;
    return {
      path: row.path.map((id) => nodeName(names, id)),
      length: row.length,
      paths: row.count,
      share: wilson(row.count, paths),
      cumulative: wilson(covered, paths),
      converted: wilson(row.converted, row.finished),
      duration: durationSummary(row.count, row.levels, row.extremes),
    };
  });
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Returns of one to six steps, most frequent first. */
export const loopRows = (rows: readonly ReturnRow[], names: Names): LoopRow[] =>
  rows
    .filter((row) => row.steps >= 1 && row.steps <= longestLoop)
    .map((row) => ({
      touchpoint: nodeName(names, row.id),
      length: row.steps,
      count: row.count,
      paths: row.paths,
      duration: durationQuantiles(row.count, row.lag),
    }))
    .toSorted(
      (a, b) => b.count - a.count || byText(a.touchpoint, b.touchpoint) || a.length - b.length,
    );

/** Touchpoints by how many paths go through them again. */
export function reworkRows(rows: readonly ReturnRow[], names: Names): ReworkRow[] {
  return rows
    .filter((row) => row.steps === allReturns)
    .map((row) => ({
      touchpoint: nodeName(names, row.id),
      repeated: wilson(row.repeated, row.paths),
      extraTouches: row.count,
      shortestReturn: row.count > 0 ? row.shortest : null,
      duration: durationQuantiles(row.count, row.lag),
      convertedRepeated: wilson(row.convertedRepeated, row.finishedRepeated),
      convertedOnce: wilson(
        row.converted - row.convertedRepeated,
        row.finished - row.finishedRepeated,
      ),
    }))
    .toSorted(
      (a, b) =>
        b.repeated.count - a.repeated.count ||
        b.repeated.of - a.repeated.of ||
        byText(a.touchpoint, b.touchpoint),
    );
}
