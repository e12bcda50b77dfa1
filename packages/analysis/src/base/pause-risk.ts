import { touchGap } from './own-gaps.ts';
import type { Scope } from './scope.ts';
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

/** Spans of the range that pauses are told apart by when they began. */
const pauseSpans = 12;

function tuples(scope: Scope, more: string): string {
  const gap = touchGap(scope);
  const kept = (part: string): string =>
    `arrayFilter((x, goal, s${gap.arg}) -> NOT goal AND s >= ${gap.own}, ${part}, g, silence${gap.list})`;
  return `arrayMap(
          (key, at, s, last, next) -> (
            key, toUInt8(1),
            ${pauseEndSql('s', 'last', 'next')}${more}
          ),
          ${['k', 't', 'silence', 'ends', 'arrayPushBack(arrayPopFront(g), 0)'].map(kept).join(', ')})`;
}

/**
 * SQL of an array with a tuple for each pause: touchpoint left, 1, what ended it and when that is counted.
 * Next to `journeyArrays` with `k`.
 */
export const pausesSql = (scope: Scope): string => tuples(scope, '');

/**
 * The same with the span of the range in which it began, and when its end is counted in parts of the
 * inactivity limit, of `{limitParts:Int64}`.
 */
export const spannedPausesSql = (scope: Scope): string =>
  tuples(
    scope,
    `,
            toUInt8(intDiv((at - {dataFrom:Int64}) * ${pauseSpans}, {dataUntil:Int64} - {dataFrom:Int64} + 1)),
            if(last, least(intDiv(s * {limitParts:Int64}, {inactivityLimit:Int64}), {limitParts:Int64}),
              intDiv(s * {limitParts:Int64} + {inactivityLimit:Int64} - 1, {inactivityLimit:Int64}))`,
  );
