import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import { afterEach, expect, test } from 'vitest';
import { memoryStore } from '../../testing/run-cli.ts';
import { importFile } from '../import-file.ts';
import { ga4 } from './ga4.ts';
import { snowplow } from './snowplow.ts';
import { load } from './testing/load.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const whole = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  repetition_type: 'OPTIONAL',
});
const group = (
  name: string,
  fields: SchemaElement[],
  children = fields.length,
): SchemaElement[] => [{ name, repetition_type: 'OPTIONAL', num_children: children }, ...fields];

/** The columns of the export that say most, nested as BigQuery nests them. */
const columns: SchemaElement[][] = [
  [whole('event_timestamp')],
  [text('event_name')],
  [
    {
      name: 'event_params',
      converted_type: 'LIST',
      repetition_type: 'OPTIONAL',
      num_children: 1,
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', num_children: 2 },
    text('key'),
    ...group('value', [text('string_value'), whole('int_value')]),
  ],
  [text('user_pseudo_id')],
  [text('stream_id')],
  group('geo', [text('country'), text('city')]),
  group('privacy_info', [text('analytics_storage')]),
];

const row = (n: number, storage = 'Yes') => ({
  event_timestamp: 1_793_000_000_123_456n + BigInt(n),
  event_name: n === 2 ? 'sign_up' : 'page_view',
  event_params:
    n === 2
      ? []
      : [
          { key: 'ga_session_id', value: { string_value: null, int_value: 1_793_000_000n } },
          {
            key: 'page_location',
            value: { string_value: 'https://shop.example/ä', int_value: null },
          },
          { key: 'huge', value: { string_value: null, int_value: 2n ** 60n } },
        ],
  user_pseudo_id: `${n}.5678`,
  stream_id: '42',
  geo: n === 1 ? null : { country: 'Germany', city: null },
  privacy_info: { analytics_storage: storage },
});
const rows = [row(0), row(1), row(2), row(3, 'No')];

/** As BigQuery writes JSON: whole numbers as text, and nothing for what is null. */
const asJson = rows
  .map((one) =>
    JSON.stringify(one, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : (value ?? undefined),
    ),
  )
  .join('\n');

const parquet = () => {
  const names = Object.keys(rows[0] ?? {}) as (keyof ReturnType<typeof row>)[];
  return Buffer.from(
    parquetWriteBuffer({
      columnData: names.map((name) => ({ name, data: rows.map((one) => one[name]) })),
      schema: [{ name: 'root', num_children: columns.length }, ...columns.flat()],
      rowGroupSize: 3,
    }),
  );
};

test('the export as Parquet gives the same events and ids as the export as JSON', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-ga4-'));
  const file = path.join(folder, 'events.parquet');
  await writeFile(file, parquet());
  const store = memoryStore();
  const summary = await importFile({
    input: file,
    site: 'shop',
    store,
    clock: () => Date.UTC(2026, 10, 22),
    foreign: ga4,
    currency: 'EUR',
    rejectedFile: '/dev/null',
  });
  const json = await load(ga4, asJson);
  expect(json.summary).toMatchObject({ imported: 3, rejected: 1 });
  expect(summary).toMatchObject({ imported: 3, rejected: 1, format: 'parquet' });
  expect(store.rows).toEqual(json.rows);
  expect(store.rows[0]).toMatchObject({ name: 'page.viewed', anonymous_id: '0.5678' });
});

test('what is no table of its own kind is still refused as Parquet', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'touchtrail-ga4-'));
  const file = path.join(folder, 'events.parquet');
  await writeFile(file, parquet());
  await expect(
    importFile({ input: file, site: 'shop', dryRun: true, clock: Date.now, foreign: snowplow }),
  ).rejects.toMatchObject({ code: 'format_unsupported' });
});
