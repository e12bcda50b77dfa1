import type { Scope } from '../base/scope.ts';
import { journeyArrays, sequences } from '../base/sequences.ts';
import { quantileLevels } from '../stats/duration-quantiles.ts';

/** Fillings of a form: one page view, one form, one person. */
export interface FormRow {
  form: string;
  begun: number;
  sent: number;
  unsent: number;
  open: number;
  /** Of journeys that closed: how many, and how many of them without the goal, after sending and leaving. */
  closedSent: number;
  lostSent: number;
  closedLeft: number;
  lostLeft: number;
  time: (number | null)[];
}

/** Fillings that are over, with one field in focus. */
export interface FieldRow {
  form: string;
  field: string;
  focused: number;
  refilled: number;
  failed: number;
  last: number;
  friction: number;
  closedLast: number;
  lostLast: number;
  /** Fillings with a stay in the field. */
  stayed: number;
  time: (number | null)[];
}

/** Fields read at most, the most used; beyond that nobody looks. */
const mostFields = 5_000;

const names = `('form.started', 'form.field_left', 'form.field_failed', 'form.submitted', 'form.abandoned')`;

/** Interactions with forms as they came: a row stored twice counts once. */
const toldSql = (scope: Scope): string => `
  SELECT ${scope.subject} AS subject, ifNull(toString(parent_id), session_id) AS view, name,
    toUnixTimestamp64Milli(ts) AS at,
    JSONExtractString(props, 'form') AS form, JSONExtractString(props, 'field') AS field,
    JSONExtractFloat(props, 'ms') AS ms, JSONExtractBool(props, 'refill') AS refill, ${scope.split} AS split
  FROM events ${scope.join}
  WHERE site_id = {site:String} AND type = 'interaction' AND name IN ${names}
    ${'from' in scope.params ? `AND ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')` : ''}
    ${'to' in scope.params ? `AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')` : ''}
    AND NOT (${scope.isBot}) AND ${scope.hasSubject} AND JSONExtractString(props, 'form') != ''
    ${scope.having === '' ? '' : `AND subject IN (SELECT subject FROM ${sequences(scope, [])})`}
  LIMIT 1 BY event_id`;

/**
 * One row for each field of a filling, and what became of the filling: it was sent when it was sent at
 * least once, so that a hidden page somebody came back to is not one that was left.
 */
const fieldsSql = (scope: Scope): string => `
  SELECT *,
    max(submits) OVER filling > 0 AS wasSent,
    NOT wasSent AND max(leaves) OVER filling > 0 AS wasLeft,
    argMax(field, leftAt) OVER filling AS lastField,
    min(firstAt) OVER filling AS begunAt,
    max(newest) OVER filling AS lastAt,
    max(endAt) OVER filling AS endedAt,
    multiIf(wasSent, 0, wasLeft, 1, {dataUntil:Int64} - lastAt < {abandonmentGap:Int64}, 2, 3) AS state,
    row_number() OVER (PARTITION BY subject, view, form ORDER BY field) AS nth
  FROM (
    SELECT subject, view, form, field, any(split) AS value,
      countIf(name = 'form.field_left') AS stays, countIf(name = 'form.field_left' AND refill) AS refills,
      countIf(name = 'form.field_failed') AS fails, sumIf(ms, name = 'form.field_left') AS spent,
      countIf(name = 'form.submitted') AS submits, countIf(name = 'form.abandoned') AS leaves,
      maxIf(at, name = 'form.abandoned') AS leftAt, min(at) AS firstAt, max(at) AS newest,
      maxIf(at, name IN ('form.submitted', 'form.abandoned')) AS endAt
    FROM (${toldSql(scope)})
    GROUP BY subject, view, form, field
  )
  WINDOW filling AS (PARTITION BY subject, view, form)`;

// When each journey began and was over, by subject.
const journeysSql = (scope: Scope): string => `
  SELECT subject, journey.1 AS since, journey.2 AS until, journey.3 AS outcome
  FROM (
    SELECT subject, arrayFilter(
      x -> x.4,
      arrayMap(
        (p, from, at, end, out) -> (at, end, out, p = from),
        i, start, t, arrayReverseFill((at, last) -> last, t, ends), outcome
      )
    ) AS journeys
    FROM ${journeyArrays(scope, [])}
  )
  ARRAY JOIN journeys AS journey`;

/** What became of the journey that a filling was part of: 1 converted, 2 abandoned, else not known. */
const withJourneys = (scope: Scope): string => {
  // Of a span the fillings begun in it, whatever journey they are part of.
  const all: Scope = { ...scope, cohort: false };
  return `(
    SELECT f.*, if(j.subject != '' AND (f.begunAt <= j.until
      OR (j.outcome != 1 AND f.begunAt - j.until <= {inactivityLimit:Int64})), j.outcome, 3) AS fate
    FROM (${fieldsSql(all)}) AS f
    ASOF LEFT JOIN (${journeysSql(all)}) AS j ON f.subject = j.subject AND f.begunAt >= j.since
    ${scope.cohort ? 'WHERE f.begunAt >= {beganFrom:Int64} AND f.begunAt < {beganTo:Int64}' : ''}
  )`;
};

/** Fillings by form. */
export const formsSql = (scope: Scope): string => `
  SELECT form, count() AS begun, countIf(state = 0) AS sent, countIf(state = 1) AS unsent,
    countIf(state = 2) AS open,
    countIf(state = 0 AND fate < 3) AS closedSent, countIf(state = 0 AND fate = 2) AS lostSent,
    countIf(state = 1 AND fate < 3) AS closedLeft, countIf(state = 1 AND fate = 2) AS lostLeft,
    quantilesExactInclusiveIf(${quantileLevels})(endedAt - begunAt, state < 2) AS time
  FROM ${withJourneys(scope)}
  WHERE nth = 1
  GROUP BY form ORDER BY begun DESC, form`;

/** Fields of fillings that are over. */
export const formFieldsSql = (scope: Scope): string => `
  SELECT form, field, count() AS focused, countIf(refills > 0) AS refilled, countIf(fails > 0) AS failed,
    countIf(isLast) AS last, countIf(isLast OR fails > 0) AS friction,
    countIf(isLast AND fate < 3) AS closedLast, countIf(isLast AND fate = 2) AS lostLast,
    countIf(stays > 0) AS stayed, quantilesExactInclusiveIf(${quantileLevels})(spent, stays > 0) AS time
  FROM (SELECT *, state = 1 AND field = lastField AS isLast FROM ${withJourneys(scope)})
  WHERE field != '' AND state != 2
  GROUP BY form, field ORDER BY focused DESC, form, field LIMIT ${mostFields}`;

/** Fillings that are over with a field in focus, by the day they began and the value of `scope.split`. */
export interface FieldDayRow {
  form: string;
  field: string;
  value: string;
  /** Days since 1970 in the report's time zone. */
  day: number;
  visits: number;
  /** Those in which the field failed or was the last before leaving. */
  lost: number;
}

export const fieldDaysSql = (scope: Scope): string => `
  SELECT form, field, value, toInt32(toDate(fromUnixTimestamp64Milli(begunAt), {timezone:String})) AS day,
    count() AS visits, countIf((state = 1 AND field = lastField) OR fails > 0) AS lost
  FROM (${fieldsSql({ ...scope, cohort: false })})
  WHERE field != '' AND state != 2
  GROUP BY form, field, value, day
  LIMIT 1000000`;
