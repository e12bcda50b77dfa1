import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importFile } from '../import-file.ts';

const now = Date.UTC(2026, 10, 22, 12);
const rows = 17_000;
let directory: string;
let file: string;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-fast-'));
  file = path.join(directory, 'events.csv');
  const lines = Array.from({ length: rows }, (_, i) =>
    [
      new Date(Date.UTC(2026, i % 10, 1 + (i % 28), i % 24)).toISOString(),
      i % 5 === 0 ? '' : `person-${i % 997}`,
      `browser-${i % 1_999}`,
      i % 7 === 0 ? 'acme' : '',
      ['web', 'organic', '', 'Live Chat'][i % 4],
      ['home', 'Bestätigung', '"a ""b"""', 'cart'][i % 4],
      i % 3 === 0 ? 'page.viewed' : '',
      i % 40 === 0 ? 1 : 0,
      i % 40 === 0 ? `${i}.25` : '',
      i % 80 === 0 ? 'EUR' : '',
      i % 11 === 0 ? (i % 50) / 10 : '',
      i % 13 === 0 ? `so lala ${i}` : '',
      `https://shop.example/p/${i % 17}?token=abc${i}`,
      i % 6 === 0 ? 'https://www.google.com/' : '',
      `visit-${i % 501}`,
      ['Berlin', '', 'München'][i % 3],
    ].join(','),
  );
  const head =
    'timestamp,person_id,anonymous_id,account_id,channel,touchpoint,name,is_conversion,value,currency,rating,comment,url,referrer,session_id,city';
  await writeFile(file, `${head}\n${lines.join('\n')}\n`);
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Every column of a site's rows but those that have the site in them. */
const stored = (site: string) =>
  store.reader.query<Record<string, unknown>>({
    sql: `SELECT * EXCEPT (site_id, event_id, session_id), touch_key FROM events
          WHERE site_id = {site:String} ORDER BY seq`,
    params: { site },
  });

it('ClickHouse has the same rows, whichever way they were read', async () => {
  const load = (site: string, carefully: boolean) =>
    importFile({ input: file, site, store, clock: () => now, currency: 'EUR', carefully });
  expect(await load('fast', false)).toMatchObject({ imported: rows, rejected: 0 });
  expect(await load('careful', true)).toMatchObject({ imported: rows, rejected: 0 });
  const [fast, careful] = [await stored('fast'), await stored('careful')];
  expect(fast).toHaveLength(rows);
  expect(fast).toEqual(careful);
  expect(await load('fast', false)).toMatchObject({ imported: 0, alreadyThere: rows });
  // Half of it is there: only the other half goes in.
  const half = importFile({
    input: {
      name: 'longer',
      stream: (async function* () {
        yield 'timestamp,person_id,touchpoint\n';
        for (let i = 0; i < rows; i++) yield `${1_700_000_000_000 + i},p,half\n`;
      })(),
    },
    site: 'half',
    store,
    clock: () => now,
  });
  expect(await half).toMatchObject({ imported: rows });
  const longer = importFile({
    input: {
      name: 'longer',
      stream: (async function* () {
        yield 'timestamp,person_id,touchpoint\n';
        for (let i = 0; i < rows * 2; i++) yield `${1_700_000_000_000 + i},p,half\n`;
      })(),
    },
    site: 'half',
    store,
    clock: () => now,
  });
  expect(await longer).toMatchObject({ imported: rows, alreadyThere: rows });
  const [counts] = await store.reader.query<{ rows: number; ids: number }>({
    sql: `SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_id)) AS ids FROM events
          WHERE site_id = 'half' AND touchpoint = 'half'`,
  });
  expect(counts).toEqual({ rows: rows * 2, ids: rows * 2 });
}, 120_000);
