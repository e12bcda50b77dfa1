import { Readable } from 'node:stream';
import { toStoreError } from '../client.ts';
import type { Client } from '../client.ts';

/**
 * Sends blocks of `events` in `Native` format as one insert and resolves when ClickHouse has them on
 * disk.
 *
 * Rows that are one event are merged later, as always, not at the insert: that alone was half of what
 * an insert costs ClickHouse here.
 */
export async function insertEventBlocks(
  client: Client,
  url: string,
  blocks: readonly Buffer[],
): Promise<void> {
  try {
    const { stream } = await client.exec({
      query: 'INSERT INTO events FORMAT Native',
      values: Readable.from(blocks, { objectMode: false }),
      clickhouse_settings: {
        async_insert: 0,
        optimize_on_insert: 0,
        deduplicate_blocks_in_dependent_materialized_views: 1,
        max_partitions_per_insert_block: '2000',
      },
    });
    for await (const part of stream) void part;
  } catch (error) {
    throw toStoreError(error, url, 'insert');
  }
}
