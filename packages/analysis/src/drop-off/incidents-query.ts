import type { Scope } from '../base/scope.ts';
import { sequences } from '../base/sequences.ts';

/** Visits with a touchpoint, by day. */
export interface VisitDayRow {
  id: string;
  /** Empty for everybody. */
  value: string;
  /** Days since 1970 in the report's time zone, in steps of `dayStep`. */
  day: number;
  visits: number;
  /** Those without a touch that reaches the goal. */
  lost: number;
}

/** Touchpoints and values searched, the most frequent, and the most days told apart. */
export const searchedTouchpoints = 60;
const searchedValues = 8;
export const searchedDays = 400;

/**
 * Visits by touchpoint met, day of meeting it and value there. Visits that may still go on at the end of
 * the data are left out, won or not.
 *
 * @param split whether values are told apart; those without one are left out then
 */
export const visitDaysSql = (scope: Scope, split: boolean): string => `
  SELECT toString(key) AS id, value, day, sum(n) AS visits, sum(unsold) AS lost
  FROM (
    SELECT *, ${split ? 'dense_rank() OVER (ORDER BY total DESC, value)' : '1'} AS rank
    FROM (
      SELECT key, value, day, count() AS n, countIf(NOT won) AS unsold,
        sum(n) OVER (PARTITION BY value) AS total
      FROM (
        SELECT fact.1 AS key, ${split ? 'fact.4' : `''`} AS value, fact.3 AS won,
          intDiv(toInt32(toDate(fromUnixTimestamp64Milli(fact.2), {timezone:String})), {dayStep:Int32}) AS day
        FROM (
          SELECT
            arrayMap((gap, p) -> p = 1 OR gap > {visitGap:Int64}, arrayDifference(t), arrayEnumerate(t)) AS begins,
            arrayPushBack(arrayPopFront(begins), 1) AS stops,
            arrayCumSum(begins) AS visit,
            arrayCumSum(g) AS goals,
            arrayReverseFill((x, stop) -> stop, goals, stops) AS goalsAfter,
            arrayFill((x, begin) -> begin, arrayMap((x, goal) -> x - goal, goals, g), begins) AS goalsBefore,
            arrayReverseFill((x, stop) -> stop, t, stops) AS endAt,
            arrayFilter(
              (x, goal, nth, until) -> NOT goal AND nth = 1 AND {dataUntil:Int64} - until >= {visitGap:Int64}
                AND x.1 IN (SELECT toUInt64(arrayJoin({searched:Array(String)}))),
              arrayMap(
                (key, at, after, before${split ? ', text' : ''}) -> (key, at, after > before${split ? ', text' : ''}),
                k, t, goalsAfter, goalsBefore${split ? ', b' : ''}
              ),
              g, arrayEnumerateUniq(visit, k), endAt
            ) AS facts
          FROM ${sequences(scope, split ? ['k', 'b'] : ['k'])}
        )
        ARRAY JOIN facts AS fact
      )
      ${split ? `WHERE value != ''` : ''}
      GROUP BY key, value, day
    )
  )
  WHERE rank <= ${searchedValues}
  GROUP BY id, value, day`;
