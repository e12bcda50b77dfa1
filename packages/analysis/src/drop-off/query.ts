import { foldedKeys } from '../base/names.ts';
import { pausesSql } from '../base/pause-risk.ts';
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
export const countsSql = (scope: Scope, folded: boolean): string => `
  SELECT
    toString(fact.1) AS id, fact.2 AS bucket, fact.7 AS channel, count() AS touches,
    countIf(fact.3 = 0 AND fact.5) AS observed,
    countIf(fact.3 = 0 AND fact.4 > 0) AS abandoned,
    countIf(fact.3 = 0 AND NOT fact.5 AND fact.6) AS censored,
    countIf(fact.4 = 1) AS returned, countIf(fact.4 = 2) AS lastLost, countIf(fact.4 = 3) AS lastSilent
  FROM (
    SELECT arrayMap(
      (key, goal, p, from, at, s, last, place, by) -> (
        key,
        multiIf(p - from < 3, p - from + 1, p - from < 5, 4, p - from < 8, 5, 6),
        goal,
        -- What the silence after the touch was: none, a pause with return, a loss, a pause so far.
        multiIf(goal OR s < {abandonmentGap:Int64}, 0, NOT last, 1, s >= {inactivityLimit:Int64}, 2, 3),
        {dataUntil:Int64} - at >= {abandonmentGap:Int64},
        place, by
      ),
      ${foldedKeys('k', folded)}, g, i, start, t, silence, ends, ${isLastSql},
      arrayFill((by, p, from) -> p = from, e, i, start)
    ) AS facts
    FROM ${journeyArrays(scope, ['k', 'e'])}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2, fact.7`;

/** What came after touches of one touchpoint (`0`: of those not asked for). */
export interface AfterTouchRow extends CountedEnd {
  origin: string;
  /**
   * `went_on`: every touch, up to the abandonment gap, in parts of it; cause 0 went on, 1 was watched.
   * `pause`: every pause, see `pauseEnds`.
   */
  kind: 'went_on' | 'pause';
}

/** How many parts the abandonment gap has when silences shorter than it are counted. */
export const gapParts = 64;

/** Counts of what came after touches of the touchpoints in `origins`, by time. */
export const afterTouchSql = (scope: Scope): string => `
  SELECT origin, kind, cause, at, count() AS n
  FROM (
    SELECT
      if(fact.1 IN (SELECT toUInt64(arrayJoin({origins:Array(String)}))), toString(fact.1), '0') AS origin,
      if(fact.2 = 0, 'went_on', 'pause') AS kind, fact.3 AS cause, fact.4 AS at
    FROM (
      SELECT arrayConcat(
        arrayFilter((x, goal) -> NOT goal, arrayMap(
          (key, s, place) -> (
            key, toUInt8(0), toUInt8(s >= {abandonmentGap:Int64} OR place),
            if(s >= {abandonmentGap:Int64}, toInt64(${gapParts}),
              toInt64(intDiv(s * ${gapParts}, {abandonmentGap:Int64}) + if(place, 0, 1)))
          ),
          k, silence, ${isLastSql}
        ), g),
        ${pausesSql}
      ) AS facts
      FROM ${journeyArrays(scope, ['k'])}
    )
    ARRAY JOIN facts AS fact
  )
  GROUP BY origin, kind, cause, at`;
