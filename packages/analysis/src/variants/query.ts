import type { Scope } from '../base/scope.ts';
import { nodeIdSql } from '../paths/node-numbers.ts';
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

// Two paths of one length and one hash of 64 bits are one.
const pathHash = '(cityHash64(pk), length(pk))';

/**
 * Equal paths together; of equally frequent ones the one seen first comes first. The most frequent
 * `{most:UInt32}` are read: first counted by their hashes, then read once more, because holding every path
 * there is took most of the time and memory.
 */
export const sequencesSql = (scope: Scope, shape: PathShape, durations: boolean): string => `
  WITH (
    SELECT (groupArray(hash), any(variants), any(once)) FROM (
      SELECT ${pathHash} AS hash, count() AS count, min(pt[1]) AS seen,
        count() OVER () AS variants, sum(count = 1) OVER () AS once
      FROM ${pathRows(scope, shape)}
      GROUP BY hash
      ORDER BY count DESC, seen, hash.2 LIMIT {most:UInt32} WITH TIES
    )
  ) AS frequent
  SELECT
    arrayMap(x -> ${nodeIdSql('x')}, arraySlice(any(pk), 1, 200)) AS path, length(any(pk)) AS length,
    count() AS count, countIf(goal AND closed) AS converted, countIf(closed) AS finished,
    min(pt[1]) AS seen, frequent.2 AS variants, frequent.3 AS once,
    ${durations ? durationSql : `CAST([], 'Array(Float64)') AS levels, CAST([], 'Array(Float64)') AS extremes`}
  FROM ${pathRows(scope, shape)}
  WHERE ${pathHash} IN (SELECT arrayJoin(frequent.1))
  GROUP BY ${pathHash}
  ORDER BY count DESC, seen, length, path LIMIT {most:UInt32}`;

/** Durations of all paths. */
export interface DurationRow {
  paths: number;
  levels: (number | null)[];
  extremes: (number | null)[];
}

export const allDurationsSql = (scope: Scope, shape: PathShape): string => `
  SELECT count() AS paths, ${durationSql} FROM ${pathRows(scope, shape)}`;

/** Returns to a touchpoint of one number of steps, and ({@link allReturns}) all of them. */
export interface ReturnRow {
  id: string;
  /** Steps between the touch and the return; 7: more than six. */
  steps: number;
  count: number;
  /** Paths with such a return; of all returns, the paths that touch it. */
  paths: number;
  /** Fewest steps of the returns in this row; 0 without any. */
  shortest: number;
  /** Of all returns: paths that touch it again, and conversions of closed ones that do and that touch it. */
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

/** The row of {@link returnsSql} with all returns to a touchpoint. */
export const allReturns = beyond + 1;

/**
 * Touches of each path sorted by touchpoint, so that the next at the same touchpoint stands beside; counted
 * by steps until it (`part` 0: none), and these once more over all steps.
 */
export const returnsSql = (scope: Scope, shape: PathShape): string => `
  SELECT
    ${nodeIdSql('place')} AS id, if(grouping(part) = 1, ${allReturns}, part) AS steps,
    sum(returns) AS count, if(steps = ${allReturns}, sum(touching), sum(firsts)) AS paths,
    minIf(least, part > 0) AS shortest, sum(repeating) AS repeated,
    sum(wonRepeating) AS convertedRepeated, sum(overRepeating) AS finishedRepeated,
    sum(won) AS converted, sum(over) AS finished,
    quantilesExactInclusiveMerge(${quantileLevels})(lags) AS lag
  FROM (
    SELECT
      place, part, countIf(again) AS returns, countIf(again AND nth = 1) AS firsts, min(away) AS least,
      countIf(first) AS touching, countIf(first AND again) AS repeating,
      countIf(first AND again AND goal AND closed) AS wonRepeating,
      countIf(first AND again AND closed) AS overRepeating,
      countIf(first AND goal AND closed) AS won, countIf(first AND closed) AS over,
      quantilesExactInclusiveStateIf(${quantileLevels})(until, again) AS lags
    FROM (
      SELECT
        goal, closed,
        arraySort(
          (touch, key) -> key, arrayZip(pk, arrayEnumerate(pk), pt),
          -- One number, because sorting by it is faster than by touchpoint and position.
          arrayMap(
            (place, position) -> bitShiftLeft(toUInt64(place), 32) + position,
            arrayEnumerateDense(pk), arrayEnumerate(pk)
          )
        ) AS sorted,
        sorted.1 AS places, sorted.2 AS positions, sorted.3 AS times,
        arrayMap((x, y) -> x = y, places, arrayPushBack(arrayPopFront(places), 0)) AS agains,
        arrayPushFront(arrayMap(x -> NOT x, arrayPopBack(agains)), 1) AS newcomers,
        arrayMap(
          (x, here, there) -> if(x, there - here, 0),
          agains, positions, arrayPushBack(arrayPopFront(positions), 0)
        ) AS aways,
        arrayMap(x -> toUInt8(least(x, ${beyond})), aways) AS parts
      FROM ${pathRows(scope, shape)}
    )
    ARRAY JOIN
      places AS place, parts AS part, agains AS again, newcomers AS first, aways AS away,
      arrayMap((from, to) -> to - from, times, arrayPushBack(arrayPopFront(times), 0)) AS until,
      arrayEnumerateUniq(places, parts) AS nth
    GROUP BY place, part
  )
  GROUP BY GROUPING SETS ((place, part), (place))
  HAVING steps > 0`;
