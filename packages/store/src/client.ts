import { ClickHouseError, createClient as create } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { words } from '@touchtrail/contract';
import { StoreError, isStoreError, systemCode } from './errors.ts';
import type { Connection } from './types.ts';

const say = words({
  'The query needed more memory than it may take.':
    'Die Abfrage brauchte mehr Speicher, als sie nehmen darf.',
  'Ask for a shorter time range, or of a segment.':
    'Fragen Sie nach einem kürzeren Zeitraum oder einem Segment.',
  'The query passed a limit: {text}': 'Die Abfrage ging über eine Grenze: {text}',
  'Ask for a shorter time range or fewer rows.':
    'Fragen Sie nach einem kürzeren Zeitraum oder weniger Zeilen.',
});

export type Client = ClickHouseClient;

/** Error codes of ClickHouse that say the query asks for too much, not that it is wrong. */
const heavy: ReadonlySet<string> = new Set([
  '158', // TOO_MANY_ROWS
  '159', // TIMEOUT_EXCEEDED
  '160', // TOO_SLOW
  '191', // SET_SIZE_LIMIT_EXCEEDED
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '241', // MEMORY_LIMIT_EXCEEDED
  '307', // TOO_MANY_BYTES
  '396', // TOO_MANY_ROWS_OR_BYTES
]);

/** Error codes that say a row is wrong: sending it again cannot help. */
const badData: ReadonlySet<string> = new Set([
  '6', // CANNOT_PARSE_TEXT
  '25', // CANNOT_PARSE_ESCAPE_SEQUENCE
  '26', // CANNOT_PARSE_QUOTED_STRING
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '33', // CANNOT_READ_ALL_DATA
  '38', // CANNOT_PARSE_DATE
  '41', // CANNOT_PARSE_DATETIME
  '53', // TYPE_MISMATCH
  '69', // ARGUMENT_OUT_OF_BOUND
  '70', // CANNOT_CONVERT_TYPE
  '72', // CANNOT_PARSE_NUMBER
  '117', // INCORRECT_DATA
  '130', // CANNOT_READ_ARRAY_FROM_TEXT
  '131', // TOO_LARGE_STRING_SIZE
  '321', // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  '349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  '376', // CANNOT_PARSE_UUID
  '407', // DECIMAL_OVERFLOW
  '467', // CANNOT_PARSE_BOOL
]);

const network: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** A client of one ClickHouse. Quiet: errors are thrown, not logged. */
export const createClient = (
  connection: Connection,
  database = connection.database,
  /** How long an answer may be silent, ms. */
  silenceMs = 120_000,
): Client =>
  create({
    url: connection.url,
    username: connection.username,
    password: connection.password,
    database,
    application: 'touchtrail',
    request_timeout: silenceMs,
    max_open_connections: 32,
    // The rules of a large registry stand wherever a query names touches.
    clickhouse_settings: {
      max_query_size: '16777216',
      max_ast_elements: '1000000',
      max_expanded_ast_elements: '2000000',
      // Machine code is made for each new shape of a question and gains these nothing, at ten million touches.
      compile_expressions: 0,
      compile_aggregate_expressions: 0,
      compile_sort_description: 0,
    },
    // Well under the engine's own 10 s, so that no request meets a connection just closed.
    keep_alive: { enabled: true, idle_socket_ttl: 1_500 },
    log: { level: 127 },
  });

const unreachable = (url: string, reason: string, cause: unknown) =>
  new StoreError(
    'unreachable',
    `ClickHouse at ${url} does not answer (${reason}).`,
    'Check that it runs and that CLICKHOUSE_URL names the right host and port.',
    cause,
  );

/** What a failed call means for the caller. `kind` chooses between reading and inserting. */
export function toStoreError(
  error: unknown,
  url: string,
  kind: 'query' | 'insert' = 'query',
): StoreError {
  if (isStoreError(error)) return error;
  if (error instanceof ClickHouseError) {
    const text = error.message.trim().split('\n')[0] ?? '';
    if (error.code === '516' || error.code === '192' || error.code === '193') {
      return new StoreError(
        'unauthorized',
        `ClickHouse at ${url} refused the user or the password.`,
        'Put the right ones into CLICKHOUSE_URL: http://user:password@host:8123/database.',
        error,
      );
    }
    // 243 is NOT_ENOUGH_SPACE; a write that met the end of the disk has other codes.
    if (error.code === '243' || /No space left on device/i.test(text)) {
      return new StoreError(
        'disk_full',
        'ClickHouse has no space left on its disk.',
        'Free some disk space; what was accepted is kept and goes in by itself.',
        error,
      );
    }
    if (error.code === '394') {
      return new StoreError('cancelled', 'The query was cancelled.', 'Run it again.', error);
    }
    if (error.code === '241') {
      return new StoreError(
        'query_too_heavy',
        say('The query needed more memory than it may take.'),
        say('Ask for a shorter time range, or of a segment.'),
        error,
      );
    }
    if (heavy.has(error.code)) {
      return new StoreError(
        'query_too_heavy',
        say('The query passed a limit: {text}', { text }),
        say('Ask for a shorter time range or fewer rows.'),
        error,
      );
    }
    if (kind === 'insert' && badData.has(error.code)) {
      return new StoreError(
        'insert_refused',
        `ClickHouse refused a row: ${text}`,
        'Correct the row; the others of the insert were not stored either.',
        error,
      );
    }
    return new StoreError(
      'query_failed',
      `ClickHouse refused the query: ${text}`,
      'Check that the migrations are applied (touchtrail migrate); if they are, this is a defect to report.',
      error,
    );
  }
  const text = error instanceof Error ? error.message : String(error);
  if (/abort/i.test(text)) {
    return new StoreError('cancelled', 'The query was cancelled.', 'Run it again.', error);
  }
  const code = systemCode(error);
  if (network.has(code) || /timeout|socket hang up|ECONN|EPIPE/i.test(text)) {
    return unreachable(url, code || text, error);
  }
  return new StoreError(
    kind === 'insert' ? 'unreachable' : 'query_failed',
    `Talking to ClickHouse at ${url} failed: ${text}`,
    'Try again; if it stays, look into the log of ClickHouse.',
    error,
  );
}

const invalid = (why: string) =>
  new StoreError(
    'invalid_url',
    `CLICKHOUSE_URL ${why}.`,
    'Write it like http://user:password@host:8123/touchtrail.',
  );

/**
 * Reads a `CLICKHOUSE_URL`: user and password before the host, database as the path.
 *
 * @throws StoreError `invalid_url`
 * @example
 * parseClickhouseUrl('https://me:secret@host:8443/analytics').database; // 'analytics'
 */
export function parseClickhouseUrl(text: string): Connection {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid('is not a URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(`must begin with http:// or https:// (ClickHouse's HTTP interface)`);
  }
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, '')) || 'touchtrail';
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(database)) {
    throw invalid('names a database with other than letters, digits, _ and -');
  }
  return {
    url: url.origin,
    username: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database,
  };
}
