import { endedAtSql, watchedAtSql } from './risk-time.ts';

/** What ended a pause, by its number from 0 on; the next number is nothing yet. */
export const pauseEnds = ['returned', 'converted', 'lost'] as const;

/**
 * SQL of two columns: what ended the silence after a touch that does not reach the goal, and of when that is counted:
 * a return (`0`), the goal (`1`), loss at the inactivity limit (`2`), nothing yet (`3`).
 *
 * @param s silence
 * @param last whether the journey has no later touch
 * @param goalNext whether the next touch reaches the goal
 */
const pauseEndSql = (s: string, last: string, goalNext: string): string =>
  `toUInt8(multiIf(NOT ${last}, if(${goalNext}, 1, 0), ${s} >= {inactivityLimit:Int64}, 2, 3)),
          toInt64(multiIf(NOT ${last}, ${endedAtSql(s)},
            ${s} >= {inactivityLimit:Int64}, ${endedAtSql('{inactivityLimit:Int64}')}, ${watchedAtSql(s)}))`;

/**
 * SQL of an array with a tuple for each pause: touchpoint left, 1, what ended it and when that is counted.
 * Next to `journeyArrays` with `k`.
 */
export const pausesSql = `arrayFilter((x, goal, s) -> NOT goal AND s >= {abandonmentGap:Int64}, arrayMap(
          (key, s, last, next) -> (
            key, toUInt8(1),
            ${pauseEndSql('s', 'last', 'next')}
          ),
          k, silence, ends, arrayPushBack(arrayPopFront(g), 0)
        ), g, silence)`;
