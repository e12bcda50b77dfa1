import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Site } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTables } from '@touchtrail/store/testing';
import { consoleApi, eventually } from '../../e2e/browser/console-api.ts';
import { jitsuNode, rudderNode, segmentNode } from './clients.ts';
import type { Call } from './clients.ts';

const clients = [
  { client: segmentNode, site: 'by-segment', alias: true },
  { client: rudderNode, site: 'by-rudderstack', alias: true },
  { client: (url: string, key: string) => jitsuNode(url, key), site: 'by-jitsu', alias: false },
];

let dataDir: string;
let service: Service;
const sites = new Map<string, Site>();
beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-segment-')));
  service = await startService({ dataDir, port: 0 });
  for (const { site } of clients) sites.set(site, await newSite(site));
  sites.set('asks', await newSite('asks', { consentMode: 'opt_in' }));
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A site of its own for each client, that needs no consent. */
const newSite = (id: string, change: Partial<Site> = {}): Promise<Site> =>
  service.store.sites.add({
    id,
    name: id,
    origins: [],
    timezone: 'UTC',
    currency: 'EUR',
    consentMode: 'none',
    isDemo: false,
    ...change,
  });

interface Row {
  name: string;
  type: string;
  anonymous_id: string;
  user_id: string;
  account_id: string;
  page_path: string;
  campaign_source: string;
  value: number;
  currency: string;
  props: string;
}

const stored = (site: string, count: number): Promise<Row[]> =>
  eventually(
    () =>
      service.store.reader.query<Row>({
        sql: `SELECT name, type, anonymous_id, user_id, account_id, page_path, campaign_source,
                toFloat64(value) AS value, currency, props
              FROM events WHERE site_id = {site:String} ORDER BY ts, received_at, seq`,
        params: { site },
      }),
    (rows) => rows.length >= count,
  );

/** What a shop's back end says of one customer, each call a second after the one before. */
function story(withAlias: boolean): { calls: Call[]; anonymousId: string } {
  const anonymousId = randomUUID();
  const userId = 'u-1';
  const start = Date.now() - 60_000;
  const calls: Call[] = [
    {
      kind: 'page',
      fields: {
        anonymousId,
        properties: { url: 'https://shop.example/shoes?utm_source=news', path: '/shoes' },
      },
    },
    { kind: 'track', fields: { anonymousId, event: 'Added', properties: { cart: { items: 2 } } } },
    { kind: 'identify', fields: { anonymousId, userId, traits: { plan: 'pro' } } },
    { kind: 'group', fields: { userId, groupId: 'acme', traits: { seats: 9 } } },
    {
      kind: 'track',
      fields: {
        userId,
        event: 'Order Completed',
        properties: { order_id: 'o-1', revenue: 59.9, currency: 'EUR' },
      },
    },
    ...(withAlias
      ? [{ kind: 'alias' as const, fields: { userId, previousId: 'old-device' } }]
      : []),
  ];
  for (const [second, { fields }] of calls.entries()) {
    fields['timestamp'] = new Date(start + second * 1_000);
  }
  return { calls, anonymousId };
}

describe.each(clients)('$site', ({ client, site: id, alias }) => {
  test('page, track, identify, group and alias arrive as touches, identities and accounts', async () => {
    const site = sites.get(id)!;
    const { calls, anonymousId } = story(alias);
    if (alias) {
      // Something the other device did, before anybody knew whose it is.
      const before: Call = { kind: 'page', fields: { anonymousId: 'old-device', properties: {} } };
      await client(service.url, site.writeKey).send([before]);
      await stored(id, 1);
    }
    await client(service.url, site.writeKey).send(calls);
    const rows = await stored(id, calls.length + Number(alias));
    expect(rows).toHaveLength(calls.length + Number(alias));
    const of = (name: string) => rows.find((row) => row.name === name);

    expect(rows.find(({ anonymous_id: device }) => device === anonymousId)).toMatchObject({
      type: 'touch',
      name: 'page.viewed',
      page_path: '/shoes',
      campaign_source: 'news',
      user_id: '',
    });
    expect(of('Added')).toMatchObject({ type: 'touch', anonymous_id: anonymousId });
    expect(JSON.parse(of('Added')?.props ?? '')).toEqual({ 'cart.items': 2 });
    expect(of('person.identified')).toMatchObject({
      type: 'identify',
      anonymous_id: anonymousId,
      user_id: 'u-1',
    });
    expect(JSON.parse(of('person.identified')?.props ?? '')).toEqual({ plan: 'pro' });
    expect(of('account.identified')).toMatchObject({
      type: 'account',
      account_id: 'acme',
      user_id: 'u-1',
    });
    expect(of('Order Completed')).toMatchObject({
      type: 'conversion',
      user_id: 'u-1',
      value: 59.9,
      currency: 'EUR',
    });

    // What was done under three ids is one person's journey to one sale.
    const api = consoleApi(service.url, service.adminToken ?? '');
    // The links of ids follow the events in a moment.
    const { population, result } = await eventually(
      () => api.report('journeys', { site: id }),
      (report) => report.population.people === 1,
    );
    expect(population).toMatchObject({ people: 1, touches: 3 + Number(alias) });
    expect(result.value).toEqual([{ currency: 'EUR', conversions: 1, total: 59.9 }]);
  });
});

const said = (Analytics: boolean) => ({
  consent: { categoryPreferences: { Analytics, identification: Analytics } },
});
const call = (anonymousId: string, context?: object): Call => ({
  kind: 'track',
  fields: { anonymousId, event: 'Clicked', ...(context && { context }) },
});

test('a site that asks for consent takes what the categories of a message allow', async () => {
  const site = sites.get('asks')!;
  const send = (...calls: Call[]) => segmentNode(service.url, site.writeKey).send(calls);
  await send(call('agreed', said(true)), call('refused', said(false)), call('silent'));
  const rows = await stored('asks', 1);
  expect(rows.map(({ anonymous_id: device }) => device)).toEqual(['agreed']);
  // Nothing could be taken: its sender is told.
  await expect(send(call('silent'))).rejects.toThrow('422');
});
