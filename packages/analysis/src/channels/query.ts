import { channelNumbersSql, channelOfSql } from '../base/channel-numbers.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';
import type { Scope } from '../base/scope.ts';
import { cutSql, sequences } from '../base/sequences.ts';

/** Moves between two channels. */
export interface MoveRow {
  origin: string;
  target: string;
  moves: number;
  journeys: number;
  delay: (number | null)[];
}

/**
 * Neighbouring touches of the same journey, by their channels: numbers, because joining and comparing
 * text took most of the time.
 */
export const movesSql = (scope: Scope): string => `
  SELECT
    ${channelOfSql('a')} AS origin, ${channelOfSql('b')} AS target,
    count() AS moves, countIf(nth = 1) AS journeys,
    quantilesExactInclusive(${quantileLevels})(gap) AS delay
  FROM (
    SELECT
      t, ${cutSql} AS cut,
      ${channelNumbersSql('c')} AS numbers,
      -- From nowhere where a journey begins.
      arrayMap(
        (begins, before) -> if(begins, toUInt8(0), before), cut, arrayPushFront(arrayPopBack(numbers), toUInt8(0))
      ) AS origins
    FROM ${sequences(scope, ['c'])}
  )
  ARRAY JOIN
    origins AS a, numbers AS b, arrayDifference(t) AS gap,
    arrayEnumerateUniq(arrayCumSum(cut), origins, numbers) AS nth
  WHERE a > 0
  GROUP BY a, b`;

/** Journeys by the channels of their first and last touch and the sides they touched. */
export interface JourneyGroup {
  first: string;
  last: string;
  digital: boolean;
  analog: boolean;
  journeys: number;
  converted: number;
  /** Began at least the horizon before the end of the data, and converted in it. */
  observed: number;
  convertedWithin: number;
}

export const journeyGroupsSql = (scope: Scope): string => `
  SELECT
    toString(jc[1]) AS first, toString(jc[-1]) AS last,
    arrayExists(x -> toString(x) IN {analogChannels:Array(String)}, jc) AS analog,
    NOT arrayAll(x -> toString(x) IN {analogChannels:Array(String)}, jc) AS digital,
    count() AS journeys, countIf(jg[-1]) AS converted,
    countIf({dataUntil:Int64} - jt[1] >= {horizon:Int64}) AS observed,
    countIf({dataUntil:Int64} - jt[1] >= {horizon:Int64} AND jg[-1] AND jt[-1] - jt[1] <= {horizon:Int64}) AS convertedWithin
  FROM (
    SELECT
      ${cutSql} AS cut, arraySplit((x, y) -> y, t, cut) AS times,
      arraySplit((x, y) -> y, g, cut) AS goals, arraySplit((x, y) -> y, c, cut) AS places
    FROM ${sequences(scope, ['c'])}
  )
  ARRAY JOIN times AS jt, goals AS jg, places AS jc
  GROUP BY first, last, digital, analog`;
