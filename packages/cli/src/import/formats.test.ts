import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore } from '../testing/run-cli.ts';
import { importFile } from './import-file.ts';
import type { ImportOptions } from './import-file.ts';

const clock = () => Date.UTC(2026, 10, 22, 12);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-formats-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let files = 0;
async function file(bytes: string | Uint8Array, name = 'events.csv'): Promise<string> {
  const at = path.join(directory, `${files++}-${name}`);
  await writeFile(at, bytes);
  return at;
}

async function load(input: ImportOptions['input'], options: Partial<ImportOptions> = {}) {
  const store = memoryStore();
  const summary = await importFile({
    input,
    site: 'shop',
    clock,
    store,
    rejectedFile: null,
    ...options,
  });
  return { summary, places: store.rows.map((row) => row['touchpoint']), rows: store.rows };
}

const head = 'timestamp,person_id,touchpoint\n';
const rows = '2026-01-01T00:00:00Z,p1,home\n2026-01-01T00:00:01Z,p1,cart\n';
/** The same, by the command line tool zstd. */
const zstd = Buffer.from(
  'KLUv/QBoBQIAwsMMEKA9IU8sbnI8V+wWIlkVwTDgH0rLrVeupyGqZTWshiFUgHesfaXYn4od1/Cxpzf0kBv7AwBAEEDlqZcrAw==',
  'base64',
);
const zstdMore = Buffer.from('KLUv/QRY6QAAMjAyNi0wMS0wMVQwMDowMDowMloscDIsaG9tZQpBI6Y0', 'base64');

const parquet = (more: { name: string; data: unknown[] }[] = []) =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'timestamp',
          data: [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:01Z')],
          type: 'TIMESTAMP',
        },
        { name: 'person_id', data: ['p1', 'p1'] },
        { name: 'touchpoint', data: ['home', 'cart'] },
        ...more,
      ],
      rowGroupSize: 1,
    }),
  );

async function* stream(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const ids = async (bytes: Uint8Array) =>
  (await load(await file(bytes))).rows.map((row) => row.event_id);

describe('what a file may be packed in', () => {
  it.each([
    ['gzip', gzipSync(head + rows)],
    ['gzip of two members', Buffer.concat([gzipSync(head), gzipSync(rows)])],
    ['zstd', zstd],
    ['Parquet', parquet()],
    ['Parquet in gzip', gzipSync(parquet())],
  ])('%s, by its first bytes, as a file and as a stream', async (_, bytes) => {
    expect((await load(await file(bytes))).places).toEqual(['home', 'cart']);
    expect((await load({ name: 'stdin', stream: stream(bytes) })).places).toEqual(['home', 'cart']);
  });

  it('has the same ids in every packing', async () => {
    expect(await ids(zstd)).toEqual(await ids(Buffer.from(head + rows)));
  });

  it('zstd of several frames', async () => {
    const bytes = Buffer.concat([zstd, zstdMore]);
    expect((await load(await file(bytes))).places).toEqual(['home', 'cart', 'home']);
  });

  it('NDJSON in gzip by its name', async () => {
    const line = `${JSON.stringify({ name: 'a', at: 1_767_225_600_000, userId: 'u' })}\n`;
    const { summary } = await load(await file(gzipSync(line), 'x.ndjson.gz'));
    expect(summary).toMatchObject({ format: 'ndjson', imported: 1 });
  });

  it('Parquet with numbers, dates, lists and nothing in cells', async () => {
    const bytes = parquet([
      { name: 'value', data: [12.5, null] },
      { name: 'shelf', data: [7n, 8n] },
      { name: 'fragile', data: [true, false] },
      { name: 'tags', data: [{ a: [1n] }, null] },
    ]);
    const { rows: stored, summary } = await load(await file(bytes), { currency: 'EUR' });
    expect(summary).toMatchObject({ imported: 2, rejected: 0, format: 'parquet' });
    expect(stored[0]).toMatchObject({ value: 12.5, currency: 'EUR' });
    expect(JSON.parse(String(stored[0]?.['props']))).toEqual({
      shelf: '7',
      fragile: 'true',
      tags: '{"a":[1]}',
    });
  });

  it.each([
    [
      'gzip',
      gzipSync(head + rows.repeat(5_000)).subarray(0, -40),
      'ends in the middle of its gzip',
    ],
    ['zstd', zstd.subarray(0, -9), 'ends in the middle of its zstd'],
    ['Parquet', parquet().subarray(0, -9), 'is not a sound Parquet file'],
  ])('%s that is cut off is said to be', async (_, bytes, message) => {
    await expect(load(await file(bytes))).rejects.toMatchObject({
      code: 'file_damaged',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('run the same command'),
    });
  });

  it('gzip and zstd that are damaged are said to be', async () => {
    for (const bytes of [gzipSync(head + rows), zstd]) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xee, 12, 30);
      await expect(load(await file(damaged))).rejects.toMatchObject({ code: 'file_damaged' });
    }
  });

  it('a format that is said and is not so is refused', async () => {
    const wrong = load(await file(head + rows), { format: 'parquet' });
    await expect(wrong).rejects.toMatchObject({ code: 'format_unsupported' });
  });
});

describe('what goes wrong in files', () => {
  it('mixed line ends and a byte order mark are fine', async () => {
    const text = `\uFEFF${head.replace('\n', '\r\n')}${rows}2026-01-01T00:00:02Z,p2,end\r\n`;
    expect((await load(await file(text))).places).toEqual(['home', 'cart', 'end']);
  });

  it('quotes in quotes, and lines in them, keep the numbers of lines', async () => {
    const text = `${head}2026-01-01T00:00:00Z,p1,"say ""hi""\nthere"\nx,p1,home\n`;
    const { places, summary } = await load(await file(text));
    expect(places).toEqual(['say "hi"\nthere']);
    expect(summary.examples).toMatchObject([{ line: 4 }]);
  });

  it('a quote that never closes costs its line', async () => {
    const text = `${head}2026-01-01T00:00:00Z,p1,"open\n${rows}`;
    expect((await load(await file(text))).summary.rejected).toBeGreaterThan(0);
  });

  it('a line of 100 MB is refused, in little memory, and the lines after it are read', async () => {
    const part = Buffer.alloc(1 << 20, 'x');
    async function* long(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${head}2026-01-01T00:00:00Z,p1,`);
      for (let i = 0; i < 100; i++) yield part;
      yield Buffer.from(`\n${rows}`);
    }
    const before = process.memoryUsage().rss;
    const { places, summary } = await load({ name: 'long', stream: long() });
    expect(places).toEqual(['home', 'cart']);
    expect(summary.rejected).toBeGreaterThan(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  }, 60_000);

  it('latin-1 text is kept with marks where letters are lost, and still loads', async () => {
    const text = Buffer.from(`${head}2026-01-01T00:00:00Z,p1,B\u00E4r\n`, 'latin1');
    expect((await load(await file(text))).places).toEqual(['B\uFFFDr']);
  });

  it('swapped columns are refused, and row by row with the reason where that is forced', async () => {
    const text = `${head}p1,2026-01-01T00:00:00Z,home\np2,2026-01-01T00:00:00Z,home\n`;
    await expect(load(await file(text))).rejects.toMatchObject({ code: 'ids_look_wrong' });
    const { summary } = await load(await file(text), { force: true });
    expect(summary).toMatchObject({ imported: 0, rejected: 2 });
    expect(summary.reasons[0]?.reason).toContain('at: must be RFC 3339');
  });

  it.each([
    ['nothing', '', 'file_empty'],
    ['blank lines', '\n\r\n\n', 'file_empty'],
    ['a column twice', 'timestamp,person_id,touchpoint,city,city\n', 'invalid_mapping'],
    ['wrong columns', 'a;b;c\n1;2;3\n', 'missing_columns'],
  ])('%s is said', async (_, text, code) => {
    await expect(load(await file(text))).rejects.toMatchObject({ code });
  });

  it('a header alone is no error', async () => {
    const { summary } = await load(await file(head));
    expect(summary).toMatchObject({ records: 0, imported: 0, rejected: 0 });
  });
});

describe('what is scrubbed', () => {
  const text =
    'timestamp,person_id,touchpoint,url,comment,note\n' +
    '2026-01-01T00:00:00Z,p1,pay,https://shop.example/pay?token=s3cret,card 4111 1111 1111 1111,to a@b.example\n';

  it.each([true, false])(
    'texts and addresses, unless asked not to (carefully: %s)',
    async (carefully) => {
      const { rows: clean } = await load(await file(text), { carefully });
      expect(JSON.stringify(clean)).not.toMatch(/s3cret|4111|a@b/);
      const { rows: kept } = await load(await file(text), { carefully, asTheyAre: true });
      expect(JSON.stringify(kept)).toMatch(/s3cret.*4111.*a@b/);
    },
  );
});
