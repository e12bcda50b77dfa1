import { randomUUID } from 'node:crypto';
import { words } from '@touchtrail/contract';
import type { Kept } from '@touchtrail/contract';
import { bringIn } from '../bring-in.ts';
import type { Client } from '../client.ts';
import { toStoreError } from '../client.ts';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';

const say = words({
  'There is no such action.': 'Diese Maßnahme gibt es nicht.',
  'There is no such view.': 'Diese Ansicht gibt es nicht.',
  'There is no such annotation.': 'Diese Notiz gibt es nicht.',
  'The action was changed by {actor}: it is version {version} now.':
    'Die Maßnahme wurde von {actor} geändert: sie ist jetzt Version {version}.',
  'The view was changed by {actor}: it is version {version} now.':
    'Die Ansicht wurde von {actor} geändert: sie ist jetzt Version {version}.',
  'The annotation was changed by {actor}: it is version {version} now.':
    'Die Notiz wurde von {actor} geändert: sie ist jetzt Version {version}.',
  'See which there are: GET {path}.': 'Sehen Sie, welche es gibt: GET {path}.',
});
const sentences = {
  action: {
    changed: 'The action was changed by {actor}: it is version {version} now.',
    unknown: 'There is no such action.',
  },
  view: {
    changed: 'The view was changed by {actor}: it is version {version} now.',
    unknown: 'There is no such view.',
  },
  annotation: {
    changed: 'The annotation was changed by {actor}: it is version {version} now.',
    unknown: 'There is no such annotation.',
  },
} as const;

/** What people keep on a site, in versions: actions, views, annotations. */
export interface KeptItems<Said extends object> {
  /** Last versions of those that are not removed, the newest change first. */
  list(site: string): Promise<Kept<Said>[]>;
  /** @throws StoreError `action_unknown`, `view_unknown` or `annotation_unknown` */
  read(site: string, id: string): Promise<Kept<Said>>;
  /** All versions, newest first; `removed` where it was taken away. */
  history(site: string, id: string): Promise<(Kept<Said> & { removed: boolean })[]>;
  add(site: string, said: Said, actor: string): Promise<Kept<Said>>;
  /**
   * Changes one. Of two who change one version, the first is kept.
   *
   * @throws StoreError as `read`
   * @throws KeptConflict with the version that is there now
   */
  change(site: string, id: string, version: number, said: Said, actor: string): Promise<Kept<Said>>;
  /** @throws StoreError as `read` */
  remove(site: string, id: string, actor: string): Promise<void>;
}

export type KeptNoun = 'action' | 'view' | 'annotation';

/** Somebody else changed it meanwhile. */
export class KeptConflict extends StoreError {
  readonly current: Kept<object>;

  constructor(noun: KeptNoun, current: Kept<object>) {
    super(
      `${noun}_conflict`,
      say(sentences[noun].changed, { actor: current.actor, version: current.version }),
      bringIn,
    );
    this.name = 'KeptConflict';
    this.current = current;
  }
}

interface Row {
  id: string;
  version: number;
  writeId: string;
  item: string;
  deleted: boolean;
  actor: string;
  at: number;
}

const isId = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/**
 * Kept items over their table.
 *
 * @param table with the columns of `annotations`; `names` where two of them are called otherwise
 * @param readSaid what was said, from its JSON
 */
export function createKeptItems<Said extends object>({
  client,
  url,
  database,
  clock,
  noun,
  table,
  names: { id: idColumn, item: itemColumn } = { id: 'item_id', item: 'item' },
  readSaid,
}: {
  client: Client;
  url: string;
  database: Pick<Database, 'query'>;
  clock: () => number;
  noun: KeptNoun;
  table: 'actions' | 'saved_views' | 'annotations';
  names?: { id: string; item: string };
  readSaid: (json: unknown) => Said;
}): KeptItems<Said> {
  const columns = `toString(${idColumn}) AS id, version, toString(write_id) AS writeId, ${itemColumn} AS item, deleted,
    actor, toUnixTimestamp64Milli(${table}.at) AS at`;
  const itemOf = (site: string, row: Row): Kept<Said> & { removed: boolean } => ({
    ...readSaid(JSON.parse(row.item)),
    id: row.id,
    site,
    version: row.version,
    actor: row.actor,
    at: row.at,
    removed: row.deleted,
  });
  const history = async (
    site: string,
    id: string,
  ): Promise<(Kept<Said> & { removed: boolean })[]> => {
    if (!isId(id)) return [];
    const rows = await database.query<Row>(
      `SELECT ${columns} FROM ${table} WHERE site_id = {site:String} AND ${idColumn} = {id:UUID}
       ORDER BY version DESC, ${table}.at, write_id LIMIT 1 BY version`,
      { site, id },
    );
    return rows.map((row) => itemOf(site, row));
  };
  const withoutMark = ({ removed: _removed, ...item }: Kept<Said> & { removed: boolean }) =>
    item as unknown as Kept<Said>;
  const read = async (site: string, id: string): Promise<Kept<Said>> => {
    const [last] = await history(site, id);
    if (last && !last.removed) return withoutMark(last);
    throw new StoreError(
      `${noun}_unknown`,
      say(sentences[noun].unknown),
      say('See which there are: GET {path}.', { path: `/api/${noun}s` }),
    );
  };
  /** Whether it became this version: false when somebody else's did. */
  const write = async (
    { id, site, version, actor, at }: Kept<object>,
    said: Said,
    deleted: boolean,
  ): Promise<boolean> => {
    const writeId = randomUUID();
    try {
      await client.insert({
        table,
        values: [
          {
            site_id: site,
            [idColumn]: id,
            version,
            write_id: writeId,
            [itemColumn]: JSON.stringify(said),
            deleted,
            actor,
            at,
          },
        ],
        format: 'JSONEachRow',
        // The engine takes a block of one token once: of two who write a version the first wins.
        clickhouse_settings: {
          async_insert: 0,
          insert_deduplication_token: `${site} ${id} ${version}`,
        },
      });
    } catch (error) {
      throw toStoreError(error, url, 'insert');
    }
    const [row] = await database.query<{ writeId: string }>(
      `SELECT toString(write_id) AS writeId FROM ${table}
       WHERE site_id = {site:String} AND ${idColumn} = {id:UUID} AND version = {version:UInt32}
       ORDER BY ${table}.at, write_id LIMIT 1`,
      { site, id, version },
    );
    return row?.writeId === writeId;
  };
  const next = async (
    site: string,
    id: string,
    version: number,
    said: Said | undefined,
    actor: string,
  ): Promise<Kept<Said>> => {
    const before = await read(site, id);
    if (before.version !== version) throw new KeptConflict(noun, before);
    const meta = { id, site, version: version + 1, actor, at: clock() };
    const now = said ?? readSaid(saidOf(before));
    if (await write(meta, now, said === undefined)) return { ...now, ...meta };
    throw new KeptConflict(noun, await read(site, id));
  };

  return {
    history,
    read,
    async list(site) {
      const rows = await database.query<Row>(
        `SELECT * FROM (
           SELECT ${columns} FROM ${table} WHERE site_id = {site:String}
           ORDER BY ${idColumn}, version DESC, ${table}.at, write_id LIMIT 1 BY ${idColumn}
         ) ORDER BY at DESC, id`,
        { site },
      );
      return rows.filter(({ deleted }) => !deleted).map((row) => withoutMark(itemOf(site, row)));
    },
    async add(site, said, actor) {
      const meta = { id: randomUUID(), site, version: 1, actor, at: clock() };
      await write(meta, said, false);
      return { ...said, ...meta };
    },
    change: (site, id, version, said, actor) => next(site, id, version, said, actor),
    async remove(site, id, actor) {
      const { version } = await read(site, id);
      await next(site, id, version, undefined, actor);
    },
  };
}

/** What was said, without who wrote it when. */
const saidOf = ({
  id: _id,
  site: _site,
  version: _version,
  actor: _actor,
  at: _at,
  ...said
}: Kept<Record<string, unknown>>): Record<string, unknown> => said;
