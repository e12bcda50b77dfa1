import type { ErrorBody } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { harness } from './testing/harness.ts';

const error = async (response: Response) => ((await response.json()) as ErrorBody).error;
const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) });

const row = (event_id: string, subject_id: string) => ({
  site_id: 'shop',
  subject_id,
  ts: 1,
  event_id,
  seq: 0,
  type: 'touch',
  name: 'n',
  received_at: 1,
  source: 'sdk' as const,
});

const doors: [string, string, 'analyst' | 'admin'][] = [
  ['GET', '/api/people/ada?site=shop', 'analyst'],
  ['GET', '/api/people/ada/export?site=shop', 'admin'],
  ['POST', '/api/people/ada/erase?site=shop', 'admin'],
  ['POST', '/api/people/ada/restrict?site=shop', 'admin'],
  ['POST', '/api/people/ada/unrestrict?site=shop', 'admin'],
  ['POST', '/api/people/ada/rectify?site=shop', 'admin'],
  ['GET', '/api/privacy/requests', 'admin'],
  ['GET', '/api/privacy/requests/request-1', 'admin'],
  ['GET', '/api/audit', 'admin'],
];

describe('roles', () => {
  test.each(doors)('%s %s is for the role %s', async (method, url, least) => {
    const { askAs, state, asked } = harness();
    const refused = least === 'admin' ? (['viewer', 'analyst'] as const) : (['viewer'] as const);
    for (const role of refused) {
      state.who = { ...state.who, role };
      // A token is believed for two seconds.
      state.now += 5_000;
      const response = await askAs(url, { method });
      expect(response.status).toBe(403);
      expect(await error(response)).toMatchObject({ code: 'forbidden' });
    }
    expect(asked).toEqual([]);
    state.who = { ...state.who, role: least };
    state.now += 5_000;
    const body = url.includes('rectify') ? { props: { a: 1 } } : {};
    const response = await askAs(url, method === 'POST' ? post(body) : {});
    expect(response.status).toBeLessThan(300);
  });

  test('a viewer reads reports and sites', async () => {
    const { askAs, state } = harness();
    state.who = { ...state.who, role: 'viewer' };
    expect((await askAs('/api/sites')).status).toBe(200);
    expect((await askAs('/api/reports/journeys?site=shop')).status).toBe(200);
  });

  test('a viewer sees how much was refused, by day; a wrong day is named', async () => {
    const { askAs, state } = harness();
    state.who = { ...state.who, role: 'viewer' };
    const response = await askAs('/api/privacy/refused?site=shop&from=2026-11-01&to=2026-11-30');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ site: 'shop', from: '2026-11-01', counts: [] });
    const wrong = await askAs('/api/privacy/refused?site=shop&from=2026-02-31');
    expect(wrong.status).toBe(400);
    expect((await error(wrong)).message).toContain('from');
  });

  test('a token of one site sees no other', async () => {
    const { askAs, state } = harness();
    state.who = { ...state.who, sites: ['shop'] };
    const sites = (await (await askAs('/api/sites')).json()) as { id: string }[];
    expect(sites.map(({ id }) => id)).toEqual(['shop']);
    for (const url of [
      '/api/reports/journeys?site=other',
      '/api/touchpoints?site=other',
      '/api/people/ada?site=other',
      '/api/live?site=other',
      '/api/people/ada/export?site=other',
      '/api/privacy/requests/request-1',
      '/api/audit?site=other',
    ]) {
      const response = await askAs(url);
      expect([url, response.status]).toEqual([url, 404]);
      expect((await error(response)).hint).not.toContain('other');
    }
    const erased = await askAs('/api/people/ada/erase', post({ site: 'other' }));
    expect(erased.status).toBe(404);
    // All sites together are more than its own.
    expect((await askAs('/api/audit')).status).toBe(400);
    expect((await askAs('/api/privacy/requests')).status).toBe(400);
  });

  test('a viewer sees the live line without who it is, and nobody sees the erased', async () => {
    const { askAs, console, state } = harness();
    state.who = { ...state.who, role: 'viewer' };
    state.suppressed = 'eve';
    console.publish('shop', [row('1', 'ada'), row('2', 'eve'), row('3', 'ada')]);
    const response = await askAs('/api/live?site=shop');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('id: 3')) console.close();
    }
    const subjects = [...text.matchAll(/"subject":"([^"]*)"/g)].map((match) => match[1]);
    expect(subjects).toHaveLength(2);
    expect(subjects[0]).toMatch(/^p-\w{10}$/);
    expect(subjects[1]).toBe(subjects[0]);
  });
});

describe('what people may ask for', () => {
  test('an export is a file of lines, whole or refused', async () => {
    const { askAs } = harness();
    const response = await askAs('/api/people/ada/export?site=shop');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const lines = (await response.text()).trim().split('\n');
    expect(lines).toHaveLength(5_002);
    expect(lines.at(-1)).toBe('{"type":"end"}');
    const unknown = await askAs('/api/people/bob/export?site=shop');
    expect(unknown.status).toBe(404);
    expect((await error(unknown)).hint).toContain('id');
  });

  test('an erasure answers with its request and begins', async () => {
    const { askAs, asked, erased } = harness();
    const response = await askAs('/api/people/ada/erase', post({ site: 'The shop' }));
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ id: 'request-1', state: 'running' });
    expect(asked).toEqual(['erase shop ada']);
    expect(erased).toEqual(['request-1']);
    expect((await askAs('/api/people/bob/erase', post({ site: 'shop' }))).status).toBe(404);
    expect((await askAs('/api/people/ada/erase', post({}))).status).toBe(400);
  });

  test('restriction and correction', async () => {
    const { askAs, asked } = harness();
    await askAs('/api/people/ada/restrict', post({ site: 'shop' }));
    await askAs('/api/people/ada/unrestrict', post({ site: 'shop' }));
    await askAs('/api/people/ada/rectify', post({ site: 'shop', props: { city: 'Bonn' } }));
    expect(asked).toEqual([
      'restrict shop ada',
      'unrestrict shop ada',
      'rectify {"city":"Bonn"} shop ada',
    ]);
    for (const props of [undefined, null, [], {}, { a: {} }, 'x']) {
      const wrong = await askAs('/api/people/ada/rectify', post({ site: 'shop', props }));
      expect(wrong.status).toBe(400);
    }
  });

  test('a page of another site cannot use the login for it', async () => {
    const { ask, asked, state } = harness();
    const login = await ask('/api/login', post({ token: state.token }));
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const erase = (headers: Record<string, string>) =>
      ask('/api/people/ada/erase', { ...post({ site: 'shop' }), headers: { cookie, ...headers } });
    expect((await erase({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(asked).toEqual([]);
    expect((await erase({ 'sec-fetch-site': 'same-origin' })).status).toBe(202);
  });
});

describe('the record', () => {
  test('has logins, failed ones too, looks at people, and each day of a token once', async () => {
    const { ask, askAs, audited, state } = harness();
    await ask('/api/login', post({ token: 'wrong' }));
    await ask('/api/login', post({ token: state.token }));
    await askAs('/api/people/ada?site=shop');
    await askAs('/api/sites');
    state.now += 86_400_000;
    await askAs('/api/sites');
    expect(audited.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
      'login.failed unknown',
      'login token-1',
      'token.used token-1',
      'person.viewed token-1',
      'token.used token-1',
    ]);
    expect(audited[3]).toMatchObject({ site: 'shop', subject: 'ada', role: 'admin' });
  });

  test('a look that cannot be recorded does not happen', async () => {
    const { askAs, state } = harness({
      audit: { add: () => Promise.reject(new Error('full')), list: async () => [] },
    });
    state.answer = () => {
      throw new Error('must not be asked');
    };
    expect((await askAs('/api/people/ada?site=shop')).status).toBe(500);
  });

  test.each([
    ['/api/audit?person=ada', 400],
    ['/api/audit?from=yesterday', 400],
    ['/api/audit?from=2026-11-22&to=1795341600000&limit=5&action=person&person=ada&site=shop', 200],
  ])('%s: %i', async (url, status) => {
    expect((await harness().askAs(url)).status).toBe(status);
  });
});
