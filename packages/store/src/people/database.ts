import type { Client } from '../client.ts';
import { toStoreError } from '../client.ts';

/** Reading and changing ClickHouse past the filter that hides people from reports. */
export interface Database {
  query<Row>(sql: string, params?: Record<string, unknown>, timeoutMs?: number): Promise<Row[]>;
  command(sql: string, params?: Record<string, unknown>): Promise<void>;
  /** @param token rows of the same token go in once, where the table remembers tokens */
  insert(table: string, rows: readonly Record<string, unknown>[], token?: string): Promise<void>;
}

export const createDatabase = (client: Client, url: string): Database => ({
  async query<Row>(sql: string, params: Record<string, unknown> = {}, timeoutMs = 100_000) {
    try {
      const result = await client.query({
        query: sql,
        query_params: params,
        format: 'JSONEachRow',
        clickhouse_settings: {
          readonly: '2',
          max_execution_time: timeoutMs / 1_000,
          output_format_json_quote_64bit_integers: 0,
          output_format_json_quote_decimals: 0,
          output_format_json_quote_denormals: 0,
          wait_end_of_query: 1,
        },
      });
      return await result.json<Row>();
    } catch (error) {
      throw toStoreError(error, url);
    }
  },
  async command(sql, params = {}) {
    try {
      await client.command({
        query: sql,
        query_params: params,
        clickhouse_settings: { allow_nondeterministic_mutations: 1 },
      });
    } catch (error) {
      throw toStoreError(error, url);
    }
  },
  async insert(table, rows, token) {
    if (rows.length === 0) return;
    try {
      await client.insert({
        table,
        values: [...rows],
        format: 'JSONEachRow',
        clickhouse_settings: {
          async_insert: 0,
          ...(token !== undefined && { insert_deduplication_token: token }),
        },
      });
    } catch (error) {
      throw toStoreError(error, url, 'insert');
    }
  },
});
