import { createRequire } from 'node:module';
import type { Site } from '@touchtrail/contract';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acceptedBy } from '../../integration/segment/accepted.ts';
import { faultyProxy } from '../../integration/segment/faulty-proxy.ts';
import type { FaultyProxy } from '../../integration/segment/faulty-proxy.ts';
import { eventually } from '../browser/console-api.ts';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { serveChats } from '../chat/chat-server.ts';
import type { ChatServer } from '../chat/chat-server.ts';
import { browserClients, otherWays } from './clients.ts';
import type { BrowserClient } from './clients.ts';

const require = createRequire(import.meta.url);
const siteIds = ['everything', 'outage', 'lost', 'left'];

let rig: Rig;
let server: ChatServer;
let sites: Map<string, Site>;
beforeAll(async () => {
  rig = await openRig();
  server = await serveChats();
  server.files.set(
    '/example/patient-fetch.js',
    require.resolve('@touchtrail/example-segment/patient-fetch.js'),
  );
  sites = new Map();
  for (const [index, { name }] of [...browserClients, ...otherWays].entries()) {
    for (const id of siteIds) {
      const site = await rig.service.store.sites.add({
        id: `${id}-${index}`,
        name: `${name} ${id}`,
        origins: ['http://localhost:*'],
        timezone: 'UTC',
        currency: 'EUR',
        consentMode: 'opt_in',
        isDemo: false,
      });
      sites.set(`${id} ${name}`, site);
    }
  }
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});

let proxy: FaultyProxy;
let acceptedBefore: number;
let context: BrowserContext;
let page: Page;
/** Requests to anywhere but the page's own server and the service. */
let strays: string[];
beforeEach(async () => {
  acceptedBefore = await acceptedBy(rig.service.url);
  proxy = await faultyProxy(rig.service.url);
  context = await rig.browser.newContext();
  page = await context.newPage();
  strays = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.origin) && !url.startsWith(proxy.url)) strays.push(url);
  });
});
afterEach(async () => {
  await context.close();
  await proxy.close();
});

async function open(
  client: BrowserClient,
  id: string,
  { name, options }: { name: string; options?: object } = client,
): Promise<string> {
  const site = sites.get(`${id} ${name}`)!;
  const head = client.head(proxy.url, site.writeKey, options);
  server.pages.set('/shoes', `<!doctype html><title>Shoes</title>${head}<h1>Shoes</h1>`);
  await page.goto(`${server.origin}/shoes?utm_source=news&gclid=CANARY`);
  await page.waitForFunction('window.analytics !== undefined');
  return site.id;
}

/** Calls, without waiting for what they return: not every client's calls end. */
const call = (...calls: (string | undefined)[]) =>
  page.evaluate(`{ ${calls.filter((each) => each !== undefined).join('; ')}; undefined }`);

interface Row {
  name: string;
  type: string;
  anonymous_id: string;
  user_id: string;
  account_id: string;
  page_path: string;
  page_title: string;
  page_url: string;
  campaign_source: string;
  click_id_type: string;
  channel: string;
  value: number;
  consent_purposes: string[];
  sdk: string;
}

const stored = (site: string, count: number) =>
  eventually(
    () =>
      rig.service.store.reader.query<Row>({
        sql: `SELECT name, type, anonymous_id, user_id, account_id, page_path, page_title, page_url,
                campaign_source, click_id_type, channel, toFloat64(value) AS value, consent_purposes, sdk
              FROM events WHERE site_id = {site:String} ORDER BY ts, seq, received_at`,
        params: { site },
      }),
    ({ length }) => length >= count,
    45_000,
  );

/** Each name once, in the table and by the count of what was taken. */
const expectOnce = async (rows: readonly Row[]) => {
  const names = rows.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  expect((await acceptedBy(rig.service.url)) - acceptedBefore).toBe(rows.length);
};

describe.each(browserClients)('$name', (client) => {
  test('page, track, identify, group and alias arrive as touches, identities and accounts', async () => {
    const site = await open(client, 'everything');
    await call(client.page);
    await stored(site, 1);
    await call(client.track('Added', { cart: { items: 2 } }));
    await stored(site, 2);
    await call(client.identify);
    await stored(site, 3);
    await call(client.group);
    const sale = { order_id: 'o-1', revenue: 59.9, currency: 'EUR' };
    await call(client.track('Order Completed', sale), client.alias);
    const count = client.alias === undefined ? 5 : 6;
    const rows = await stored(site, count);
    expect(rows).toHaveLength(count);
    const of = (name: string) => rows.find((row) => row.name === name);

    const [view] = rows;
    const device = view?.anonymous_id;
    expect(device).toMatch(/.{8,}/);
    expect(view).toMatchObject({
      name: 'page.viewed',
      type: 'touch',
      user_id: '',
      page_path: '/shoes',
      page_title: 'Shoes',
      campaign_source: 'news',
      click_id_type: 'gclid',
      channel: 'web',
    });
    expect(view?.page_url).not.toContain('CANARY');
    expect(view?.sdk).not.toBe('');
    for (const { consent_purposes: purposes } of rows) {
      expect(purposes.toSorted()).toEqual(client.consent.toSorted());
    }
    expect(of('Added')).toMatchObject({ type: 'touch', anonymous_id: device, user_id: '' });
    expect(of('person.identified')).toMatchObject({
      type: 'identify',
      anonymous_id: device,
      user_id: 'u-1',
    });
    expect(of('account.identified')).toMatchObject({
      type: 'account',
      account_id: 'acme',
      user_id: 'u-1',
    });
    expect(of('Order Completed')).toMatchObject({
      type: 'conversion',
      user_id: 'u-1',
      value: 59.9,
    });
    if (client.alias !== undefined) {
      expect(of('person.aliased')).toMatchObject({ anonymous_id: 'old-device', user_id: 'u-1' });
    }
    expect(strays).toEqual([]);
  });

  test('an outage of seconds costs nothing, and nothing is stored twice', async () => {
    const site = await open(client, 'outage');
    await call(client.page);
    await stored(site, 1);
    const until = Date.now() + 2_500;
    proxy.fate = (nth) => (Date.now() > until ? 'pass' : nth % 2 === 0 ? 'refuse' : 'busy');
    const events = Array.from({ length: 8 }, (_, index) => `Out ${index}`);
    await call(...events.map((event) => client.track(event)));
    const rows = await stored(site, 9);
    await expectOnce(rows);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(events));
    expect(proxy.seen.filter(({ fate }) => fate !== 'pass').length).toBeGreaterThan(0);
  });

  test('an answer that is lost after the commit is sent again and stored once', async () => {
    const site = await open(client, 'lost');
    const seen = new Set<string>();
    const events = Array.from({ length: 6 }, (_, index) => `Lost ${index}`);
    // The first time that the service takes a message, nobody hears of it.
    proxy.fate = (_nth, body) => {
      const news = events.filter((event) => body.includes(`"${event}"`) && !seen.has(event));
      for (const event of news) seen.add(event);
      return news.length > 0 ? 'lose' : 'pass';
    };
    await call(...events.map((event) => client.track(event)));
    await eventually(
      () => Promise.resolve(proxy.seen),
      (all) =>
        events.every((event) =>
          all.some(({ body, fate }) => fate === 'pass' && body.includes(`"${event}"`)),
        ),
      60_000,
    );
    const rows = await stored(site, events.length);
    await expectOnce(rows);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(events);
  });
});

const keeping = browserClients.filter(({ keeps }) => keeps);

test.each(keeping)(
  '$name: what a page left in an outage could not send comes later',
  async (client) => {
    const site = await open(client, 'left');
    await call(client.page);
    await stored(site, 1);
    proxy.fate = () => 'refuse';
    const events = Array.from({ length: 4 }, (_, index) => `Left ${index}`);
    await call(...events.map((event) => client.track(event)));
    await eventually(
      () => Promise.resolve(proxy.seen.length),
      (length) => length > events.length,
    );
    await page.reload();
    proxy.fate = () => 'pass';
    const rows = await stored(site, 5);
    await expectOnce(rows);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(events));
  },
);

test.each(otherWays)('$name', async (way) => {
  const site = await open(way.client, 'everything', way);
  const events = Array.from({ length: 6 }, (_, index) => `Way ${index}`);
  await call(...events.map((event) => way.client.track(event)));
  const rows = await stored(site, events.length);
  await expectOnce(rows);
  expect(rows.map(({ name }) => name).toSorted()).toEqual(events);
  expect(proxy.seen.map(({ path }) => path.split('?')[0])).toContain(way.route);
  expect(proxy.seen.length).toBeLessThanOrEqual(way.requests);
  expect(strays).toEqual([]);
});
