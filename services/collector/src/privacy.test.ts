import { sitePrivacySchema } from '@touchtrail/contract';
import type { BatchAnswer, ErrorBody, SitePrivacyInput } from '@touchtrail/contract';
import { hashedValue } from '@touchtrail/store';
import { describe, expect, test } from 'vitest';
import type { CollectorDeps } from './collector.ts';
import { testNow } from './testing/gate.ts';
import { batchOf, harness, receipt, someEvent } from './testing/harness.ts';

const withPolicy = (privacy: SitePrivacyInput, deps: Partial<CollectorDeps> = {}) =>
  harness({ site: { privacy: sitePrivacySchema.parse(privacy) }, ...deps });
const codes = async (response: Response) =>
  ((await response.json()) as Partial<BatchAnswer>).rejected?.map(({ code }) => code) ?? [];
const errorCode = async (response: Response) => ((await response.json()) as ErrorBody).error.code;
const from = (address: string) => ({ 'x-forwarded-for': address });

const country: CollectorDeps['country'] = (address) =>
  address.startsWith('203.0.113.')
    ? { country: 'US' }
    : address.startsWith('198.51.100.')
      ? { country: 'DE' }
      : undefined;
const silent = () => batchOf(someEvent({ consent: undefined }));

const inCountries = () =>
  withPolicy({ regions: { US: 'opt_out' } }, { country, trustedProxies: 1 });

describe('the country of a request', () => {
  test('decides the rule of consent and is stored, the address is not', async () => {
    const { post, events, quarantine, log } = inCountries();
    expect((await post(silent(), from('203.0.113.77'))).status).toBe(202);
    expect(await codes(await post(silent(), from('198.51.100.77')))).toEqual(['consent_missing']);
    expect(await codes(await post(silent(), from('192.0.2.77')))).toEqual(['consent_missing']);
    expect(await codes(await post(silent()))).toEqual(['consent_missing']);
    expect(events.rows).toMatchObject([{ country: 'US' }]);
    expect(JSON.stringify([events.rows, quarantine.rows, log])).not.toMatch(/203\.0|198\.51|\.77/);
  });

  test('is not believed from a sender while no proxy is declared', async () => {
    const { post } = withPolicy({ regions: { US: 'opt_out' } }, { country });
    expect(await codes(await post(silent(), from('203.0.113.77')))).toEqual(['consent_missing']);
  });
});

const view = () => batchOf(someEvent({ device: { signals: 'coarse' } }));

describe('the user agent of a request', () => {
  const instagram =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/21F79 Instagram 333.0';

  test('decides the channel and the app, and is stored only with consent', async () => {
    const { post, events, quarantine, log } = withPolicy({ regime: 'opt_out' });
    const unasked = someEvent({ device: { signals: 'coarse' }, consent: undefined });
    await post(batchOf(unasked), { 'user-agent': instagram });
    expect(events.rows).toMatchObject([
      { channel: 'in_app_browser', in_app: 'instagram', device_signals: 'mobile coarse in_app' },
    ]);
    expect(JSON.stringify([events.rows, quarantine.rows, log])).not.toMatch(/Mozilla|iPhone|21F79/);
    await post(view(), { 'user-agent': instagram });
    expect(events.rows[1]).toMatchObject({ user_agent: instagram });
  });

  test('of one that states its form factor is overruled', async () => {
    const { post, events } = harness();
    await post(view(), { 'user-agent': 'Mozilla/5.0 (X11)', 'sec-ch-ua-mobile': '?1' });
    expect(events.rows).toMatchObject([{ channel: 'mobile_web', device_signals: 'mobile coarse' }]);
  });

  test('decides nothing for programs', async () => {
    const { post, events } = harness();
    await post(batchOf(someEvent()), { 'user-agent': 'okhttp/4.12.0' });
    expect(events.rows[0]).not.toHaveProperty('channel');
  });
});

const configured = () =>
  batchOf(
    someEvent({
      consent: { ...receipt('measurement', 'sharing'), source: 'config' },
      campaign: { clickId: 'c' },
    }),
  );

describe('signals of the browser', () => {
  test.each([
    ['sec-gpc', {}, []],
    ['sec-gpc', { gpc: 'strict' }, ['opted_out']],
    ['dnt', { gpc: 'strict' }, []],
    ['dnt', { gpc: 'strict', honourDnt: true }, ['opted_out']],
  ] as const)('%s under %o', async (header, privacy, expected) => {
    const { post, events } = withPolicy(privacy);
    expect(await codes(await post(configured(), { [header]: '1' }))).toEqual(expected);
    if (header === 'sec-gpc' && expected.length === 0) {
      expect(events.rows).toMatchObject([{ stripped: ['campaign.clickId:sharing'] }]);
      expect(events.rows[0]).not.toHaveProperty('click_id');
    }
  });
});

test('of two events of one batch, a withdrawal voids the one after it', async () => {
  const asked: unknown[] = [];
  const { post, events } = harness({ onEraseAsked: (...args) => void asked.push(args) });
  const withdrawal = someEvent({
    type: 'consent',
    name: 'consent.withdrawn',
    consent: { ...receipt(), decidedAt: testNow - 1_000 },
    props: { erase: true },
  });
  const answer = await post(batchOf(someEvent(), withdrawal, someEvent()));
  expect(await codes(answer)).toEqual(['withdrawn']);
  expect(events.rows.map(({ type }) => type)).toEqual(['touch', 'consent']);
  expect(asked).toEqual([['shop', { anonymousId: 'a-1', userId: undefined }]]);
});

test('fields are hashed with the key of the site', async () => {
  const { post, events } = withPolicy({ fieldPolicies: { userId: 'hash', 'page.title': 'drop' } });
  const consent = receipt('measurement', 'identification');
  await post(batchOf(someEvent({ consent, userId: 'ada@example.org', page: { title: 'T' } })));
  const userId = hashedValue(Buffer.alloc(32, 7), 'ada@example.org');
  expect(events.rows).toMatchObject([
    { user_id: userId, subject_id: userId, stripped: ['page.title:policy'] },
  ]);
});

test('while the key of a site cannot be read, its events wait with their senders', async () => {
  const { post, events } = withPolicy(
    { fieldPolicies: { userId: 'hash' } },
    {
      secrets: {
        hashKey: async () => {
          throw new Error('away');
        },
      },
    },
  );
  expect((await post(batchOf(someEvent()))).status).toBe(503);
  expect(events.rows).toEqual([]);
});

test('the key before the last rotation works too', async () => {
  const { post, events } = harness({ site: { previousWriteKey: 'wk_old' } });
  expect((await post({ ...batchOf(someEvent()), site: 'wk_old' })).status).toBe(202);
  expect((await post(batchOf(someEvent()))).status).toBe(202);
  expect(events.rows).toHaveLength(2);
});

test('a site may ask that browsers say where they are', async () => {
  const { post } = withPolicy({ originCheck: 'required' });
  expect(await errorCode(await post(batchOf(someEvent())))).toBe('origin_not_allowed');
  const there = await post(batchOf(someEvent()), { origin: 'https://shop.example' });
  expect(there.status).toBe(202);
});

const two = () => batchOf(someEvent(), someEvent());

describe('floods', () => {
  const one = { burst: 1, perSecond: 0.1 };
  test.each([
    ['of one address', { address: one }],
    ['of one key', { key: one }],
    ['of one id', { anonymousId: { burst: 2, perSecond: 0.2 } }],
  ])('%s are told how long to wait, also a page of another origin', async (_, rateLimits) => {
    const { post, collector } = harness({ rateLimits, trustedProxies: 1 });
    expect((await post(two(), from('203.0.113.7'))).status).toBe(202);
    const refused = await post(two(), from('203.0.113.8'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(await errorCode(refused)).toBe('too_many_requests');
    expect((await post(two())).status).toBe(202);
    const metrics = await (await collector.app.request('/metrics')).text();
    expect(metrics).toContain('touchtrail_requests_refused_total{code="too_many_requests"} 1');
  });

  test('of a site end with its quota, until midnight', async () => {
    const { post } = harness({ site: { dailyEvents: 2 } });
    expect((await post(batchOf(someEvent(), someEvent()))).status).toBe(202);
    const refused = await post(batchOf(someEvent()));
    expect([refused.status, await errorCode(refused)]).toEqual([429, 'quota_exceeded']);
  });
});

test('what is refused is kept only as far as its receipt covers, scrubbed', async () => {
  const { post, quarantine } = harness();
  const wrong = {
    value: -1,
    userId: 'USER',
    comment: 'WORDS',
    campaign: { clickId: 'CLICK' },
    page: { url: 'https://shop.example/a?token=SECRET' },
    props: { mail: 'ada@example.org', plain: 'kept' },
    unknown: { deep: ['UNKNOWN'] },
  };
  await post(batchOf(someEvent(wrong), someEvent({ ...wrong, consent: receipt() })));
  const [kept, nothing] = quarantine.rows;
  expect(JSON.parse(kept?.raw ?? '')).toMatchObject({
    value: -1,
    anonymousId: 'a-1',
    page: { url: 'https://shop.example/a' },
    props: { mail: '*', plain: 'kept' },
  });
  expect(kept?.raw).not.toMatch(/USER|WORDS|CLICK|SECRET|UNKNOWN|ada/);
  expect(nothing).toMatchObject({ event_id: '', message: '', raw: '', code: 'invalid_event' });
});
