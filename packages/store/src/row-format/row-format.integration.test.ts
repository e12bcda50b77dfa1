import { readFile } from 'node:fs/promises';
import { eventSchema } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import { toEventRow } from '../event-row.ts';
import { anyRow } from '../testing/any-row.ts';
import { segmentOf } from '../testing/segment-of.ts';
import { eventColumns } from './event-columns.ts';
import { nativeBlock } from './native-block.ts';
import { eventRows } from './row-codec.ts';
import type { EventRow } from '../types.ts';

const byName = (a: readonly string[], b: readonly string[]) =>
  String(a[0]).localeCompare(String(b[0]));

test('the columns of a segment are those of the table, and those that events become', async () => {
  const store = await openTempStore();
  const columns = await store.reader.query<{ name: string; type: string }>({
    sql: `SELECT name, type FROM system.columns
          WHERE database = currentDatabase() AND table = 'events' AND default_kind = ''`,
  });
  expect(eventColumns.map(([name, type]) => [name, type] as string[]).toSorted(byName)).toEqual(
    columns.map(({ name, type }) => [name, type]).toSorted(byName),
  );
  const made = toEventRow(
    'shop',
    { id: 'e', type: 'touch', name: 'n', at: 0, anonymousId: 'a' },
    { receivedAt: 0, source: 'sdk' },
  );
  expect(Object.keys(made).toSorted()).toEqual(eventColumns.map(([name]) => name).toSorted());
});

test('rows through the spool are stored as the same rows in JSON are', async () => {
  const store = await openTempStore();
  const fixture = new URL('../../../contract/fixtures/events-valid.json', import.meta.url);
  const cases = JSON.parse(await readFile(fixture, 'utf8')) as Record<string, unknown>;
  const events = Object.values(cases).map((each, index) => ({
    ...eventSchema.parse(each),
    id: `case-${index}`,
  }));
  expect(events.length).toBeGreaterThan(3);
  const receivedAt = 1_795_341_600_000;
  const made = (site: string) => [
    ...events.map((event) =>
      toEventRow(site, event, { receivedAt, sentAt: receivedAt, source: 'sdk', stripped: ['a:b'] }),
    ),
    row(1, { site_id: site, value: 0.29, rating: 4.5, cls: 0.1, page_title: 'Köln 👟 "x"\\' }),
    row(2, { site_id: site, value: 98_765_432_109_876.5, consent_purposes: ['measurement'] }),
    row(3, { site_id: site, parent_id: '0193BD4E-7C2A-4D3E-9F00-000000000001', save_data: true }),
  ];
  await store.insertEvents(made('json'));
  const spool = await store.openEventSpool();
  await spool.append(made('spool'));
  await spool.flush();
  const stored = async (site: string) => {
    const rows = await store.reader.query({
      sql: `SELECT * EXCEPT (site_id, event_id) FROM events WHERE site_id = {site:String}`,
      params: { site },
    });
    return rows.map((each) => JSON.stringify(each)).toSorted();
  };
  const [json, binary] = [await stored('json'), await stored('spool')];
  expect(json.length).toBe(made('json').length);
  expect(binary).toEqual(json);
});

test('rows by column are stored as the same rows one after the other are', async () => {
  const store = await openTempStore();
  const { url, username, password, database } = store.connection;
  const ask = async (query: string, body: Uint8Array = new Uint8Array()): Promise<string> => {
    const address = new URL(url);
    address.searchParams.set('database', database);
    address.searchParams.set('query', query);
    const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password };
    const answer = await fetch(address, {
      method: 'POST',
      headers,
      body: body as Uint8Array<ArrayBuffer>,
    });
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return text.trim();
  };
  const digest = (table: string) =>
    ask(
      `SELECT count(), groupBitXor(cityHash64(formatRow('JSONCompactEachRow', *))), any(formatRow('JSONCompactEachRow', *)) FROM ${table}`,
    );
  const times = new Set(['ts', 'received_at']);
  const sample = fc.sample(
    // Years that ClickHouse shows, so that a time is compared and not its bounds.
    anyRow.map((each) => ({
      ...each,
      ...Object.fromEntries([...times].map((name) => [name, 1_795_341_600_000])),
    })),
    { numRuns: 200, seed: 20_261_122 },
  );
  const many = Array.from({ length: 600 }, (_, n) => row(n, { page_title: `t${n % 7}` }));
  for (const [name, given] of [
    ['random', sample],
    ['words', many.map((each, n) => ({ ...each, touchpoint: n > 3 ? `w${n}` : undefined }))],
  ] as const) {
    await ask(`CREATE TABLE ${name}_rows AS events`);
    await ask(`CREATE TABLE ${name}_columns AS events`);
    const segment = segmentOf(eventRows, given as EventRow[]);
    const binary = segment.binary();
    if (!binary) throw new Error('no binary rows');
    const settings = 'SETTINGS optimize_on_insert = 0, max_partitions_per_insert_block = 2000';
    await ask(
      `INSERT INTO ${name}_rows ${settings} FORMAT RowBinaryWithNamesAndTypes`,
      Buffer.concat(segment.pieces()),
    );
    await ask(`INSERT INTO ${name}_columns ${settings} FORMAT Native`, nativeBlock(binary));
    const rows = await digest(`${name}_rows`);
    expect(rows.split('\t')[0]).toBe(String(given.length));
    expect(await digest(`${name}_columns`)).toBe(rows);
  }
});
