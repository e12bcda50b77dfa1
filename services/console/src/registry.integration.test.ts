import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventSchema } from '@touchtrail/contract';
import type {
  LiveTouch,
  RegistryAnswer,
  RegistryEffect,
  ReportTypes,
  SilentTouchpoint,
  UnmappedGroup,
} from '@touchtrail/contract';
import { openStore, toEventRow } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConsole } from './console.ts';
import type { Console } from './console.ts';
import { testSite } from './testing/harness.ts';

const site = 'shop';
const now = Date.parse('2026-11-22T10:00:00Z');
let dir: string;
let store: Store;
let readPath: Console;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  dir = withTables(mkdtempSync(path.join(os.tmpdir(), 'touchtrail-registry-')));
  store = await openStore({ dataDir: dir });
  await store.sites.add(testSite);
  for (const role of ['viewer', 'analyst', 'admin'] as const) {
    tokens[role] = await store.tokens.create({ role });
  }
  readPath = createConsole({
    reader: store.reader,
    sites: store.sites,
    tokens: store.tokens,
    people: store.people,
    suppressions: store.suppressions,
    audit: store.audit,
    registry: store.registry,
    erase: () => undefined,
    clock: () => now,
  });
  const pages = ['/', '/p/1', '/p/2', '/cart', '/users/7', '/users/8'];
  await store.insertEvents(
    pages.map((page, n) =>
      toEventRow(
        site,
        eventSchema.parse({
          id: `event-${n}`,
          name: 'page.viewed',
          at: now - 3_600_000 + n * 1_000,
          anonymousId: 'a1',
          page: { path: page, url: `https://s.example${page}` },
        }),
        { receivedAt: now, source: 'import' },
      ),
    ),
  );
});
afterAll(async () => {
  readPath.close();
  await store?.close();
  rmSync(dir, { recursive: true, force: true });
});

const ask = async (
  role: string,
  url: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<{ status: number; body: unknown }> => {
  const response = await readPath.app.request(url, {
    method,
    headers: { host: 'touchtrail.test', authorization: `Bearer ${tokens[role]}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};
const span = `from=${now - 86_400_000}&to=${now}`;
const registry = {
  touchpoints: [
    { key: 'home', phase: 'awareness' },
    { key: 'product', phase: 'consideration' },
    { key: 'app' },
  ],
  rules: [
    { touchpoint: 'home', when: { path: '/' } },
    { touchpoint: 'product', when: { path: '/p/*' } },
  ],
};

test('is tried, saved, compared and taken back over HTTP', async () => {
  const empty = await ask('viewer', `/api/registry?site=${site}`);
  expect(empty).toMatchObject({ status: 200, body: { site, version: 0 } });
  expect((empty.body as RegistryAnswer).registry.phases).toHaveLength(9);

  const tried = await ask('analyst', '/api/registry/test', {
    site,
    registry,
    from: now - 86_400_000,
    to: now,
  });
  expect(tried.body as RegistryEffect).toMatchObject({
    against: 0,
    events: 6,
    mapped: 3,
    rules: [
      { rule: 1, events: 1, samples: [{ url: 'https://s.example/', touchpoint: '/' }] },
      { rule: 2, events: 2 },
    ],
  });
  expect((await ask('analyst', `/api/registry/versions?site=${site}`)).body).toEqual([]);

  const saved = await ask('analyst', '/api/registry', { site, registry, ifVersion: 0 }, 'PUT');
  expect(saved).toMatchObject({ status: 200, body: { version: 1, saved: true } });
  const keys = (await ask('viewer', `/api/touchpoints?site=${site}`)).body as { key: string }[];
  expect(keys.map(({ key }) => key)).toEqual(['product', '/cart', '/users/7', '/users/8', 'home']);

  // Somebody else was faster.
  const late = await ask(
    'analyst',
    '/api/registry',
    { site, registry: { ...registry, rules: [] }, ifVersion: 0 },
    'PUT',
  );
  expect(late).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict' }, current: { version: 1 } },
  });
  expect((late.body as { changes: unknown[] }).changes).toHaveLength(5);

  const next = { ...registry, topics: ['delivery'], rules: registry.rules.slice(0, 1) };
  expect(
    (await ask('admin', '/api/registry', { site, registry: next, ifVersion: 1 }, 'PUT')).status,
  ).toBe(200);
  expect((await ask('viewer', `/api/registry/diff?site=${site}&from=1`)).body).toMatchObject({
    to: 2,
    changes: [
      { section: 'topics', kind: 'added', key: 'delivery' },
      { section: 'rules', kind: 'removed', key: '2' },
    ],
  });
  expect(
    await ask('analyst', '/api/registry/rollback', { site, version: 1, ifVersion: 2 }),
  ).toMatchObject({ status: 200, body: { version: 3, restores: 1 } });
  expect((await ask('viewer', `/api/registry?site=${site}&version=2`)).body).toMatchObject({
    registry: { topics: [{ key: 'delivery' }] },
  });
  const entries = await store.audit.list({ site, action: 'registry.' });
  expect(entries.map(({ detail }) => detail['version'])).toEqual([3, 2, 1]);

  const groups = (await ask('viewer', `/api/registry/unmapped?site=${site}&${span}`))
    .body as UnmappedGroup[];
  expect(groups.map(({ pattern, events }) => [pattern, events])).toEqual([
    ['/users/*', 2],
    ['/cart', 1],
  ]);
  const silent = (await ask('viewer', `/api/registry/silent?site=${site}&${span}`))
    .body as SilentTouchpoint[];
  expect(silent).toEqual([{ key: 'app', lastSeenAt: null, events: 0 }]);
  const use = (await ask('viewer', `/api/registry/use?site=${site}&${span}`))
    .body as SilentTouchpoint[];
  expect(use.map(({ events }) => events)).toEqual([1, 2, 0]);
});

const named = (decision: string, shops: string) => ({
  ...registry,
  phases: [
    { key: 'awareness', name: { en: 'Awareness' } },
    { key: 'consideration', name: { en: decision, de: `${decision} (de)` } },
  ],
  channels: { store: { en: shops } },
});
const figures = ({ body }: { body: unknown }) => (body as { result: unknown }).result;

test('a phase and a channel get another name: what they were called then is kept', async () => {
  const put = (body: unknown, ifVersion: number) =>
    ask('analyst', '/api/registry', { site, registry: body, ifVersion }, 'PUT');
  expect((await put(named('Looking', 'Shops'), 3)).body).toMatchObject({ version: 4 });
  const phases = () => ask('viewer', `/api/reports/phases?site=${site}`);
  const before = await phases();
  expect((await put(named('Choosing', 'Branches'), 4)).body).toMatchObject({ version: 5 });
  for (const [version, decision, shops] of [
    [4, 'Looking', 'Shops'],
    [5, 'Choosing', 'Branches'],
  ] as const) {
    const { body } = await ask('viewer', `/api/registry?site=${site}&version=${version}`);
    expect(body).toMatchObject({
      registry: {
        phases: [{}, { key: 'consideration', name: { en: decision, de: `${decision} (de)` } }],
        channels: { store: { en: shops } },
      },
    });
  }
  expect((await ask('viewer', `/api/registry/diff?site=${site}&from=4&to=5`)).body).toMatchObject({
    changes: [
      { section: 'phases', kind: 'changed', key: 'consideration' },
      { section: 'channels', kind: 'changed', key: 'store' },
    ],
  });
  // Names are what is renamed: touches stay in the phase of that key, before and after.
  const after = await phases();
  expect(before.status).toBe(200);
  expect(figures(after)).toEqual(figures(before));
  await ask('analyst', '/api/registry/rollback', { site, version: 3, ifVersion: 5 });
});

test('the live view calls touches as reports do, also those that come while it is looked at', async () => {
  const response = await readPath.app.request(`/api/live?site=${site}`, {
    headers: { host: 'touchtrail.test', authorization: `Bearer ${tokens['viewer']}` },
  });
  const more = toEventRow(
    site,
    eventSchema.parse({
      id: 'event-live',
      name: 'page.viewed',
      at: now,
      anonymousId: 'a2',
      page: { path: '/p/99' },
    }),
    { receivedAt: now + 1_000, source: 'sdk' },
  );
  let text = '';
  const heard = () =>
    [...text.matchAll(/^data: (.*)$/gm)].map(
      (match) => (JSON.parse(match[1] ?? '') as LiveTouch).touchpoint,
    );
  let isSent = false;
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (heard().length === 6 && !isSent) {
      isSent = true;
      await store.insertEvents([more]);
      readPath.publish(site, [more]);
    }
    if (heard().length > 6) break;
  }
  expect(heard().slice(0, 6).toSorted()).toEqual([
    '/cart',
    '/users/7',
    '/users/8',
    'home',
    'product',
    'product',
  ]);
  expect(heard()[6]).toBe('product');
});

test('refuses what is wrong, and who may not', async () => {
  const put = (body: unknown, role = 'analyst') => ask(role, '/api/registry', body, 'PUT');
  const save = { site, registry, ifVersion: 6 };
  expect((await put(save, 'viewer')).status).toBe(403);
  expect((await ask('viewer', '/api/registry/test', { site, registry })).status).toBe(403);
  expect(await put({ site, registry })).toMatchObject({
    status: 400,
    body: { issues: [{ parameter: 'ifVersion' }] },
  });
  expect(
    await put({ ...save, registry: { touchpoints: [{ key: 'a', channel: 'fax' }] } }),
  ).toMatchObject({
    status: 400,
    body: { issues: [{ parameter: 'registry.touchpoints.0.channel' }] },
  });
  const wrong = {
    touchpoints: [{ key: 'a' }],
    rules: [{ touchpoint: 'a', when: { url: { matches: '(' } } }],
  };
  for (const answer of [
    await put({ ...save, registry: wrong }),
    await ask('analyst', '/api/registry/test', { site, registry: wrong }),
  ]) {
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: { code: 'invalid_parameters' },
        issues: [{ parameter: 'registry.rules.0.when.url.matches', code: 'invalid_pattern' }],
      },
    });
  }
  const all = { touchpoints: [{ key: 'a' }], rules: [{ touchpoint: 'a', when: { event: '*' } }] };
  expect(await put({ ...save, registry: all })).toMatchObject({
    status: 400,
    body: { issues: [{ code: 'maps_everything', level: 'refused' }] },
  });
  const long = { touchpoints: [{ key: 'a', note: 'x'.repeat(2_000_000) }] };
  expect((await put({ ...save, registry: long })).status).toBe(413);
  expect((await ask('viewer', `/api/registry?site=${site}&version=9`)).status).toBe(404);
  expect((await ask('viewer', `/api/registry?site=nobody`)).status).toBe(404);
});

test('topics of comments: read, hidden from viewers, and taken over', async () => {
  await store.sites.add({ ...testSite, id: 'voices', writeKey: 'wk_voices', name: 'Voices' });
  const told = [
    'Die Lieferung kam eine Woche zu spät',
    'Paket verspätet, der Zusteller hat nicht geklingelt',
    'Lieferzeit viel zu lang, Paket kam verspätet',
    'Zusteller unfreundlich, Lieferung verspätet',
    'Meine Kreditkarte wurde abgelehnt',
    'Zahlung mit Kreditkarte abgelehnt, dreimal',
    'Kreditkarte geht nicht, Zahlung abgebrochen',
    'Zahlung abgebrochen, Karte abgelehnt',
  ];
  const days = 24 * 3_600_000;
  await store.insertEvents(
    Array.from({ length: 160 }, (_, n) => {
      const about = n % 8;
      const at = now - (40 - n / 4) * days;
      const given = (id: string, more: Record<string, unknown>) =>
        toEventRow(
          'voices',
          eventSchema.parse({ id: `${id}-${n}`, at, userId: `p${n}`, ...more }),
          { receivedAt: now, source: 'import' },
        );
      return [
        given('view', { name: 'page.viewed', touchpoint: 'survey', at: at - 1_000 }),
        given('said', {
          type: 'feedback',
          name: 'feedback.given',
          touchpoint: 'survey',
          rating: about < 4 ? 3 : 6,
          ratingScale: 'scale10',
          // The last sentence is of nobody but p7.
          comment:
            n === 7
              ? 'Zahlung abgelehnt! Ich heiße Ada Lovelace, =1+1 | Auftrag 4711-0815'
              : `${told[about] ?? ''}${n % 3 === 0 ? ', schade' : ''}`,
        }),
        ...(n % 2 === 0
          ? [given('sold', { type: 'conversion', name: 'order.placed', at: at + days })]
          : []),
      ];
    }).flat(),
  );
  const url = `/api/reports/topics?site=voices&quotes=10`;
  const report = async (role: string) =>
    (await ask(role, url)).body as ReportTypes['topics'] & { error?: unknown };

  const { result, error } = await report('analyst');
  expect(error).toBeUndefined();
  expect(result.comments).toEqual({ stored: 160, read: 160, withWords: 160, people: 160 });
  expect(result.languages[0]).toMatchObject({ language: 'de' });
  expect(result.discovery.state).toBe('found');
  const payment = result.rows.find(({ words }) => words.includes('Kreditkarte'));
  expect(payment?.rating.value).toBeCloseTo(6, 0);
  expect(payment?.touchpoints).toMatchObject([{ touchpoint: 'survey', share: { of: 160 } }]);
  // Of those asked for 14 days or longer ago; every other one bought the day after.
  const observed = result.rows.reduce((sum, { converted }) => sum + converted.of, 0);
  expect(observed).toBeGreaterThan(80);
  expect(JSON.stringify(result)).not.toMatch(/Ada|Lovelace|4711/);

  const seen = await report('viewer');
  expect(seen.result.rows.map(({ topic }) => topic)).toEqual(result.rows.map(({ topic }) => topic));
  expect(seen.result.rows.flatMap(({ quotes }) => quotes)).toEqual([]);
  expect(result.rows.flatMap(({ quotes }) => quotes).length).toBeGreaterThan(0);

  const topic = { key: 'payment', name: 'Payment', words: ['Zahlung', 'Kreditkarte', 'Karte'] };
  const body = { site: 'voices', topic };
  expect(await ask('viewer', '/api/registry/topics', body)).toMatchObject({ status: 403 });
  expect(
    await ask('analyst', '/api/registry/topics', {
      site: 'voices',
      topic: { key: 'x', words: ['1'] },
    }),
  ).toMatchObject({ status: 400 });
  expect(await ask('analyst', '/api/registry/topics', body)).toMatchObject({
    body: { version: 1, saved: true, changes: [{ section: 'topics', kind: 'added' }] },
  });
  expect((await ask('analyst', '/api/registry/topics', body)).body).toMatchObject({ saved: false });
  const later = await report('analyst');
  const known = later.result.rows.find((row) => row.topic === 'payment');
  expect(known).toMatchObject({ source: 'vocabulary', label: 'Payment', share: { count: 80 } });
  expect(later.versions?.registry).toBe(1);

  for (const format of ['csv', 'md']) {
    const response = await readPath.app.request(`${url}&format=${format}`, {
      headers: { host: 'touchtrail.test', authorization: `Bearer ${tokens['analyst']}` },
    });
    const text = await response.text();
    expect(text).toContain('payment');
    expect(text).not.toMatch(/Lovelace|(^|,)=1/m);
  }
  const limited = await ask('analyst', `${url}&comments=100`);
  const { comments } = figures(limited) as ReportTypes['topics']['result'];
  expect(comments.stored).toBe(160);
  expect(comments.read).toBeLessThanOrEqual(100);
  expect((limited.body as ReportTypes['topics']).warnings.join(' ')).toContain('Of 160 comments');
});
