import type { Scope } from '../base/scope.ts';
import { pathRows } from '../paths/rows.ts';
import type { PathShape } from '../paths/rows.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';

/** Equal paths, counted. */
export interface SequenceRow {
  path: string[];
  length: number;
  count: number;
  converted: number;
  finished: number;
  /** Over all sequences: how many, how many of them occur once. */
  variants: number;
  once: number;
  /** Durations: quantiles, ends and mean in ms; empty unless asked for. */
  levels: (number | null)[];
  extremes: number[];
}

const durationSql = `
    quantilesExactInclusive(${quantileLevels})(pt[-1] - pt[1]) AS levels,
    [toFloat64(min(pt[-1] - pt[1])), toFloat64(max(pt[-1] - pt[1])), avg(pt[-1] - pt[1])] AS extremes`;

/**
 * Equal paths together; of equally frequent ones the one seen first comes first. The most frequent
 * `{most:UInt32}` are read.
 */
export const sequencesSql = (scope: Scope, shape: PathShape, durations: boolean): string => `
  SELECT
    arrayMap(x -> toString(x), arraySlice(any(pk), 1, 200)) AS path, length(any(pk)) AS length,
    count() AS count, countIf(goal AND closed) AS converted, countIf(closed) AS finished,
    min(pt[1]) AS seen, count() OVER () AS variants, sum(count = 1) OVER () AS once,
    ${durations ? durationSql : `CAST([], 'Array(Float64)') AS levels, CAST([], 'Array(Float64)') AS extremes`}
  FROM ${pathRows(scope, shape)}
  GROUP BY sipHash128(pk)
  ORDER BY count DESC, seen, length, path LIMIT {most:UInt32}`;

/** Durations of all paths. */
export interface DurationRow {
  paths: number;
  levels: (number | null)[];
  extremes: (number | null)[];
}

export const allDurationsSql = (scope: Scope, shape: PathShape): string => `
  SELECT count() AS paths, ${durationSql} FROM ${pathRows(scope, shape)}`;

/** Returns to a touchpoint. */
export interface ReturnRow {
  id: string;
  /** Steps between the touch and the return; 0: the paths that touch it; 7: more than six. */
  steps: number;
  count: number;
  paths: number;
  /** Fewest steps of the returns in this row. */
  shortest: number;
  /** Of row 0: paths that touch it again, and conversions of closed ones that do and that do not. */
  repeated: number;
  convertedRepeated: number;
  finishedRepeated: number;
  converted: number;
  finished: number;
  lag: (number | null)[];
}

/** The longest return that is listed as a loop. */
export const longestLoop = 6;
const beyond = longestLoop + 1;

/**
 * Each touch with the one before it at the same touchpoint of the same path, once by its number of
 * steps and once (`steps` 8) in all; and each path once for every touchpoint it touches (`steps` 0).
 */
export const returnsSql = (scope: Scope, shape: PathShape): string => `
  SELECT
    toString(fact.1) AS id, fact.2 AS steps, count() AS count, countIf(fact.4) AS paths,
    min(fact.5) AS shortest, countIf(fact.6) AS repeated,
    countIf(fact.6 AND goal AND closed) AS convertedRepeated, countIf(fact.6 AND closed) AS finishedRepeated,
    countIf(goal AND closed) AS converted, countIf(closed) AS finished,
    quantilesExactInclusive(${quantileLevels})(fact.3) AS lag
  FROM (
    SELECT
      goal, closed,
      arraySort(x -> (x.1, x.2), arrayZip(pk, arrayEnumerate(pk), pt)) AS touches,
      arrayFilter(x -> x.4, arrayMap(
        (x, y) -> (y.1, toInt64(y.2) - toInt64(x.2), y.3 - x.3, x.1 = y.1),
        arrayPopBack(touches), arrayPopFront(touches)
      )) AS returns,
      arrayMap(x -> toUInt8(least(x.2, ${beyond})), returns) AS lengths,
      arrayMap(x -> x.1, returns) AS again,
      arrayConcat(
        arrayMap(x -> (x, toUInt8(0), toInt64(0), true, toInt64(0), has(again, x)), arrayDistinct(pk)),
        arrayMap((x, n, nth) -> (x.1, n, x.3, nth = 1, x.2, false), returns, lengths, arrayEnumerateUniq(again, lengths)),
        arrayMap((x, nth) -> (x.1, toUInt8(${beyond + 1}), x.3, nth = 1, x.2, false), returns, arrayEnumerateUniq(again))
      ) AS facts
    FROM ${pathRows(scope, shape)}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2`;

/** The row of {@link returnsSql} with all returns to a touchpoint. */
export const allReturns = beyond + 1;
