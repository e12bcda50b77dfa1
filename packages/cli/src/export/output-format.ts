import type { ExportShape } from '@touchtrail/analysis';
import type { StreamCompression, StreamFormat } from '@touchtrail/store';
import { CliError } from '../errors.ts';
import { didYouMean } from '../terminal/suggest.ts';

export const exportFormats = ['csv', 'ndjson', 'parquet'] as const;
type ExportFormat = (typeof exportFormats)[number];
export const compressions = ['gzip', 'zstd'] as const;

/** How an export is written. */
export interface OutputFormat {
  format: ExportFormat;
  compression: StreamCompression | undefined;
}

const endings: Readonly<Record<string, ExportFormat>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  parquet: 'parquet',
};
const packed: Readonly<Record<string, StreamCompression>> = { gz: 'gzip', zst: 'zstd' };

function oneOf<Word extends string>(
  option: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new CliError('usage', `${option} ${value} is not known.`, didYouMean(value, words));
}

/**
 * Format and compression as said, else by the ending of the file's name, else CSV.
 *
 * @throws CliError `usage`
 * @example
 * outputFormat('events.ndjson.gz', undefined, undefined); // { format: 'ndjson', compression: 'gzip' }
 */
export function outputFormat(
  file: string | undefined,
  format: string | undefined,
  compress: string | undefined,
): OutputFormat {
  const words = (file ?? '').toLowerCase().split('.');
  const last = words.at(-1) ?? '';
  const outer = Object.hasOwn(packed, last) ? packed[last] : undefined;
  const ending = words.at(outer ? -2 : -1) ?? '';
  const found =
    oneOf('--format', format, exportFormats) ??
    (Object.hasOwn(endings, ending) ? endings[ending] : undefined) ??
    'csv';
  return {
    format: found,
    compression: oneOf('--compress', compress, compressions) ?? outer,
  };
}

/** The same to ClickHouse and to the question. `first`: whether nothing stands before. */
export function streamShape(
  { format }: OutputFormat,
  first: boolean,
): { stream: StreamFormat; shape: ExportShape } {
  if (format === 'parquet') return { stream: 'Parquet', shape: 'lists' };
  if (format === 'ndjson') return { stream: 'TSVRaw', shape: 'wire' };
  return { stream: first ? 'CSVWithNames' : 'CSV', shape: 'table' };
}
