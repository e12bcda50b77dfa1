import { createHmac, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReport } from '@touchtrail/analysis';
import { hookMappingSchema } from '@touchtrail/contract';
import type { BatchAnswer, PhoneAnswer, ReportName, ReportTypes, Site } from '@touchtrail/contract';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import { mapPayload } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { drained, metricOf } from './places-of.ts';

const hour = 3_600_000;
const day = 24 * hour;
const origin = 'https://shop.example';
const root = path.resolve(import.meta.dirname, '../..');

let dataDir: string;
let service: Service;
let site: Site;
let sites = 0;

beforeAll(async () => {
  dataDir = withTables(await mkdtemp(path.join(tmpdir(), 'touchtrail-offline-')));
  service = await startService({ dataDir, port: 0 });
});
beforeEach(async () => {
  site = await service.store.sites.add({
    id: `lamps-${++sites}`,
    name: `Lamps ${sites}`,
    origins: [origin],
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
  });
});
afterAll(async () => {
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const start = Date.now() - 3 * day;
const consent = {
  purposes: ['storage', 'measurement', 'identification', 'offline_join'],
  source: 'banner',
  decidedAt: start - 60_000,
};

/** Events of one browser, as its page sends them. */
async function send(...events: Record<string, unknown>[]): Promise<void> {
  const context = { anonymousId: 'browser-lena', channel: 'mobile_web', consent };
  const body = JSON.stringify({
    v: 1,
    site: site.writeKey,
    context,
    events: events.map((event) => ({ id: randomUUID(), ...event })),
  });
  // A new site is taken up within a second.
  await expect
    .poll(
      async () => {
        const headers = { 'content-type': 'text/plain', origin };
        const response = await fetch(`${service.url}/v1/events`, { method: 'POST', headers, body });
        return [response.status, ((await response.json()) as BatchAnswer).accepted];
      },
      { timeout: 10_000 },
    )
    .toEqual([202, events.length]);
}

async function report<Name extends ReportName>(
  name: Name,
  parameters: Record<string, unknown> = {},
): Promise<ReportTypes[Name]> {
  await drained(service.url);
  return runReport(
    name,
    { site: site.id, ...parameters },
    { reader: service.store.reader, site, clock: Date.now },
  );
}

async function csv(name: string, ...lines: string[]): Promise<string> {
  const file = path.join(dataDir, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

const imported = (file: string, recipe: string) =>
  touchtrailJson<{ imported: number; alreadyThere: number; rejected: number }>(
    dataDir,
    ...words(`import ${file} --site ${site.id} --recipe ${recipe}`),
  );
/** A command line of words without spaces. */
const words = (line: string): string[] => line.split(' ');
const iso = (ms: number) => new Date(ms).toISOString();

test('who looks on the phone, asks in the chat, is called back and buys in the store is one journey', async () => {
  await send(
    { name: 'page.viewed', touchpoint: 'category', at: start, page: { path: '/category' } },
    { name: 'page.viewed', touchpoint: 'product', at: start + 60_000, page: { path: '/product' } },
  );
  await send(
    { name: 'chat.opened', touchpoint: 'chat.bot', channel: 'chat', at: start + day },
    { type: 'identify', name: 'person.identified', userId: 'C-17', at: start + day + 60_000 },
  );
  const calls = await csv(
    'calls.csv',
    'call_id,started_at,customer_id,queue,duration_s,direction',
    `K-1,${iso(start + 2 * day)},C-17,orders,300,outbound`,
  );
  const tills = await csv(
    'tills.csv',
    'receipt_no,timestamp,store,customer_id,total,currency,consent_purposes,consent_at',
    `R-1,${iso(start + 2 * day + hour)},berlin,C-17,189.00,EUR,measurement identification offline_join,${iso(start)}`,
    `R-2,${iso(start + 2 * day + hour)},berlin,C-18,20.00,EUR,,`,
  );
  const answers = await csv(
    'answers.csv',
    'response_id,submitted_at,customer_id,touchpoint,score,scale',
    `Q-1,${iso(start + 2 * day + 2 * hour)},C-17,store.berlin,9,nps`,
  );
  await drained(service.url);
  expect(await imported(calls, 'call-log')).toMatchObject({ imported: 1, rejected: 0 });
  const first = await touchtrail(
    dataDir,
    ...words(`import ${tills} --site ${site.id} --recipe store-receipts --json`),
  );
  // One receipt is of somebody who agreed to nothing.
  expect(first.code).toBe(3);
  expect(JSON.parse(first.out)).toMatchObject({ imported: 1, rejected: 1 });

  const to = iso(start + 2 * day + hour + 1);
  const { population, result } = await report('journeys', { to });
  expect(population).toMatchObject({ people: 1, journeys: 1 });
  expect(result.journeys).toMatchObject([
    {
      subject: 'C-17',
      outcome: 'converted',
      path: ['category', 'product', 'chat.bot', 'call.orders', 'store.berlin'],
    },
  ]);
  expect(result.journeys[0]?.channels.toSorted()).toEqual([
    'call_center',
    'chat',
    'mobile_web',
    'store',
  ]);
  const channels = (await report('channels', { to })).result;
  expect(channels.landings).toMatchObject([{ first: 'mobile_web', last: 'store', conversions: 1 }]);
  expect(channels.researchedOnline).toMatchObject({ count: 1, of: 1 });
  expect(channels.moves.map(({ from, to: into }) => `${from} ${into}`).toSorted()).toEqual([
    'call_center store',
    'chat call_center',
    'mobile_web chat',
    'mobile_web mobile_web',
  ]);

  // The rating of a survey joins the sale it is about.
  expect(await imported(answers, 'survey-answers')).toMatchObject({ imported: 1 });
  const { rows } = (await report('feedback')).result;
  expect(rows).toMatchObject([{ touchpoint: 'store.berlin', rated: 1, withoutTouch: 0 }]);

  // A second import of everything changes nothing.
  const names = ['journeys', 'channels', 'feedback'] as const;
  const all = () => Promise.all(names.map(async (name) => (await report(name)).result));
  const before = await all();
  for (const [file, recipe] of [
    [calls, 'call-log'],
    [answers, 'survey-answers'],
  ] as const) {
    expect(await imported(file, recipe)).toMatchObject({ imported: 0, alreadyThere: 1 });
  }
  const again = await touchtrail(
    dataDir,
    ...words(`import ${tills} --site ${site.id} --recipe store-receipts --json`),
  );
  expect(JSON.parse(again.out)).toMatchObject({ imported: 0, alreadyThere: 1, rejected: 1 });
  expect(await all()).toEqual(before);
});

test('a poster in the store, the page it leads to, and a call to the number shown there', async () => {
  const now = Date.now();
  const { url: poster } = await touchtrailJson<{ url: string }>(
    dataDir,
    ...words(
      `link create --site ${site.id} --url ${origin}/lamps --campaign autumn --store berlin`,
    ),
  );
  const token = new URL(poster).searchParams.get('tt');
  await send(
    { name: 'page.viewed', touchpoint: 'lamps', at: now - 2_000, page: { path: '/lamps' } },
    { name: 'link.opened', at: now - 2_000, props: { token } },
  );

  const set = await touchtrail(
    dataDir,
    ...words(`phone set --site ${site.id} --number +49-30-123401 --fallback +4930123400`),
  );
  expect(set.code).toBe(0);
  const shown = await fetch(`${service.url}/v1/phone`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin },
    body: JSON.stringify({
      v: 1,
      site: site.writeKey,
      visit: randomUUID(),
      anonymousId: 'browser-lena',
      consent,
    }),
  });
  expect(shown.status).toBe(200);
  expect(await shown.json()).toMatchObject({
    number: '+4930123401',
  } satisfies Partial<PhoneAnswer>);

  const secret = 'signing-key-of-the-company';
  const file = await csv('secret.txt', secret);
  const hook = await touchtrailJson<{ id: string; url: string; secret?: string }>(
    dataDir,
    ...words(
      `hook add --site ${site.id} --from callrail --url ${service.url} --secret-file ${file} --purpose measurement --purpose offline_join --basis contract`,
    ),
  );
  expect(hook.secret).toBeUndefined();
  const call = JSON.stringify({
    resource_id: 'CAL8154748ae6bd4e278a7cddd38a662f4f',
    direction: 'inbound',
    start_time: iso(Date.now()),
    tracking_phone_number: '+4930123401',
    customer_phone_number: '+491701234567',
    duration: '187',
  });
  const signature = createHmac('sha1', secret).update(call).digest('base64');
  const post = () =>
    fetch(hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', signature },
      body: call,
    });
  expect(await (await post()).json()).toMatchObject({ accepted: 1 });
  expect(await (await post()).json()).toMatchObject({ accepted: 0, duplicates: 1 });

  const { population, result } = await report('journeys');
  expect(population).toMatchObject({ people: 1, journeys: 1 });
  expect(result.journeys).toMatchObject([{ path: ['store.berlin', 'lamps', 'phone.hotline'] }]);
  expect(result.journeys[0]?.channels.toSorted()).toEqual(['mobile_web', 'phone', 'store']);
  const links = await touchtrailJson<{ uses: number }[]>(
    dataDir,
    ...words(`link list --site ${site.id}`),
  );
  expect(links).toMatchObject([{ uses: 1 }]);
  expect(await metricOf(service.url, 'touchtrail_links_total{state="opened"}')).toBe(1);
});

test('a link that was sent to a person says who opened it, three times at most', async () => {
  const { url } = await touchtrailJson<{ url: string }>(
    dataDir,
    ...words(
      `link create --site ${site.id} --url ${origin}/offer --campaign autumn --medium email --person C-17`,
    ),
  );
  const token = new URL(url).searchParams.get('tt');
  const opened = (browser: string) =>
    send({
      type: 'identify',
      name: 'link.opened',
      at: Date.now(),
      anonymousId: browser,
      props: { token },
    });
  for (const browser of ['one', 'two', 'three', 'four']) {
    // Also once uses are read from the tables.
    await opened(browser);
    await drained(service.url);
  }
  const links = await service.store.reader.query<{ device: string; owner: string }>({
    sql: `SELECT DISTINCT from_id AS device, to_id AS owner FROM id_edges
          WHERE site_id = {site:String} ORDER BY device`,
    params: { site: site.id },
  });
  expect(links).toEqual(['one', 'three', 'two'].map((device) => ({ device, owner: 'C-17' })));
});

test('the example is a month of people who are the same beside the web', async () => {
  const readme = await readFile(path.join(root, 'examples/offline/README.md'), 'utf8');
  // A copy, since refused lines are written beside the file.
  const copy = path.join(dataDir, 'offline');
  await cp(path.join(root, 'examples/offline'), copy, { recursive: true });
  const lines = [...readme.matchAll(/^npm run -s touchtrail -- (.*)$/gm)].map(([, line]) =>
    words((line ?? '').replace('examples/offline', copy)),
  );
  expect(lines.length).toBeGreaterThan(6);
  const run = async () => {
    const ran = [];
    for (const line of lines) ran.push({ line, ...(await touchtrail(dataDir, ...line)) });
    return ran;
  };
  const [added, ...ran] = await run();
  expect(added?.code).toBe(0);
  for (const { line, code, err } of ran) {
    const tills = line.some((word) => word.endsWith('tills.csv'));
    expect({ line, code, err }).toMatchObject({ code: tills ? 3 : 0 });
  }
  site = (await service.store.sites.find('lamps')) ?? site;
  const names = ['journeys', 'channels', 'feedback'] as const;
  const all = () =>
    Promise.all(names.map(async (name) => (await report(name, { list: 1_000 })).result));
  const [journeys] = (await all()) as [ReportTypes['journeys']['result']];
  const lena = journeys.journeys.filter(({ subject }) => subject === 'C-5001');
  expect(lena).toHaveLength(2);
  expect(lena.find(({ outcome }) => outcome === 'converted')).toMatchObject({
    path: [
      'category',
      'product',
      'product',
      'chat.bot',
      'chat.agent',
      'call.orders',
      'store.berlin',
    ],
  });
  const { researchedOnline } = (await report('channels')).result;
  // Of 50 receipts one is of somebody who agreed to nothing, and one of somebody never seen online.
  expect(researchedOnline).toMatchObject({ count: 48, of: 49 });
  const { rows } = (await report('feedback')).result;
  const ofStores = rows.filter(({ touchpoint }) => touchpoint.startsWith('store.'));
  expect(ofStores.map(({ rated }) => rated).reduce((a, b) => a + b)).toBe(17);
  expect(ofStores.map(({ withoutTouch }) => withoutTouch)).toEqual([0, 0]);
  const before = await all();
  const again = await run();
  expect(again[0]?.code).toBe(1);
  expect(await all()).toEqual(before);
});

test('the mapping in the documentation is one', async () => {
  const guide = await readFile(path.join(root, 'docs/offline.md'), 'utf8');
  const mapping = hookMappingSchema.parse(JSON.parse(/```json\n([^]*?)```/.exec(guide)?.[1] ?? ''));
  const item = {
    uuid: 'x-1',
    kind: 'call',
    state: 'done',
    created_at: '2026-11-22 10:00',
    customer: { number: 17 },
    seconds: 90,
    'main topic': 'lamps',
  };
  const { events, ignored } = mapPayload(mapping, { data: { items: [item, {}] } }, 'crm');
  expect({ events, ignored }).toEqual({
    ignored: 1,
    events: [
      {
        event: {
          id: 'crm:x-1',
          at: '2026-11-22 10:00Z',
          userId: '17',
          name: 'crm.activity',
          touchpoint: 'crm.call',
          channel: 'phone',
          experience: { durationMs: 90_000 },
          props: { topic: 'lamps' },
        },
      },
    ],
  });
});
