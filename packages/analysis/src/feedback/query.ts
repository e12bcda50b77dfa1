import type { Scope } from '../base/scope.ts';
import { journeyArrays, sequences } from '../base/sequences.ts';

/** Scales as [name, least, most]; ratings are moved to 1..10 in a straight line. */
const scales = [
  ['nps', 0, 10],
  ['csat', 1, 5],
  ['ces', 1, 7],
  ['scale10', 1, 10],
  ['thumbs', 0, 1],
] as const;

export const scoreSql = `multiIf(${scales
  .map(
    ([name, least, most]) =>
      `rating_scale = '${name}' AND rating BETWEEN ${least} AND ${most}, 1 + 9 * (toFloat64(rating) - ${least}) / ${most - least}`,
  )
  .join(', ')}, NULL)`;

/** The id of no touch: what a join gives where it found none. */
const nowhere = `toUUID('00000000-0000-0000-0000-000000000000')`;

/** Whether a row's subject is in the segment, which is a condition on all touches of a subject. */
export const inSegment = (scope: Scope): string =>
  scope.having === ''
    ? 'true'
    : scope.stored
      ? `${scope.subject} IN (SELECT subject FROM ${sequences({ ...scope, isStart: '', cohort: false }, [])})`
      : `${scope.subject} IN (
        SELECT ${scope.subject} AS subject FROM events ${scope.join}
        WHERE ${scope.where} AND ${scope.hasSubject} GROUP BY subject ${scope.having})`;

/**
 * Each rating with the touch it joins, as common tables: `readable` ratings once each, `joined` with
 * `touch` (nil where there is none), `last_ratings` of which each touch keeps its last, and
 * `rated_touches`, their ids. By the touch's own id where the rating names it as its parent, else the
 * nearest touch of the same person at the same touchpoint at most `joinWithin` before.
 */
export const ratingsSql = (scope: Scope): string => `
  WITH readable AS (
    SELECT
      ${scope.subject} AS who, ${scope.touchKey} AS place, ts AS at, seq AS nth, event_id AS id,
      any(parent_id) AS parent, any(rating_scale) AS scale, any(rating) AS raw, any(${scoreSql}) AS score
    FROM events ${scope.join}
    WHERE ${scope.where} AND ${scope.hasSubject} AND type = 'feedback' AND rating IS NOT NULL
      AND ${inSegment(scope)}
    GROUP BY who, place, at, nth, id
  ),
  named AS (
    SELECT event_id AS touch, any(${scope.touchKey}) AS touchPlace FROM events
    WHERE ${scope.where} AND type != 'feedback'
      AND event_id IN (SELECT assumeNotNull(parent) FROM readable WHERE parent IS NOT NULL)
    GROUP BY event_id
  ),
  touches AS (
    SELECT ${scope.subject} AS who, ${scope.touchKey} AS place, ts AS touchAt, argMax(event_id, (seq, event_id)) AS touch
    FROM events ${scope.join}
    WHERE ${scope.where} AND ${scope.hasSubject} AND type != 'feedback'
      AND ${scope.touchKey} IN (SELECT place FROM readable)
    GROUP BY who, place, touchAt
  ),
  joined AS (
    SELECT
      r.at AS at, r.nth AS nth, r.id AS id, r.scale AS scale, r.raw AS raw, r.score AS score,
      if(n.touch != ${nowhere}, n.touchPlace, r.place) AS place,
      multiIf(
        n.touch != ${nowhere}, n.touch,
        t.touch != ${nowhere}
          AND dateDiff('millisecond', t.touchAt, r.at) <= {joinWithin:Int64}, t.touch,
        ${nowhere}) AS touch
    FROM readable AS r
    ASOF LEFT JOIN touches AS t ON r.who = t.who AND r.place = t.place AND r.at >= t.touchAt
    LEFT JOIN named AS n ON assumeNotNull(r.parent) = n.touch
    WHERE r.score IS NOT NULL
  ),
  last_ratings AS (
    SELECT
      place, touch, argMax(score, (at, nth, id)) AS score, argMax(raw, (at, nth, id)) AS raw,
      argMax(scale, (at, nth, id)) AS scale, count() AS given, max(at) AS lastAt
    FROM joined
    GROUP BY place, touch, if(touch = ${nowhere}, id, touch)
  ),
  rated_touches AS (
    SELECT touch AS id FROM last_ratings WHERE touch != ${nowhere}
  )`;

/** Ratings of a touchpoint; of all (`overall`) in the row without one. */
export interface RatingRow {
  overall: boolean;
  place: string;
  rated: number;
  withoutTouch: number;
  replaced: number;
  mean: number | null;
  deviation: number | null;
  distribution: number[];
  promoters: number;
  detractors: number;
  nps: number;
}

export const ratingRowsSql = (scope: Scope): string => `
  ${ratingsSql(scope)}
  SELECT
    grouping(place) = 1 AS overall, toString(place) AS place,
    countIf(touch != ${nowhere}) AS rated, countIf(touch = ${nowhere}) AS withoutTouch,
    sum(given) - count() AS replaced,
    avg(score) AS mean, if(count() > 1, stddevSamp(score), NULL) AS deviation,
    arrayMap(x -> countEqual(groupArray(toUInt8(floor(score + 0.5))) AS rounded, x), range(1, 11)) AS distribution,
    countIf(scale = 'nps' AND raw >= 9) AS promoters, countIf(scale = 'nps' AND raw <= 6) AS detractors,
    countIf(scale = 'nps') AS nps
  FROM last_ratings
  WHERE ${scope.cohort ? `toUnixTimestamp64Milli(lastAt) >= {beganFrom:Int64} AND toUnixTimestamp64Milli(lastAt) < {beganTo:Int64}` : 'true'}
  GROUP BY GROUPING SETS ((place), ())
  ORDER BY overall DESC, count() DESC, place
  LIMIT {rows:UInt32}`;

/** Ratings that cannot be read, see {@link scoreSql}. */
export const unreadableSql = (scope: Scope): string => `
  SELECT uniqExact(event_id) AS n FROM events
  WHERE ${scope.where} AND type = 'feedback' AND rating IS NOT NULL AND ${scoreSql} IS NULL`;

/** Journeys that met a touchpoint, with and without a rating of it. */
export interface AnswerRow {
  id: string;
  rated: boolean;
  journeys: number;
  observed: number;
  converted: number;
}

export const answersSql = (scope: Scope): string => `
  ${ratingsSql(scope)}
  SELECT
    toString(key) AS id, rated, count() AS journeys,
    countIf({dataUntil:Int64} - met >= {horizon:Int64}) AS observed,
    countIf({dataUntil:Int64} - met >= {horizon:Int64} AND wonAt - met <= {horizon:Int64}) AS converted
  FROM (
    SELECT subject, touch.1 AS journey, touch.2 AS key, min(touch.3) AS met, max(touch.5) AS rated, any(touch.4) AS wonAt
    FROM (
      SELECT
        subject,
        arrayFilter(x -> x.2 IN (SELECT cityHash64(place) FROM last_ratings), arrayMap(
          (from, key, at, won, is_rated) -> (from, key, at, won, is_rated), start, k, t,
          arrayReverseFill((x, last) -> last, arrayMap((at, goal) -> if(goal, at, 315576000000000), t, g), ends),
          r
        )) AS met_touches
      FROM ${journeyArrays(scope, ['k', 'r'])}
    )
    ARRAY JOIN met_touches AS touch
    GROUP BY subject, journey, key
  )
  GROUP BY key, rated`;
