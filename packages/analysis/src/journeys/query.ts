import { channelNumbersSql, channelOfSql } from '../base/channel-numbers.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';
import { shownSubject } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';
import { gapsOfKinds, touchGap } from '../base/own-gaps.ts';
import { cutSql, journeyArrays, sequences, withGaps } from '../base/sequences.ts';

/** A group of journeys: all of them (`''`), those that began on a day, or touched a channel. */
export interface JourneyGroupRow {
  kind: '' | 'day' | 'channel';
  key: string;
  journeys: number;
  touches: number;
  converted: number;
  abandoned: number;
  silent: number;
  active: number;
  paused: number;
  returned: number;
  leftCut: number;
  /** Journeys that began at least the horizon before the end of the data, and those converted in it. */
  observed: number;
  convertedWithin: number;
  timeToConvert: (number | null)[];
  touchesP50: number | null;
  visits: number;
  visitsP50: number | null;
}

/**
 * Journeys counted once over all, once in the day of their first touch and once in each channel they
 * touched: one pass, because building the sequences is most of the work.
 */
export function groupsSql(scope: Scope): string {
  const gap = touchGap(scope);
  const own = gap.arg !== '';
  return `
  SELECT
    ['', 'day', 'channel'][part + 1] AS kind,
    multiIf(part = 0, '', part = 1, toString(toDate(number)), ${channelOfSql('number')}) AS key, count() AS journeys, sum(amount) AS touches,
    countIf(outcome = 1) AS converted, countIf(outcome = 2) AS abandoned,
    countIf(outcome = 3 AND stopped) AS silent, countIf(outcome = 3 AND NOT stopped) AS active,
    countIf(stopped OR inner > 0) AS paused, countIf(inner > 0) AS returned,
    countIf(leftCut) AS leftCut,
    countIf(old) AS observed,
    countIf(old AND outcome = 1 AND last - first <= {horizon:Int64}) AS convertedWithin,
    quantilesExactInclusiveIf(${quantileLevels})(last - first, outcome = 1) AS timeToConvert,
    quantileExactInclusive(0.5)(n) AS touchesP50,
    sum(visitCount) AS visits, quantileExactInclusive(0.5)(visitCount) AS visitsP50
  FROM (
    SELECT
      jt[1] AS first, jt[-1] AS last, length(jt) AS n,
      -- The subject's next touch, or the end of the data: silence after the journey.
      multiIf(jg[-1], 1, {dataUntil:Int64} - last >= {inactivityLimit:Int64}, 2, 3) AS outcome,
      outcome = 2 OR (outcome = 3 AND {dataUntil:Int64} - last >= ${own ? 'ja[-1]' : gap.own}) AS stopped,
      arrayDifference(jt) AS gaps,
      1 + arrayCount(x -> x > {visitGap:Int64}, gaps) AS visitCount,
      arrayCount((x${gap.arg}) -> x >= ${gap.own}, arrayPopFront(gaps)${own ? ', arrayPopBack(ja)' : ''}) AS inner,
      position = 1 AND first - {dataFrom:Int64} < {inactivityLimit:Int64} AS leftCut,
      {dataUntil:Int64} - first >= {horizon:Int64} AS old,
      arrayDistinct(jc) AS met,
      -- All journeys, the day, each channel: as numbers, because text took most of the time.
      arrayConcat([0, 1], arrayMap(x -> 2, met)) AS parts,
      arrayConcat(
        [toUInt16(0), toUInt16(toDate(fromUnixTimestamp64Milli(first), {timezone:String}))],
        arrayMap(x -> toUInt16(x), met)
      ) AS keys,
      arrayConcat([n, n], arrayMap(x -> toUInt64(countEqual(jc, x)), met)) AS amounts
    FROM (
      SELECT
        ${cutSql} AS cut, arraySplit((x, y) -> y, t, cut) AS times,
        arraySplit((x, y) -> y, g, cut) AS goals,
        arraySplit((x, y) -> y, ${channelNumbersSql('c')}, cut) AS channels
        ${own ? `, arraySplit((x, y) -> y, ${gapsOfKinds('a')}, cut) AS owns` : ''}
      FROM ${sequences(scope, withGaps(scope, ['c']))}
    )
    ARRAY JOIN
      times AS jt, goals AS jg, channels AS jc, arrayEnumerate(times) AS position${own ? ', owns AS ja' : ''}
  )
  ARRAY JOIN parts AS part, keys AS number, amounts AS amount
  GROUP BY part, number`;
}

/**
 * Value of the conversions; a conversion stored twice counts once. Without a segment only the rows
 * that carry a value are read; with one, people's other touches decide.
 */
export function valueSql(scope: Scope): string {
  if (scope.cohort || scope.stored || scope.isStart !== '') {
    return `
    SELECT currency, sum(amount) AS total, count() AS conversions
    FROM ${sequences(scope, ['v', 'u'])} ARRAY JOIN g AS won, v AS amount, u AS currency
    WHERE won AND amount > 0
    GROUP BY currency ORDER BY total DESC, currency`;
  }
  const sale = `${scope.isGoal} AND value > 0`;
  return `
  SELECT sale.3 AS currency, sum(sale.4) AS total, count() AS conversions
  FROM (
    SELECT groupUniqArrayIf((ts, event_id, currency, value), ${sale}) AS sales
    FROM events ${scope.join}
    WHERE ${scope.where} AND ${scope.hasSubject} ${scope.having === '' ? `AND ${sale}` : ''}
    GROUP BY ${scope.subject}
    ${scope.having}
  )
  ARRAY JOIN sales AS sale
  GROUP BY currency ORDER BY total DESC, currency`;
}

/** Converted journeys by the number of the goal that ended them. */
export const reachedSql = (scope: Scope): string => `
  SELECT arrayJoin(arrayFilter(x -> x > 0, n)) AS goal, count() AS journeys
  FROM ${sequences(scope, ['n'])} GROUP BY goal`;

export interface ListedRow {
  subject: string;
  startedAt: number;
  endedAt: number;
  ending: 1 | 2 | 3;
  touches: number;
  visits: number;
  pauses: number;
  path: string[];
  channels: string[];
}

const newestSql = (scope: Scope): string =>
  scope.stored || scope.isStart !== ''
    ? `SELECT subject FROM (SELECT subject, t[-1] AS latest FROM ${sequences(scope, [])})
      ORDER BY latest DESC, subject LIMIT {list:UInt32}`
    : `SELECT subject FROM (
      SELECT ${scope.subject} AS subject, max(ts) AS latest
      FROM events ${scope.join}
      WHERE ${scope.where} AND ${scope.hasSubject}
      GROUP BY subject ${scope.having}
      ORDER BY latest DESC, subject LIMIT {list:UInt32}
    )`;

/**
 * The journeys touched last. Each of the newest N belongs to one of the N subjects touched last, so
 * only those subjects are read in full.
 */
export function listSql(scope: Scope): string {
  const gap = touchGap(scope);
  return `
  SELECT
    ${shownSubject} AS subject, jt[1] AS startedAt, jt[-1] AS endedAt, outcome[js[1]] AS ending, length(jt) AS touches,
    1 + arrayCount(x -> x > {visitGap:Int64}, arrayDifference(jt)) AS visits,
    arrayCount(
      (s, last, out${gap.arg}) -> s >= ${gap.own} AND NOT (last AND out = 1),
      ${['silence', 'ends', 'outcome', ...(gap.arg === '' ? [] : ['gapAt'])]
        .map((array) => `arraySlice(${array}, js[1], length(jt))`)
        .join(', ')}
    ) AS pauses,
    arrayMap(x -> toString(x), arraySlice(jk, 1, 50)) AS path, arrayMap(x -> toString(x), arraySort(arrayDistinct(jc))) AS channels
  FROM ${journeyArrays(scope, ['k', 'c'], 'true', newestSql(scope))}
  ARRAY JOIN
    arraySplit((x, y) -> y, t, cut) AS jt, arraySplit((x, y) -> y, k, cut) AS jk,
    arraySplit((x, y) -> y, c, cut) AS jc, arraySplit((x, y) -> y, i, cut) AS js
  ORDER BY endedAt DESC, startedAt DESC, ${shownSubject} LIMIT {list:UInt32}`;
}
