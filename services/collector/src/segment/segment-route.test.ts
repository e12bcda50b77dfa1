import { gzipSync } from 'node:zlib';
import { limits } from '@touchtrail/contract';
import { describe, expect, test } from 'vitest';
import { harness } from '../testing/harness.ts';
import { basic, post, track } from './testing/messages.ts';

const open = () => harness({ site: { consentMode: 'none' } });

describe('routes', () => {
  test.each([
    ['/v1/track', 'Clicked'],
    ['/v1/t', 'Clicked'],
    ['/v1/page', 'page.viewed'],
    ['/v1/p', 'page.viewed'],
    ['/v1/screen', 'screen.viewed'],
    ['/v1/s', 'screen.viewed'],
    ['/v1/identify', 'person.identified'],
    ['/v1/i', 'person.identified'],
    ['/v1/group', 'account.identified'],
    ['/v1/g', 'account.identified'],
    ['/v1/alias', 'person.aliased'],
    ['/v1/a', 'person.aliased'],
    ['/api/s/track', 'Clicked'],
    ['/api/s/s2s/page', 'page.viewed'],
  ])('%s stores %s', async (path, name) => {
    const h = open();
    const message = track({ userId: 'u-1', groupId: 'acme', previousId: 'old', messageId: 'm-1' });
    const answer = await post(h, path, message);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ success: true });
    expect(h.events.rows).toMatchObject([{ site_id: 'shop', name, source: 'sdk' }]);
    expect(h.collector.handles(path)).toBe(true);
  });

  test.each(['/v1/batch', '/v1/b', '/v1/import/batch', '/beacon/v1/batch'])(
    '%s stores what each message says it is',
    async (path) => {
      const h = open();
      const batch = [track(), { type: 'identify', userId: 'u-1' }];
      expect((await post(h, path, { batch })).status).toBe(200);
      expect(h.events.rows.map(({ name }) => name)).toEqual(['Clicked', 'person.identified']);
    },
  );

  test('figures of a client about itself are taken and not kept', async () => {
    const h = open();
    expect((await post(h, '/v1/m', { series: [] }, {})).status).toBe(200);
    expect(h.events.rows).toEqual([]);
  });

  test('other methods are told which one is right', async () => {
    const answer = await open().collector.app.request('/v1/track');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('the write key', () => {
  test.each([
    ['Basic', {}, { authorization: basic }],
    ['Basic without a colon', {}, { authorization: `basic ${btoa('wk_test')}` }],
    ["Jitsu's header with a second half", {}, { 'x-write-key': 'wk_test:site' }],
    ['the body', { writeKey: 'wk_test' }, {}],
  ])('by %s', async (_how, fields, headers) => {
    expect((await post(open(), '/v1/track', track(fields), headers)).status).toBe(200);
  });

  test('by the query, for beacons, and by the first message of a batch', async () => {
    const h = open();
    const batch = [track({ writeKey: 'wk_test' })];
    expect((await post(h, '/beacon/v1/batch?writeKey=wk_test', { batch: [track()] }, {})).ok).toBe(
      true,
    );
    expect((await post(h, '/v1/batch', { batch }, {})).ok).toBe(true);
  });

  test('none and a wrong one: 401 that says where it belongs', async () => {
    const h = open();
    for (const headers of [{}, { authorization: 'Basic !!' }, { authorization: 'Bearer x' }]) {
      const answer = await post(h, '/v1/track', track(), headers);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: 'unknown_key' } });
    }
    expect((await post(h, '/v1/track', track({ writeKey: 'wk_no' }), {})).status).toBe(401);
    expect(h.events.rows).toEqual([]);
  });
});

describe('what is wrong', () => {
  test.each([
    ['no JSON', '/v1/track', '{', 'malformed_json'],
    ['an empty body', '/v1/batch', '', 'malformed_json'],
    ['no object', '/v1/track', '[1]', 'invalid_batch'],
    ['no batch', '/v1/batch', '{"writeKey":"wk_test"}', 'invalid_batch'],
    ['an empty batch', '/v1/batch', '{"batch":[]}', 'invalid_batch'],
  ])('%s: 400 and what would be right', async (_what, path, body, code) => {
    const answer = await post(open(), path, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({
      error: { code, hint: expect.stringContaining('"type":"track"') },
    });
  });

  test('a bad message never costs its neighbours, and stands in the answer', async () => {
    const h = open();
    const batch = [{ type: 'group', userId: 'u' }, track({ messageId: 'good' }), 7, track()];
    const answer = await post(h, '/v1/batch', { batch });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      success: true,
      rejected: [
        { index: 0, code: 'invalid_event', message: 'group needs `groupId`.' },
        { index: 2, code: 'invalid_event' },
      ],
    });
    expect(h.events.rows).toHaveLength(2);
    expect(h.quarantine.rows).toHaveLength(2);
  });

  test('nothing that can be taken: 422 with each reason', async () => {
    const answer = await post(open(), '/v1/track', { anonymousId: 'a-1' });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      error: { code: 'all_events_invalid' },
      rejected: [{ index: 0, message: 'track needs `event`, the name.' }],
    });
  });

  test('more than a request may hold: 413', async () => {
    const answer = await post(open(), '/v1/track', track({ properties: 'x'.repeat(600_000) }));
    expect(answer.status).toBe(413);
  });

  test('a spool that cannot write: 503 that says when to come back', async () => {
    const h = open();
    h.events.failNext(new Error('disk'));
    const answer = await post(h, '/v1/track', track());
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('what is stored', () => {
  test('a message sent twice is stored once, and the repeat succeeds', async () => {
    const h = open();
    const batch = [track({ messageId: 'm-1' }), track({ messageId: 'm-2' })];
    for (let time = 0; time < 3; time++) {
      expect(await (await post(h, '/v1/batch', { batch })).json()).toEqual({ success: true });
    }
    // Also by another route.
    await post(h, '/v1/t', track({ messageId: 'm-2' }));
    expect(h.events.rows).toHaveLength(2);
  });

  test('more messages than a batch of ours are all stored, refusals keep their places', async () => {
    const h = open();
    const batch = Array.from({ length: 1_203 }, (_, index) =>
      index % 400 === 399 ? {} : track({ messageId: `m-${index}` }),
    );
    const answer = (await (await post(h, '/v1/batch', { batch })).json()) as {
      rejected: { index: number }[];
    };
    expect(answer.rejected.map(({ index }) => index)).toEqual([399, 799, 1_199]);
    expect(h.events.rows).toHaveLength(1_200);
    expect(limits.batchEvents).toBeLessThan(1_203);
  });

  test('gzip, whatever the content type says', async () => {
    const h = open();
    const body = gzipSync(JSON.stringify({ batch: [track()] }));
    const answer = await post(h, '/v1/batch', body, {
      authorization: basic,
      'content-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(200);
  });

  test('a wrong clock is corrected by sentAt, of the batch or of its first message', async () => {
    const h = open();
    const timestamp = '2026-11-22T08:00:00Z';
    const sentAt = '2026-11-22T08:00:01Z';
    await post(h, '/v1/batch', { batch: [track({ timestamp })], sentAt });
    await post(h, '/v1/track', track({ timestamp, sentAt, messageId: 'm-2' }));
    const at = Date.parse('2026-11-22T10:00:04Z');
    expect(h.events.rows.map(({ ts }) => ts)).toEqual([at, at]);
  });

  test('what was cut is counted', async () => {
    const h = open();
    await post(
      h,
      '/v1/track',
      track({ properties: { text: 'x'.repeat(2_000), ['k'.repeat(200)]: 1 } }),
    );
    expect(await h.collector.metrics.text()).toContain('touchtrail_segment_values_lost_total 2');
  });

  test('a back end states whom its messages are about; a browser does not', async () => {
    const h = open();
    const phone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1';
    const context = { userAgent: phone, library: { name: 'analytics-node', version: '3.1.0' } };
    const batch = [track({ context }), track()];
    await post(h, '/v1/batch', { batch }, { authorization: basic, 'user-agent': 'node' });
    const desktop = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0.0.0 Safari/537.36';
    await post(h, '/v1/t', track({ context }), { authorization: basic, 'user-agent': desktop });
    expect(h.events.rows.map(({ channel }) => channel ?? '')).toEqual(['mobile_web', '', 'web']);
    expect(h.events.rows[0]?.['sdk']).toBe('analytics-node/3.1.0');
  });
});

describe('browsers', () => {
  const origin = 'https://shop.example';

  test('a preflight allows what each client asks for, to origins of a site only', async () => {
    const h = open();
    const ask = (from: string, path = '/v1/t', wanted = 'authorization,x-retry-count') =>
      h.collector.app.request(path, {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-headers': wanted },
      });
    for (const path of ['/v1/t', '/v1/batch', '/api/s/page', '/sourceConfig/', '/v1/m']) {
      const { headers } = await ask(origin, path);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-headers')).toBe('authorization,x-retry-count');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
    const odd = await ask(origin, '/v1/t', 'a b:c');
    expect(odd.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    expect((await ask('https://evil.example')).headers.has('access-control-allow-origin')).toBe(
      false,
    );
  });

  test('the answer is for the origin; another is refused', async () => {
    const h = open();
    const from = (where: string) =>
      post(h, '/v1/t', track(), { authorization: basic, origin: where });
    expect((await from(origin)).headers.get('access-control-allow-origin')).toBe(origin);
    expect((await from('https://evil.example')).status).toBe(403);
  });

  test('settings of analytics-next name this service', async () => {
    const { app } = open().collector;
    const ask = async (headers: Record<string, string>, key = 'wk_test') => {
      const answer = await app.request(`/v1/projects/${key}/settings`, { headers });
      const body = (await answer.json()) as { integrations: { 'Segment.io': object } };
      return { answer, to: body.integrations?.['Segment.io'] };
    };
    const { answer, to } = await ask({ host: 't.shop.example:8787', origin });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(to).toMatchObject({
      apiKey: 'wk_test',
      apiHost: 't.shop.example:8787/v1',
      protocol: 'https',
    });
    const proxied = {
      host: 'inner',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    };
    expect((await ask(proxied)).to).toMatchObject({ apiHost: 'inner/v1', protocol: 'http' });
    expect((await ask({ host: 'a"b' })).to).not.toHaveProperty('apiHost');
    expect((await ask({ host: 'x' }, 'wk_no')).answer.status).toBe(401);
    expect((await ask({ host: 'x', origin: 'https://evil.example' })).answer.status).toBe(403);
  });

  test('sourceConfig of RudderStack has no destinations and switches its reports off', async () => {
    const h = open();
    for (const path of ['/sourceConfig', '/sourceConfig/?p=npm&writeKey=wk_test']) {
      const answer = await h.collector.app.request(path, {
        headers: path.includes('writeKey') ? {} : { authorization: basic },
      });
      expect(await answer.json()).toMatchObject({
        source: {
          enabled: true,
          destinations: [],
          config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        },
      });
      expect(h.collector.handles('/sourceConfig')).toBe(true);
    }
    expect((await h.collector.app.request('/sourceConfig')).status).toBe(401);
  });
});
