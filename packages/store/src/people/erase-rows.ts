import type { Database } from './database.ts';
import { peopleTables } from './duties.ts';
import type { IdsSql } from './duties.ts';
import { runMutation } from './mutation.ts';
import { erasedUser } from './resolve-person.ts';

const ofRequest = 'FROM hidden_subjects WHERE request_id = {request:UUID}';

/**
 * The ids of a request as subqueries. ClickHouse keeps the text of a mutation for a while, so ids are
 * never in it.
 */
const requestIds: IdsSql = {
  ids: `(SELECT subject_id ${ofRequest})`,
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
  INSERT INTO id_links
  SELECT site_id, anonymous_id, concat('${erasedUser}', toString({request:UUID})) AS user_id, first_seen
  FROM (
    SELECT site_id, anonymous_id, min(id_links.first_seen) AS first_seen
    FROM id_links
    WHERE site_id = {site:String} AND anonymous_id NOT IN ${requestIds.ids} AND user_id IN ${requestIds.ids}
    GROUP BY site_id, anonymous_id
  )`;

/** Other people's rows that came from an erased device: they keep everything but the device's id. */
const detachWhere = `site_id = {site:String} AND anonymous_id IN ${requestIds.ids}
  AND subject_id NOT IN ${requestIds.ids}`;

/** Deletes the rows of a request's person from every table. May be run again from the start. */
export async function eraseRows(
  database: Database,
  rows: Rows,
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
}
