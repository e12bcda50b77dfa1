import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { SettingsMap } from '@clickhouse/client';
import { toStoreError } from './client.ts';
import type { Client } from './client.ts';
import { StoreError } from './errors.ts';
import { stateOf } from './watch-query.ts';

/** How rows are written by ClickHouse itself. `TSVRaw` is for one column of finished text a row. */
export type StreamFormat = 'CSV' | 'CSVWithNames' | 'JSONEachRow' | 'TSVRaw' | 'Parquet';
export type StreamCompression = 'gzip' | 'zstd';

/** A bound-parameter query whose rows come as bytes. */
export interface StreamQuery {
  sql: string;
  params?: Record<string, unknown>;
  format: StreamFormat;
  /** Of Parquet the inner one, else of the whole stream. */
  compression?: StreamCompression;
  /** Bytes the engine may hold for this query before it goes to disk is a third of it. Default 1 GiB. */
  maxMemory?: number;
}

/** Where a running query is, as the engine sees it. */
interface StreamState {
  readRows: number;
  totalRows: number;
}

/** A query under way. */
export interface OpenedStream {
  /**
   * Ends only after the last row; a failure in the engine, also a late one, is an error of the stream.
   * Whoever stops reading ends the query.
   */
  bytes: AsyncIterable<Uint8Array>;
  /** Undefined when the engine does not say. */
  state(): Promise<StreamState | undefined>;
}

/** Read-only results of any size, in bounded memory on both sides. */
export interface StreamReader {
  open(query: StreamQuery): Promise<OpenedStream>;
}

const gibibyte = 2 ** 30;

/** Late failures cut the connection before its proper end, which Node reports as this. */
const cutOff = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message === 'aborted' || (error as NodeJS.ErrnoException).code === 'ECONNRESET');

async function* checked(stream: Readable, url: string) {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (!cutOff(error)) throw toStoreError(error, url);
    throw new StoreError(
      'query_failed',
      `ClickHouse at ${url} broke the answer off.`,
      'It ended, ran out of memory or disk, or nobody read for longer than its http_send_timeout; its log says which.',
      error,
    );
  }
}

/**
 * Reads results of any size as bytes that ClickHouse formats and compresses itself. The client must
 * have no time limit of its own: sorting can be silent for minutes.
 *
 * @example
 * const { bytes } = await streams.open({ sql: 'SELECT * FROM events', format: 'Parquet' });
 * for await (const chunk of bytes) await file.write(chunk);
 */
export const createStreamReader = (
  client: Client,
  url: string,
  hiding: () => Promise<Record<string, string> | undefined>,
): StreamReader => ({
  async open({ sql, params, format, compression, maxMemory = gibibyte }) {
    const filters = await hiding();
    const id = randomUUID();
    const wrapped = format === 'Parquet' ? undefined : compression;
    const ask = (packing: StreamCompression | undefined) =>
      client.exec({
        query: `${sql}\nFORMAT ${format}`,
        query_id: id,
        ...(params && { query_params: params }),
        ...(packing && { http_headers: { 'Accept-Encoding': packing } }),
        decompress_response_stream: false,
        clickhouse_settings: {
          readonly: '2',
          max_execution_time: 0,
          max_memory_usage: String(maxMemory),
          max_bytes_before_external_group_by: String(Math.floor(maxMemory / 3)),
          max_bytes_before_external_sort: String(Math.floor(maxMemory / 3)),
          cancel_http_readonly_queries_on_client_close: 1,
          date_time_output_format: 'iso',
          format_csv_null_representation: '',
          output_format_json_quote_64bit_integers: 0,
          output_format_json_quote_decimals: 0,
          output_format_json_escape_forward_slashes: 0,
          output_format_json_quote_denormals: 0,
          output_format_json_skip_null_value_in_named_tuples: 1,
          output_format_parquet_compression_method: compression ?? 'zstd',
          output_format_parquet_row_group_size: '100000',
          output_format_parquet_row_group_size_bytes: String(64 * 2 ** 20),
          ...(packing && { enable_http_compression: 1 }),
          ...(filters !== undefined && { additional_table_filters: SettingsMap.from(filters) }),
        },
      });
    try {
      const { stream } = await ask(wrapped);
      return {
        bytes: checked(stream, url),
        state: () => stateOf(client, id),
      };
    } catch (error) {
      throw toStoreError(wrapped === 'zstd' ? await readable(error, ask) : error, url);
    }
  },
});

/** Node 20 cannot unpack what ClickHouse says when it refuses a query in zstd: it is asked again plainly. */
async function readable(
  error: unknown,
  ask: (packing: undefined) => Promise<{ stream: Readable }>,
): Promise<unknown> {
  if (!(error instanceof Error) || !/not support zstd/.test(error.message)) return error;
  try {
    const { stream } = await ask(undefined);
    stream.destroy();
    return error;
  } catch (plain) {
    return plain;
  }
}
