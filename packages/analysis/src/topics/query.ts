import type { Scope } from '../base/scope.ts';
import { inSegment, scoreSql } from '../feedback/query.ts';

const isComment = `type = 'feedback' AND comment != ''`;

/** Where a drawn comment's hash lies; all of them below 2^32. */
const drawn = 'toUInt32(cityHash64(event_id))';

// A cohort is told apart by when it was written, as ratings are.
const inCohort = ({ cohort }: Scope): string =>
  cohort
    ? `ts >= fromUnixTimestamp64Milli({beganFrom:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({beganTo:Int64}, 'UTC')`
    : 'true';

const theirs = (scope: Scope): string =>
  `${scope.where} AND ${scope.hasSubject} AND ${isComment} AND ${inCohort(scope)} AND ${inSegment(scope)}`;

/** Comments, and people who wrote them; `until` is the hash below which at most {comments} lie. */
export const countSql = (scope: Scope): string => `
  SELECT stored, people,
    if(stored <= {comments:UInt32}, 4294967296, toUInt64(floor(4294967296 * {comments:UInt32} / stored * 0.99))) AS until
  FROM (
    SELECT uniqExact(event_id) AS stored, uniqExact(who) AS people
    FROM (SELECT ${scope.subject} AS who, event_id FROM events ${scope.join} WHERE ${theirs(scope)})
  )`;

/**
 * The comments, with the goal that came next: the first touch after the comment that reaches it. At the
 * touch that a comment names as its parent, else at the touchpoint that it names itself.
 */
export const commentsSql = (scope: Scope): string => `
  WITH written AS (
    SELECT ${scope.subject} AS who, ts AS at, event_id AS id, any(${scope.touchKey}) AS named,
      any(parent_id) AS parent, any(${scoreSql}) AS score, any(substringUTF8(comment, 1, 2000)) AS text
    FROM events ${scope.join}
    WHERE ${theirs(scope)} AND ${drawn} < {until:UInt64}
    GROUP BY who, at, id
    ORDER BY cityHash64(id) LIMIT {comments:UInt32}
  ),
  parents AS (
    SELECT event_id AS touch, any(${scope.touchKey}) AS place FROM events
    WHERE ${scope.where} AND type != 'feedback'
      AND event_id IN (SELECT assumeNotNull(parent) FROM written WHERE parent IS NOT NULL)
    GROUP BY event_id
  ),
  goals AS (
    SELECT ${scope.subject} AS who, ts AS wonAt FROM events ${scope.join}
    WHERE ${scope.where} AND ${scope.hasSubject} AND ${scope.isGoal}
      AND ${scope.subject} IN (SELECT who FROM written)
    GROUP BY who, wonAt
  )
  SELECT
    toString(cityHash64(w.who)) AS who, toFloat64(toUnixTimestamp64Milli(w.at)) AS at,
    if(p.place != '', p.place, w.named) AS place, w.score AS score, w.text AS text,
    {dataUntil:Int64} - toUnixTimestamp64Milli(w.at) >= {horizon:Int64} AS observed,
    toUnixTimestamp64Milli(g.wonAt) > 0
      AND dateDiff('millisecond', w.at, g.wonAt) <= {horizon:Int64} AS won
  FROM written AS w
  ASOF LEFT JOIN goals AS g ON w.who = g.who AND w.at < g.wonAt
  LEFT JOIN parents AS p ON assumeNotNull(w.parent) = p.touch`;
