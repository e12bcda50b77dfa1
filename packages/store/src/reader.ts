import { randomUUID } from 'node:crypto';
import { SettingsMap } from '@clickhouse/client';
import type { ClickHouseSettings } from '@clickhouse/client';
import { toStoreError } from './client.ts';
import type { Client } from './client.ts';
import { StoreError } from './errors.ts';
import type { Query, Reader } from './types.ts';
import { unlessAborted } from './unless-aborted.ts';
import { watchQuery } from './watch-query.ts';
import { whenAborted } from './when-aborted.ts';

const defaultMaxRows = 200_000;
const defaultTimeoutMs = 30_000;
const defaultMaxMemory = 4e9;

/** What {@link createReader} gives besides: statements within the same bounds. */
interface BoundedReader extends Reader {
  /** Runs a statement that writes down what a question finds. */
  keep(query: Query): Promise<void>;
}

const cancelled = () => new StoreError('cancelled', 'The query was cancelled.', 'Run it again.');

/**
 * Read-only, bounded access to ClickHouse.
 *
 * 64-bit integers come as numbers, decimals as numbers, `NaN` as `null`, `DateTime64` as text in UTC
 * (ask for `toUnixTimestamp64Milli(ts)` where a number is wanted).
 *
 * @example
 * await reader.query<{ n: number }>({
 *   sql: 'SELECT count() AS n FROM events WHERE site_id = {site:String}',
 *   params: { site: 'shop' },
 * });
 */
export const createReader = (
  client: Client,
  url: string,
  /** Condition by table that hides people from reads; undefined while nobody is hidden. */
  hiding: () => Promise<Record<string, string> | undefined> = () => Promise.resolve(undefined),
): BoundedReader => {
  const bounded = async <Answer>(
    { timeoutMs, maxMemory, signal, onProgress }: Query,
    ask: (settings: ClickHouseSettings, queryId: string, ended: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> => {
    if (signal?.aborted) throw cancelled();
    const queryId = randomUUID();
    const limitMs = timeoutMs ?? defaultTimeoutMs;
    // Of this query alone: the client listens to it, not to the signal of the whole report.
    const ending = new AbortController();
    const kill = () => {
      ending.abort();
      // Closing the connection is noticed only when the engine writes; this is noticed at once.
      client
        .command({
          query: 'KILL QUERY WHERE query_id = {id:String} ASYNC',
          query_params: { id: queryId },
        })
        .catch(() => undefined);
    };
    const forget = signal && whenAborted(signal, kill);
    const unwatch = onProgress && watchQuery(client, queryId, onProgress);
    try {
      // It may ask ClickHouse too: who gives up on the question gives up on this.
      const filters = await (signal ? unlessAborted(hiding(), signal) : hiding());
      return await ask(
        {
          max_memory_usage: String(maxMemory ?? defaultMaxMemory),
          max_execution_time: limitMs / 1_000,
          timeout_overflow_mode: 'throw',
          cancel_http_readonly_queries_on_client_close: 1,
          // An error after the first rows must not look like a short answer.
          wait_end_of_query: 1,
          ...(filters !== undefined && { additional_table_filters: SettingsMap.from(filters) }),
        },
        queryId,
        ending.signal,
      );
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      throw toStoreError(error, url);
    } finally {
      unwatch?.();
      forget?.();
    }
  };

  return {
    query: <Row>(query: Query): Promise<Row[]> =>
      bounded(query, async (settings, queryId, ended) => {
        const { sql, params, maxRows } = query;
        const result = await client.query({
          query: sql,
          query_id: queryId,
          format: 'JSONEachRow',
          ...(params && { query_params: params }),
          abort_signal: ended,
          clickhouse_settings: {
            ...settings,
            readonly: '2',
            max_result_rows: String(maxRows ?? defaultMaxRows),
            result_overflow_mode: 'throw',
            output_format_json_quote_64bit_integers: 0,
            output_format_json_quote_denormals: 0,
            output_format_json_quote_decimals: 0,
          },
        });
        return result.json<Row>();
      }),
    keep: (query) =>
      bounded(query, async (settings, queryId, ended) => {
        const { sql, params } = query;
        await client.command({
          query: sql,
          query_id: queryId,
          ...(params && { query_params: params }),
          abort_signal: ended,
          clickhouse_settings: settings,
        });
      }),
  };
};
