import { endedAtSql, watchedAtSql } from '../base/risk-time.ts';
import type { CountedEnd } from '../base/risk-time.ts';
import type { Params, Scope } from '../base/scope.ts';
import { journeyArrays } from '../base/sequences.ts';
import { spreadSql } from '../stats/time-spread.ts';
import type { SpreadRow } from '../stats/time-spread.ts';

/** What ended a wait, in the order of {@link WaitRow.cause}; the next number is nothing yet. */
export const waitEnds = ['converted', 'ended', 'abandoned'] as const;

/** Waits of one group that ended, or were last seen waiting, at one time. */
export interface WaitRow extends CountedEnd {
  /** Place of the value by how many have it, from 1; one more than are told apart is all others. */
  place: number;
  value: string;
}

export interface WaitTotals {
  waits: number;
  leftCut: number;
  times: SpreadRow;
}

export const waitParams = (since: readonly string[], ends: readonly string[]): Params => ({
  since,
  stops: ends,
});

const never = '315576000000000';
const oneOf = (name: string): string =>
  `key IN (SELECT cityHash64(arrayJoin({${name}:Array(String)})))`;

/** Per touch: position and time of the next one, in its journey, where `mask` is set. */
const nextOf = (mask: string): string => `arrayReverseFill(
  (x, hit, last) -> hit OR last,
  arrayMap((hit, p, at) -> if(hit, (p, at), (toUInt32(4294967295), toInt64(${never}))), ${mask}, i, t),
  ${mask}, ends
)`;

/**
 * One row a wait: `value`, what ended it (`cause`), after how long (`took`), and whether it may have
 * begun before the data. A touch that reaches the goal converts even where it would end a wait.
 */
const waitsSql = (scope: Scope, since: boolean): string => `(
  SELECT
    wait.1 AS value, wait.2 AS begun, wait.3 AS won, wait.4 AS stop,
    multiIf(won.1 < 4294967295 AND won.1 <= stop.1, 0, stop.1 < 4294967295, 1, wait.6 = 2, 2, 3) AS cause,
    multiIf(cause = 0, won.2, cause = 1, stop.2, cause = 2, wait.5 + {inactivityLimit:Int64},
      {dataUntil:Int64}) - begun AS took,
    wait.7 AS leftCut
  FROM (
    SELECT
      ${since ? `arrayMap(key -> ${oneOf('since')}, k)` : 'arrayMap((p, from) -> p = from, i, start)'} AS hits,
      arrayMap((key, goal) -> NOT goal AND ${oneOf('stops')}, k, g) AS stopping,
      ${nextOf('g')} AS wonAt, ${nextOf('stopping')} AS stopAt,
      arrayReverseFill((at, last) -> last, t, ends) AS lastAt,
      arrayFilter(
        x -> x.8,
        arrayMap(
          (text, at, goal, stop, last, out, from, hit, nth) -> (
            text, at, goal, stop, last, out,
            ${since ? 'false' : 'from = 1 AND at - {dataFrom:Int64} < {inactivityLimit:Int64}'},
            hit AND nth = 1
          ),
          b, t, wonAt, stopAt, lastAt, outcome, start, hits, arrayEnumerateUniq(start, hits)
        )
      ) AS waits
    FROM ${journeyArrays(scope, ['k', 'b'])}
  )
  ARRAY JOIN waits AS wait
)`;

/** The same where a wait is a whole journey: its first touch and its last say all. */
const journeysSql = (scope: Scope): string => `(
  SELECT
    value, begun, multiIf(out = 1, 0, out = 2, 2, 3) AS cause,
    multiIf(out = 1, last, out = 2, last + {inactivityLimit:Int64}, {dataUntil:Int64}) - begun AS took,
    nth = 1 AND begun - {dataFrom:Int64} < {inactivityLimit:Int64} AS leftCut
  FROM (
    SELECT
      arrayMap((p, from) -> p = from, i, start) AS begins,
      arrayFilter((x, y) -> y, b, begins) AS values, arrayFilter((x, y) -> y, t, begins) AS begunAt,
      arrayFilter((x, y) -> y, t, ends) AS lastAt, arrayFilter((x, y) -> y, outcome, ends) AS outcomes
    FROM ${journeyArrays(scope, ['b'])}
  )
  ARRAY JOIN
    values AS value, begunAt AS begun, lastAt AS last, outcomes AS out, arrayEnumerate(begunAt) AS nth
)`;

/** Where waits begin and what ends them besides the goal and silence, as far as it matters to the SQL text. */
export interface WaitShape {
  since: boolean;
  stops: boolean;
}

const anyWaits = (scope: Scope, { since, stops }: WaitShape): string =>
  since || stops ? waitsSql(scope, since) : journeysSql(scope);

/** Waits by group, what ended them and when, the most frequent groups told apart. */
export const waitCountsSql = (scope: Scope, shape: WaitShape): string => `
  SELECT least(rank, {groups:UInt32} + 1) AS place, if(rank <= {groups:UInt32}, value, '') AS value,
    cause, at, sum(n) AS n
  FROM (
    SELECT *, dense_rank() OVER (ORDER BY total DESC, value) AS rank
    FROM (
      SELECT value, cause, if(cause = 3, ${watchedAtSql('took')}, ${endedAtSql('took')}) AS at,
        count() AS n, sum(n) OVER (PARTITION BY value) AS total
      FROM ${anyWaits(scope, shape)}
      GROUP BY value, cause, at
    )
  )
  GROUP BY place, value, cause, at`;

/** All waits, and the times of those that converted. */
export const waitTotalsSql = (scope: Scope, shape: WaitShape): string => `
  SELECT count() AS waits, countIf(leftCut) AS leftCut, ${spreadSql('took', 'cause = 0')} AS times
  FROM ${anyWaits(scope, shape)}`;
