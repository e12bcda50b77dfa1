import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTempStore, until } from './testing/open-temp-store.ts';
import type { OpenedStream } from './stream-reader.ts';

async function all({ bytes }: OpenedStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('results come as bytes in every format, packed by the engine', async () => {
  const { streams } = await openTempStore();
  const sql = `SELECT number, CAST(NULL, $$Nullable(String)$$) AS nothing, toString(number) AS word FROM numbers({n:UInt32})`;
  const open = (format: 'CSVWithNames' | 'JSONEachRow' | 'Parquet', more = {}) =>
    streams.open({ sql, params: { n: 3 }, format, ...more });
  expect((await all(await open('CSVWithNames'))).toString()).toBe(
    '"number","nothing","word"\n0,,"0"\n1,,"1"\n2,,"2"\n',
  );
  const packed = await all(await open('JSONEachRow', { compression: 'gzip' }));
  expect(gunzipSync(packed).toString().split('\n')[0]).toBe(
    '{"number":0,"nothing":null,"word":"0"}',
  );
  const zstd = await all(await open('CSVWithNames', { compression: 'zstd' }));
  expect([...zstd.subarray(0, 4)]).toEqual([0x28, 0xb5, 0x2f, 0xfd]);
  const parquet = await all(await open('Parquet', { compression: 'gzip' }));
  expect([parquet.subarray(0, 4), parquet.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
});

test('a failure after the first bytes is an error, packed or not', async () => {
  const { streams } = await openTempStore();
  const sql = `SELECT number, throwIf(number = 9900000, 'late') FROM numbers(10000000)`;
  for (const compression of [undefined, 'gzip', 'zstd'] as const) {
    const opened = await streams.open({
      sql,
      format: 'CSV',
      ...(compression && { compression }),
    });
    await expect(all(opened)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'query_failed',
      message: expect.stringContaining('broke the answer off'),
    });
  }
  for (const compression of ['gzip', 'zstd'] as const) {
    await expect(
      streams.open({ sql: 'SELECT nothing', format: 'CSV', compression }),
    ).rejects.toMatchObject({
      code: 'query_failed',
      message: expect.stringContaining('`nothing`'),
    });
  }
});

test('memory has a bound, and what sorts or groups goes to disk before it', async () => {
  const { streams } = await openTempStore();
  const ask = (sql: string, maxMemory: number) => streams.open({ sql, format: 'CSV', maxMemory });
  const sorted = await ask(
    `SELECT cityHash64(number) AS h FROM numbers(4000000) ORDER BY h LIMIT 3999999, 1`,
    60_000_000,
  );
  expect((await all(sorted)).toString()).toMatch(/^184467\d+\n$/);
  await expect(
    ask(`SELECT length(groupArray(toString(number))) FROM numbers(4000000)`, 60_000_000).then(all),
  ).rejects.toMatchObject({ code: 'query_too_heavy' });
});

test('nothing can be changed through it, and to stop reading ends the query in the engine', async () => {
  const store = await openTempStore();
  await expect(
    store.streams.open({
      sql: 'CREATE TABLE t (a Int8) ENGINE = Memory AS SELECT 1',
      format: 'CSV',
    }),
  ).rejects.toMatchObject({ code: 'query_failed' });
  const endless = `SELECT number, toString(number) FROM numbers(77777777777)`;
  const { bytes } = await store.streams.open({ sql: endless, format: 'CSV' });
  for await (const chunk of bytes) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await until(async () => {
    const [running] = await store.reader.query<{ n: number }>({
      sql: `SELECT count() AS n FROM system.processes WHERE query LIKE '%77777777777%' AND query NOT LIKE '%processes%'`,
    });
    return running?.n === 0;
  });
});
