import type { Database } from '../people/database.ts';
import { shortLists } from './short-lists.ts';
import { idKey, splitKey } from './types.ts';
import type { Edge, EdgeKind, IdKey, IdKind, Membership } from './types.ts';
import type { IdentityTables } from './update.ts';

/** Rows of the map that one insert brings. */
const rowsPerInsert = 20_000;

/** The filter says of one granule in a hundred that an id may be in it: with many ids of all of them, slowly. */
const mostByIndex = 200;

interface EdgeRow {
  fromKind: IdKind;
  fromId: string;
  toKind: IdKind;
  toId: string;
  kind: EdgeKind;
  source: string;
  firstSeen: number;
  lastSeen: number;
}

interface MapRow {
  kind: IdKind;
  id: string;
  state: Membership['state'];
  person: IdKey;
  grp: IdKey;
}

const edgeColumns = `
  from_kind AS fromKind, from_id AS fromId, to_kind AS toKind, to_id AS toId, kind, source,
  toUnixTimestamp64Milli(min(id_edges.first_seen)) AS firstSeen,
  toUnixTimestamp64Milli(max(id_edges.last_seen)) AS lastSeen`;
const edgeGroup = 'GROUP BY from_kind, from_id, to_kind, to_id, kind, source';

const edgeOf = (row: EdgeRow): Edge => ({
  from: idKey(row.fromKind, row.fromId),
  to: idKey(row.toKind, row.toId),
  kind: row.kind,
  source: row.source,
  firstSeen: row.firstSeen,
  lastSeen: row.lastSeen,
});

/** Ids by kind, in lists short enough for a question each. */
function* questions(keys: readonly IdKey[]): Generator<{ kind: IdKind; ids: string[] }> {
  const byKind = new Map<IdKind, string[]>();
  for (const key of keys) {
    const { kind, id } = splitKey(key);
    const ids = byKind.get(kind) ?? [];
    ids.push(id);
    byKind.set(kind, ids);
  }
  for (const [kind, ids] of byKind) {
    for (const list of shortLists(ids)) yield { kind, ids: list };
  }
}

/** The tables of one site in ClickHouse. `version` grows with what was known when something is written. */
export function createIdentityTables(
  database: Pick<Database, 'query' | 'insert'>,
  site: string,
  version: () => number,
): IdentityTables {
  const edges = async (keys: readonly IdKey[], end: 'from' | 'to'): Promise<Edge[]> => {
    const found: Edge[] = [];
    for (const { kind, ids } of questions(keys)) {
      const rows = await database.query<EdgeRow>(
        `SELECT ${edgeColumns} FROM id_edges
         WHERE site_id = {site:String} AND ${end}_kind = {kind:String} AND ${end}_id IN {ids:Array(String)}
         ${edgeGroup}
         SETTINGS use_skip_indexes = ${ids.length > mostByIndex ? 0 : 1}`,
        { site, kind, ids },
      );
      for (const row of rows) found.push(edgeOf(row));
    }
    return found;
  };
  return {
    edgesFrom: (keys) => edges(keys, 'from'),
    edgesTo: (keys) => edges(keys, 'to'),
    async members(keys) {
      const found = new Map<IdKey, Membership>();
      for (const { kind, ids } of questions(keys)) {
        const rows = await database.query<MapRow>(
          `SELECT kind, id, state, person, grp FROM id_map FINAL
           WHERE site_id = {site:String} AND kind = {kind:String} AND id IN {ids:Array(String)}`,
          { site, kind, ids },
        );
        for (const { id, state, person, grp } of rows) {
          found.set(idKey(kind, id), { state, person, group: grp });
        }
      }
      return found;
    },
    async write(changes) {
      const now = version();
      const rows = [...changes].map(([key, membership]) => ({
        site_id: site,
        ...splitKey(key),
        state: membership?.state ?? '',
        person: membership?.person ?? '',
        grp: membership?.group ?? '',
        version: now,
        deleted: membership ? 0 : 1,
      }));
      for (let start = 0; start < rows.length; start += rowsPerInsert) {
        await database.insert('id_map', rows.slice(start, start + rowsPerInsert));
      }
    },
  };
}
