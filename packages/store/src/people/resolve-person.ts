import type { Database } from './database.ts';
import type { Person, Subject } from './types.ts';

/** Begins the user id that stands in `id_links` for somebody erased, on devices others use too. */
export const erasedUser = 'erased:';

interface LinkRow {
  device: string;
  users: string[];
}

/** Devices and the users they were seen with, of all that an id is linked to. */
const linksSql = `
  SELECT anonymous_id AS device, groupUniqArray(user_id) AS users
  FROM id_links
  WHERE site_id = {site:String} AND anonymous_id IN (
    SELECT anonymous_id FROM id_links
    WHERE site_id = {site:String} AND (user_id = {id:String} OR anonymous_id = {id:String})
  )
  GROUP BY anonymous_id ORDER BY min(first_seen), anonymous_id`;

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

/**
 * All ids of the person that an id belongs to: a user with the devices seen with nobody else, as
 * reports count people. A device seen with several users is nobody's and stands alone.
 *
 * The one place that knows how ids make a person.
 */
export async function resolvePerson(
  database: Pick<Database, 'query'>,
  site: string,
  anyId: string,
): Promise<Person> {
  const known = async (subjects: readonly Subject[]): Promise<boolean> => {
    const ids = subjects.map(({ id }) => id);
    const params = { site, ids, needles: ids.flatMap(needles) };
    const [row] = await database.query<{ known: number }>(knownSql, params);
    return (row?.known ?? 0) > 0;
  };
  const alone = async (subject: Subject): Promise<Person> => ({
    site,
    id: subject.id,
    subjects: [subject],
    sharedDevices: [],
    known: await known([subject]),
  });
  if (anyId.startsWith('account:')) return alone({ id: anyId, kind: 'account' });

  const first = await database.query<LinkRow>(linksSql, { site, id: anyId });
  const asDevice = first.find(({ device }) => device === anyId);
  const asUser = first.some(({ users }) => users.includes(anyId));
  if (!asUser && asDevice && asDevice.users.length > 1) return alone({ id: anyId, kind: 'device' });
  if (!asUser && !asDevice) {
    const [row] = await database.query<{ users: number }>(
      `SELECT count() AS users FROM (SELECT 1 FROM events WHERE site_id = {site:String}
         AND subject_id = {id:String} AND user_id = {id:String} LIMIT 1)`,
      { site, id: anyId },
    );
    return alone({ id: anyId, kind: (row?.users ?? 0) > 0 ? 'user' : 'device' });
  }
  const user = asUser ? anyId : (asDevice?.users[0] ?? anyId);
  const links = asUser ? first : await database.query<LinkRow>(linksSql, { site, id: user });
  const mine = links.filter(({ users }) => users.includes(user));
  const subjects: Subject[] = [
    { id: user, kind: 'user' },
    ...mine
      .filter(({ device, users }) => users.length === 1 && device !== user)
      .map(({ device }): Subject => ({ id: device, kind: 'device' })),
  ];
  return {
    site,
    id: user,
    subjects,
    sharedDevices: mine.filter(({ users }) => users.length > 1).map(({ device }) => device),
    known: await known(subjects),
  };
}
