import { quantileLevels } from '../stats/duration-quantiles.ts';
import { pausesSql as pauseTuples } from '../base/pause-risk.ts';
import { touchGap } from '../base/own-gaps.ts';
import { endedAtSql, watchedAtSql } from '../base/risk-time.ts';
import type { CountedEnd } from '../base/risk-time.ts';
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
  /**
   * Journeys whose first such return is at least the horizon old, and those of them that converted
   * within the horizon of it; each journey once.
   */
  observedRow: number;
  convertedRow: number;
  observedPoint: number;
  convertedPoint: number;
}

/** A time that no data reach. */
const never = '315576000000000';

/** Per touch: when its journey reaches the goal. */
const wonAtSql = `arrayReverseFill((x, last) -> last, arrayMap((at, goal) -> if(goal, at, ${never}), t, g), ends)`;

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

function pauseGroupsSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `
  SELECT
    multiIf(grouping(origin) = 0 AND grouping(target) = 0, 'row', grouping(target) = 0, 'point',
      grouping(origin) = 0, 'leaving', grouping(seenDays) = 0, 'day', 'all') AS part,
    toString(origin) AS origin, toString(target) AS target, toString(channel) AS channel,
    seenDays, backDays,
    count() AS pauses, countIf(back) AS returns, min(leftAt) AS seen,
    countIf(old) AS observed, countIf(old AND back) AS observedReturns,
    countIf(NOT old AND NOT back) AS censored,
    quantilesExactInclusiveIf(${quantileLevels})(away, back) AS delay,
    countIf(firstRow AND known) AS observedRow, countIf(firstRow AND known AND won) AS convertedRow,
    countIf(firstPoint AND known) AS observedPoint,
    countIf(firstPoint AND known AND won) AS convertedPoint
  FROM (
    SELECT
      pause.1 AS origin, pause.7 AS back, if(back, pause.2, 0) AS target,
      if(back, toString(pause.3), '') AS channel,
      pause.4 AS away, pause.5 AS leftAt, {dataUntil:Int64} - pause.5 >= {horizon:Int64} AS old,
      back AND {dataUntil:Int64} - pause.5 - away >= {horizon:Int64} AS known,
      pause.6 - pause.5 - away <= {horizon:Int64} AS won,
      firstRow = 1 AS firstRow, firstPoint = 1 AS firstPoint,
      least(intDiv({dataUntil:Int64} - pause.5, 86400000), intDiv({horizon:Int64}, 86400000)) AS seenDays,
      if(back, intDiv(away + 86399999, 86400000), -1) AS backDays
    FROM (
      SELECT
        ${wonAtSql} AS wonAt,
        -- from, to, channel of the return, silence, time left, time of the goal, whether it is a return
        arrayFilter(
          x -> x.9,
          arrayMap(
            (key, next, by, s, at, won, last, from, goal${gap.arg}) -> (
              key, next, by, s, at, won, NOT last AND s <= {horizon:Int64}, from,
              NOT goal AND s >= ${gap.own}
            ),
            k, arrayPushBack(arrayPopFront(k), 0), arrayPushBack(arrayPopFront(e), ''),
            silence, t, wonAt, ends, start, g${gap.list}
          )
        ) AS pauses,
        -- The first of its kind in its journey; the flag of a return is part of the kind.
        arrayEnumerateUniq(pauses.8, pauses.1, pauses.2, pauses.3, pauses.7) AS firstRows,
        arrayEnumerateUniq(pauses.8, pauses.2, pauses.3, pauses.7) AS firstPoints
      FROM ${journeyArrays(scope, ['k', 'e'])}
    )
    ARRAY JOIN pauses AS pause, firstRows AS firstRow, firstPoints AS firstPoint
  )
  GROUP BY GROUPING SETS (
    (origin, target, channel), (target, channel), (origin), (seenDays, backDays), ()
  )`;
}

/**
 * First touches of journeys at places where people come back (`id` '' elsewhere), and conversion
 * within the horizon: after the first return of journeys that came back, and after the first touch
 * of journeys that had no pause before their end.
 */
export interface FirstTouchRow {
  id: string;
  channel: string;
  journeys: number;
  observedReturned: number;
  convertedReturned: number;
  observedStraight: number;
  convertedStraight: number;
}

export const firstTouchesSql = (scope: Scope): string => `
  SELECT
    if(toString(target) IN (SELECT arrayJoin({targets:Array(String)})), toString(target), '') AS id,
    channel, count() AS journeys,
    countIf(cameBack AND known) AS observedReturned,
    countIf(cameBack AND known AND won) AS convertedReturned,
    countIf(NOT cameBack AND known) AS observedStraight,
    countIf(NOT cameBack AND known AND won) AS convertedStraight
  FROM (
    SELECT
      first.3 AS target, first.4 AS channel,
      first.6 < ${never} AS cameBack, if(cameBack, first.6, first.5) AS since,
      {dataUntil:Int64} - since >= {horizon:Int64} AS known, first.7 - since <= {horizon:Int64} AS won
    FROM ${beginsSql(scope)}
    ARRAY JOIN begins AS first
  )
  GROUP BY id, channel`;

/**
 * Per subject `begins`, a tuple for each journey: the place of its first touch, once more, touchpoint,
 * channel and time of it, when it came back first after a pause, and when it reached the goal.
 */
function beginsSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `(
      SELECT
        arrayMap(
          (s, goal, last${gap.arg}) -> NOT goal AND NOT last AND s >= ${gap.own}, silence, g, ends${gap.list}
        ) AS returns,
        -- Per touch: when the journey comes back after the next pause at or after it.
        arrayReverseFill(
          (x, back, last) -> back OR last,
          arrayMap((back, at, s) -> if(back, at + s, ${never}), returns, t, silence), returns, ends
        ) AS backAt,
        arrayFilter(
          x -> x.1 = x.2,
          arrayMap(
            (p, from, key, by, at, back, won) -> (p, from, key, toString(by), at, back, won),
            i, start, k, e, t, backAt, ${wonAtSql}
          )
        ) AS begins
      FROM ${journeyArrays(scope, ['k', 'e'])}
    )`;
}

/** Journeys by whether they came back after a pause: when they converted, or how long they were watched. */
export interface ConversionRow extends CountedEnd {
  cameBack: boolean;
}

/** From the first return, and from the first touch of journeys that had no pause before their end. */
export const conversionsSql = (scope: Scope): string => `
  SELECT cameBack, cause, at, count() AS n
  FROM (
    SELECT
      toBool(first.6 < ${never}) AS cameBack, if(cameBack, first.6, first.5) AS since,
      toUInt8(first.7 >= ${never}) AS cause, first.7 - since AS won,
      {dataUntil:Int64} - since AS watched,
      if(cause = 0, ${endedAtSql('won')}, ${watchedAtSql('watched')}) AS at
    FROM ${beginsSql(scope)}
    ARRAY JOIN begins AS first
  )
  GROUP BY cameBack, cause, at`;

/** Pauses by touchpoint left (`0`: of those not asked for), what ended them and when. */
export interface LeftRow extends CountedEnd {
  origin: string;
}

export const pauseEndsSql = (scope: Scope): string => `
  SELECT
    if(pause.1 IN (SELECT toUInt64(arrayJoin({origins:Array(String)}))), toString(pause.1), '0') AS origin,
    pause.3 AS cause, pause.4 AS at, count() AS n
  FROM (SELECT ${pauseTuples(scope)} AS pauses FROM ${journeyArrays(scope, ['k'])})
  ARRAY JOIN pauses AS pause
  GROUP BY origin, cause, at`;

/** Returns by the nearest outbound touch before them. */
export interface TriggerRow {
  id: string;
  channel: string;
  returns: number;
  delay: (number | null)[];
}

/** Returns within the horizon, by the last outbound touch at most `before` earlier; '' without one. */
export function triggersSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `
  SELECT toString(trigger.1) AS id, trigger.2 AS channel, count() AS returns,
    quantilesExactInclusive(${quantileLevels})(trigger.3) AS delay
  FROM (
    SELECT
      arrayMap(by -> by IN (SELECT arrayJoin({outbound:Array(String)})), c) AS hits,
      -- Per touch: the last outbound one at or before it in its journey.
      arrayFill(
        (x, hit, p, from) -> hit OR p = from,
        arrayMap(
          (hit, key, by, at) -> if(hit, (key, toString(by), at), (toUInt64(0), '', toInt64(-${never}))),
          hits, k, c, t
        ),
        hits, i, start
      ) AS lastHit,
      arrayMap(
        x -> if(x.4 - x.3 <= {before:Int64}, (x.1, x.2, x.4 - x.3, x.4), (toUInt64(0), '', toInt64(0), x.4)),
        arrayFilter(
          (x, goal, last, s${gap.arg}) -> NOT goal AND NOT last
            AND s >= ${gap.own} AND s <= {horizon:Int64},
          arrayMap((x, at, s) -> (x.1, x.2, x.3, at + s), lastHit, t, silence),
          g, ends, silence${gap.list}
        )
      ) AS triggers
    FROM ${journeyArrays(scope, ['k', 'c'])}
  )
  ARRAY JOIN triggers AS trigger
  GROUP BY trigger.1, trigger.2
  ORDER BY channel != '', returns DESC, min(trigger.4), channel, id LIMIT {top:UInt32} + 1`;
}
