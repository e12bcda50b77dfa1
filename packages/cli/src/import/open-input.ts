import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { CliError } from '../errors.ts';
import { inflate, peek, startsWith } from './inflate.ts';
import { openParquet, parquetAsCsv } from './parquet-as-csv.ts';
import type { ParquetText } from './parquet-as-csv.ts';
import { readFileBytes } from './read-file.ts';
import type { FileBytes } from './read-file.ts';

export const importFormats = ['csv', 'ndjson', 'parquet'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** A stream instead of a file: `name` is used in messages and for the file of refused lines. */
export interface NamedStream {
  name: string;
  stream: AsyncIterable<Uint8Array | string>;
}

export interface OpenInput {
  name: string;
  /** Size, when the input is a file. */
  bytes: number | undefined;
  read: () => number;
  format: ImportFormat;
  compression: 'gzip' | 'zstd' | undefined;
  /** The text, of Parquet as CSV. Either this or {@link OpenInput.raw} can be read, once. */
  chunks: AsyncIterable<string>;
  /** The same as bytes, as they are: with a byte order mark, and perhaps no sound UTF-8. */
  raw: AsyncIterable<Uint8Array>;
  /** The first bytes, or all that there are; to be asked before either of the two is read. */
  head(atLeast: number): Promise<Uint8Array>;
  /** Takes back bytes of {@link OpenInput.raw} that nobody reads any more; others may be given, too. */
  recycle(bytes: Uint8Array): void;
  /** Removes what was put aside, and ends the reading. */
  close(): Promise<void>;
}

const parquetMagic = [0x50, 0x41, 0x52, 0x31];

const unsupported: readonly { magic: readonly number[]; what: string; way: string }[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'is a ZIP archive or a spreadsheet file',
    way: 'Unpack it, or save the sheet as CSV (UTF-8).',
  },
  { magic: [0xff, 0xfe], what: 'is UTF-16 text', way: 'Save it as UTF-8.' },
  { magic: [0xfe, 0xff], what: 'is UTF-16 text', way: 'Save it as UTF-8.' },
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'is an old spreadsheet file',
    way: 'Save it as CSV (UTF-8).',
  },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'is a PDF', way: 'Export the data as CSV.' },
  {
    magic: [0x42, 0x5a, 0x68],
    what: 'is compressed with bzip2',
    way: 'Pipe it in: bunzip2 -c FILE | touchtrail import - --site SITE',
  },
  {
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    what: 'is compressed with xz',
    way: 'Pipe it in: xz -dc FILE | touchtrail import - --site SITE',
  },
];

function refuseBinary(name: string, head: Uint8Array): void {
  for (const { magic, what, way } of unsupported) {
    if (startsWith(head, magic)) throw new CliError('format_unsupported', `${name} ${what}.`, way);
  }
  if (head.subarray(0, 4_096).includes(0)) {
    throw new CliError(
      'format_unsupported',
      `${name} is no text: there are zero bytes in it.`,
      'CSV, NDJSON and Parquet are read, each also with gzip or zstd.',
    );
  }
}

function fileProblem(name: string, error: unknown): CliError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CliError('file_not_found', `There is no file ${name}.`, 'Check the path.');
  }
  return new CliError(
    'file_unreadable',
    `${name} cannot be read (${code}).`,
    code === 'EACCES' || code === 'EPERM'
      ? 'Give yourself the right to read it, or pipe it in and use - as the file.'
      : 'Check the file and the disk it is on.',
    { cause: error },
  );
}

async function* counted(
  name: string,
  source: AsyncIterable<Uint8Array | string>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      onBytes(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw error instanceof CliError ? error : fileProblem(name, error);
  }
}

async function* decoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  for await (const bytes of source) {
    let text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (text === '') continue;
    if (first && text.startsWith('\uFEFF')) text = text.slice(1);
    first = false;
    yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

async function* encoded(source: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of source) yield Buffer.from(text);
}

/** Bytes of which the first can be looked at before they are read. */
function lookAhead(source: AsyncIterable<Uint8Array>): Pick<OpenInput, 'head' | 'raw'> {
  let rest = source;
  return {
    async head(atLeast) {
      const seen = await peek(rest, (head) => head.length >= atLeast);
      rest = seen.bytes;
      return seen.head;
    },
    raw: { [Symbol.asyncIterator]: () => rest[Symbol.asyncIterator]() },
  };
}

/** Position of the first byte that is neither space nor part of a byte order mark, -1 without one. */
const firstInk = (head: Uint8Array): number => {
  const start = startsWith(head, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  return head.findIndex((byte, at) => at >= start && byte > 0x20);
};

const byExtension: Readonly<Record<string, ImportFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  parquet: 'parquet',
};

const extensionOf = (name: string): string =>
  /\.([a-z0-9]+)$/i.exec(name.replace(/\.(gz|gzip|zst|zstd)$/i, ''))?.[1]?.toLowerCase() ?? '';

/** Parquet is read from its end: what comes as a stream is put aside first. */
async function putAside(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ file: string; folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-parquet-'));
  const file = path.join(folder, 'file.parquet');
  try {
    await pipeline(bytes, createWriteStream(file));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { file, folder };
}

/**
 * Opens a file or a stream, takes gzip and zstd off, and finds its format from the name or its first
 * bytes.
 *
 * @throws CliError `file_not_found`, `not_a_file`, `file_unreadable`, `format_unsupported`; from the
 *   contents also `file_damaged`
 */
export async function openInput(
  input: string | NamedStream,
  format?: ImportFormat,
  parquetText: ParquetText = parquetAsCsv,
): Promise<OpenInput> {
  if (typeof input !== 'string') return understand(input, input, format, parquetText);
  const info = await stat(input).catch((error: unknown) => {
    throw fileProblem(input, error);
  });
  if (info.isDirectory()) {
    throw new CliError(
      'not_a_file',
      `${input} is a directory.`,
      'Name one file; to load several, run the command once for each.',
    );
  }
  if (!info.isFile()) {
    const stream = createReadStream(input, { highWaterMark: 1 << 18 });
    return understand(input, { name: input, stream }, format, parquetText);
  }
  const file = readFileBytes(input);
  try {
    const source = { name: input, stream: file.bytes, file, bytes: info.size };
    return await understand(input, source, format, parquetText);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Finds out what bytes are. */
async function understand(
  input: string | NamedStream,
  source: NamedStream & { file?: FileBytes; bytes?: number },
  format: ImportFormat | undefined,
  parquetText: ParquetText,
): Promise<OpenInput> {
  const { name, bytes, file } = source;
  let read = 0;
  const count = (more: number) => {
    read += more;
  };
  const inflated = await inflate(name, counted(name, source.stream, count));
  const { compression } = inflated;
  const { head, bytes: raw } = await peek(
    inflated.bytes,
    (seen) => seen.length >= 4 && firstInk(seen) >= 0,
  );
  const shared = { name, bytes, read: () => read, compression };
  const isParquet = startsWith(head, parquetMagic);
  if (format === 'parquet' && !isParquet) {
    throw new CliError(
      'format_unsupported',
      `${name} is no Parquet file.`,
      'Leave --format out, or name the format that it is: csv or ndjson.',
    );
  }
  if (isParquet) {
    const plainFile = typeof input === 'string' && compression === undefined ? input : undefined;
    // What was read ahead is closed again: the file is read from its end.
    if (plainFile !== undefined) {
      await raw[Symbol.asyncIterator]().return?.();
      await file?.close();
    }
    const aside = plainFile === undefined ? await putAside(raw) : undefined;
    read = 0;
    const parquet = await openParquet(plainFile ?? aside?.file ?? '');
    const text = lookAhead(encoded(parquetText(name, parquet, count)));
    return {
      ...shared,
      bytes: parquet.byteLength,
      format: 'parquet',
      ...text,
      chunks: decoded(text.raw),
      recycle: () => undefined,
      close: async () => aside && rm(aside.folder, { recursive: true, force: true }),
    };
  }
  refuseBinary(name, head);
  const known = format ?? (typeof input === 'string' ? byExtension[extensionOf(name)] : undefined);
  const ink = head[firstInk(head)];
  const looks: ImportFormat = ink === 0x7b || ink === 0x5b ? 'ndjson' : 'csv';
  const text = lookAhead(raw);
  return {
    ...shared,
    ...text,
    format: known === undefined || known === 'parquet' ? looks : known,
    chunks: decoded(text.raw),
    recycle: (done) => file?.recycle(done),
    close: async () => file?.close(),
  };
}
