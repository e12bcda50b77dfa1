import { randomUUID } from 'node:crypto';
import { registrySchema } from '@touchtrail/contract';
import type { Registry, RegistryVersion } from '@touchtrail/contract';
import type { Client } from '../client.ts';
import { toStoreError } from '../client.ts';
import type { Database } from '../people/database.ts';

/** A version with what it says. */
export interface StoredVersion extends RegistryVersion {
  registry: Registry;
}

/** Versions of registries in the table `registry_versions`, which only grows. */
export interface Versions {
  /** 0: the site has none. */
  latest(site: string): Promise<number>;
  read(site: string, version: number): Promise<StoredVersion | undefined>;
  /** The newest first. */
  list(site: string): Promise<RegistryVersion[]>;
  /** Whether it became this version: false when somebody else's did. */
  add(site: string, version: StoredVersion): Promise<boolean>;
}

interface Row {
  version: number;
  id: string;
  author: string;
  note: string;
  at: number;
  restores: number;
}

const facts = `version, toString(id) AS id, author, note, toUnixTimestamp64Milli(created_at) AS at, restores`;
// Of two that took the same number at once the engine keeps the first, see `add`.
const once = 'LIMIT 1 BY version';

const toVersion = ({ version, author, note, at, restores }: Row): RegistryVersion => ({
  version,
  author,
  note,
  at,
  restores: restores === 0 ? null : restores,
});

export const createVersions = (
  client: Client,
  url: string,
  database: Pick<Database, 'query'>,
): Versions => ({
  async latest(site) {
    const [row] = await database.query<{ version: number }>(
      'SELECT max(version) AS version FROM registry_versions WHERE site_id = {site:String}',
      { site },
    );
    return row?.version ?? 0;
  },
  async read(site, version) {
    const [row] = await database.query<Row & { document: string }>(
      `SELECT ${facts}, document FROM registry_versions
       WHERE site_id = {site:String} AND version = {version:UInt32} ORDER BY created_at, id ${once}`,
      { site, version },
    );
    return row && { ...toVersion(row), registry: registrySchema.parse(JSON.parse(row.document)) };
  },
  async list(site) {
    const rows = await database.query<Row>(
      `SELECT * FROM (
         SELECT ${facts} FROM registry_versions WHERE site_id = {site:String} ORDER BY version, created_at, id ${once}
       ) ORDER BY version DESC`,
      { site },
    );
    return rows.map(toVersion);
  },
  async add(site, { version, author, note, at, restores, registry }) {
    const id = randomUUID();
    try {
      await client.insert({
        table: 'registry_versions',
        values: [
          {
            site_id: site,
            version,
            id,
            author,
            note,
            created_at: at,
            restores: restores ?? 0,
            document: JSON.stringify(registry),
          },
        ],
        format: 'JSONEachRow',
        // The engine has no compare-and-set, but it takes a block of one token once: the first wins.
        clickhouse_settings: { async_insert: 0, insert_deduplication_token: `${site} ${version}` },
      });
    } catch (error) {
      throw toStoreError(error, url, 'insert');
    }
    const rows = await database.query<Row>(
      `SELECT ${facts} FROM registry_versions WHERE site_id = {site:String} AND version = {version:UInt32}
       ORDER BY created_at, id ${once}`,
      { site, version },
    );
    return rows[0]?.id === id;
  },
});
