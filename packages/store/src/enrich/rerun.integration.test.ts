import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { enrichEvent, enrichmentVersion, parseRates, withChannel } from '@touchtrail/enrich';
import type { Circumstances } from '@touchtrail/enrich';
import type { TouchtrailEvent } from '@touchtrail/contract';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { toEventRow } from '../event-row.ts';
import { openStore } from '../open-store.ts';
import type { EventRow, Store } from '../types.ts';
import { withTables } from '../testing/with-tables.ts';

let store: Store;
let dataDir: string;
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(os.tmpdir(), 'touchtrail-enrich-')));
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

let count = 0;
let site = { id: '', currency: 'EUR' };
beforeEach(() => {
  site = { id: `s${++count}`, currency: 'EUR' };
});

const at = Date.parse('2026-11-20T10:00:00Z');
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const headless =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36';

const event = (id: string, more: Partial<TouchtrailEvent> = {}): TouchtrailEvent => ({
  id,
  type: 'touch',
  name: 'page.viewed',
  at,
  anonymousId: `a-${id}`,
  channel: 'mobile_web',
  page: { url: 'https://shop.example/a', path: '/a', referrer: 'https://www.google.de/' },
  device: {
    userAgent: phone,
    width: 390,
    height: 844,
    language: 'de',
    utcOffset: 60,
    signals: 'mobile coarse touch',
  },
  ...more,
});

const known: Circumstances = {
  userAgent: phone,
  stated: { channel: false, referrerType: false },
  stripped: [],
  fromPage: true,
  observed: [],
  base: 'EUR',
};

const row = (one: TouchtrailEvent, change: Partial<Circumstances> = {}): EventRow =>
  toEventRow(site.id, one, {
    receivedAt: at,
    source: 'sdk',
    derived: enrichEvent(one, { ...known, userAgent: one.device?.userAgent ?? '', ...change }),
  });

/** As a service wrote it that knew no rules: raw fields only. */
const bare = (one: TouchtrailEvent): EventRow =>
  toEventRow(site.id, one, { receivedAt: at, source: 'sdk' });

const derivedColumns =
  'device_type, browser, browser_version, os, os_version, bot, channel, in_app, referrer_type, value_base, rates_version, enrichment_version';
const told = () =>
  store.reader.query<Record<string, unknown>>({
    sql: `SELECT ${derivedColumns} FROM events FINAL WHERE site_id = {site:String} ORDER BY subject_id, ts`,
    params: { site: site.id },
  });
const untold = () =>
  store.reader.query<Record<string, unknown>>({
    sql: `SELECT * EXCEPT (${derivedColumns}) FROM events WHERE site_id = {site:String} ORDER BY event_id`,
    params: { site: site.id },
  });

const browsers = fc.constantFrom(
  phone,
  headless,
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 Instagram 333.0.0.32.98',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
);
const visits = fc.record({
  userAgent: browsers,
  mobile: fc.constantFrom(undefined, true, false),
  viewed: fc.boolean(),
  signals: fc.constantFrom('', 'coarse touch', 'standalone', 'bridge framed', 'touch'),
  language: fc.constantFrom(undefined, 'de'),
  width: fc.constantFrom(undefined, 390, 20_000, 20_001),
  referrer: fc.constantFrom(
    undefined,
    'https://www.google.de/',
    'https://SHOP.example/b',
    'https://x.com/',
  ),
  value: fc.constantFrom(undefined, 0.015, 12.5, 99_999_999.9999),
  currency: fc.constantFrom('EUR', 'USD', 'XTS'),
  days: fc.integer({ min: 0, max: 40 }),
});
const rates = parseRates('date,from,to,rate\n2026-11-19,EUR,USD,1.0837\n');

test('what was stored without any rule is told as it would have been at arrival', async () => {
  const seed = Date.now() % 2 ** 31;
  const events = fc.sample(visits, { numRuns: 150, seed }).map((visit, index) =>
    withChannel(
      {
        id: `e${index}`,
        type: visit.value === undefined ? 'touch' : 'conversion',
        name: visit.viewed ? 'page.viewed' : 'chosen',
        at: at - visit.days * 86_400_000,
        anonymousId: `a${index}`,
        page: { url: 'https://shop.example/a', referrer: visit.referrer },
        device: {
          signals: visit.signals,
          language: visit.language,
          width: visit.width,
          height: visit.width,
          utcOffset: 60,
        },
        value: visit.value,
        currency: visit.currency,
      },
      { userAgent: visit.userAgent, mobile: visit.mobile },
    ),
  );
  await store.insertEvents(events.map((one) => row(one, { rates })));
  const atArrival = await told();
  site = { ...site, id: `${site.id}-bare` };
  await store.insertEvents(events.map(bare));
  const before = await untold();
  const result = await store.enrichment.rerun({ site, rates });
  expect(result).toMatchObject({ events: 150, withoutUserAgent: 0 });
  expect(await told(), `seed ${seed}`).toEqual(atArrival);
  expect(await untold()).toEqual(before);
});

test('a second run finds nothing to do, and a dry run changes nothing', async () => {
  await store.insertEvents([bare(event('1')), bare(event('2', { at: at - 40 * 86_400_000 }))]);
  const before = await told();
  const dry = await store.enrichment.rerun({ site, dryRun: true });
  expect(dry).toMatchObject({
    events: 2,
    changed: { browser: 2, device_type: 2, referrer_type: 2 },
  });
  expect(await told()).toEqual(before);
  const months: number[] = [];
  const done = await store.enrichment.rerun({
    site,
    onProgress: ({ month, share }) => share === 1 && months.push(month),
  });
  expect(done).toEqual(dry);
  expect(months).toEqual([202610, 202611]);
  const after = await told();
  expect(after.map((each) => each['enrichment_version'])).toEqual([
    enrichmentVersion,
    enrichmentVersion,
  ]);
  expect(await store.enrichment.rerun({ site })).toEqual({
    events: 0,
    changed: {},
    unconverted: 0,
    withoutUserAgent: 0,
  });
  expect(await told()).toEqual(after);
});

const older = (one: EventRow): EventRow => ({ ...one, enrichment_version: 1 });

test('what a sender said, what only the arrival told and other sites stay as they are', async () => {
  await store.insertEvents([
    older(
      row(
        event('1', {
          channel: 'email',
          page: {
            url: 'https://shop.example/',
            referrer: 'https://bing.com/',
            referrerType: 'partner',
          },
        }),
        {
          stated: { channel: true, referrerType: true },
          observed: ['datacentre', 'behaviour'],
        },
      ),
    ),
    older({ ...row(event('2')), site_id: `${site.id}-other`, browser: 'Old' }),
  ]);
  await store.enrichment.rerun({ site });
  expect(await told()).toMatchObject([
    { channel: 'email', referrer_type: 'partner', bot: 'datacentre behaviour', browser: 'Safari' },
  ]);
  const [other] = await store.reader.query({
    sql: 'SELECT browser, enrichment_version FROM events WHERE site_id = {site:String}',
    params: { site: `${site.id}-other` },
  });
  expect(other).toEqual({ browser: 'Old', enrichment_version: 1 });
});

test('an event whose user agent was left unread at arrival is told of it later, and keeps all else', async () => {
  const sale = { type: 'conversion', value: 10, currency: 'USD' } as const;
  const circumstances: Partial<Circumstances> = { rates, observed: ['datacentre'] };
  const unread = row(event('2', sale), { ...circumstances, userAgent: '' });
  await store.insertEvents([
    row(event('1', sale), circumstances),
    { ...unread, enrichment_version: 0 },
  ]);
  const [before, untoldYet] = await told();
  expect(untoldYet).toMatchObject({ browser: '', bot: 'datacentre', enrichment_version: 0 });
  expect(await store.enrichment.rerun({ site, rates })).toMatchObject({ events: 1 });
  expect(await told()).toEqual([before, before]);
});

test('what a policy took away or hashed is not read', async () => {
  const hashed = event('1', { device: { userAgent: 'h_AAAAAAAAAAAAAAAAAAAAAA' } });
  await store.insertEvents([{ ...bare(hashed), browser: 'Firefox', bot: 'ua', device_type: 'tv' }]);
  await store.enrichment.rerun({ site });
  expect(await told()).toMatchObject([{ browser: 'Firefox', bot: 'ua', device_type: 'tv' }]);
});

const sale = (id: string, currency: string, value: number) =>
  row(event(id, { type: 'conversion', name: 'order.completed', value, currency }));
const money = async () => (await told()).map((each) => [each['value_base'], each['rates_version']]);

test('money is told again by another table, and what has no rate stays and is counted', async () => {
  await store.insertEvents([sale('1', 'EUR', 10), sale('2', 'USD', 10), sale('3', 'XTS', 10)]);
  expect(await money()).toEqual([
    [10, 'EUR'],
    [null, 'EUR'],
    [null, 'EUR'],
  ]);
  const first = parseRates('date,from,to,rate\n2026-11-19,EUR,USD,1.25\n');
  const result = await store.enrichment.rerun({ site, rates: first });
  expect(result).toMatchObject({ events: 2, unconverted: 1, changed: { value_base: 1 } });
  const converted = [
    [10, 'EUR'],
    [8, `EUR:${first.version}`],
    [null, `EUR:${first.version}`],
  ];
  expect(await money()).toEqual(converted);
  expect(await store.enrichment.rerun({ site, rates: first })).toMatchObject({ events: 0 });
  // Without a table nothing that was converted is lost.
  expect(await store.enrichment.rerun({ site })).toMatchObject({ events: 0 });
  expect(await money()).toEqual(converted);
  const second = parseRates('date,from,to,rate\n2026-11-20,USD,EUR,0.9\n');
  await store.enrichment.rerun({ site, rates: second });
  expect((await money())[1]).toEqual([9, `EUR:${second.version}`]);
  await store.enrichment.rerun({ site: { ...site, currency: 'USD' }, rates: second });
  expect(await money()).toEqual([
    [11.1111, `USD:${second.version}`],
    [10, 'USD'],
    [null, `USD:${second.version}`],
  ]);
});

test('only the range that is asked for is told again', async () => {
  await store.insertEvents([bare(event('1')), bare(event('2', { at: at + 1 }))]);
  await store.enrichment.rerun({ site, from: at + 1, to: at + 2 });
  expect((await told()).map((each) => each['enrichment_version'])).toEqual([0, enrichmentVersion]);
});

test('one that was given up goes on where it was', async () => {
  await store.insertEvents([bare(event('1')), bare(event('2', { at: at - 40 * 86_400_000 }))]);
  const stop = new AbortController();
  await expect(
    store.enrichment.rerun({
      site,
      signal: stop.signal,
      onProgress: ({ share }) => share === 1 && stop.abort(),
    }),
  ).rejects.toMatchObject({ code: 'cancelled' });
  expect((await told()).map((each) => each['enrichment_version'])).toEqual([0, enrichmentVersion]);
  expect(await store.enrichment.rerun({ site })).toMatchObject({ events: 1 });
});
