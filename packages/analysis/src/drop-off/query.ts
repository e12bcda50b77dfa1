import { foldedKeys } from '../base/names.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';

/** Touches of one touchpoint at one step bucket. */
export interface DropOffCountRow {
  id: string;
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

/** Touchpoints told apart; the rarest beyond have too few touches for a verdict anyway. */
export const maxJudged = 2_000;

/** Abandonments by touchpoint and step bucket. */
export const countsSql = (scope: Scope, folded: boolean): string => `
  SELECT
    toString(fact.1) AS id, fact.2 AS bucket, count() AS touches,
    countIf(fact.3 = 0 AND fact.5) AS observed,
    countIf(fact.3 = 0 AND fact.4 > 0) AS abandoned,
    countIf(fact.3 = 0 AND NOT fact.5 AND fact.6) AS censored,
    countIf(fact.4 = 1) AS returned, countIf(fact.4 = 2) AS lastLost, countIf(fact.4 = 3) AS lastSilent
  FROM (
    SELECT arrayMap(
      (key, goal, p, from, at, s, last, place) -> (
        key,
        multiIf(p - from < 3, p - from + 1, p - from < 5, 4, p - from < 8, 5, 6),
        goal,
        -- What the silence after the touch was: none, a pause with return, a loss, a pause so far.
        multiIf(goal OR s < {abandonmentGap:Int64}, 0, NOT last, 1, s >= {inactivityLimit:Int64}, 2, 3),
        {dataUntil:Int64} - at >= {abandonmentGap:Int64},
        place
      ),
      ${foldedKeys('k', folded)}, g, i, start, t, silence, ends, arrayMap(p -> p = length(t), i)
    ) AS facts
    FROM ${journeyArrays(scope, ['k'])}
  )
  ARRAY JOIN facts AS fact
  GROUP BY fact.1, fact.2`;
