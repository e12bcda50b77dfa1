import type { BucketState, FigureValue, TrendBucket, TrendSeries } from '@touchtrail/contract';
import { figureId, rowId } from '../table/figures.ts';
import type { Figure } from '../table/figures.ts';
import type { Said } from '../base/words.ts';
import { say } from './words.ts';

const nothing: FigureValue = { value: null, low: null, high: null, count: null, of: null, n: null };

/** Whether what is shown of a bucket can still change. */
export const bucketState = (to: number, open: number, dataUntil: number): BucketState =>
  to > dataUntil ? 'partial' : open > 0 ? 'open' : 'complete';

/**
 * One series a figure of the rows that are followed.
 *
 * @param whole figures over the whole range: which rows there are, and in what order
 * @param buckets figures of each bucket
 * @param names figures asked for; none means all that have an interval
 */
export function trendSeries(
  whole: readonly Figure[],
  buckets: readonly (readonly Figure[])[],
  { rows, names }: { rows: number; names: readonly string[] },
): { series: TrendSeries[]; rowCount: number } {
  const ids = [...new Set(whole.map((entry) => rowId(entry.row)))];
  const kept = new Set(ids.slice(0, rows));
  const wanted = whole.filter(
    ({ row, figure, kind }) =>
      kept.has(rowId(row)) && (names.length > 0 ? names.includes(figure) : kind !== 'number'),
  );
  const found = buckets.map((figures) => new Map(figures.map((entry) => [figureId(entry), entry])));
  return {
    rowCount: ids.length,
    series: wanted.map((entry) => ({
      row: entry.row,
      figure: entry.figure,
      kind: entry.kind,
      points: found.map((figures) => figures.get(figureId(entry))?.value ?? nothing),
    })),
  };
}

/** A sentence on the buckets whose figures can still change, where there are some. */
export function warningOf(buckets: readonly TrendBucket[], by: string): Said | undefined {
  const moving = buckets.filter((bucket) => bucket.state !== 'complete').length;
  if (moving === 0) return undefined;
  const values = { n: moving, all: buckets.length };
  return by === 'week'
    ? say(
        '{n} of {all} weeks are not fully observed yet (open journeys, or not over): what they show can still rise or fall and is no trend.',
        values,
      )
    : say(
        '{n} of {all} days are not fully observed yet (open journeys, or not over): what they show can still rise or fall and is no trend.',
        values,
      );
}
