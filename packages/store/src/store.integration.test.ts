import type { Site } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { migrate, migrationStatus } from './migrations/migrate.ts';
import { readMigrations } from './migrations/migration-files.ts';
import type { Migration } from './migrations/migration-files.ts';
import { openStore } from './open-store.ts';
import { freePorts } from './engine/free-port.ts';
import { openTempStore, until } from './testing/open-temp-store.ts';
import { row, rows } from './testing/rows.ts';
import { tempDir } from './testing/temp-dir.ts';

const site: Omit<Site, 'writeKey' | 'privacy'> = {
  id: 'shop',
  name: 'Shop',
  origins: ['http://localhost:*'],
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  consentMode: 'opt_in',
  isDemo: false,
};

describe('a store', () => {
  test('keeps rows, ids and links once, however often a token is sent', async () => {
    const store = await openTempStore();
    const linked = rows(500, 0, { anonymous_id: 'device', user_id: 'user' });
    for (let i = 0; i < 3; i++) await store.insertEvents(linked, 'token-1');
    await store.insertEvents([]);
    const [counts] = await store.reader.query({
      sql: `SELECT (SELECT count() FROM events) AS events,
              (SELECT count() FROM id_edges) AS links, (SELECT any(touch_key) FROM events) AS key`,
    });
    expect(counts).toEqual({ events: 500, links: 1, key: 'page.viewed' });
    const known = await store.knownEventIds('shop', [row(3).event_id, row(999).event_id]);
    expect([...known]).toEqual([row(3).event_id]);
    expect(await store.knownEventIds('other', [row(3).event_id])).toEqual(new Set());
    expect(await store.knownEventIds('shop', [])).toEqual(new Set());
    // More than fit into one request.
    const many = rows(12_000, 400).map((each) => each.event_id);
    expect((await store.knownEventIds('shop', many)).size).toBe(100);
  });

  test('a row that ClickHouse refuses is told apart from a ClickHouse that is away', async () => {
    const store = await openTempStore();
    await expect(
      store.insertEvents([row(1), row(2, { event_id: 'no uuid' })]),
    ).rejects.toMatchObject({
      code: 'insert_refused',
    });
    expect(await store.reader.query({ sql: 'SELECT count() AS n FROM events' })).toEqual([
      { n: 0 },
    ]);
  });

  test('quarantine takes what was refused', async () => {
    const store = await openTempStore();
    await store.insertQuarantine([
      {
        site_id: 'shop',
        received_at: Date.now(),
        event_id: 'x',
        code: 'invalid_event',
        message: 'name is missing',
        raw: '{"a":"\\u0000 ü"}',
        source: 'sdk',
      },
    ]);
    expect(await store.reader.query({ sql: 'SELECT code, raw FROM quarantine' })).toEqual([
      { code: 'invalid_event', raw: '{"a":"\\u0000 ü"}' },
    ]);
  });

  test('the reader is typed, bound, bounded and read-only', async () => {
    const { reader } = await openTempStore();
    expect(
      await reader.query({
        sql: `SELECT {text:String} AS text, {list:Array(String)} AS list, toUInt64(7) AS n,
                toDecimal64(1.5, 4) AS money, nan AS none`,
        params: { text: `'; DROP TABLE events; --`, list: ["a'b", 'c'] },
      }),
    ).toEqual([
      { text: `'; DROP TABLE events; --`, list: ["a'b", 'c'], n: 7, money: 1.5, none: null },
    ]);
    await expect(
      reader.query({ sql: 'SELECT * FROM numbers(11)', maxRows: 10 }),
    ).rejects.toMatchObject({
      code: 'query_too_heavy',
    });
    await expect(
      reader.query({
        sql: 'SELECT count() FROM numbers(1e12) WHERE sin(number) > 2',
        timeoutMs: 200,
      }),
    ).rejects.toMatchObject({ code: 'query_too_heavy' });
    await expect(reader.query({ sql: 'SELEC 1' })).rejects.toMatchObject({ code: 'query_failed' });
    await expect(reader.query({ sql: 'DROP TABLE events' })).rejects.toMatchObject({
      code: 'query_failed',
    });
  });

  test('aborting a query ends it in ClickHouse too', async () => {
    const { reader } = await openTempStore();
    const abort = new AbortController();
    const asked = reader.query({
      sql: `SELECT count() FROM numbers(1e13) WHERE sin(number) > 2 -- endless`,
      signal: abort.signal,
    });
    const running = async () =>
      (
        await reader.query({
          sql: `SELECT 1 FROM system.processes WHERE query LIKE '%-- endless%' AND query NOT LIKE '%processes%'`,
        })
      ).length;
    await until(async () => (await running()) === 1);
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await until(async () => (await running()) === 0);
    await expect(reader.query({ sql: 'SELECT 1', signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('sites are added once, found by key, and get a new key', async () => {
    // A clock that stands still must not hide the newer row.
    const { sites } = await openTempStore({ clock: () => 1_795_341_600_000 });
    const added = await sites.add(site);
    expect(added.writeKey).toMatch(/^wk_[0-9A-Za-z]{24}$/);
    await expect(sites.add(site)).rejects.toMatchObject({ code: 'site_exists' });
    await expect(
      sites.add({ ...site, id: 'other', writeKey: added.writeKey }),
    ).rejects.toMatchObject({ code: 'site_exists' });
    const rotated = await sites.rotateWriteKey('shop');
    expect(rotated).toEqual({ ...added, writeKey: rotated.writeKey });
    expect(rotated.writeKey).not.toBe(added.writeKey);
    expect(await sites.findByWriteKey(added.writeKey)).toBeUndefined();
    expect(await sites.findByWriteKey(rotated.writeKey)).toEqual(rotated);
    expect(await sites.find('shop')).toEqual(rotated);
    await sites.add({ ...site, id: 'b', name: 'B' });
    expect((await sites.list()).map(({ id }) => id)).toEqual(['b', 'shop']);
    await expect(sites.rotateWriteKey('nobody')).rejects.toMatchObject({ code: 'site_unknown' });
  });

  test('an admin token is kept as a hash only, and ends when rotated', async () => {
    const { tokens, reader } = await openTempStore();
    expect(await tokens.hasAny()).toBe(false);
    const first = await tokens.create();
    expect(await tokens.hasAny()).toBe(true);
    expect([
      await tokens.verify(first),
      await tokens.verify(`${first}x`),
      await tokens.verify(''),
    ]).toEqual([true, false, false]);
    const second = await tokens.rotate();
    expect([await tokens.verify(first), await tokens.verify(second)]).toEqual([false, true]);
    const kept = JSON.stringify(await reader.query({ sql: 'SELECT * FROM tokens FINAL' }));
    expect(kept).not.toContain(first);
    expect(kept).not.toContain(second);
  });
});

const step = (version: number, sql: string): Migration => ({
  version,
  name: `000${version}_step`,
  sql,
  checksum: String(sql.length),
});

describe('migrations', () => {
  test('several that run at once apply each step once', async () => {
    const store = await openTempStore();
    const connection = { ...store.connection, database: 'fresh' };
    const migrations = [
      step(1, 'CREATE TABLE IF NOT EXISTS a (x Int8) ENGINE = MergeTree ORDER BY x;'),
      step(2, 'INSERT INTO a VALUES (1); -- counts how often; it ran\nINSERT INTO a VALUES (2);'),
    ];
    const done = await Promise.all(
      [1, 2, 3, 4].map(() =>
        migrate(connection, { migrations, pause: () => new Promise((r) => setTimeout(r, 10)) }),
      ),
    );
    expect(done.filter((names) => names.length > 0)).toEqual([['0001_step', '0002_step']]);
    const counted = await store.reader.query({ sql: 'SELECT x FROM fresh.a ORDER BY x' });
    expect(counted).toEqual([{ x: 1 }, { x: 2 }]);
    const states = await migrationStatus(connection, migrations);
    expect(states.map(({ state }) => state)).toEqual(['applied', 'applied']);
    const left = await store.reader.query({
      sql: `SELECT name FROM system.tables WHERE database = 'fresh' AND name LIKE '%lock%'`,
    });
    expect(left).toEqual([]);
  });

  test('a changed step and a newer database are refused with the way out', async () => {
    const { connection } = await openTempStore();
    const [first, ...others] = readMigrations();
    if (!first) throw new Error('no migrations');
    const changed = [{ ...first, checksum: 'else' }, ...others];
    await expect(migrate(connection, { migrations: changed })).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining(first.name) as string,
      hint: expect.stringContaining('new migration') as string,
    });
    await expect(migrate(connection, { migrations: [] })).rejects.toMatchObject({
      code: 'migration_unknown',
    });
    expect(await migrate(connection)).toEqual([]);
  });

  test('a step that failed half-way is run again whole', async () => {
    const store = await openTempStore();
    const connection = { ...store.connection, database: 'half' };
    const table = 'CREATE TABLE IF NOT EXISTS a (x Int8) ENGINE = MergeTree ORDER BY x;';
    await expect(
      migrate(connection, { migrations: [step(1, `${table} SELECT no_such_function();`)] }),
    ).rejects.toMatchObject({ code: 'query_failed' });
    expect(await migrate(connection, { migrations: [step(1, `${table} SELECT 1;`)] })).toEqual([
      '0001_step',
    ]);
  });

  test('a lock left by a dead process is waited for, then told about', async () => {
    const store = await openTempStore();
    const connection = { ...store.connection, database: 'locked' };
    const client = createClient(store.connection);
    try {
      await client.command({ query: 'CREATE DATABASE locked' });
      await client.command({
        query:
          'CREATE TABLE locked.schema_migrations_lock (owner UUID) ENGINE = MergeTree ORDER BY owner',
      });
    } finally {
      await client.close();
    }
    await expect(
      migrate(connection, { migrations: [step(1, 'SELECT 1')], pause: () => Promise.resolve() }),
    ).rejects.toMatchObject({ code: 'migration_locked' });
  });
});

describe('CLICKHOUSE_URL', () => {
  test('runs the same on any server, in the database it names', async () => {
    const server = await openTempStore();
    const url = new URL(server.connection.url);
    url.username = server.connection.username;
    url.password = server.connection.password;
    url.pathname = '/other_base';
    const store = await openTempStore({ clickhouseUrl: url.href });
    expect(store).toMatchObject({
      engine: 'remote',
      attached: false,
      readOnlyConnection: undefined,
    });
    const spool = await store.openEventSpool();
    await spool.append(rows(10));
    await spool.flush();
    expect(await store.reader.query({ sql: 'SELECT count() AS n FROM events' })).toEqual([
      { n: 10 },
    ]);
    expect(await server.reader.query({ sql: 'SELECT count() AS n FROM events' })).toEqual([
      { n: 0 },
    ]);
    await store.close();
    url.password = 'wrong';
    await expect(
      openStore({ dataDir: await tempDir(), clickhouseUrl: url.href }),
    ).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('a server that is not there is named, without the password', async () => {
    const [port = 0] = await freePorts(1);
    const opened = openStore({
      dataDir: await tempDir(),
      clickhouseUrl: `http://me:secret@127.0.0.1:${port}/touchtrail`,
    });
    await expect(opened).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(new RegExp(`127.0.0.1:${port}`)) as string,
      hint: expect.stringContaining('CLICKHOUSE_URL') as string,
    });
    await expect(opened).rejects.not.toMatchObject({
      message: expect.stringContaining('secret') as string,
    });
  });
});
