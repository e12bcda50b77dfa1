import { sitePrivacySchema } from '@touchtrail/contract';
import type { SitePrivacyInput } from '@touchtrail/contract';
import { parseAddressRanges, parseRates } from '@touchtrail/enrich';
import { describe, expect, test } from 'vitest';
import type { CollectorDeps } from '../collector.ts';
import { batchOf, harness, receipt, someEvent } from '../testing/harness.ts';

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const headless =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36';
const by = (userAgent: string, more = {}) => ({ 'user-agent': userAgent, ...more });
const withPolicy = (privacy: SitePrivacyInput, deps: Partial<CollectorDeps> = {}) =>
  harness({ site: { privacy: sitePrivacySchema.parse(privacy) }, ...deps });
const metricsOf = async ({ collector }: ReturnType<typeof harness>) =>
  (await collector.app.request('/metrics')).text();

describe('a user agent', () => {
  test('is stored with what it tells, for every event of a browser', async () => {
    const { post, events } = harness();
    await post(batchOf(someEvent(), someEvent({ name: 'chosen' })), by(iphone));
    const expected = {
      user_agent: iphone,
      device_type: 'mobile',
      browser: 'Safari',
      browser_version: '17',
      os: 'iOS',
      os_version: '17.5',
    };
    expect(events.rows).toMatchObject([expected, expected]);
    expect(events.rows[0]?.['enrichment_version']).toBeGreaterThan(0);
  });

  test('is not stored without a receipt for measurement; what it tells is', async () => {
    const { post, events } = withPolicy({ regime: 'opt_out' });
    await post(batchOf(someEvent({ consent: undefined })), by(iphone));
    expect(events.rows).toMatchObject([{ browser: 'Safari', device_type: 'mobile' }]);
    expect(JSON.stringify(events.rows)).not.toContain('Mozilla');
  });

  test('is taken away with the browser where the policy says so', async () => {
    const { post, events } = withPolicy({ fieldPolicies: { 'device.userAgent': 'drop' } });
    await post(batchOf(someEvent()), by(headless));
    expect(events.rows).toMatchObject([
      { device_type: 'desktop', bot: 'headless', stripped: ['device.userAgent:policy'] },
    ]);
    expect(JSON.stringify(events.rows)).not.toMatch(/Mozilla|Chrome|Linux/);
  });

  test('may be kept as a hash', async () => {
    const { post, events } = withPolicy({ fieldPolicies: { 'device.userAgent': 'hash' } });
    await post(batchOf(someEvent()), by(iphone));
    expect(events.rows).toMatchObject([
      { user_agent: expect.stringMatching(/^h_[\w-]{22}$/), browser: 'Safari' },
    ]);
  });

  test('of a program is that of a back end: neither stored nor flagged', async () => {
    const { post, events } = harness();
    await post(batchOf(someEvent()), by('axios/1.7.7'));
    expect(JSON.stringify(events.rows)).not.toContain('axios');
    expect(events.rows[0]?.['bot'] || '').toBe('');
  });

  test('that an event states is the visitor’s, whoever sends it', async () => {
    const { post, events } = harness();
    const stated = someEvent({ device: { userAgent: iphone } });
    await post(batchOf(stated), by('okhttp/4.12.0'));
    expect(events.rows).toMatchObject([
      { user_agent: iphone, channel: 'mobile_web', browser: 'Safari' },
    ]);
  });

  test('is no part of a withdrawal', async () => {
    const { post, events } = harness();
    const withdrawn = someEvent({
      type: 'consent',
      name: 'consent.withdrawn',
      consent: receipt('storage'),
    });
    await post(batchOf(withdrawn), by(iphone));
    expect(events.rows).toHaveLength(1);
    expect(JSON.stringify(events.rows)).not.toMatch(/Mozilla|Safari|iOS/);
  });
});

const made = (n: number) =>
  `Mozilla/5.0 (X11; Linux x86_64; made ${n}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36`;
const stating = (n: number) => someEvent({ device: { userAgent: made(n) } });

describe('user agents that nobody knows yet', () => {
  test('are read up to twenty a request, the others left to be told again', async () => {
    const it = harness();
    await it.post(batchOf(...Array.from({ length: 200 }, (_, n) => stating(n))));
    const read = it.events.rows.map((row) => row['browser'] === 'Chrome');
    expect(read).toEqual(Array.from({ length: 200 }, (_, n) => n < 20));
    const versions = it.events.rows.map((row) => Number(row['enrichment_version']) > 0);
    expect(versions).toEqual(read);
    expect(it.events.rows[199]).toMatchObject({ user_agent: made(199), channel: 'web' });
    expect(await metricsOf(it)).toContain('touchtrail_user_agents_unread_total 180');
  });

  test('are known from then on, and cost nothing of the twenty', async () => {
    const it = harness();
    const known = Array.from({ length: 20 }, (_, n) => stating(1_000 + n));
    await it.post(batchOf(...known));
    await it.post(batchOf(...known, ...known, stating(2_000), stating(2_001)));
    expect(it.events.rows.every((row) => row['browser'] === 'Chrome')).toBe(true);
    expect(await metricsOf(it)).toContain('touchtrail_user_agents_unread_total 0');
  });

  test('share the twenty over all people of a request of Segment', async () => {
    const it = harness({ site: { consentMode: 'none' } });
    const batch = Array.from({ length: 60 }, (_, n) => ({
      type: 'track',
      event: 'Chosen',
      anonymousId: `a-${n}`,
      context: { userAgent: made(3_000 + n) },
    }));
    const answer = await it.collector.app.request('/v1/batch', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${btoa('wk_test:')}`,
      },
      body: JSON.stringify({ batch }),
    });
    expect(await answer.json()).toMatchObject({ success: true });
    expect(it.events.rows).toHaveLength(60);
    expect(it.events.rows.filter((row) => row['browser'] === 'Chrome')).toHaveLength(20);
  });
});

describe('a program', () => {
  test('is stored with a flag, and counted', async () => {
    const it = harness();
    const answer = await it.post(batchOf(someEvent()), by(headless));
    expect(await answer.json()).toMatchObject({ accepted: 1 });
    expect(it.events.rows).toMatchObject([{ bot: 'headless' }]);
    expect(await metricsOf(it)).toContain('touchtrail_events_flagged_total{reason="headless"} 1');
  });

  test('is known by its data centre, behind the proxies that are declared', async () => {
    const datacentres = parseAddressRanges('203.0.113.0/24');
    const { post, events } = harness({ enrich: { datacentres }, trustedProxies: 1 });
    await post(batchOf(someEvent()), by(iphone, { 'x-forwarded-for': '203.0.113.7' }));
    await post(batchOf(someEvent()), by(iphone, { 'x-forwarded-for': '198.51.100.7' }));
    await post(batchOf(someEvent()), by('axios/1.7.7', { 'x-forwarded-for': '203.0.113.7' }));
    expect(events.rows.map((row) => row['bot'])).toEqual(['datacentre', '', '']);
    expect(JSON.stringify(events.rows)).not.toMatch(/203\.0|198\.51/);
  });

  test('is known by how fast it acts', async () => {
    const { post, events } = harness();
    const at = Date.parse('2026-11-22T09:59:00Z');
    const fast = Array.from({ length: 120 }, (_, i) =>
      someEvent({ name: 'chosen', at: at + i * 10, anonymousId: 'fast' }),
    );
    const slow = Array.from({ length: 120 }, (_, i) =>
      someEvent({ name: 'chosen', at: at + i * 400, anonymousId: 'slow' }),
    );
    await post(batchOf(...fast, ...slow), by(iphone));
    const flagged = events.rows.filter((row) => row['bot'] === 'behaviour');
    expect(flagged).toHaveLength(20);
    expect(new Set(flagged.map((row) => row['anonymous_id']))).toEqual(new Set(['fast']));
  });

  test('that was found by its page is flagged with what follows', async () => {
    const { post, events } = harness();
    const silent = someEvent({ device: { width: 800, height: 600, utcOffset: 0 } });
    await post(batchOf(silent, someEvent({ name: 'chosen' })), by(iphone));
    expect(events.rows.map((row) => row['bot'])).toEqual(['headless', 'behaviour']);
  });
});

const inCalifornia: CollectorDeps['country'] = () => ({ country: 'US', part: 'US-CA' });

test('the region is stored beside the country', async () => {
  const { post, events } = harness({ country: inCalifornia, trustedProxies: 1 });
  await post(batchOf(someEvent()), by(iphone, { 'x-forwarded-for': '203.0.113.7' }));
  expect(events.rows).toMatchObject([{ country: 'US', region: 'US-CA' }]);
});

const sale = (currency: string) =>
  someEvent({ type: 'conversion', name: 'order.completed', value: 10, currency });

test('money is told in the currency of the site, and counted where no rate is known', async () => {
  const rates = parseRates('date,from,to,rate\n2026-11-22,USD,EUR,0.9\n');
  const it = harness({ site: { currency: 'EUR' }, enrich: { rates } });
  await it.post(batchOf(sale('EUR'), sale('USD'), sale('XTS')), by(iphone));
  expect(it.events.rows.map((row) => row['value_base'])).toEqual([10, 9, undefined]);
  expect(it.events.rows.map((row) => row['value'])).toEqual([10, 10, 10]);
  expect(await metricsOf(it)).toContain('touchtrail_values_unconverted_total 1');
});

test('money that has no room in the currency of the site stays as it is, and is counted', async () => {
  const rates = parseRates('date,from,to,rate\n2026-11-22,USD,EUR,2\n');
  const it = harness({ site: { currency: 'EUR' }, enrich: { rates } });
  const large = { ...sale('USD'), value: 9e13 };
  expect(await (await it.post(batchOf(large))).json()).toMatchObject({ accepted: 1 });
  expect(it.events.rows.map((row) => [row['value'], row['value_base']])).toEqual([
    [9e13, undefined],
  ]);
  expect(await metricsOf(it)).toContain('touchtrail_values_unconverted_total 1');
});
