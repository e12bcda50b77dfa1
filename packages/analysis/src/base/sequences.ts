import { entryChannelSql } from './entry-channel.ts';
import { gapKindSql, gapsOfKinds } from './own-gaps.ts';
import type { Scope } from './scope.ts';
import { isStored, storedRows } from './stored.ts';

/** What a question reads of a touch besides its time, see {@link sequences}. */
export type Column =
  | 'k'
  | 'c'
  | 'e'
  | 'r'
  | 'p'
  | 'v'
  | 'u'
  | 'd'
  | 'b'
  | 'f'
  | 'n'
  | 'q'
  | 'a'
  | 'o'
  | 'w';

const columnSql = ({
  touchKey,
  phase,
  split,
  goalNumber,
  isStart,
  gapKinds,
}: Scope): Readonly<Record<Column, string>> => ({
  k: `cityHash64(${touchKey})`,
  c: 'channel',
  e: entryChannelSql,
  // Whether the touch was rated: the common table `rated_touches` holds their ids.
  r: `(type = 'feedback' OR event_id IN (SELECT id FROM rated_touches))`,
  p: touchKey,
  v: 'value',
  u: 'currency',
  d: `cityHash64(session_id, if(session_id = '', toString(event_id), ''))`,
  b: split,
  f: phase,
  n: goalNumber,
  q: isStart === '' ? 'true' : isStart,
  a: gapKindSql(gapKinds, 'channel', phase),
  o: 'toString(device_type)',
  w: 'toString(campaign_name)',
});

/**
 * The touches of each subject in order, one row a subject: `subject`, and arrays of equal length `t`
 * (epoch ms), `g` (reaches the goal) and, where asked, `k` (hash of the touchpoint), `c` (channel),
 * `e` (entry channel, whose parameters the caller binds), `r` (was rated, see the feedback report),
 * `p` (touchpoint as text), `v` and `u` (value and its currency), `d` (hash of the session id, a touch
 * without one is alone), `b` (text of `scope.split`), `f` (phase as text), `n` (which
 * of several goals it reaches, from 1), `q` (whether a journey may begin with it), `a` (which of the
 * kinds that have an abandonment gap of their own, from 1), `o` (device) and `w` (campaign).
 *
 * Order is time, sequence number, event id. A row stored twice (a replay not merged away yet) has the
 * same time and id and counts once. Arrays, sorted after grouping, were the fastest formulation
 * measured; touchpoints are hashes because comparing text was not, and columns that nobody reads
 * would cost half as much again. What the store has made already is read from there.
 *
 * @param only a condition on rows of `events`, which are then read themselves
 * @param subjects a query for the subjects to read
 */
export function sequences(
  scope: Scope,
  columns: readonly Column[],
  only = 'true',
  subjects = '',
): string {
  const needed: readonly Column[] = scope.isStart === '' ? columns : [...columns, 'q'];
  const made = only === 'true' && isStored(scope, needed);
  const read = (): string => {
    if (made) return storedRows(scope, needed, subjects);
    const some = scope.cohort ? `${only} AND ${mayMatter(scope)}` : only;
    const whose = scope.cohort && subjects === '' ? presentSql(scope) : subjects;
    return whole(scope, needed, whose === '' ? some : `${some} AND ${scope.subject} IN (${whose})`);
  };
  const begun = scope.isStart === '' ? read() : started(read(), columns);
  return scope.cohort ? cohort(begun, columns) : begun;
}

const whole = (scope: Scope, columns: readonly Column[], only: string): string => `(
  SELECT subject, s.1 AS t, s.4 AS g${columns.map((name, at) => `, s.${5 + at} AS ${name}`).join('')}
  FROM (
    SELECT
      ${scope.subject} AS subject,
      arrayCompact(x -> (x.1, x.3), arraySort(groupArray((
        toUnixTimestamp64Milli(ts), seq, event_id, ${[scope.isGoal, ...columns.map((name) => columnSql(scope)[name])].join(', ')}
      )))) AS s
    FROM events ${scope.join}
    WHERE ${scope.where} AND ${scope.hasSubject} AND ${only}
    GROUP BY subject
    ${scope.having}
  )
)`;

// Whoever began a journey in the span was there in the span.
const presentSql = ({ subject, join, where, hasSubject }: Scope): string => `
  SELECT ${subject} AS subject FROM events ${join}
  WHERE ${where} AND ${hasSubject}
    AND ts >= fromUnixTimestamp64Milli({beganFrom:Int64}, 'UTC')
    AND ts < fromUnixTimestamp64Milli({beganTo:Int64}, 'UTC')`;

// What is silent for longer than the limit before the span has no part in where a journey begins. A
// segment is about all touches of a person.
const mayMatter = ({ having }: Scope): string =>
  having === ''
    ? `ts >= fromUnixTimestamp64Milli({beganFrom:Int64} - {inactivityLimit:Int64}, 'UTC')`
    : 'true';

/**
 * Only the journeys that began in the cohort's span. They are neighbours, because journeys begin one
 * after the other, so what is left is again one sequence.
 */
const cohort = (rows: string, columns: readonly Column[]): string => `(
  SELECT subject, ${['t', 'g', ...columns].map((name, at) => `inside.${at + 1} AS ${name}`).join(', ')}
  FROM (
    SELECT subject, arrayFilter(
      (touch, began) -> began >= {beganFrom:Int64} AND began < {beganTo:Int64},
      arrayZip(${['t', 'g', ...columns].join(', ')}), arrayFill((began, cut) -> cut, t, ${cutSql})
    ) AS inside
    FROM ${rows}
  )
  WHERE notEmpty(inside)
)`;

/**
 * Each journey from the first touch on that it may begin with. What is left of two journeys is as far
 * apart as they were, or further, so they stay two.
 */
const started = (rows: string, columns: readonly Column[]): string => `(
  SELECT subject, ${['t', 'g', ...columns].map((name, at) => `inside.${at + 1} AS ${name}`).join(', ')}
  FROM (
    SELECT subject, arrayFilter(
      (touch, has) -> has,
      arrayZip(${['t', 'g', ...columns].join(', ')}), arrayFill((x, cut) -> x OR cut, q, ${cutSql})
    ) AS inside
    FROM ${rows}
  )
  WHERE notEmpty(inside)
)`;

/** Per touch: 1 where a journey begins by the goal before it or by silence over the limit. */
export const cutSql = `arrayMap(
  (gap, before) -> gap > {inactivityLimit:Int64} OR before,
  arrayDifference(t), arrayPopBack(arrayPushFront(g, 0))
)`;

/**
 * Per touch, next to {@link sequences}: `cut`, `start` (position of the journey's first touch),
 * `silence` (ms to the subject's next touch, else to the end of the data) and `outcome` of its
 * journey (1 converted, 2 abandoned, 3 open); `gapAt`, the abandonment gap of the touch, where some have
 * one of their own, see `touchGap`.
 */
export const journeyArrays = (
  scope: Scope,
  columns: readonly Column[],
  only = 'true',
  subjects = '',
): string => `(
  SELECT
    *,
    ${cutSql} AS cut,
    arrayEnumerate(t) AS i,
    arrayFill(x -> x > 0, arrayMap((x, p) -> if(x OR p = 1, p, 0), cut, i)) AS start,
    arrayMap((x, y) -> y - x, t, arrayPushBack(arrayPopFront(t), {dataUntil:Int64})) AS silence,
    arrayPushBack(arrayPopFront(cut), 1) AS ends,
    arrayReverseFill(x -> x > 0, arrayMap(
      (last, goal, s) -> if(last, multiIf(goal, 1, s >= {inactivityLimit:Int64}, 2, 3), 0),
      ends, g, silence
    )) AS outcome${scope.gapKinds.length > 0 ? `,\n    ${gapsOfKinds('a')} AS gapAt` : ''}
  FROM ${sequences(scope, withGaps(scope, columns), only, subjects)}
)`;

/** Columns, and the kinds of touches where some have an abandonment gap of their own. */
export const withGaps = (scope: Scope, columns: readonly Column[]): Column[] =>
  scope.gapKinds.length > 0 ? [...columns, 'a'] : [...columns];
