import type { Database } from '../people/database.ts';

/** Rows of news in one range: what bounds the memory of a statement about it. */
const rowsInRange = 250_000;

/** Which links are news. */
export interface Heard {
  /** A condition on rows of `id_edges`. */
  sql: string;
  params: Record<string, unknown>;
}

/** Ids from one (exclusive) to another (inclusive), in the order of tables. */
interface Range {
  afterKind: string;
  afterId: string;
  lastKind: string;
  lastId: string;
}

/** Whether an id is in the bound range; found by key. */
export const inRange = (kind: string, id: string): string => `(
  ${kind} >= {afterKind:String} AND (${kind} > {afterKind:String} OR ${id} > {afterId:String})
  AND ${kind} <= {lastKind:String} AND (${kind} < {lastKind:String} OR ${id} <= {lastId:String}))`;

const lastSql = (heard: string): string => `
  SELECT from_kind AS lastKind, from_id AS lastId FROM id_edges
  WHERE site_id = {site:String} AND ${inRange('from_kind', 'from_id')} AND ${heard}
  ORDER BY site_id, from_kind, from_id LIMIT 1 OFFSET {rows:UInt32}`;

/** After all kinds. */
const end = { lastKind: '~', lastId: '' };

/** The whole of what is new in parts of about as much news each: what is read of one is not read again for others. */
export async function* rangesOf(
  database: Pick<Database, 'query'>,
  site: string,
  heard: Heard,
): AsyncGenerator<Range> {
  for (let after = { afterKind: '', afterId: '' }; ;) {
    const [last] = await database.query<Pick<Range, 'lastKind' | 'lastId'>>(lastSql(heard.sql), {
      ...heard.params,
      ...after,
      ...end,
      site,
      rows: rowsInRange - 1,
    });
    yield { ...after, ...(last ?? end) };
    if (!last) return;
    after = { afterKind: last.lastKind, afterId: last.lastId };
  }
}
