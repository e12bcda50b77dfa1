import { channelNumbersSql, channelOfSql } from '../base/channel-numbers.ts';
import { foldedKeys } from '../base/names.ts';
import { spannedPausesSql } from '../base/pause-risk.ts';
import { touchGap } from '../base/own-gaps.ts';
import type { CountedEnd } from '../base/risk-time.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';

/** Touches of one touchpoint at one step bucket of journeys that began through one channel. */
export interface DropOffCountRow {
  id: string;
  /** What brought the person to the journey's first touch. */
  channel: string;
  /** 1 to 6: step 1, 2, 3, 4-5, 6-8, 9 and later of the journey. */
  bucket: number;
  touches: number;
  /** Touches without the goal that are at least the abandonment gap old at the end of the data. */
  observed: number;
  abandoned: number;
  censored: number;
  returned: number;
  lastLost: number;
  lastSilent: number;
}

/** Per touch: whether its subject has no later one. */
const isLastSql = 'arrayMap(p -> p = length(t), i)';

/** Touchpoints told apart; the rarest beyond have too few touches for a verdict anyway. */
export const maxJudged = 1_000;

/** Abandonments by touchpoint, step bucket and entry channel. */
export function countsSql(scope: Scope, folded: boolean): string {
  const gap = touchGap(scope);
  return `
  SELECT
    toString(fact.1) AS id, fact.2 AS bucket, ${channelOfSql('fact.7')} AS channel, count() AS touches,
    countIf(fact.3 = 0 AND fact.5) AS observed,
    countIf(fact.3 = 0 AND fact.4 > 0) AS abandoned,
    countIf(fact.3 = 0 AND NOT fact.5 AND fact.6) AS censored,
    countIf(fact.4 = 1) AS returned, countIf(fact.4 = 2) AS lastLost, countIf(fact.4 = 3) AS lastSilent
  FROM (
    SELECT arrayMap(
      (key, goal, p, from, at, s, last, place, by${gap.arg}) -> (
        key,
        multiIf(p - from < 3, p - from + 1, p - from < 5, 4, p - from < 8, 5, 6),
        goal,
        -- What the silence after the touch was: none, a pause with return, a loss, a pause so far.
        multiIf(goal OR s < ${gap.own}, 0, NOT last, 1, s >= {inactivityLimit:Int64}, 2, 3),
        {dataUntil:Int64} - at >= ${gap.own},
        place, by
      ),
      ${foldedKeys('k', folded)}, g, i, start, t, silence, ends, ${isLastSql},
      arrayFill((by, p, from) -> p = from, ${channelNumbersSql('e')}, i, start)${gap.list}
    ) AS facts
    FROM ${journeyArrays(scope, ['k', 'e'])}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2, fact.7`;
}

/** What came after touches of one touchpoint (`0`: of those not asked for). */
export interface AfterTouchRow extends CountedEnd {
  origin: string;
  /**
   * `went_on`: every touch, up to the abandonment gap, in parts of it; cause 0 went on, 1 was watched.
   * `pause`: every pause, see `pauseEnds`; of `spanned` ones once more by `span` of the range in
   * which it began, up to the inactivity limit, in parts of it.
   */
  kind: 'went_on' | 'pause' | 'span';
  span: number;
}

/** How many parts the abandonment gap has when silences shorter than it are counted. */
export const gapParts = 64;

const originsSql = '(SELECT toUInt64(arrayJoin({origins:Array(String)})))';

/** Counts of what came after touches of the touchpoints in `origins`, by time. */
export function afterTouchSql(scope: Scope): string {
  const gap = touchGap(scope);
  // Touches that go on are counted as columns: tuples of all touches took most of the time.
  return `
  SELECT
    toString(place) AS origin,
    if(grouping(counted) = 0, 'pause', 'span') AS kind, span, cause,
    if(kind = 'span', part, counted) AS at, count() AS n
  FROM (
    SELECT if(fact.1 IN ${originsSql}, fact.1, 0) AS place, fact.3 AS cause, fact.4 AS counted, fact.5 AS span, fact.6 AS part
    FROM (SELECT ${spannedPausesSql(scope)} AS facts FROM ${journeyArrays(scope, ['k'])})
    ARRAY JOIN facts AS fact
  )
  GROUP BY GROUPING SETS ((place, cause, counted), (place, cause, span, part))
  HAVING grouping(counted) = 0 OR origin IN {spanned:Array(String)}
  UNION ALL
  SELECT if(key IN ${originsSql}, toString(key), '0') AS origin, 'went_on' AS kind, toUInt8(0) AS span,
    cause, at, sum(touches) AS n
  FROM (
    SELECT key, toUInt8(s >= ${gap.own} OR final) AS cause,
      if(s >= ${gap.own}, toInt64(${gapParts}), toInt64(intDiv(s * ${gapParts}, ${gap.own}) + NOT final)) AS at,
      count() AS touches
    FROM (
      SELECT k, g, silence${gap.list}, ${isLastSql} AS finals FROM ${journeyArrays(scope, ['k'])}
    )
    ARRAY JOIN k AS key, g AS goal, silence AS s, finals AS final${gap.list === '' ? '' : `${gap.list} AS own`}
    WHERE NOT goal
    GROUP BY key, cause, at
  )
  GROUP BY origin, cause, at`;
}

/** Touchpoints whose final loss is estimated without each span, too; the first rows. */
export const maxSpanned = 200;

/** Parts of the inactivity limit in which ends are counted by span: fewer where many touchpoints are asked for. */
export const limitPartsOf = (touchpoints: number): number =>
  Math.max(10, Math.min(24, Math.floor(2_000 / Math.max(1, touchpoints))));
