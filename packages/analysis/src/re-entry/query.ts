import { quantileLevels } from '../stats/duration-quantiles.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';

/** Pauses of a group. `part` says which: see {@link pausesSql}. */
export interface PauseGroupRow {
  part: 'row' | 'point' | 'leaving' | 'day' | 'all';
  origin: string;
  target: string;
  channel: string;
  /** Whole days observed after the touch, and days until the return, rounded up; -1 for none. */
  seenDays: number;
  backDays: number;
  pauses: number;
  /** Returns within the horizon. */
  returns: number;
  /** Returns of all groups of this part with the same origin, also of those cut off. */
  returnsFrom: number;
  /** Pauses at least as old as the horizon, and those of them with a return within it. */
  observed: number;
  observedReturns: number;
  censored: number;
  delay: (number | null)[];
  /** Closed journeys with such a return, and the converted of them; each journey once. */
  closedRow: number;
  convertedRow: number;
  closedPoint: number;
  convertedPoint: number;
}

/**
 * Pauses by where they began and ended, in one pass: (from, to, channel), (to, channel), (from), days
 * and all. The first three are cut to the most frequent; of equally frequent ones to those seen first.
 */
export const pausesSql = (scope: Scope): string => `
  SELECT *, sum(returns) OVER (PARTITION BY part, origin) AS returnsFrom
  FROM (${pauseGroupsSql(scope)})
  QUALIFY part IN ('day', 'all') OR row_number() OVER (
    PARTITION BY part ORDER BY if(part = 'leaving', pauses, returns) DESC, seen, origin, target, channel
  ) <= {top:UInt32}`;

const pauseGroupsSql = (scope: Scope): string => `
  SELECT
    multiIf(grouping(origin) = 0 AND grouping(target) = 0, 'row', grouping(target) = 0, 'point',
      grouping(origin) = 0, 'leaving', grouping(seenDays) = 0, 'day', 'all') AS part,
    toString(origin) AS origin, toString(target) AS target, toString(channel) AS channel,
    seenDays, backDays,
    count() AS pauses, countIf(back) AS returns, min(leftAt) AS seen,
    countIf(old) AS observed, countIf(old AND back) AS observedReturns,
    countIf(NOT old AND NOT back) AS censored,
    quantilesExactInclusiveIf(${quantileLevels})(away, back) AS delay,
    countIf(back AND firstRow AND outcome < 3) AS closedRow,
    countIf(back AND firstRow AND outcome = 1) AS convertedRow,
    countIf(back AND firstPoint AND outcome < 3) AS closedPoint,
    countIf(back AND firstPoint AND outcome = 1) AS convertedPoint
  FROM (
    SELECT
      pause.1 AS origin, pause.7 AS back, if(back, pause.2, 0) AS target,
      if(back, toString(pause.3), '') AS channel,
      pause.4 AS away, pause.5 AS leftAt, {dataUntil:Int64} - pause.5 >= {horizon:Int64} AS old,
      pause.6 AS outcome, firstRow = 1 AS firstRow, firstPoint = 1 AS firstPoint,
      least(intDiv({dataUntil:Int64} - pause.5, 86400000), intDiv({horizon:Int64}, 86400000)) AS seenDays,
      if(back, intDiv(away + 86399999, 86400000), -1) AS backDays
    FROM (
      SELECT
        -- from, to, channel of the return, silence, time left, outcome, whether it is a return
        arrayFilter(
          x -> x.9,
          arrayMap(
            (key, next, by, s, at, end, last, from, goal) -> (
              key, next, by, s, at, end, NOT last AND s <= {horizon:Int64}, from,
              NOT goal AND s >= {abandonmentGap:Int64}
            ),
            k, arrayPushBack(arrayPopFront(k), 0), arrayPushBack(arrayPopFront(c), ''),
            silence, t, outcome, ends, start, g
          )
        ) AS pauses,
        -- The first of its kind in its journey; the flag of a return is part of the kind.
        arrayEnumerateUniq(pauses.8, pauses.1, pauses.2, pauses.3, pauses.7) AS firstRows,
        arrayEnumerateUniq(pauses.8, pauses.2, pauses.3, pauses.7) AS firstPoints
      FROM ${journeyArrays(scope, ['k', 'c'])}
    )
    ARRAY JOIN pauses AS pause, firstRows AS firstRow, firstPoints AS firstPoint
  )
  GROUP BY GROUPING SETS (
    (origin, target, channel), (target, channel), (origin), (seenDays, backDays), ()
  )`;

/** First touches of journeys at places where people come back (`id` '' elsewhere), and conversion of closed journeys by whether they came back. */
export interface FirstTouchRow {
  id: string;
  channel: string;
  journeys: number;
  closedReturned: number;
  convertedReturned: number;
  closedStraight: number;
  convertedStraight: number;
}

export const firstTouchesSql = (scope: Scope): string => `
  SELECT
    if(toString(first.3) IN (SELECT arrayJoin({targets:Array(String)})), toString(first.3), '') AS id,
    first.4 AS channel, count() AS journeys,
    countIf(first.5 < 3 AND first.6) AS closedReturned,
    countIf(first.5 = 1 AND first.6) AS convertedReturned,
    countIf(first.5 < 3 AND NOT first.6) AS closedStraight,
    countIf(first.5 = 1 AND NOT first.6) AS convertedStraight
  FROM (
    SELECT
      -- Per touch: whether the journey comes back after a pause at or after it.
      arrayReverseFill(x -> x > 0, arrayMap(
        (s, goal, last) -> multiIf(NOT goal AND NOT last AND s >= {abandonmentGap:Int64}, 2, last, 1, 0),
        silence, g, ends
      )) AS comesBack,
      arrayFilter(
        x -> x.1 = x.2,
        arrayMap(
          (p, from, key, by, ending, fate) -> (p, from, key, toString(by), ending, fate = 2),
          i, start, k, c, outcome, comesBack
        )
      ) AS begins
    FROM ${journeyArrays(scope, ['k', 'c'])}
  )
  ARRAY JOIN begins AS first
  GROUP BY id, channel`;
