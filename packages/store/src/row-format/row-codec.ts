import { isStoreError } from '../errors.ts';
import { addLength, addText, byteSink, reserve } from './byte-sink.ts';
import type { ByteSink } from './byte-sink.ts';
import { decoderOf } from './decode-value.ts';
import { encoderOf } from './encode-value.ts';
import { eventColumns } from './event-columns.ts';
import type { Column } from './event-columns.ts';
import type { EventRow } from '../types.ts';

/**
 * How the rows of a segment are written, as it says at its beginning. Lines of JSON have no columns: each
 * names its own.
 */
export type RowFormat =
  | { format: 'JSONEachRow' }
  | { format: 'RowBinaryWithNamesAndTypes'; columns: readonly Column[] };

export type DecodedRow = Readonly<Record<string, unknown>>;

/** A row, and where its bytes are. */
export interface RowPlace {
  row: DecodedRow;
  start: number;
  end: number;
}

/** Writes rows of one table. */
export interface RowCodec<Row> {
  format: RowFormat;
  /** @throws StoreError `insert_refused` for a value that its column cannot hold */
  encode(rows: readonly Row[], sink: ByteSink): void;
}

/** One JSON text a line. */
export const jsonLines: RowCodec<unknown> = {
  format: { format: 'JSONEachRow' },
  encode(rows, sink) {
    let text = '';
    for (const row of rows) text += `${JSON.stringify(row)}\n`;
    reserve(sink, Buffer.byteLength(text));
    sink.length += sink.bytes.write(text, sink.length, 'utf8');
  },
};

function binaryRows(columns: readonly Column[]): RowCodec<DecodedRow> {
  const fields = columns.map(([name, type]) => ({ name, encode: encoderOf(type) }));
  return {
    format: { format: 'RowBinaryWithNamesAndTypes', columns },
    encode(rows, sink) {
      for (const row of rows) for (const { name, encode } of fields) encode(sink, row[name]);
    },
  };
}

/**
 * Rows of `events` in ClickHouse's own row format: half the bytes of JSON, written once and sent as they are.
 */
export const eventRows: RowCodec<EventRow> = binaryRows(eventColumns);

/**
 * The first column that cannot hold its value of a row; undefined: the row can be written. To find which
 * row of many was refused, not to check every row.
 *
 * @example
 * unfitColumn({ ...row, value_base: 1e20 }); // 'value_base'
 */
export function unfitColumn(row: EventRow): string | undefined {
  const sink = byteSink(1_024);
  const fields: DecodedRow = row;
  const unfit = eventColumns.find(([name, type]) => {
    try {
      encoderOf(type)(sink, fields[name]);
      return false;
    } catch (error) {
      if (isStoreError(error, 'insert_refused')) return true;
      throw error;
    }
  });
  return unfit?.[0];
}

/** What ClickHouse expects before the first row. */
export function formatHeader(format: RowFormat): Buffer {
  const sink = byteSink(4_096);
  if (format.format === 'RowBinaryWithNamesAndTypes') {
    addLength(sink, format.columns.length);
    for (const [name] of format.columns) addText(sink, name);
    for (const [, type] of format.columns) addText(sink, type);
  }
  return sink.bytes.subarray(0, sink.length);
}

/** What a column may lack in a decoded row, as the table's default stands for it. */
const isDefault = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0);

function* jsonPlaces(bytes: Buffer): Generator<RowPlace> {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    const text = bytes.toString('utf8', start, end);
    if (text.trim() !== '') yield { row: JSON.parse(text) as DecodedRow, start, end };
    start = end;
  }
}

/**
 * Reads rows back.
 *
 * @throws RangeError, SyntaxError when the bytes are no rows of this format
 */
export function* decodeRows(format: RowFormat, bytes: Buffer): Generator<RowPlace> {
  if (format.format === 'JSONEachRow') {
    yield* jsonPlaces(bytes);
    return;
  }
  const fields = format.columns.map(([name, type]) => ({ name, decode: decoderOf(type) }));
  const source = { bytes, at: 0 };
  while (source.at < bytes.length) {
    const start = source.at;
    const row: Record<string, unknown> = {};
    for (const { name, decode } of fields) {
      const value = decode(source);
      if (!isDefault(value)) row[name] = value;
    }
    yield { row, start, end: source.at };
  }
}

/** Rows of events as bytes, for another process of the same version. */
export function encodeEventRows(rows: readonly EventRow[]): Buffer {
  const sink = byteSink(1_024 * Math.max(1, rows.length));
  eventRows.encode(rows, sink);
  return sink.bytes.subarray(0, sink.length);
}

/** What {@link encodeEventRows} wrote. */
export const decodeEventRows = (bytes: Buffer): EventRow[] =>
  Array.from(decodeRows(eventRows.format, bytes), ({ row }) => row as unknown as EventRow);
