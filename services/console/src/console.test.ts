import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ErrorBody, LiveLine } from '@touchtrail/contract';
import { StoreError } from '@touchtrail/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, harness } from './testing/harness.ts';

const json = async <T>(response: Response) => (await response.json()) as T;
const error = async (response: Response) => (await json<ErrorBody>(response)).error;

const login = (ask: ReturnType<typeof harness>['ask'], token: string, headers = {}) =>
  ask('/api/login', { method: 'POST', body: JSON.stringify({ token }), headers });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';

describe('access', () => {
  test.each([
    ['GET', '/api/sites'],
    ['GET', '/api/session'],
    ['GET', '/api/touchpoints?site=shop'],
    ['GET', '/api/people/a?site=shop'],
    ['GET', '/api/live?site=shop'],
    ['GET', '/api/reports/journeys?site=shop'],
    ['POST', '/api/reports/journeys'],
    ['GET', '/api/nowhere'],
  ])('%s %s needs a token', async (method, url) => {
    const { ask, state } = harness();
    const response = await ask(url, { method });
    expect(response.status).toBe(401);
    expect((await error(response)).code).toBe('unauthorized');
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    state.token = 'rotated';
    const wrong = await ask(url, { method, headers: { authorization: `Bearer ${adminToken}` } });
    expect(wrong.status).toBe(401);
  });

  test('a login gives a cookie that scripts and other sites cannot use', async () => {
    const { ask } = harness();
    const response = await login(ask, ` ${adminToken}\n`);
    expect(response.status).toBe(200);
    const attributes = response.headers.get('set-cookie') ?? '';
    expect(attributes).toMatch(/HttpOnly/);
    expect(attributes).toMatch(/SameSite=Strict/);
    expect(attributes).toMatch(/Secure/);
    expect(attributes).not.toContain(adminToken);
    const session = await ask('/api/session', { headers: { cookie: cookieOf(response) } });
    expect(await json(session)).toEqual({ authenticated: true, role: 'admin', sites: [] });
  });

  test('behind https the cookie is Secure', async () => {
    const { ask } = harness();
    const response = await login(ask, adminToken, { 'x-forwarded-proto': 'https' });
    expect(response.headers.get('set-cookie')).toMatch(/Secure/);
  });

  test.each(['localhost:8787', '127.0.0.1:8787', '[::1]:8787'])(
    'on %s itself the cookie works without TLS',
    async (host) => {
      const response = await login(harness().ask, adminToken, { host, origin: `http://${host}` });
      expect(response.status).toBe(200);
      expect(response.headers.get('set-cookie')).not.toMatch(/Secure/);
    },
  );

  test('over plain HTTP from elsewhere there is no login, with the way out', async () => {
    const { ask } = harness();
    const response = await login(ask, adminToken, { origin: 'http://touchtrail.test' });
    expect(response.status).toBe(403);
    expect((await error(response)).hint).toContain('TLS');
    const proxied = { origin: 'https://touchtrail.test', 'x-forwarded-proto': 'https' };
    const behind = await login(ask, adminToken, proxied);
    expect(behind.status).toBe(200);
    expect(behind.headers.get('strict-transport-security')).toContain('max-age');
  });

  test('logout ends the session on the server', async () => {
    const { ask } = harness();
    const cookie = cookieOf(await login(ask, adminToken));
    expect((await ask('/api/logout', { method: 'POST', headers: { cookie } })).status).toBe(200);
    expect((await ask('/api/session', { headers: { cookie } })).status).toBe(401);
  });

  test.each([
    ['sec-fetch-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['sec-fetch-site of a sibling', { 'sec-fetch-site': 'same-site' }, 403],
    ['origin', { origin: 'https://evil.test' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['its own origin', { origin: 'http://touchtrail.test' }, 404],
    ['its own page', { 'sec-fetch-site': 'same-origin' }, 404],
  ])('a POST with the cookie and %s', async (_, headers, status) => {
    const { ask } = harness();
    const cookie = cookieOf(await login(ask, adminToken));
    const response = await ask('/api/reports/none', {
      method: 'POST',
      headers: { cookie, ...headers },
    });
    expect(response.status).toBe(status);
  });

  test('another page can neither log in nor out', async () => {
    const { ask } = harness();
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await login(ask, adminToken, headers)).status).toBe(403);
    expect((await ask('/api/logout', { method: 'POST', headers })).status).toBe(403);
  });

  test('guessing at the login is slowed down, for the right token too', async () => {
    const { ask, state } = harness();
    for (let n = 0; n < 10; n++) expect((await login(ask, `guess-${n}`)).status).toBe(401);
    const limited = await login(ask, adminToken);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('60');
    state.now += 60_000;
    expect((await login(ask, adminToken)).status).toBe(200);
  });

  test('wrong bearer tokens are slowed down and hold up neither the right one nor the login', async () => {
    const { ask, askAs } = harness();
    const headers = { authorization: 'Bearer old' };
    for (let n = 0; n < 10; n++) expect((await ask('/api/sites', { headers })).status).toBe(401);
    expect((await ask('/api/sites', { headers })).status).toBe(429);
    expect((await askAs('/api/sites')).status).toBe(200);
    expect((await login(ask, adminToken)).status).toBe(200);
  });

  test('a store that is away is no failed login', async () => {
    const away = new StoreError('unreachable', 'No answer.', 'Start it.');
    const { askAs } = harness({ tokens: { identify: () => Promise.reject(away) } });
    for (let n = 0; n < 12; n++) expect((await askAs('/api/sites')).status).toBe(503);
  });
});

describe('reports', () => {
  test.each([
    ['/api/reports/nonsense?site=shop', 404, 'not_found'],
    ['/api/reports/__proto__?site=shop', 404, 'not_found'],
    ['/api/reports/journeys', 400, 'invalid_parameters'],
    ['/api/reports/journeys?site=none', 404, 'not_found'],
    ['/api/reports/journeys?site=shop&format=pdf', 400, 'invalid_parameters'],
    ['/api/reports/journeys?site=shop&format=constructor', 400, 'invalid_parameters'],
    ['/api/reports/journeys?site=shop&list=many', 400, 'invalid_parameters'],
    ['/api/reports/journeys?site=The%20shop&from=yesterday', 400, 'invalid_parameters'],
  ])('%s: %i %s', async (url, status, code) => {
    const { askAs } = harness();
    const response = await askAs(url);
    expect(response.status).toBe(status);
    const body = await error(response);
    expect(body.code).toBe(code);
    expect(body.hint).toMatch(/\w{3}/);
  });

  test('each wrong parameter is named', async () => {
    const { askAs } = harness();
    const body = JSON.stringify({ site: 'shop', list: -1, timezone: 'Mars/Olympus' });
    const response = await askAs('/api/reports/journeys', { method: 'POST', body });
    expect(response.status).toBe(400);
    const { issues } = await json<{ issues: { parameter: string }[] }>(response);
    expect(issues.map(({ parameter }) => parameter).toSorted()).toEqual(['list', 'timezone']);
  });

  test.each(['', '&progress=1'])('a refusal is in the language asked for%s', async (how) => {
    const { askAs } = harness();
    const response = await askAs(`/api/reports/journeys?site=shop&list=-1&lang=de${how}`);
    const text = await response.text();
    expect(text).toContain(
      'Der Bericht journeys lässt sich nicht berechnen: list: muss mindestens',
    );
    expect(text).toContain('Berichtigen Sie die genannten Parameter');
    const elsewhere = await askAs('/api/reports/journeys?site=none&lang=de');
    expect((await error(elsewhere)).message).toBe('Diese Site gibt es nicht.');
  });

  test.each([
    ['{"site":', 400, 'malformed_json'],
    ['[]', 400, 'malformed_json'],
    ['"x"', 400, 'malformed_json'],
    [' '.repeat(70_000), 413, 'body_too_large'],
  ])('the body %s', async (body, status, code) => {
    const { askAs } = harness();
    const response = await askAs('/api/reports/journeys', { method: 'POST', body });
    expect([response.status, (await error(response)).code]).toEqual([status, code]);
  });

  test.each([
    [
      new StoreError('query_too_heavy', 'Too many rows.', 'Narrow the range.'),
      503,
      'query_too_heavy',
    ],
    [new StoreError('unreachable', 'secret-host', 'x'), 503, 'store_unavailable'],
    [new StoreError('query_failed', 'secret-sql', 'x'), 500, 'internal'],
    [new Error('secret-fault'), 500, 'internal'],
  ])('%s becomes %i', async (thrown, status, code) => {
    const { askAs, state, log } = harness();
    state.answer = () => {
      throw thrown;
    };
    const response = await askAs('/api/sites');
    const text = await response.clone().text();
    expect([response.status, (await error(response)).code]).toEqual([status, code]);
    expect(text).not.toContain('secret');
    expect(log).toHaveLength(status === 500 ? 1 : 0);
  });
});

const line = (id: string, receivedAt: number): LiveLine => ({
  id,
  at: receivedAt,
  receivedAt,
  type: 'touch',
  name: '<b>',
  touchpoint: 't',
  channel: 'web',
  subject: 's',
  bot: '',
  device: 'd',
  consent: [],
  source: 'sdk',
  matched: 'none',
  delivery: { waited: 0, travelled: 0, stored: null, isStored: false, clockOff: 0 },
});
const row = (event_id: string, at: number) => ({
  site_id: 'shop',
  subject_id: 's',
  ts: at,
  event_id,
  seq: 0,
  type: 'touch',
  name: 'page.viewed',
  received_at: at,
  source: 'sdk' as const,
});

describe('the live stream', () => {
  test('starts with the last touches, goes on with new ones, ends with the service', async () => {
    const { askAs, console, state } = harness();
    state.answer = ({ sql }) =>
      sql.includes('LIMIT {limit:UInt32}') ? [line('a', 1), line('b', 2)].toReversed() : [];
    console.publish('shop', [row('b', 2), row('c', 3)]);
    const response = await askAs('/api/live?site=shop');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const ids: string[] = [];
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const seen = [...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1] ?? '');
      if (seen.length === 3 && ids.length < 3) console.publish('shop', [row('c', 3), row('d', 4)]);
      ids.splice(0, ids.length, ...seen);
      if (ids.length === 4) console.close();
    }
    expect(ids).toEqual(['a', 'b', 'c', 'd']);
    expect(text).toContain('event: touch\n');
  });

  test('says that it is still there', async () => {
    const { askAs, console } = harness({ heartbeatMs: 1 });
    const response = await askAs('/api/live?site=shop');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes(': still here')) console.close();
    }
    expect(text).toContain(': still here');
  });
});

describe('the dashboard', () => {
  let dashboardDir: string;
  beforeAll(() => {
    dashboardDir = mkdtempSync(path.join(os.tmpdir(), 'touchtrail-dashboard-'));
    mkdirSync(path.join(dashboardDir, 'assets'));
    writeFileSync(path.join(dashboardDir, 'index.html'), '<!doctype html><p>app</p>');
    const script = path.join(dashboardDir, 'assets', 'index-Ab3_x9Zk.js');
    writeFileSync(script, 'app()');
    writeFileSync(`${script}.gz`, gzipSync('app()'));
    writeFileSync(path.join(dashboardDir, 'favicon.svg'), '<svg/>');
  });
  afterAll(() => rmSync(dashboardDir, { recursive: true }));
  const get = (url: string, headers: Record<string, string> = {}) =>
    harness({ dashboardDir }).ask(url, { headers });
  const html = { accept: 'text/html,*/*' };

  test.each(['/', '/funnel', '/flow?site=shop'])(
    '%s is the page, with strict headers',
    async (url) => {
      const response = await get(url, html);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('app');
      const { headers } = response;
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-type')).toMatch(/text\/html; charset=utf-8/i);
    },
  );
  test('assets by hash are cached for ever, others checked each time', async () => {
    const asset = await get('/assets/index-Ab3_x9Zk.js', { 'accept-encoding': 'gzip' });
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('content-encoding')).toBe('gzip');
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });
  test('a missing file is no page', async () => {
    expect((await get('/assets/gone-Ab3_x9Zk.js', { accept: '*/*' })).status).toBe(404);
    expect((await get('/api/nowhere', html)).status).toBe(401);
  });
  test.each(['/..%2f..%2fetc/passwd', '/%2e%2e/package.json', '/assets/..%5c..%5cx'])(
    '%s stays inside',
    async (url) => {
      expect((await get(url, { accept: '*/*' })).status).toBe(404);
    },
  );
  test('that is not built says what to run', async () => {
    const response = await harness().ask('/', { headers: html });
    expect(response.status).toBe(404);
    expect((await error(response)).hint).toContain('npm run build');
  });
});
