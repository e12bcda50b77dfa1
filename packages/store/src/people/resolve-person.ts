import { idKey, splitKey } from '../identity/types.ts';
import type { IdKey, IdKind } from '../identity/types.ts';
import type { Database } from './database.ts';
import type { Person, Subject } from './types.ts';

/** Begins the user id that stands in `id_edges` for somebody erased, on devices others use too. */
export const erasedUser = 'erased:';

// All by the tables' own order: at once however much the site has.
const lookSql = `
  SELECT DISTINCT if(user_id = '', 'device', 'user') AS what, '' AS kind, '' AS person FROM events
  WHERE site_id = {site:String} AND subject_id = {id:String}
  UNION ALL
  SELECT * FROM (SELECT 'linked' AS what, '' AS kind, '' AS person FROM id_edges
    WHERE site_id = {site:String} AND from_kind = 'anonymous' AND from_id = {id:String} LIMIT 1)
  UNION ALL
  SELECT 'member' AS what, kind, person FROM id_map FINAL
  WHERE site_id = {site:String} AND kind IN ('user', 'anonymous') AND id = {id:String}`;

interface Look {
  what: 'user' | 'device' | 'linked' | 'member';
  kind: IdKind;
  person: IdKey;
}

// A device that has no events of its own is named by the links of its users' events.
const knownSql = `
  SELECT 1 AS one FROM (
    SELECT 1 FROM events WHERE site_id = {site:String} AND subject_id IN {ids:Array(String)} LIMIT 1
    UNION ALL
    SELECT 1 FROM id_edges
    WHERE site_id = {site:String} AND from_kind = 'anonymous' AND from_id IN {ids:Array(String)} LIMIT 1
    UNION ALL
    SELECT 1 FROM consent_receipts
    WHERE site_id = {site:String} AND (anonymous_id IN {ids:Array(String)}
      OR (anonymous_id = '' AND user_id IN {ids:Array(String)})) LIMIT 1)
  LIMIT 1`;

// Wherever an id may stand: reads whole tables.
const anywhereSql = `
  SELECT
    (SELECT count() FROM (SELECT 1 FROM events
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

/** Ids that are joined to a person; found by the projection of the map, then looked up by key. */
const joinedSql = `
  SELECT kind, id FROM id_map FINAL
  WHERE site_id = {site:String} AND (kind, id) IN (
    SELECT kind, id FROM id_map WHERE site_id = {site:String} AND person = {person:String}
  ) AND person = {person:String} AND state = 'joined'
  ORDER BY kind, id`;

const usersSql = `
  SELECT {leader:String} UNION ALL
  SELECT id FROM id_map FINAL WHERE site_id = {site:String} AND kind = 'user' AND id IN (
    SELECT id FROM id_map WHERE site_id = {site:String} AND person = {person:String} AND kind = 'user'
  ) AND person = {person:String} AND state = 'joined'`;

// By the person's own events; or by links, which may outlast them: reads an index of all links.
const sharedSql = (thorough: boolean): string => `
  SELECT DISTINCT id FROM id_map FINAL
  WHERE site_id = {site:String} AND kind = 'anonymous' AND state = 'shared' AND id IN (
    ${
      thorough
        ? `SELECT from_id FROM id_edges
           WHERE site_id = {site:String} AND to_kind = 'user' AND from_kind = 'anonymous' AND to_id IN (${usersSql})`
        : `SELECT anonymous_id FROM events
           WHERE site_id = {site:String} AND subject_id IN (${usersSql}) AND user_id != ''`
    })
  ORDER BY id`;

// A user of whom there are links only; reads an index of all links.
const isLinkedUserSql = `
  SELECT 1 AS one FROM id_edges
  WHERE site_id = {site:String} AND to_kind = 'user' AND to_id = {id:String} LIMIT 1`;

const kindOf = (kind: IdKind) => (kind === 'user' ? 'user' : 'device');

/**
 * All ids of the person that an id belongs to, as reports count people. An id that is both a user's and
 * a device's is taken as the user's.
 *
 * @param thorough whether to look for an id also where it is not a key, such as in refused events, and for
 *   devices of events that are gone: for a person's requests, which must miss nothing. Reads whole tables
 */
export async function resolvePerson(
  database: Pick<Database, 'query'>,
  site: string,
  anyId: string,
  thorough = false,
): Promise<Person> {
  const known = async (subjects: readonly Subject[]): Promise<boolean> => {
    const ids = subjects.map(({ id }) => id);
    if ((await database.query(knownSql, { site, ids })).length > 0) return true;
    if (!thorough) return false;
    const params = { site, ids, needles: ids.flatMap(needles) };
    const [row] = await database.query<{ known: number }>(anywhereSql, params);
    return (row?.known ?? 0) > 0;
  };
  if (anyId.startsWith('account:')) {
    const subjects: Subject[] = [{ id: anyId, kind: 'account' }];
    return { site, id: anyId, subjects, sharedDevices: [], known: await known(subjects) };
  }

  // As few steps as can be: most of the time is spent waiting.
  const found = await database.query<Look>(lookSql, { site, id: anyId });
  const seenAs = (what: Look['what'], kind?: IdKind): boolean =>
    found.some((each) => each.what === what && (kind === undefined || each.kind === kind));
  const isUser =
    seenAs('user') ||
    seenAs('member', 'user') ||
    // Whatever is known of it by key is known as a device's: no index of all links is read then.
    (found.length === 0 && (await database.query(isLinkedUserSql, { site, id: anyId })).length > 0);
  const own = idKey(isUser ? 'user' : 'anonymous', anyId);
  const membership = found.find(
    ({ what, kind }) => what === 'member' && kind === splitKey(own).kind,
  );
  const person = membership?.person ?? own;
  const leader = splitKey(person);
  // Nothing is joined to a device that the map does not name.
  const isAlone = !isUser && !membership;
  const [joined, shared] = await Promise.all([
    isAlone ? [] : database.query<{ kind: IdKind; id: string }>(joinedSql, { site, person }),
    leader.kind === 'user'
      ? database.query<{ id: string }>(sharedSql(thorough), { site, person, leader: leader.id })
      : [],
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
    known: found.length > 0 || (await known(subjects)),
  };
}
