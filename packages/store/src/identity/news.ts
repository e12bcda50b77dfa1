import type { Database } from '../people/database.ts';
import { hasFewExceptions, plainColumns, plainParams, plainSql } from './plain.ts';
import { inRange, rangesOf } from './ranges.ts';
import type { Heard } from './ranges.ts';
import type { IdKey } from './types.ts';

/** Links read at one go; each is a few hundred bytes while it is joined. */
const page = 20_000;
/** Times of inserts that fit into one question. */
const mostTimes = 5_000;

/** By the time of an insert, epoch ms: how many rows were read that bear it, and a mark of which. */
export type Seen = ReadonlyMap<number, string>;

interface Page {
  keys: IdKey[];
  users: boolean;
}

/** What may change who is who. */
export interface News {
  /** Ids that it is about, a page after the other. `users`: to whom user ids belong may change, too. */
  pages(): AsyncGenerator<Page>;
  /** Links so many that the engine joins those that are plain; `pages` are about the others then. */
  many?: Heard;
  /** Whether there is any. */
  any: boolean;
  /** What is known once all pages are joined. */
  seen: Seen;
}

interface Link {
  keys: IdKey[];
  users: 0 | 1;
  place: number;
}

const edgeKey = 'from_kind, from_id, to_kind, to_id, kind, source';

// Rows of one insert bear one time: few times, each with a mark of its rows, tell what is new in them.
const timesSql = `
  SELECT toUnixTimestamp64Milli(heard_at) AS heard, concat(toString(count()), ' ', toString(groupBitXor(cityHash64(${edgeKey})))) AS mark
  FROM id_edges
  WHERE site_id = {site:String} AND heard_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  GROUP BY id_edges.heard_at`;

const withdrawalTimesSql = `
  SELECT toUnixTimestamp64Milli(max(id_withdrawals.added_at)) AS heard, concat(kind, ':', id) AS key
  FROM id_withdrawals
  WHERE site_id = {site:String} AND added_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  GROUP BY kind, id`;

// In the order of a hash, so that a page begins where the one before ended and groups only what is left.
const linksSql = (heard: string): string => `
  SELECT bitShiftRight(cityHash64(${edgeKey}), 11) AS place,
    [concat(from_kind, ':', from_id), concat(to_kind, ':', to_id)] AS keys, toUInt8(from_kind = 'user') AS users
  FROM id_edges
  WHERE site_id = {site:String} AND place > {after:Int64} AND (from_kind, from_id, to_kind, to_id) IN (
    SELECT from_kind, from_id, to_kind, to_id FROM id_edges
    WHERE site_id = {site:String} AND ${heard}
  )
  GROUP BY ${edgeKey}
  HAVING toUnixTimestamp64Milli(min(id_edges.added_at)) >= {since:Int64} OR (from_kind, from_id) IN (
    SELECT kind, id FROM id_withdrawals WHERE site_id = {site:String}
  )
  ORDER BY place LIMIT {page:UInt32} WITH TIES`;

// In the table's own order, a range of it after the other: each link is read once, whatever is new in it.
const inOrderSql = (heard: string): string => `
  SELECT from_kind AS afterKind, from_id AS afterId,
    arrayPushFront(tos, concat(from_kind, ':', from_id)) AS keys, toUInt8(from_kind = 'user') AS users
  FROM (
    SELECT from_kind, from_id, ${plainColumns},
      groupUniqArray(concat(to_kind, ':', to_id)) AS tos, max(${heard}) AS isHeard,
      max(${heard} AND added_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')) AS isNew
    FROM id_edges
    WHERE site_id = {site:String} AND ${inRange('from_kind', 'from_id')} AND (from_kind, from_id) IN (
      SELECT from_kind, from_id FROM id_edges
      WHERE site_id = {site:String} AND ${inRange('from_kind', 'from_id')} AND ${heard})
    GROUP BY from_kind, from_id
  )
  WHERE (isNew OR isHeard AND (from_kind, from_id) IN (
      SELECT kind, id FROM id_withdrawals WHERE site_id = {site:String}
    )) AND NOT ({plainApart:UInt8} AND ${plainSql})
  ORDER BY from_kind, from_id LIMIT {page:UInt32}`;

/** From so many rows on links are gone through in their own order: each page by time reads all of them. */
const manyRows = 100_000;

/**
 * What came since a time and was not seen yet. A link that is seen again is none, unless consent was
 * taken back before. Reading something twice is harmless, so what a merge moved is read again.
 *
 * @param since epoch ms by the engine's clock
 * @param seen what the reading before came to
 * @param many rows from which on links are read in their own order
 */
export async function readNews(
  database: Pick<Database, 'query'>,
  site: string,
  since: number,
  seen: Seen,
  many = manyRows,
): Promise<News> {
  const now = new Map<number, string>();
  const times: number[] = [];
  let rows = 0;
  const [heards, withdrawn] = await Promise.all([
    database.query<{ heard: number; mark: string }>(timesSql, { site, since }),
    database.query<{ heard: number; key: IdKey }>(withdrawalTimesSql, { site, since }),
  ]);
  for (const { heard, mark } of heards) {
    now.set(heard, mark);
    if (seen.get(heard) === mark) continue;
    times.push(heard);
    rows += Number.parseInt(mark, 10);
  }
  const marks = new Map<number, IdKey[]>();
  for (const { heard, key } of withdrawn) marks.set(-heard, [...(marks.get(-heard) ?? []), key]);
  const taken: IdKey[] = [];
  for (const [time, keys] of marks) {
    const mark = keys.toSorted().join(' ');
    // Under a time of its own: nothing is heard before 1970.
    now.set(time, mark);
    if (seen.get(time) !== mark) taken.push(...keys);
  }

  const few = times.length <= mostTimes;
  const heard = few
    ? `heard_at IN (SELECT fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}), 'UTC'))
       AND heard_at >= fromUnixTimestamp64Milli({least:Int64}, 'UTC')`
    : `heard_at >= fromUnixTimestamp64Milli({least:Int64}, 'UTC')`;
  const least = times.reduce((first, time) => Math.min(first, time), Infinity);
  const params = { site, since, page, least, ...(few && { times }) };
  const isMany = rows >= many && times.length > 0;
  const plainApart = isMany && (await hasFewExceptions(database, site));

  return {
    any: times.length > 0 || taken.length > 0,
    seen: now,
    ...(plainApart && { many: { sql: `(${heard})`, params } }),
    async *pages() {
      if (taken.length > 0) {
        yield { keys: taken, users: taken.some((key) => key.startsWith('user:')) };
      }
      if (times.length === 0) return;
      if (isMany) {
        yield* inOrder(database, site, {
          sql: `(${heard})`,
          params: { ...params, ...plainParams, plainApart: plainApart ? 1 : 0 },
        });
        return;
      }
      for (let after = -1; ;) {
        const links = await database.query<Link>(linksSql(heard), { ...params, after });
        const last = links.at(-1);
        if (!last) return;
        yield pageOf(links);
        if (links.length < page) return;
        after = last.place;
      }
    },
  };
}

const pageOf = (links: readonly Pick<Link, 'keys' | 'users'>[]): Page => ({
  keys: [...new Set(links.flatMap(({ keys }) => keys))],
  users: links.some(({ users }) => users === 1),
});

async function* inOrder(
  database: Pick<Database, 'query'>,
  site: string,
  heard: Heard,
): AsyncGenerator<Page> {
  const sql = inOrderSql(heard.sql);
  for await (const range of rangesOf(database, site, heard)) {
    for (let rest = range; ;) {
      const links = await database.query<
        Omit<Link, 'place'> & Pick<typeof range, 'afterKind' | 'afterId'>
      >(sql, { ...heard.params, ...rest });
      const last = links.at(-1);
      if (!last) break;
      yield pageOf(links);
      if (links.length < page) break;
      rest = { ...rest, afterKind: last.afterKind, afterId: last.afterId };
    }
  }
}
