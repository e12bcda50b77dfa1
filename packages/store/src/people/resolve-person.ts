import { idKey, splitKey } from '../identity/types.ts';
import type { IdKey, IdKind } from '../identity/types.ts';
import type { Database } from './database.ts';
import type { Person, Subject } from './types.ts';

/** Begins the user id that stands in `id_edges` for somebody erased, on devices others use too. */
export const erasedUser = 'erased:';

// By the table's own order: at once however much the site has.
const atOnceSql = `
  SELECT 1 AS one FROM events WHERE site_id = {site:String} AND subject_id IN {ids:Array(String)} LIMIT 1`;

const knownSql = `
  SELECT
    (SELECT count() FROM (SELECT 1 FROM events
      WHERE site_id = {site:String} AND subject_id IN {ids:Array(String)} LIMIT 1))
    + (SELECT count() FROM (SELECT 1 FROM events
      WHERE site_id = {site:String} AND anonymous_id IN {ids:Array(String)} LIMIT 1))
    + (SELECT count() FROM (SELECT 1 FROM consent_receipts
      WHERE site_id = {site:String} AND (anonymous_id IN {ids:Array(String)} OR user_id IN {ids:Array(String)}) LIMIT 1))
    + (SELECT count() FROM (SELECT 1 FROM quarantine
      WHERE site_id = {site:String} AND arrayExists(n -> position(raw, n) > 0, {needles:Array(String)}) LIMIT 1)) AS known`;

/** A text this long is a name for one thing; a shorter one may stand for many. */
export const distinctiveLength = 8;

/**
 * An id as it stands in the JSON text of an event. A short one counts only where an id belongs: `"7"`
 * alone may be anything.
 *
 * @example
 * needles('7'); // ['"anonymousId":"7"', '"userId":"7"', …]
 */
export function needles(id: string): string[] {
  const quoted = JSON.stringify(id);
  if (id.length >= distinctiveLength) return [quoted];
  return ['anonymousId', 'userId', 'previousId'].map((field) => `"${field}":${quoted}`);
}

/** Ids of one kind that are joined to a person; asked of the index, then looked up by key. */
const joinedSql = `
  SELECT kind, id FROM id_map FINAL
  WHERE site_id = {site:String} AND (kind, id) IN (
    SELECT kind, id FROM id_map WHERE site_id = {site:String} AND person = {person:String}
  ) AND person = {person:String} AND state = 'joined'
  ORDER BY kind, id`;

const membershipSql = `
  SELECT kind, person FROM id_map FINAL
  WHERE site_id = {site:String} AND kind IN ('user', 'anonymous') AND id = {id:String}`;

const sharedSql = `
  SELECT DISTINCT id FROM id_map FINAL
  WHERE site_id = {site:String} AND kind = 'anonymous' AND state = 'shared' AND id IN (
    SELECT from_id FROM id_edges
    WHERE site_id = {site:String} AND to_kind = 'user' AND from_kind = 'anonymous' AND to_id IN (
      SELECT {leader:String} UNION ALL
      SELECT id FROM id_map FINAL WHERE site_id = {site:String} AND kind = 'user' AND id IN (
        SELECT id FROM id_map WHERE site_id = {site:String} AND kind = 'user' AND person = {person:String}
      ) AND person = {person:String} AND state = 'joined')
  )
  ORDER BY id`;

const isUserSql = `
  SELECT count() AS n FROM (
    SELECT 1 FROM id_edges
    WHERE site_id = {site:String} AND to_kind = 'user' AND to_id = {id:String} LIMIT 1
    UNION ALL
    SELECT 1 FROM events
    WHERE site_id = {site:String} AND subject_id = {id:String} AND user_id = {id:String} LIMIT 1
  )`;

const kindOf = (kind: IdKind) => (kind === 'user' ? 'user' : 'device');

/**
 * All ids of the person that an id belongs to, as reports count people. An id that is both a user's and
 * a device's is taken as the user's.
 */
export async function resolvePerson(
  database: Pick<Database, 'query'>,
  site: string,
  anyId: string,
): Promise<Person> {
  const seenAtOnce = async (ids: readonly string[]): Promise<boolean> =>
    (await database.query(atOnceSql, { site, ids })).length > 0;
  const known = async (subjects: readonly Subject[]): Promise<boolean> => {
    const ids = subjects.map(({ id }) => id);
    if (await seenAtOnce(ids)) return true;
    const params = { site, ids, needles: ids.flatMap(needles) };
    const [row] = await database.query<{ known: number }>(knownSql, params);
    return (row?.known ?? 0) > 0;
  };
  if (anyId.startsWith('account:')) {
    const subjects: Subject[] = [{ id: anyId, kind: 'account' }];
    return { site, id: anyId, subjects, sharedDevices: [], known: await known(subjects) };
  }

  // As few steps as can be, and what does not wait for another beside it: most of the time is spent waiting.
  const [[found], memberships] = await Promise.all([
    database.query<{ n: number }>(isUserSql, { site, id: anyId }),
    database.query<{ kind: IdKind; person: IdKey }>(membershipSql, { site, id: anyId }),
  ]);
  const isUser = (found?.n ?? 0) > 0;
  const own = idKey(isUser ? 'user' : 'anonymous', anyId);
  const person = memberships.find(({ kind }) => kind === splitKey(own).kind)?.person ?? own;
  const leader = splitKey(person);
  const [joined, shared, isSeen] = await Promise.all([
    database.query<{ kind: IdKind; id: string }>(joinedSql, { site, person }),
    leader.kind === 'user'
      ? database.query<{ id: string }>(sharedSql, { site, person, leader: leader.id })
      : [],
    seenAtOnce([...new Set([anyId, leader.id])]),
  ]);
  const subjects: Subject[] =
    leader.kind === 'email' ? [] : [{ id: leader.id, kind: kindOf(leader.kind) }];
  for (const kind of ['user', 'anonymous'] as const) {
    for (const { id } of joined.filter((row) => row.kind === kind)) {
      if (!subjects.some((subject) => subject.id === id)) subjects.push({ id, kind: kindOf(kind) });
    }
  }
  const emails = joined.filter(({ kind }) => kind === 'email').map(({ id }) => id);
  return {
    site,
    id: subjects[0]?.id ?? anyId,
    subjects,
    sharedDevices: shared.map(({ id }) => id),
    ...(emails.length > 0 && { emails }),
    known: isSeen || (await known(subjects)),
  };
}
