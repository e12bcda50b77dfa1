import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CliError } from '../errors.ts';

/** Rows turned into text at one go. */
const rowsPerPiece = 2_000;

/** A row group is held in memory as a whole: larger ones are refused. Bytes, before compression. */
const maxGroupBytes = 2 ** 31;

function plainJson(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** A value as CSV would say it: no value is an empty cell, a list of words stands with spaces. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value !== 'object') return String(value as number | bigint | boolean);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
    return value.join(' ');
  }
  return JSON.stringify(value, plainJson);
}

/** What is not there is left out, as in the same rows exported as JSON. */
function bareJson(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return value ?? undefined;
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function checkGroups(name: string, metadata: FileMetaData): void {
  const largest = metadata.row_groups.find(
    (group) => Number(group.total_byte_size) > maxGroupBytes,
  );
  if (!largest) return;
  throw new CliError(
    'format_unsupported',
    `${name} has a row group of ${Math.round(Number(largest.total_byte_size) / 2 ** 20)} MiB, which would not fit into memory.`,
    'Write it again with smaller row groups (100,000 rows are good), or as CSV.',
  );
}

type Cells = readonly ArrayLike<unknown>[];

/** How the rows of a file are written. */
interface LineWriter {
  head(columns: readonly string[]): string;
  line(columns: readonly string[], cells: Cells, row: number): string;
}

const csvLines: LineWriter = {
  head: (columns) => `${columns.map(quoted).join(',')}\n`,
  line: (_, cells, row) => `${cells.map((column) => quoted(cellText(column[row]))).join(',')}\n`,
};

const jsonLines: LineWriter = {
  head: () => '',
  line(columns, cells, row) {
    const fields = columns.map((column, index) => [column, cells[index]?.[row]] as const);
    return `${JSON.stringify(Object.fromEntries(fields), bareJson)}\n`;
  },
};

/** A Parquet file as text. */
export type ParquetText = (
  name: string,
  file: AsyncBuffer,
  onBytes: (count: number) => void,
) => AsyncGenerator<string>;

/**
 * A Parquet file as lines of CSV with a header, one row group in memory at a time. All else about its
 * rows, mapping, checks and ids, is as with CSV.
 *
 * @throws CliError `file_damaged`, `format_unsupported`
 */
export const parquetAsCsv: ParquetText = (...given) => parquetLines(csvLines, ...given);

/**
 * A Parquet file as a JSON text a line, lists and objects in it as such; whole numbers of 64 bits are text
 * and what is null is left out, as BigQuery writes the same rows as JSON.
 *
 * @throws CliError `file_damaged`, `format_unsupported`
 */
export const parquetAsJson: ParquetText = (...given) => parquetLines(jsonLines, ...given);

async function* parquetLines(
  writer: LineWriter,
  name: string,
  file: AsyncBuffer,
  onBytes: (count: number) => void,
): AsyncGenerator<string> {
  try {
    const metadata = await parquetMetadataAsync(file);
    checkGroups(name, metadata);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const head = writer.head(columns);
    if (head !== '') yield head;
    const scan = await parquetScan({ file, metadata, compressors });
    for (const { rowStart, rowEnd } of scan.ranges) {
      const cells: ArrayLike<unknown>[] = [];
      for (const column of columns) {
        cells.push(await scan.readColumn({ column, rowStart, rowEnd }));
      }
      const rows = rowEnd - rowStart;
      for (let from = 0; from < rows; from += rowsPerPiece) {
        let text = '';
        const to = Math.min(rows, from + rowsPerPiece);
        for (let row = from; row < to; row++) text += writer.line(columns, cells, row);
        onBytes(
          Math.round(((to - from) * file.byteLength) / Math.max(1, Number(metadata.num_rows))),
        );
        yield text;
      }
    }
  } catch (error) {
    if (error instanceof CliError || (error as NodeJS.ErrnoException).syscall) throw error;
    throw new CliError(
      'file_damaged',
      `${name} is not a sound Parquet file: ${error instanceof Error ? error.message : String(error)}.`,
      'Get the file again and run the same command: what is in already is not stored twice.',
      { cause: error },
    );
  }
}

export const openParquet = (path: string): Promise<AsyncBuffer> => asyncBufferFromFile(path);
