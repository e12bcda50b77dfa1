import { channelNumbersSql, channelOfSql } from '../base/channel-numbers.ts';
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

const paused = (part: string): string => `arrayFilter((x, y) -> y, ${part}, pausing)`;

function pauseGroupsSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `
  SELECT
    multiIf(grouping(origin) = 0 AND grouping(target) = 0, 'row', grouping(target) = 0, 'point',
      grouping(origin) = 0, 'leaving', grouping(seenDays) = 0, 'day', 'all') AS part,
    toString(origin) AS origin, toString(target) AS target, ${channelOfSql('channel')} AS channel,
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
      origin, back, if(back, next, 0) AS target, if(back, by, 0) AS channel, away, leftAt,
      {dataUntil:Int64} - leftAt >= {horizon:Int64} AS old,
      back AND {dataUntil:Int64} - leftAt - away >= {horizon:Int64} AS known,
      wonAt - leftAt - away <= {horizon:Int64} AS won,
      nthRow = 1 AS firstRow, nthPoint = 1 AS firstPoint,
      least(intDiv({dataUntil:Int64} - leftAt, 86400000), intDiv({horizon:Int64}, 86400000)) AS seenDays,
      if(back, intDiv(away + 86399999, 86400000), -1) AS backDays
    FROM (
      SELECT
        arrayMap((goal, s${gap.arg}) -> NOT goal AND s >= ${gap.own}, g, silence${gap.list}) AS pausing,
        ${paused('k')} AS origins, ${paused('arrayPushBack(arrayPopFront(k), 0)')} AS nexts,
        ${paused(`arrayPushBack(arrayPopFront(${channelNumbersSql('e')}), 0)`)} AS bys,
        ${paused('silence')} AS aways, ${paused('t')} AS times, ${paused(wonAtSql)} AS wins,
        ${paused('start')} AS journeys,
        arrayMap((s, last) -> NOT last AND s <= {horizon:Int64}, aways, ${paused('ends')}) AS backs
      FROM ${journeyArrays(scope, ['k', 'e'])}
    )
    -- The first of its kind in its journey; the flag of a return is part of the kind.
    ARRAY JOIN
      origins AS origin, nexts AS next, bys AS by, aways AS away, times AS leftAt, wins AS wonAt, backs AS back,
      arrayEnumerateUniq(journeys, origins, nexts, bys, backs) AS nthRow,
      arrayEnumerateUniq(journeys, nexts, bys, backs) AS nthPoint
  )
  GROUP BY GROUPING SETS (
    (origin, target, channel), (target, channel), (origin), (seenDays, backDays), ()
  )`;
}

const began = (part: string): string => `arrayFilter((x, y) -> y, ${part}, begins)`;

/**
 * Journeys, counted in two ways: by their first touch at places where people come back (`id` '' elsewhere),
 * with conversion within the horizon after the first return of those that came back, and after the first
 * touch of those that had no pause before their end; and, where `timed`, by whether they came back and when
 * they converted, or how long they were watched (`cause` 1).
 */
export interface BeginRow extends CountedEnd {
  timed: boolean;
  id: string;
  channel: string;
  observedReturned: number;
  convertedReturned: number;
  observedStraight: number;
  convertedStraight: number;
  cameBack: boolean;
}

/** What a row says of first touches. */
export type FirstTouchRow = Omit<BeginRow, 'timed' | 'cameBack' | keyof CountedEnd> & {
  journeys: number;
};

/** What a row says of times. */
export type ConversionRow = CountedEnd & { cameBack: boolean };

/** Both in one pass over journeys. */
export function beginsSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `
  SELECT
    toBool(grouping(cause) = 0) AS timed, toString(place) AS id, ${channelOfSql('by')} AS channel,
    toBool(cameBack) AS cameBack, cause, at, count() AS n,
    countIf(cameBack AND known) AS observedReturned,
    countIf(cameBack AND known AND won) AS convertedReturned,
    countIf(NOT cameBack AND known) AS observedStraight,
    countIf(NOT cameBack AND known AND won) AS convertedStraight
  FROM (
    SELECT
      if(toString(key) IN (SELECT arrayJoin({targets:Array(String)})), key, 0) AS place, by,
      backAt < ${never} AS cameBack, if(cameBack, backAt, begun) AS since,
      {dataUntil:Int64} - since >= {horizon:Int64} AS known, wonAt - since <= {horizon:Int64} AS won,
      toUInt8(wonAt >= ${never}) AS cause, wonAt - since AS wait, {dataUntil:Int64} - since AS watched,
      if(cause = 0, ${endedAtSql('wait')}, ${watchedAtSql('watched')}) AS at
    FROM (
      SELECT
        arrayMap(
          (s, goal, last${gap.arg}) -> NOT goal AND NOT last AND s >= ${gap.own}, silence, g, ends${gap.list}
        ) AS returns,
        -- Per touch: when the journey comes back after the next pause at or after it.
        arrayReverseFill(
          (x, back, last) -> back OR last,
          arrayMap((back, at, s) -> if(back, at + s, ${never}), returns, t, silence), returns, ends
        ) AS backTimes,
        arrayMap((p, from) -> p = from, i, start) AS begins,
        ${began('k')} AS keys, ${began(channelNumbersSql('e'))} AS bys, ${began('t')} AS times,
        ${began('backTimes')} AS backs, ${began(wonAtSql)} AS wins
      FROM ${journeyArrays(scope, ['k', 'e'])}
    )
    ARRAY JOIN keys AS key, bys AS by, times AS begun, backs AS backAt, wins AS wonAt
  )
  GROUP BY GROUPING SETS ((place, by), (cameBack, cause, at))`;
}

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
  SELECT toString(key) AS id, ${channelOfSql('by')} AS channel, count() AS returns,
    quantilesExactInclusive(${quantileLevels})(if(by > 0, after, 0)) AS delay
  FROM (
    SELECT
      if(near, hitKey, 0) AS key, if(near, hitBy, 0) AS by, backAt - hitAt AS after, backAt,
      hitBy > 0 AND after <= {before:Int64} AS near
    FROM (
      SELECT
        ${channelNumbersSql('c')} AS numbers,
        arrayMap(x -> has({outboundNumbers:Array(UInt8)}, x), numbers) AS hits,
        -- Per touch: the last outbound one at or before it in its journey.
        arrayFill(
          (x, hit, p, from) -> hit OR p = from,
          arrayMap((hit, x, by, at) -> if(hit, (x, by, at), (toUInt64(0), toUInt8(0), toInt64(0))), hits, k, numbers, t),
          hits, i, start
        ) AS lastHits,
        arrayMap(
          (goal, last, s${gap.arg}) -> NOT goal AND NOT last AND s >= ${gap.own} AND s <= {horizon:Int64},
          g, ends, silence${gap.list}
        ) AS returning,
        arrayFilter((x, y) -> y, lastHits, returning) AS nearest,
        arrayFilter((x, y) -> y, arrayMap((at, s) -> at + s, t, silence), returning) AS backs
      FROM ${journeyArrays(scope, ['k', 'c'])}
    )
    ARRAY JOIN nearest.1 AS hitKey, nearest.2 AS hitBy, nearest.3 AS hitAt, backs AS backAt
  )
  GROUP BY key, by
  ORDER BY channel != '', returns DESC, min(backAt), channel, id LIMIT {top:UInt32} + 1`;
}
