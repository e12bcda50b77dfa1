import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { eventSchema } from '@touchtrail/contract';
import type {
  LiveTouch,
  ReportTypes,
  SiteSummary,
  TokenSummary,
  TouchpointSummary,
} from '@touchtrail/contract';
import { openStore, toEventRow } from '@touchtrail/store';
import type { Store } from '@touchtrail/store';
import { withTables } from '@touchtrail/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConsole } from './console.ts';
import type { Console } from './console.ts';
import { testSite } from './testing/harness.ts';

const dir = withTables(mkdtempSync(path.join(os.tmpdir(), 'touchtrail-console-')));
let store: Store;
let console: Console;
let token: string;

let count = 0;
const row = (fields: Record<string, unknown>, receivedAt = Date.now()) =>
  toEventRow(
    'shop',
    eventSchema.parse({ id: `event-${++count}`, name: 'page.viewed', at: 1_000, ...fields }),
    { receivedAt, source: 'import' },
  );
const hour = 3_600_000;
const start = Date.parse('2026-11-20T08:00:00Z');

beforeAll(async () => {
  store = await openStore({ dataDir: dir });
  await store.sites.add(testSite);
  token = await store.tokens.create();
  console = createConsole({
    reader: store.reader,
    sites: store.sites,
    tokens: store.tokens,
    members: store.tokens,
    writeKeys: store.sites,
    siteSettings: store.sites,
    retention: store.retention,
    people: store.people,
    suppressions: store.suppressions,
    audit: store.audit,
    erase: (id) => void store.people.runErasure(id),
    clock: Date.now,
    pollMs: 20,
  });
  await store.insertEvents([
    row({ anonymousId: 'ada-phone', touchpoint: 'home', channel: 'mobile_web', at: start }),
    row({ anonymousId: 'ada-phone', userId: 'ada', type: 'identify', at: start + 1 }),
    row({ userId: 'ada', touchpoint: 'cart', channel: 'web', at: start + hour }),
    row({
      userId: 'ada',
      touchpoint: 'order',
      type: 'conversion',
      value: 10,
      currency: 'EUR',
      at: start + 2 * hour,
    }),
    row({ anonymousId: 'bob', touchpoint: 'home', channel: 'web', at: start + 3 * hour }),
    row({ anonymousId: 'eve', touchpoint: '<img src=x>', channel: 'web', at: start + 4 * hour }),
  ]);
});
afterAll(async () => {
  console.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const ask = async (url: string, init: RequestInit = {}) => {
  const response = await console.app.request(url, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
  });
  expect(response.status).toBe(200);
  return response;
};
const json = async <T>(url: string, init?: RequestInit) =>
  (await (await ask(url, init)).json()) as T;

test('sites with what is known of their data', async () => {
  expect(await json<SiteSummary[]>('/api/sites')).toEqual([
    {
      ...testSite,
      touches: 5,
      firstTouchAt: start,
      lastTouchAt: start + 4 * hour,
      version: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  ]);
});

test('touchpoints, people counted across their devices', async () => {
  const touchpoints = await json<TouchpointSummary[]>('/api/touchpoints?site=The%20shop');
  expect(touchpoints.map(({ key, touches, people }) => [key, touches, people])).toEqual([
    ['home', 2, 2],
    ['<img src=x>', 1, 1],
    ['cart', 1, 1],
    ['order', 1, 1],
  ]);
  expect(touchpoints[3]).toMatchObject({ conversions: 1, lastSeenAt: start + 2 * hour });
});

test("a person's timeline joins the device that is theirs alone", async () => {
  const person = await json<{ ids: string[]; touches: { touchpoint: string; value: number }[] }>(
    '/api/people/ada?site=shop',
  );
  expect(person.ids.toSorted()).toEqual(['ada', 'ada-phone']);
  expect(person.touches.map(({ touchpoint }) => touchpoint)).toEqual([
    'home',
    'page.viewed',
    'cart',
    'order',
  ]);
  expect(await json('/api/people/nobody?site=shop')).toMatchObject({
    touches: [],
    truncated: false,
  });
});

describe('reports', () => {
  type Journeys = ReportTypes['journeys'];

  test('GET and POST answer the same', async () => {
    const body = JSON.stringify({ site: 'shop', list: 5 });
    const [got, posted] = [
      await json<Journeys>('/api/reports/journeys?site=shop&list=5'),
      await json<Journeys>('/api/reports/journeys', { method: 'POST', body }),
    ];
    expect(got.population).toMatchObject({ people: 3, touches: 5 });
    expect(got.result.outcomes.converted.count).toBe(1);
    expect({ ...got, computedAt: '', elapsedMs: 0 }).toEqual({
      ...posted,
      computedAt: '',
      elapsedMs: 0,
    });
  });

  test('in German, with the same figures and parameters', async () => {
    const inGerman = await ask('/api/reports/journeys?site=shop&list=5&lang=de');
    expect(inGerman.headers.get('content-language')).toBe('de');
    const german = (await inGerman.json()) as Journeys;
    const english = await json<Journeys>('/api/reports/journeys?site=shop&list=5');
    expect(german.definition).toContain('Eine Journey ist eine Folge von Kontakten');
    expect(english.definition).toContain('A journey is a run of');
    expect(german.warnings).toHaveLength(english.warnings.length);
    expect(german.result).toEqual(english.result);
    expect(german.parameters).toEqual(english.parameters);
    const unknown = await console.app.request('/api/reports/journeys?site=shop&lang=fr', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain('must be en or de');
  });

  test.each([
    ['csv', 'text/csv'],
    ['ndjson', 'application/x-ndjson'],
    ['md', 'text/markdown'],
  ])('as %s', async (format, type) => {
    const response = await ask(`/api/reports/paths?site=shop&format=${format}`);
    expect(response.headers.get('content-type')).toContain(type);
    expect(await response.text()).toContain('home');
  });

  test('are compressed for who takes it', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const response = await ask('/api/reports/paths?site=shop', { headers });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const body = gunzipSync(await response.arrayBuffer()).toString();
    expect(JSON.parse(body)).toMatchObject({ name: 'paths' });
  });

  test('what was aborted by the asker does not hold the engine', async () => {
    const aborted = new AbortController();
    aborted.abort();
    const response = await console.app.request(
      new Request('http://x/api/reports/journeys?site=shop', {
        headers: { authorization: `Bearer ${token}` },
        signal: aborted.signal,
      }),
    );
    expect(response.status).toBe(408);
  });
});

test('the live stream shows what another process stores', async () => {
  const response = await ask('/api/live?site=shop');
  const heard: LiveTouch[] = [];
  let text = '';
  let inserted = false;
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    heard.splice(
      0,
      heard.length,
      ...[...text.matchAll(/^data: (.*)$/gm)].map(
        (match) => JSON.parse(match[1] ?? '') as LiveTouch,
      ),
    );
    if (heard.length === 5 && !inserted) {
      inserted = true;
      await store.insertEvents([
        row({ anonymousId: 'new', touchpoint: 'fresh' }),
        row({ anonymousId: 'new', userId: 'n', type: 'identify' }),
      ]);
    }
    if (heard.length > 5) break;
  }
  expect(
    heard
      .map(({ touchpoint }) => touchpoint)
      .slice(0, 5)
      .toSorted(),
  ).toEqual(['<img src=x>', 'cart', 'home', 'home', 'order']);
  expect(heard[5]).toMatchObject({ touchpoint: 'fresh', subject: 'new', type: 'touch' });
});

const send = (method: string, url: string, body?: object, as = token) =>
  console.app.request(url, {
    method,
    headers: { authorization: `Bearer ${as}` },
    ...(body && { body: JSON.stringify(body) }),
  });

const letIn = async (body: object, as = token) =>
  (await (await send('POST', '/api/tokens', body, as)).json()) as { id: string; token: string };
const listed = async (as = token) =>
  (await (await send('GET', '/api/tokens', undefined, as)).json()) as TokenSummary[];

describe('who is let in', () => {
  test('a token is shown once, gets another role, and is worthless once it is revoked', async () => {
    const made = await letIn({ role: 'viewer', name: '<b>Ada</b>', sites: ['shop'] });
    expect(made).toMatchObject({ role: 'viewer', name: '<b>Ada</b>', sites: ['shop'] });
    expect((await send('GET', '/api/tokens', undefined, made.token)).status).toBe(403);
    const text = JSON.stringify(await listed());
    expect(text).not.toContain(made.token);
    const [own, other] = await listed();
    expect([own?.own, other?.own]).toEqual([true, false]);
    const today = new Date().toISOString().slice(0, 10);
    expect([own?.lastUsed, other?.lastUsed]).toEqual([today, today]);
    expect((await send('PUT', `/api/tokens/${made.id}`, {})).status).toBe(400);
    expect((await send('PUT', `/api/tokens/${made.id}`, { role: 'analyst' })).status).toBe(200);
    expect(await store.tokens.identify(made.token)).toMatchObject({ role: 'analyst' });
    expect((await send('DELETE', `/api/tokens/${made.id}`)).status).toBe(200);
    expect(await store.tokens.identify(made.token)).toBeUndefined();
    expect((await send('PUT', `/api/tokens/${made.id}`, { role: 'admin' })).status).toBe(404);
    const record = await store.audit.list({ action: 'token.', site: 'shop' });
    expect(record.map(({ action }) => action)).toEqual([
      'token.revoked',
      'token.changed',
      'token.created',
    ]);
  });

  test('nobody changes their own, and an admin of some sites has only tokens of those', async () => {
    await store.sites.add({ ...testSite, id: 'second', writeKey: 'wk_second' });
    const [own] = await listed();
    expect((await send('DELETE', `/api/tokens/${own?.id}`)).status).toBe(409);
    expect((await send('PUT', `/api/tokens/${own?.id}`, { role: 'viewer' })).status).toBe(409);
    const limited = await letIn({ role: 'admin', name: 'branch', sites: ['second'] });
    const as = limited.token;
    expect((await listed(as)).map(({ id }) => id)).toEqual([limited.id]);
    expect((await send('POST', '/api/tokens', { role: 'viewer' }, as)).status).toBe(403);
    expect(
      (await send('POST', '/api/tokens', { role: 'viewer', sites: ['shop'] }, as)).status,
    ).toBe(404);
    expect((await send('DELETE', `/api/tokens/${own?.id}`, undefined, as)).status).toBe(404);
    expect((await send('POST', '/api/sites/shop/rotate-key', {}, as)).status).toBe(404);
    const colleague = await letIn({ role: 'viewer', sites: ['second'] }, as);
    expect((await listed(as)).map(({ id }) => id)).toEqual([limited.id, colleague.id]);
  });

  test('a change that comes after a revocation lets nobody in again', async () => {
    const made = await letIn({ role: 'viewer' });
    const [changed] = await Promise.allSettled([
      store.tokens.change(made.id, { role: 'admin' }),
      store.tokens.revoke(made.id),
    ]);
    expect(['fulfilled', 'rejected']).toContain(changed.status);
    expect(await store.tokens.identify(made.token)).toBeUndefined();
  });

  test('a new write key leaves the old one working until it is ended', async () => {
    const before = (await store.sites.find('second'))?.writeKey;
    const keys = async (action: string) =>
      (await send('POST', `/api/sites/second/${action}`, {})).json();
    const rotated = (await keys('rotate-key')) as { writeKey: string };
    expect(rotated).toMatchObject({ site: 'second', previousWriteKey: before });
    expect(rotated.writeKey).not.toBe(before);
    expect((await send('POST', '/api/sites/second/rotate-key', {})).status).toBe(409);
    expect(await keys('end-old-key')).toEqual({
      site: 'second',
      writeKey: rotated.writeKey,
      previousWriteKey: null,
    });
  });
});

const addSite = async (body: object) => {
  const response = await send('POST', '/api/sites', body);
  return { status: response.status, ...((await response.json()) as Partial<SiteSummary>) };
};

const firstSite = async () => (await json<SiteSummary[]>('/api/sites'))[0];
const putSite = async (change: object, as = token) => {
  const response = await send('PUT', '/api/sites/shop', change, as);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('how a site is set up', () => {
  test('an admin changes it, and what was changed is on record; of two the second is told', async () => {
    const before = await firstSite();
    const name = '<b>سلة</b> 🛒';
    const saved = await putSite({ version: before?.version, name, privacy: { maxAgeDays: 180 } });
    expect(saved).toMatchObject({ status: 200, body: { name, privacy: { maxAgeDays: 180 } } });
    expect(await firstSite()).toMatchObject({ name, version: saved.body['version'] });
    const [entry] = await store.audit.list({ action: 'site.', site: 'shop' });
    expect(entry).toMatchObject({
      action: 'site.changed',
      detail: { name: `The shop → ${name}`, 'privacy.maxAgeDays': '395 → 180' },
    });
    const late = await putSite({ version: before?.version, name: 'mine' });
    expect(late).toMatchObject({ status: 409, body: { current: { name } } });
    // Of two at the same moment too.
    const { version } = saved.body;
    const both = await Promise.all(['a', 'b'].map((one) => putSite({ version, name: one })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    // A new write key is no other setting.
    const now = await firstSite();
    await send('POST', '/api/sites/shop/rotate-key', {});
    expect((await putSite({ version: now?.version, name: testSite.name })).status).toBe(200);
  });

  test('what keeps data for a shorter time says first what it removes', async () => {
    const old = Date.now() - 40 * 24 * hour;
    await store.insertEvents([row({ anonymousId: 'old', touchpoint: 'home', at: old }, old)]);
    const before = await firstSite();
    const shorter = { version: before?.version, privacy: { retention: { events: 30 } } };
    expect(await putSite(shorter)).toMatchObject({
      status: 409,
      body: { removes: [{ part: 'events', days: 30, rows: 1 }] },
    });
    expect((await firstSite())?.privacy.retention.events).toBe(760);
    const sure = await putSite({ ...shorter, confirmed: true });
    expect(sure).toMatchObject({ status: 200, body: { privacy: { retention: { events: 30 } } } });
    const back = { version: sure.body['version'], privacy: { retention: { events: 760 } } };
    expect((await putSite(back)).status).toBe(200);
  });

  test('what is wrong is named, and who may not is told', async () => {
    const version = (await firstSite())?.version;
    for (const [wrong, named] of [
      [{ timezone: 'Mars' }, /timezone/],
      [{ origins: ['shop.example'] }, /origins\.0/],
      [{ privacy: { fieldPolicies: { anonymousId: 'drop' } } }, /anonymousId/],
      [{ privacy: { nothing: true } }, /nothing/],
      [{ writeKey: 'wk_mine' }, /writeKey/],
    ] as const) {
      const { status, body } = await putSite({ version, ...wrong });
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(named)]);
    }
    expect((await putSite({ name: 'no version' })).status).toBe(400);
    const analyst = await letIn({ role: 'analyst' });
    expect((await putSite({ version, name: 'x' }, analyst.token)).status).toBe(403);
    expect((await send('POST', '/api/sites', { name: 'x' }, analyst.token)).status).toBe(403);
    const ofSome = await letIn({ role: 'admin', sites: ['second'] });
    expect((await putSite({ version, name: 'x' }, ofSome.token)).status).toBe(404);
    expect((await send('POST', '/api/sites', { name: 'x' }, ofSome.token)).status).toBe(403);
  });

  test('a site is added under an id of its own, whatever it is called', async () => {
    expect(await addSite({ name: '🛒' })).toMatchObject({ status: 201, id: 'site', name: '🛒' });
    expect(await addSite({ name: '🛒' })).toMatchObject({ status: 201, id: 'site-2' });
    const made = await addSite({ name: 'Lamp shop', timezone: 'Europe/Berlin', currency: 'chf' });
    expect(made).toMatchObject({ id: 'lamp-shop', timezone: 'Europe/Berlin', currency: 'CHF' });
    expect(await store.sites.findByWriteKey(made.writeKey ?? '')).toMatchObject({ id: made.id });
    expect((await addSite({ name: 'again', id: 'lamp-shop' })).status).toBe(409);
    expect((await addSite({ name: 'x'.repeat(201) })).status).toBe(400);
  });
});
