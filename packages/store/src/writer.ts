import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { toStoreError } from './client.ts';
import type { Client } from './client.ts';
import type { SegmentRows } from './spool/segment-rows.ts';

/** Rows turned into text at one go: more would hold up the event loop. */
const rowsPerChunk = 1_000;

/** Tables rows are written to. */
export type InsertTable = 'events' | 'quarantine' | 'aggregate_counts';

/** Settings of every insert: answered when on disk, and a repeated token adds nothing anywhere. */
const insertSettings = (token: string | undefined) => ({
  async_insert: 0 as const,
  insert_deduplicate: 1 as const,
  // Repeats are told apart before; merging a block with itself costs about 2 µs a row.
  optimize_on_insert: 0 as const,
  // Without this an insert that died between the table and its views would never reach the views.
  deduplicate_blocks_in_dependent_materialized_views: 1 as const,
  // Rows written by a newer version may have columns that this database lacks.
  input_format_skip_unknown_fields: 1 as const,
  // A partition is a month: fifty years of imported history are 600.
  max_partitions_per_insert_block: '2000',
  ...(token !== undefined && { insert_deduplication_token: token }),
});

async function* chunks(rows: readonly unknown[]): AsyncGenerator<Buffer> {
  for (let start = 0; start < rows.length; start += rowsPerChunk) {
    let text = '';
    for (const row of rows.slice(start, start + rowsPerChunk)) text += `${JSON.stringify(row)}\n`;
    yield Buffer.from(text);
    // The next chunk would otherwise be made at once, and all of them in one go.
    await setImmediate();
  }
}

/** Sends bytes in a format to a table and resolves when ClickHouse has them on disk. */
async function insertBytes(
  client: Client,
  url: string,
  into: { table: InsertTable; format: string; token: string | undefined },
  bytes: Iterable<Buffer> | AsyncIterable<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const { stream } = await client.exec({
      query: `INSERT INTO ${into.table} FORMAT ${into.format}`,
      values: Readable.from(bytes, { objectMode: false }),
      clickhouse_settings: insertSettings(into.token),
      ...(signal && { abort_signal: signal }),
    });
    for await (const part of stream) void part;
  } catch (error) {
    throw toStoreError(error, url, 'insert');
  }
}

/** Sends lines of JSON to a table and resolves when ClickHouse has them on disk. */
export const insertLines = (
  client: Client,
  url: string,
  table: InsertTable,
  lines: Iterable<Buffer> | AsyncIterable<Buffer>,
  token?: string,
): Promise<void> => insertBytes(client, url, { table, format: 'JSONEachRow', token }, lines);

/** Sends rows of a segment as they are and resolves when ClickHouse has them on disk. */
export const insertSegmentRows = (
  client: Client,
  url: string,
  table: InsertTable,
  rows: Pick<SegmentRows, 'pieces'> & { format: string },
  token: string,
  signal: AbortSignal,
): Promise<void> =>
  insertBytes(client, url, { table, format: rows.format, token }, rows.pieces(), signal);

/** Inserts rows in one block per partition. */
export const insertRows = (
  client: Client,
  url: string,
  table: InsertTable,
  rows: readonly unknown[],
  token?: string,
): Promise<void> =>
  rows.length === 0 ? Promise.resolve() : insertLines(client, url, table, chunks(rows), token);
