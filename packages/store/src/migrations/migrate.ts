import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClickHouseError } from '@clickhouse/client';
import { createClient, toStoreError } from '../client.ts';
import type { Client } from '../client.ts';
import { StoreError } from '../errors.ts';
import type { Connection } from '../types.ts';
import { readMigrations } from './migration-files.ts';
import type { Migration } from './migration-files.ts';
import { splitStatements } from './split-statements.ts';

export interface MigrateOptions {
  migrations?: readonly Migration[];
  log?: (line: string) => void;
  /** Waits between looks at another process's lock; injected by tests. */
  pause?: (ms: number) => Promise<void>;
}

/** Where one migration stands. `appliedAt` is epoch ms. */
export interface MigrationState {
  version: number;
  name: string;
  state: 'applied' | 'pending' | 'changed' | 'unknown';
  appliedAt: number | null;
}

interface AppliedRow {
  version: number;
  name: string;
  checksum: string;
  applied_at: number;
}

const UNKNOWN_TABLE = '60';
const UNKNOWN_DATABASE = '81';
const TABLE_ALREADY_EXISTS = '57';

const lockTable = 'schema_migrations_lock';
/** A lock older than this was left by a process that died. */
const staleSeconds = 60;

const codeOf = (error: unknown) => (error instanceof ClickHouseError ? error.code : '');

async function applied(client: Client): Promise<AppliedRow[]> {
  try {
    const result = await client.query({
      query: `SELECT version, argMin(name, applied_at) AS name, argMin(checksum, applied_at) AS checksum,
                toUnixTimestamp64Milli(min(s.applied_at)) AS applied_at
              FROM schema_migrations AS s GROUP BY version ORDER BY version`,
      format: 'JSONEachRow',
      clickhouse_settings: {
        output_format_json_quote_64bit_integers: 0,
        prefer_column_name_to_alias: 1,
      },
    });
    return await result.json<AppliedRow>();
  } catch (error) {
    if ([UNKNOWN_TABLE, UNKNOWN_DATABASE].includes(codeOf(error))) return [];
    throw error;
  }
}

function compare(rows: readonly AppliedRow[], migrations: readonly Migration[]): MigrationState[] {
  const known = new Set(migrations.map((migration) => migration.version));
  const states = migrations.map((migration): MigrationState => {
    const row = rows.find((candidate) => candidate.version === migration.version);
    return {
      version: migration.version,
      name: migration.name,
      state: !row ? 'pending' : row.checksum === migration.checksum ? 'applied' : 'changed',
      appliedAt: row?.applied_at ?? null,
    };
  });
  const unknown = rows
    .filter((row) => !known.has(row.version))
    .map((row): MigrationState => ({
      version: row.version,
      name: row.name,
      state: 'unknown',
      appliedAt: row.applied_at,
    }));
  return [...states, ...unknown];
}

function refuseForeign(states: readonly MigrationState[], database: string): void {
  const changed = states.find((state) => state.state === 'changed');
  if (changed) {
    throw new StoreError(
      'migration_changed',
      `Migration ${changed.name} was applied to ${database} with another content.`,
      'Migrations are never edited once applied: restore the file and put the change into a new migration.',
    );
  }
  const unknown = states.find((state) => state.state === 'unknown');
  if (unknown) {
    throw new StoreError(
      'migration_unknown',
      `The database ${database} was made by a newer version (it has ${unknown.name}).`,
      'Update this program, or use another data directory or database.',
    );
  }
}

async function withClient<T>(
  connection: Connection,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = createClient(connection);
  try {
    return await use(client);
  } catch (error) {
    throw toStoreError(error, connection.url);
  } finally {
    await client.close();
  }
}

/**
 * Which migrations are applied, pending, changed since, or unknown to this version.
 *
 * @throws StoreError `unreachable`, `unauthorized`
 */
export const migrationStatus = (
  connection: Connection,
  migrations: readonly Migration[] = readMigrations(),
): Promise<MigrationState[]> =>
  withClient(connection, async (client) => compare(await applied(client), migrations));

/**
 * Brings a database up to date and returns the names of what was applied.
 *
 * Two processes may call this at once, also from two machines. ClickHouse has no locks and no
 * transactions, so: creating the table `schema_migrations_lock` without IF NOT EXISTS is the lock (one
 * wins, the others wait; one left by a dead process is dropped after a minute), what is applied is
 * read again under the lock, and every statement must bear being run twice (IF NOT EXISTS and the
 * like), so that a process that dies half-way, or a lock that fails, costs nothing.
 *
 * @throws StoreError `migration_changed`, `migration_unknown`, `migration_locked`, `unreachable`,
 * `unauthorized`, `query_failed`
 */
export async function migrate(
  connection: Connection,
  options: MigrateOptions = {},
): Promise<string[]> {
  const migrations = options.migrations ?? readMigrations();
  const log = options.log ?? (() => undefined);
  const states = await migrationStatus(connection, migrations);
  refuseForeign(states, connection.database);
  if (states.every((state) => state.state === 'applied')) return [];

  await createDatabase(connection);
  return withClient(connection, async (client) => {
    const unlock = await lock(client, connection.database, options.pause ?? ((ms) => sleep(ms)));
    try {
      await client.command({
        query: `CREATE TABLE IF NOT EXISTS schema_migrations
                (version UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC'))
                ENGINE = ReplacingMergeTree ORDER BY (version, checksum)
                SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
      });
      const now = compare(await applied(client), migrations);
      refuseForeign(now, connection.database);
      const done: string[] = [];
      for (const migration of migrations) {
        if (now.some((state) => state.version === migration.version && state.state === 'applied')) {
          continue;
        }
        for (const statement of splitStatements(migration.sql)) {
          await client.command({ query: statement });
        }
        await client.insert({
          table: 'schema_migrations',
          values: [
            {
              version: migration.version,
              name: migration.name,
              checksum: migration.checksum,
              applied_at: Date.now(),
            },
          ],
          format: 'JSONEachRow',
          clickhouse_settings: { async_insert: 0 },
        });
        log(`Applied migration ${migration.name}.`);
        done.push(migration.name);
      }
      return done;
    } finally {
      await unlock();
    }
  });
}

async function createDatabase(connection: Connection): Promise<void> {
  const probe = { ...connection, database: 'system' };
  await withClient(probe, async (client) => {
    const found = await client.query({
      query: 'SELECT name FROM system.databases WHERE name = {name:String}',
      query_params: { name: connection.database },
      format: 'JSONEachRow',
    });
    // Asked first: a user without the right to create databases may still have one.
    if ((await found.json()).length > 0) return;
    await client.command({
      query: 'CREATE DATABASE IF NOT EXISTS {name:Identifier}',
      query_params: { name: connection.database },
    });
  });
}

async function lock(
  client: Client,
  database: string,
  pause: (ms: number) => Promise<void>,
): Promise<() => Promise<void>> {
  const owner = randomUUID();
  const drop = (comment: string) =>
    client.query({
      query: `SELECT comment, dateDiff('second', metadata_modification_time, now()) AS age
              FROM system.tables WHERE database = currentDatabase() AND name = {name:String}`,
      query_params: { name: lockTable, comment },
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
  for (let tries = 0; tries < 600; tries++) {
    try {
      await client.command({
        query: `CREATE TABLE ${lockTable} (owner UUID) ENGINE = MergeTree ORDER BY owner COMMENT '${owner}'`,
      });
      return async () => {
        const [row] = await (await drop('')).json<{ comment: string }>();
        if (row?.comment === owner) {
          await client.command({ query: `DROP TABLE IF EXISTS ${lockTable} SYNC` });
        }
      };
    } catch (error) {
      if (codeOf(error) !== TABLE_ALREADY_EXISTS) throw error;
    }
    const [row] = await (await drop('')).json<{ age: number }>();
    if (row && row.age > staleSeconds) {
      await client.command({ query: `DROP TABLE IF EXISTS ${lockTable} SYNC` });
    } else {
      await pause(200);
    }
  }
  throw new StoreError(
    'migration_locked',
    `Another process has been migrating ${database} for two minutes.`,
    `Wait for it to end; if none is running, drop the table ${lockTable} and try again.`,
  );
}
