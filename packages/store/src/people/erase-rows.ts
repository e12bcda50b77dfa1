import type { Database } from './database.ts';
import { peopleTables } from './duties.ts';
import type { IdsSql } from './duties.ts';
import type { IdKey } from '../identity/types.ts';
import { runMutation } from './mutation.ts';
import { erasedUser } from './resolve-person.ts';

const ofRequest = 'FROM hidden_subjects WHERE request_id = {request:UUID}';

/**
 * The ids of a request as subqueries. ClickHouse keeps the text of a mutation for a while, so ids are
 * never in it.
 */
const requestIds: IdsSql = {
  ids: `(SELECT subject_id ${ofRequest})`,
  list: `(SELECT groupUniqArray(subject_id) ${ofRequest})`,
  needles: `(SELECT groupUniqArrayArray(needles) ${ofRequest})`,
};

export interface Rows {
  site: string;
  request: string;
}

/** Rows of a request's person by table. */
export async function countRows(database: Database, rows: Rows): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, mine } of peopleTables) {
    const [row] = await database.query<{ n: number }>(
      `SELECT count() AS n FROM ${table} WHERE ${mine(requestIds)}`,
      { ...rows },
    );
    counts[table] = row?.n ?? 0;
  }
  return counts;
}

// The keyed hash in place of the id: who shows their id can still be shown their consent.
const pseudonym = (column: string): string =>
  `if(${column} IN ${requestIds.ids},
    concat('${erasedUser}', (SELECT mapFromArrays(groupArray(subject_id), groupArray(id_hash)) ${ofRequest})[${column}]),
    ${column}) AS ${column}`;

const receiptCopiesSql = (mine: string): string => `
  INSERT INTO consent_receipts
  SELECT * REPLACE (
    ${pseudonym('anonymous_id')}, ${pseudonym('user_id')},
    '' AS id, '' AS signal, toUUID('00000000-0000-0000-0000-000000000000') AS event_id)
  FROM (SELECT * FROM consent_receipts WHERE ${mine})`;

/**
 * A device that the person shared with others must stay shared: with one user less it would become
 * somebody else's alone, and their numbers would change.
 */
const keepSharedSql = `
  INSERT INTO id_edges
    (site_id, from_kind, from_id, to_kind, to_id, kind, source, first_seen, last_seen, added_at, heard_at)
  SELECT site_id, from_kind, from_id, 'user', concat('${erasedUser}', toString({request:UUID})), kind, source,
    first_seen, last_seen, now64(3), now64(3)
  FROM (
    SELECT site_id, from_kind, from_id, any(id_edges.kind) AS kind, any(id_edges.source) AS source,
      min(id_edges.first_seen) AS first_seen, max(id_edges.last_seen) AS last_seen
    FROM id_edges
    WHERE site_id = {site:String} AND from_kind != 'user' AND from_id NOT IN ${requestIds.ids}
      AND to_kind = 'user' AND to_id IN ${requestIds.ids}
    GROUP BY site_id, from_kind, from_id
  )`;

/** Ids of others that something was joined with, and ids whose place in the map names one of these. */
const neighboursSql = `
  SELECT DISTINCT key FROM (
    SELECT arrayJoin([concat(from_kind, ':', from_id), concat(to_kind, ':', to_id)]) AS key FROM id_edges
    WHERE site_id = {site:String} AND (from_id IN ${requestIds.ids} OR to_id IN ${requestIds.ids})
    UNION ALL
    SELECT concat(kind, ':', id) FROM id_map
    WHERE site_id = {site:String} AND (
      substring(person, position(person, ':') + 1) IN ${requestIds.ids}
      OR substring(grp, position(grp, ':') + 1) IN ${requestIds.ids})
  )`;

const erasedKeysSql = `
  SELECT arrayJoin(['anonymous:', 'email:', 'user:']) AS prefix, concat(prefix, subject_id) AS key ${ofRequest}`;

/** Other people's rows that came from an erased device: they keep everything but the device's id. */
const detachWhere = `site_id = {site:String} AND anonymous_id IN ${requestIds.ids}
  AND subject_id NOT IN ${requestIds.ids}`;

/**
 * Deletes the rows of a request's person from every table. May be run again from the start.
 *
 * @param joinAgain computes again to whom ids belong, after links of theirs are gone
 */
export async function eraseRows(
  database: Database,
  rows: Rows,
  joinAgain: (site: string, keys: readonly IdKey[]) => Promise<unknown>,
  onProgress: (share: number) => void = () => undefined,
): Promise<void> {
  const params = { ...rows };
  const change = (table: string, text: string, report?: (share: number) => void) =>
    runMutation(database, table, text, params, rows.request, report);
  const [detach] = await database.query<{ n: number }>(
    `SELECT count() AS n FROM events WHERE ${detachWhere}`,
    params,
  );
  if (detach && detach.n > 0)
    await change('events', `UPDATE anonymous_id = '' WHERE ${detachWhere}`);
  const neighbours = await database.query<{ key: IdKey }>(neighboursSql, params);
  await database.command(keepSharedSql, params);
  for (const [index, { table, mine, erase }] of peopleTables.entries()) {
    const where = mine(requestIds);
    const report = (share: number) => onProgress((index + share) / peopleTables.length);
    const [left] = await database.query<{ n: number }>(
      `SELECT count() AS n FROM ${table} WHERE ${where}`,
      params,
    );
    if (left && left.n > 0) {
      if (erase === 'pseudonym') await database.command(receiptCopiesSql(where), params);
      await change(table, `DELETE WHERE ${where}`, report);
    }
    report(1);
  }
  const gone = await database.query<{ key: IdKey }>(erasedKeysSql, params);
  const erased = new Set(gone.map(({ key }) => key));
  await joinAgain(
    rows.site,
    neighbours.map(({ key }) => key).filter((key) => !erased.has(key)),
  );
}
