import type { BackstageRow } from '@touchtrail/contract';
import type { Prepared } from '../base/prepare.ts';
import type { Scope } from '../base/scope.ts';
import { journeyArrays, sequences } from '../base/sequences.ts';
import { hasFailedSql } from '../base/touch-quality.ts';
import { durationQuantiles, quantileLevels } from '../stats/duration-quantiles.ts';
import { wilson } from '../stats/wilson.ts';

/** What was counted of one backstage touchpoint. */
interface BackstageCountRow {
  touchpoint: string;
  touches: number;
  outside: number;
  journeys: number;
  failed: number;
  wait: (number | null)[];
}

/** Touches that people do not see, by subject: `unseen`, each (time, id, touchpoint, failed) once. */
const unseenSql = (scope: Scope, isTouch: string, also: string): string => `
  SELECT ${scope.subject} AS subject,
    arrayCompact(x -> (x.1, x.2), arraySort(groupArray((
      toUnixTimestamp64Milli(ts), event_id, toString(${scope.touchKey}), ${also}
    )))) AS unseen
  FROM events ${scope.join}
  WHERE ${scope.whereAll} AND NOT (${scope.isBot}) AND ${scope.hasSubject} AND ${isTouch}
  GROUP BY subject`;

// Journeys are cut to a start or a cohort, but what came right before is told from all that people met.
const everything = (scope: Scope): Scope => ({ ...scope, cohort: false, isStart: '' });

/** Where such touches are steps themselves, what people met is read without them. */
const metOnly = (scope: Scope, isTouch: string): string =>
  scope.isBackstage === 'false' ? `NOT ${isTouch}` : 'true';

/**
 * Subjects with what they did not see: `unseen` and, for each of these, `near`, the time of the touch before
 * it (0: there is none, or it is longer ago than the inactivity limit).
 */
function besideSql(scope: Scope, isTouch: string, also = 'false'): string {
  const whose = unseenSql(scope, isTouch, also);
  const only = metOnly(scope, isTouch);
  return `
  SELECT subject, unseen, arrayMap(
      x -> arrayLast(y -> y <= x.1 AND x.1 - y <= {inactivityLimit:Int64}, met), unseen
    ) AS near
  FROM (${whose}) AS hidden
  LEFT JOIN (
    SELECT subject, t AS met
    FROM ${sequences(everything(scope), [], only, `SELECT subject FROM (${whose})`)}
  ) AS seen USING subject`;
}

/** One row a touchpoint. */
const backstageSql = (scope: Scope, isTouch: string): string => `
  SELECT
    one.3 AS touchpoint, countIf(place > 0) AS touches, countIf(place = 0) AS outside,
    uniqExactIf((subject, began), place > 0) AS journeys, countIf(place > 0 AND one.4) AS failed,
    quantilesExactInclusiveIf(${quantileLevels})(one.1 - before, place > 0) AS wait
  FROM (
    SELECT subject, one, before, arrayLastIndex(x -> before > 0 AND x = before, t) AS place, start[place] AS began
    FROM (${besideSql(scope, isTouch, hasFailedSql(scope))}) AS beside
    LEFT JOIN (
      SELECT subject, t, start
      FROM ${journeyArrays(scope, [], metOnly(scope, isTouch), `SELECT subject FROM (${unseenSql(scope, isTouch, 'false')})`)}
    ) AS counted USING subject
    ARRAY JOIN unseen AS one, near AS before
  )
  GROUP BY touchpoint`;

/**
 * Per subject `unseenNear`: times of the touch before, of the backstage touches at `{behindAt}`. Joined to
 * journeys it tells whose they are.
 */
export const unseenNearSql = (scope: Scope, isTouch: string): string => `
  SELECT subject, arrayFilter((y, x) -> y > 0 AND x.3 = {behindAt:String}, near, unseen) AS unseenNear
  FROM (${besideSql(scope, isTouch)})`;

const none: Omit<BackstageCountRow, 'touchpoint'> = {
  touches: 0,
  outside: 0,
  journeys: 0,
  failed: 0,
  wait: [],
};

/** Figures of every backstage touchpoint of the registry, by phase in the order of the site; then its own. */
function backstageRows(
  touchpoints: NonNullable<Scope['backstage']>['touchpoints'],
  rows: readonly BackstageCountRow[],
  phases: readonly string[],
  journeys: number,
): BackstageRow[] {
  const place = ({ phase }: BackstageRow): number =>
    phase === null ? phases.length : phases.indexOf(phase);
  return touchpoints
    .map(({ key, phase }) => {
      const row = rows.find(({ touchpoint }) => touchpoint === key) ?? none;
      return {
        touchpoint: key,
        phase: phase ?? null,
        journeys: wilson(row.journeys, journeys),
        touches: row.touches,
        outside: row.outside,
        failed: wilson(row.failed, row.touches),
        wait: durationQuantiles(row.touches, row.wait),
      };
    })
    .toSorted((a, b) => place(a) - place(b));
}

/** Asks only where the registry names something backstage. */
export async function backstageOf(
  { scope, query }: Prepared,
  phases: readonly string[],
  journeys: number,
): Promise<BackstageRow[]> {
  const { backstage } = scope;
  if (!backstage) return [];
  const rows = await query<BackstageCountRow>(backstageSql(scope, backstage.isTouch));
  return backstageRows(backstage.touchpoints, rows, phases, journeys);
}
