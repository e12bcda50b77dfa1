import type { Database } from '../people/database.ts';
import { inRange, rangesOf } from './ranges.ts';
import type { Heard } from './ranges.ts';
import { suspectParams, suspectSql } from './well-known-ids.ts';

/** With more user ids that have aliases, or ids that took consent back, nothing is called plain. */
const mostExceptions = 200_000;

/** What {@link plainSql} reads of the links from one id. */
export const plainColumns = `
  min(to_kind) AS weakest, max(to_kind) AS strongest, min(to_id) AS firstTo, max(to_id) AS lastTo`;

/**
 * Whether the links from an id are plain, as a condition on {@link plainColumns}: a device that was seen
 * with one user only, and of neither is anything else known that could keep them apart. Whoever is in
 * doubt is not plain. For such a device `joinIds` has one answer.
 */
export const plainSql = `(
  from_kind = 'anonymous' AND weakest = 'user' AND strongest = 'user' AND firstTo = lastTo
  AND NOT ${suspectSql('from_id')} AND NOT ${suspectSql('firstTo')}
  AND from_id NOT IN (SELECT id FROM id_withdrawals WHERE site_id = {site:String} AND kind = 'anonymous')
  AND firstTo NOT IN (SELECT id FROM id_withdrawals WHERE site_id = {site:String} AND kind = 'user')
  AND firstTo NOT IN (SELECT id FROM id_map WHERE site_id = {site:String} AND kind = 'user')
  AND concat('anonymous:', from_id) NOT IN (${keysWithRules()})
  AND concat('user:', firstTo) NOT IN (${keysWithRules()})
)`;

function keysWithRules(): string {
  return `SELECT arrayJoin([from_key, to_key]) FROM id_rules FINAL WHERE site_id = {site:String} AND active`;
}

/** Values for the places of {@link plainSql}. */
export const plainParams = suspectParams;

/** Whether the exceptions of a site are few enough to be kept in memory beside its links. */
export async function hasFewExceptions(
  database: Pick<Database, 'query'>,
  site: string,
): Promise<boolean> {
  const [found] = await database.query<{ n: number }>(
    `SELECT (SELECT count() FROM id_withdrawals WHERE site_id = {site:String})
       + (SELECT count() FROM id_map WHERE site_id = {site:String} AND kind = 'user') AS n`,
    { site },
  );
  return (found?.n ?? 0) <= mostExceptions;
}

// What the map says already is not said again: whoever reads what is new in it would read that, too.
const joinSql = (heard: string): string => {
  const among = (kind: string, id: string): string => `
    site_id = {site:String} AND ${kind} = 'anonymous' AND ${inRange(kind, id)} AND ${id} IN (
      SELECT from_id FROM id_edges
      WHERE site_id = {site:String} AND from_kind = 'anonymous' AND ${inRange('from_kind', 'from_id')} AND ${heard})`;
  return `
  INSERT INTO id_map (site_id, kind, id, state, person, grp, version, deleted)
  SELECT {site:String}, 'anonymous', from_id, 'joined', concat('user:', firstTo), concat('anonymous:', from_id),
    {version:UInt64}, 0
  FROM (
    SELECT from_kind, from_id, ${plainColumns} FROM id_edges
    WHERE ${among('from_kind', 'from_id')}
    GROUP BY from_kind, from_id
  )
  WHERE ${plainSql} AND (from_id, concat('user:', firstTo)) NOT IN (
    SELECT id, person FROM id_map FINAL
    WHERE ${among('kind', 'id')} AND state = 'joined' AND grp = concat('anonymous:', id)
  )`;
};

const writtenSql = `
  SELECT count() AS n FROM id_map
  WHERE site_id = {site:String} AND kind = 'anonymous' AND ${inRange('kind', 'id')} AND version = {version:UInt64}`;

/**
 * Joins in the engine itself what is plain among news. A link that goes through here takes a few
 * microseconds instead of fifty, and most links of most sites are plain.
 *
 * @param version of the rows that one statement writes, each later than the one before
 * @returns how many ids changed
 */
export async function joinPlain(
  database: Pick<Database, 'query' | 'command'>,
  site: string,
  heard: Heard,
  version: () => number,
): Promise<number> {
  let changed = 0;
  for await (const range of rangesOf(database, site, heard)) {
    // The others come after all devices.
    if (range.afterKind > 'anonymous') break;
    const params = { ...heard.params, ...plainParams, ...range, site, version: version() };
    await database.command(joinSql(heard.sql), params);
    const [written] = await database.query<{ n: number }>(writtenSql, params);
    changed += written?.n ?? 0;
  }
  return changed;
}
