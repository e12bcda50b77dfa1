import { randomUUID } from 'node:crypto';
import { actionInputSchema } from '@touchtrail/contract';
import type { Action, ActionInput } from '@touchtrail/contract';
import type { Client } from '../client.ts';
import { toStoreError } from '../client.ts';
import { StoreError } from '../errors.ts';
import type { Database } from '../people/database.ts';

/** Measures that people take because of findings, in versions. */
export interface ActionStore {
  /** Last versions of those that are not removed, the newest change first. */
  list(site: string): Promise<Action[]>;
  /** @throws StoreError `action_unknown` */
  read(site: string, id: string): Promise<Action>;
  /** All versions, newest first; `removed` where it was taken away. */
  history(site: string, id: string): Promise<(Action & { removed: boolean })[]>;
  add(site: string, input: Omit<ActionInput, 'site' | 'version'>, actor: string): Promise<Action>;
  /**
   * Changes an action. Of two who change one version, the first is kept.
   *
   * @throws StoreError `action_unknown`
   * @throws ActionConflict `action_conflict`, with the version that is there now
   */
  change(
    site: string,
    id: string,
    version: number,
    input: Omit<ActionInput, 'site' | 'version'>,
    actor: string,
  ): Promise<Action>;
  /** @throws StoreError `action_unknown` */
  remove(site: string, id: string, actor: string): Promise<void>;
}

/** Somebody else changed the action meanwhile. */
export class ActionConflict extends StoreError {
  readonly current: Action;

  constructor(current: Action) {
    super(
      'action_conflict',
      `The action was changed by ${current.actor}: it is version ${current.version} now.`,
      'Read it, bring your change into it, and save again with its version.',
    );
    this.name = 'ActionConflict';
    this.current = current;
  }
}

interface Row {
  id: string;
  version: number;
  writeId: string;
  action: string;
  deleted: boolean;
  actor: string;
  at: number;
}

const columns = `toString(action_id) AS id, version, toString(write_id) AS writeId, action, deleted, actor,
  toUnixTimestamp64Milli(actions.at) AS at`;

const actionOf = (site: string, row: Row): Action & { removed: boolean } => {
  const {
    site: _site,
    version: _version,
    ...said
  } = actionInputSchema.parse(JSON.parse(row.action));
  return {
    ...said,
    id: row.id,
    site,
    version: row.version,
    actor: row.actor,
    at: row.at,
    removed: row.deleted,
  };
};

const unknown = (): StoreError =>
  new StoreError('action_unknown', 'There is no such action.', 'See GET /api/actions.');

const isId = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/** Actions over their table. */
export function createActionStore({
  client,
  url,
  database,
  clock,
}: {
  client: Client;
  url: string;
  database: Pick<Database, 'query'>;
  clock: () => number;
}): ActionStore {
  const history = async (site: string, id: string): Promise<(Action & { removed: boolean })[]> => {
    if (!isId(id)) return [];
    const rows = await database.query<Row>(
      `SELECT ${columns} FROM actions WHERE site_id = {site:String} AND action_id = {id:UUID}
       ORDER BY version DESC, actions.at, write_id LIMIT 1 BY version`,
      { site, id },
    );
    return rows.map((row) => actionOf(site, row));
  };
  const read = async (site: string, id: string): Promise<Action> => {
    const [last] = await history(site, id);
    if (!last || last.removed) throw unknown();
    const { removed: _removed, ...action } = last;
    return action;
  };
  /** Whether it became this version: false when somebody else's did. */
  const write = async (action: Action, deleted: boolean): Promise<boolean> => {
    const { id, site, version, actor, at, ...said } = action;
    const writeId = randomUUID();
    try {
      await client.insert({
        table: 'actions',
        values: [
          {
            site_id: site,
            action_id: id,
            version,
            write_id: writeId,
            action: JSON.stringify(said),
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
      `SELECT toString(write_id) AS writeId FROM actions
       WHERE site_id = {site:String} AND action_id = {id:UUID} AND version = {version:UInt32}
       ORDER BY actions.at, write_id LIMIT 1`,
      { site, id, version },
    );
    return row?.writeId === writeId;
  };
  const next = async (
    site: string,
    id: string,
    version: number,
    said: Omit<ActionInput, 'site' | 'version'> | undefined,
    actor: string,
  ): Promise<Action> => {
    const before = await read(site, id);
    if (before.version !== version) throw new ActionConflict(before);
    const action: Action = { ...before, ...said, version: version + 1, actor, at: clock() };
    if (await write(action, said === undefined)) return action;
    throw new ActionConflict(await read(site, id));
  };

  return {
    history,
    read,
    async list(site) {
      const rows = await database.query<Row>(
        `SELECT * FROM (
           SELECT ${columns} FROM actions WHERE site_id = {site:String}
           ORDER BY action_id, version DESC, actions.at, write_id LIMIT 1 BY action_id
         ) ORDER BY at DESC, id`,
        { site },
      );
      return rows
        .map((row) => actionOf(site, row))
        .flatMap(({ removed, ...action }) => (removed ? [] : [action]));
    },
    async add(site, input, actor) {
      const action: Action = {
        ...input,
        id: randomUUID(),
        site,
        version: 1,
        actor,
        at: clock(),
      };
      await write(action, false);
      return action;
    },
    change: (site, id, version, input, actor) => next(site, id, version, input, actor),
    async remove(site, id, actor) {
      const { version } = await read(site, id);
      await next(site, id, version, undefined, actor);
    },
  };
}
