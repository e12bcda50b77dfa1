import type { InferredExperience, PhaseExperience } from '@touchtrail/contract';
import type { Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import { hasFailedSql, wasSlowSql } from '../base/touch-quality.ts';
import { meanInterval } from '../feedback/estimate.ts';
import { ratingsSql } from '../feedback/query.ts';
import { wilson } from '../stats/wilson.ts';
import { phaseNumberSql, phaseNumbersSql } from './query.ts';

/** Fewer journeys in a phase say nothing about it. */
const fewestJourneys = 30;
/** How long after a touch a rating of its touchpoint is of it. */
export const joinWithin = 72 * 3_600_000;

/** Journeys of a phase (numbered from 1) and what went wrong in them there. */
export interface TroubleRow {
  phase: number;
  journeys: number;
  touches: number;
  failed: number;
  slow: number;
  retried: number;
  troubled: number;
  abandoned: number;
}

export const troubleSql = (scope: Scope): string => `
  SELECT
    phase, count() AS journeys, sum(met) AS touches, countIf(hadFailed) AS failed, countIf(hadSlow) AS slow,
    countIf(hadAgain) AS retried, countIf(hadFailed OR hadSlow OR hadAgain) AS troubled, countIf(lost) AS abandoned
  FROM (
    SELECT
      subject, begun, phase, count() AS met, max(quality = 'errors') AS hadFailed, max(quality = 'slow') AS hadSlow,
      max(repeated) AS hadAgain, max(last AND became = 2) AS lost
    FROM (
      SELECT
        subject, ${phaseNumbersSql} AS numbers, start, b, ends, outcome,
        arrayMap(
          (key, before, begins, gap) -> key = before AND NOT begins AND gap <= {visitGap:Int64},
          k, arrayPopBack(arrayPushFront(k, toUInt64(0))), cut, arrayDifference(t)
        ) AS again
      FROM ${journeyArrays({ ...scope, split: `multiIf(${hasFailedSql(scope)}, 'errors', ${wasSlowSql(scope)}, 'slow', 'fine')` }, ['f', 'k', 'b'])}
    )
    ARRAY JOIN
      numbers AS phase, start AS begun, b AS quality, again AS repeated, ends AS last, outcome AS became
    WHERE phase > 0
    GROUP BY subject, begun, phase
  )
  GROUP BY phase`;

/** Ratings of the touchpoints of a phase. */
export interface PhaseRatingRow {
  phase: number;
  n: number;
  mean: number | null;
  deviation: number | null;
}

export const phaseRatingsSql = (scope: Scope): string => `
  ${ratingsSql(scope)},
  places AS (
    SELECT place, ${phaseNumberSql} AS phase
    FROM (
      SELECT ${scope.touchKey} AS place, any(${scope.phase}) AS x FROM events
      WHERE ${scope.where} AND place IN (SELECT place FROM last_ratings) GROUP BY place
    )
  )
  SELECT phase, count() AS n, avg(score) AS mean, if(count() > 1, stddevSamp(score), NULL) AS deviation
  FROM last_ratings
  INNER JOIN places USING place
  WHERE phase > 0
    AND ${scope.cohort ? `toUnixTimestamp64Milli(lastAt) >= {beganFrom:Int64} AND toUnixTimestamp64Milli(lastAt) < {beganTo:Int64}` : 'true'}
  GROUP BY phase`;

const none: Omit<TroubleRow, 'phase'> = {
  journeys: 0,
  touches: 0,
  failed: 0,
  slow: 0,
  retried: 0,
  troubled: 0,
  abandoned: 0,
};

/** What is lost beyond the usual hurts those too in whose journey nothing else went wrong. */
const scoreOf = (trouble: number | null, lost: number | null): number =>
  1 + 9 * (1 - (trouble ?? 0)) * (1 - Math.min(1, lost ?? 0));

/**
 * What can be seen of the experience in a phase.
 *
 * @param perTouch abandonments a touch over all phases
 */
function inferredExperience(row: Omit<TroubleRow, 'phase'>, perTouch: number): InferredExperience {
  const { journeys } = row;
  const share = (count: number) => wilson(count, journeys);
  const troubled = share(row.troubled);
  const abandoned = share(row.abandoned);
  const usual = journeys === 0 ? 0 : (perTouch * row.touches) / journeys;
  const beyond = (rate: number | null) => (rate === null ? null : Math.max(0, rate - usual));
  const excess = {
    value: beyond(abandoned.rate),
    low: beyond(abandoned.low),
    high: beyond(abandoned.high),
  };
  return {
    journeys,
    failed: share(row.failed),
    slow: share(row.slow),
    retried: share(row.retried),
    troubled,
    abandoned,
    excess,
    score:
      journeys < fewestJourneys
        ? null
        : {
            value: scoreOf(troubled.rate, excess.value),
            low: scoreOf(troubled.high, excess.high),
            high: scoreOf(troubled.low, excess.low),
          },
  };
}

/** The experience in each phase, in the order of the site. */
export function phaseExperience(
  phases: readonly string[],
  troubles: readonly TroubleRow[],
  ratings: readonly PhaseRatingRow[],
): PhaseExperience[] {
  const touches = troubles.reduce((sum, row) => sum + row.touches, 0);
  const abandoned = troubles.reduce((sum, row) => sum + row.abandoned, 0);
  return phases.map((phase, index) => {
    const rated = ratings.find((row) => row.phase === index + 1);
    return {
      phase,
      measured: meanInterval(rated?.n ?? 0, rated?.mean ?? null, rated?.deviation ?? null),
      inferred: inferredExperience(
        troubles.find((row) => row.phase === index + 1) ?? none,
        touches === 0 ? 0 : abandoned / touches,
      ),
    };
  });
}
