import { readFile } from 'node:fs/promises';
import { eventSchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { openTempStore } from '../testing/open-temp-store.ts';
import { row } from '../testing/rows.ts';
import { toEventRow } from '../event-row.ts';
import { eventColumns } from './event-columns.ts';

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
