import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';

let directory: string;
let store: Store;
const run = (...argv: string[]) =>
  runCli(argv, { env: { TOUCHTRAIL_DATA_DIR: path.join(directory, 'data') } });

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'touchtrail-cli-enrich-'));
  store = await openStore({ dataDir: withTables(path.join(directory, 'data')) });
  await run('site', 'add', 'Shop', '--currency', 'EUR');
});
afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const rows = () =>
  store.reader.query({
    sql: `SELECT touchpoint, channel, browser, os, bot, value_base FROM events WHERE site_id = 'shop'
          ORDER BY anonymous_id, ts`,
  });

it('tells device and programs of imported rows, and money by a table of rates', async () => {
  const file = path.join(directory, 'events.csv');
  await writeFile(
    file,
    [
      'timestamp,anonymous_id,touchpoint,is_conversion,value,currency,device_user_agent',
      `2026-11-01T10:00:00Z,a1,home,0,,,"Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0"`,
      '2026-11-01T10:01:00Z,a1,order,1,10,USD,',
      `2026-11-01T10:00:00Z,a2,home,0,,,"${crawler}"`,
    ].join('\n'),
  );
  expect((await run('import', file, '--site', 'shop', '--consent', 'measurement')).code).toBe(0);
  expect(await rows()).toEqual([
    {
      touchpoint: 'home',
      channel: 'web',
      browser: 'Firefox',
      os: 'Linux',
      bot: '',
      value_base: null,
    },
    { touchpoint: 'order', channel: '', browser: '', os: '', bot: '', value_base: null },
    { touchpoint: 'home', channel: 'web', browser: '', os: '', bot: 'ua', value_base: null },
  ]);
  const report = await run('report', 'journeys', '--site', 'shop', '--json');
  expect(JSON.parse(report.out)).toMatchObject({
    population: { people: 1, touches: 2, excluded: [{ why: 'touches of bots', count: 1 }] },
  });
  const all = await run(
    'report',
    'journeys',
    '--site',
    'shop',
    '--json',
    '--param',
    'includeBots=true',
  );
  expect(JSON.parse(all.out)).toMatchObject({
    population: { people: 2, touches: 3, excluded: [] },
  });

  const rates = path.join(directory, 'rates.csv');
  await writeFile(rates, 'date,from,to,rate\n2026-10-30,EUR,USD,1.25\n');
  const dry = await run('enrich', '--site', 'shop', '--rates', rates, '--dry-run');
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.out).toContain('would be told again  1 events');
  const told = await run('enrich', '--site', 'shop', '--rates', rates, '--json');
  expect(JSON.parse(told.out)).toEqual({
    dryRun: false,
    events: 1,
    changed: { value_base: 1, rates_version: 1 },
    unconverted: 0,
    withoutUserAgent: 1,
  });
  expect(told.err).toContain('2026-11  1 of 1  1 events');
  expect((await rows())[1]).toMatchObject({ value_base: 8 });
  const again = await run('enrich', '--site', 'shop', '--rates', rates);
  expect(again.out).toContain('already');
});

it.each([
  [['--from', 'soon'], 2, '--from: soon is no time'],
  [['--rates', '/nowhere.csv'], 1, '/nowhere.csv cannot be read: ENOENT'],
])('says what is wrong with %j', async (options, code, message) => {
  const answer = await run('enrich', '--site', 'shop', ...options);
  expect(answer.code).toBe(code);
  expect(answer.err).toContain(message);
});

it('says which line of the rates is wrong', async () => {
  const rates = path.join(directory, 'wrong.csv');
  await writeFile(rates, 'date,from,to,rate\n2026-02-31,EUR,USD,1.25\n');
  const answer = await run('enrich', '--site', 'shop', '--rates', rates);
  expect(answer.code).toBe(1);
  expect(answer.err).toContain('Line 2 of the rates has no date');
});
