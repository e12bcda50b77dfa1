import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { CliError } from '../errors.ts';

export const importFormats = ['csv', 'ndjson'] as const;
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
  chunks: AsyncIterable<string>;
}

const unsupported: readonly { magic: readonly number[]; what: string; way: string }[] = [
  {
    magic: [0x1f, 0x8b],
    what: 'is compressed with gzip',
    way: 'Unpack it on the way in: gunzip -c FILE | touchtrail import - --site SITE',
  },
  {
    magic: [0x50, 0x41, 0x52, 0x31],
    what: 'is a Parquet file',
    way: 'Convert it to CSV or NDJSON first.',
  },
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'is a ZIP archive or a spreadsheet file',
    way: 'Unpack it, or save the sheet as CSV (UTF-8).',
  },
  { magic: [0xff, 0xfe], what: 'is UTF-16 text', way: 'Save it as UTF-8.' },
  { magic: [0xfe, 0xff], what: 'is UTF-16 text', way: 'Save it as UTF-8.' },
];

function refuseBinary(name: string, head: Uint8Array): void {
  for (const { magic, what, way } of unsupported) {
    if (magic.every((byte, i) => head[i] === byte)) {
      throw new CliError('format_unsupported', `${name} ${what}.`, way);
    }
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

async function* decode(
  name: string,
  source: AsyncIterable<Uint8Array | string>,
  onBytes: (count: number) => void,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  try {
    for await (const chunk of source) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (bytes.length === 0) continue;
      onBytes(bytes.length);
      if (first) refuseBinary(name, bytes);
      let text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (text === '') continue;
      if (first && text.startsWith('\uFEFF')) text = text.slice(1);
      first = false;
      yield text;
    }
  } catch (error) {
    throw error instanceof CliError ? error : fileProblem(name, error);
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

/** Puts chunks that were read ahead back in front. */
async function* prepend(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (head !== '') yield head;
  yield* rest;
}

async function sniff(
  chunks: AsyncGenerator<string>,
): Promise<{ format: ImportFormat; chunks: AsyncGenerator<string> }> {
  let head = '';
  while (head.trim() === '') {
    const { value, done } = await chunks.next();
    if (done) break;
    head += value;
  }
  const format = /^[{[]/.test(head.trimStart()) ? 'ndjson' : 'csv';
  return { format, chunks: prepend(head, chunks) };
}

const byExtension: Readonly<Record<string, ImportFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/**
 * Opens a file or a stream as text, and finds its format from the name or its first character.
 *
 * @throws CliError `file_not_found`, `not_a_file`, `file_unreadable`, `format_unsupported`
 */
export async function openInput(
  input: string | NamedStream,
  format?: ImportFormat,
): Promise<OpenInput> {
  const name = typeof input === 'string' ? input : input.name;
  let bytes: number | undefined;
  let source: AsyncIterable<Uint8Array | string>;
  if (typeof input === 'string') {
    const info = await stat(input).catch((error: unknown) => {
      throw fileProblem(name, error);
    });
    if (info.isDirectory()) {
      throw new CliError(
        'not_a_file',
        `${name} is a directory.`,
        'Name one file; to load several, run the command once for each.',
      );
    }
    bytes = info.isFile() ? info.size : undefined;
    source = createReadStream(input, { highWaterMark: 1 << 17 });
  } else {
    source = input.stream;
  }
  let read = 0;
  const decoded = decode(name, source, (count) => {
    read += count;
  });
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = format ?? (typeof input === 'string' ? byExtension[extension] : undefined);
  const opened = known ? { format: known, chunks: decoded } : await sniff(decoded);
  return { name, bytes, read: () => read, ...opened };
}
