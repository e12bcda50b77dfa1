import type { ErrorBody, Site } from '@touchtrail/contract';
import { sitePrivacySchema } from '@touchtrail/contract';
import { expect, test } from 'vitest';
import { testNow } from '../testing/gate.ts';
import { harness, testSite } from '../testing/harness.ts';
import { createBoundedNames } from './bounded-names.ts';

const counting = (change: Partial<Site> = {}) => {
  const site = { ...testSite, privacy: sitePrivacySchema.parse({ aggregate: true }), ...change };
  const it = harness({ site });
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    it.collector.app.request('/v1/count', {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://shop.example', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { ...it, post };
};
const view = { v: 1, site: 'wk_test', path: '/shoes', referrer: 'search.example', channel: 'web' };
const codeOf = async (response: Response) => ((await response.json()) as ErrorBody).error.code;

test('counts a page view: path, host, channel and hour, whatever else is sent', async () => {
  const { post, counts, events, collector } = counting();
  const extra = { anonymousId: 'a', userId: 'u', at: testNow, ip: '203.0.113.7' };
  const response = await post({ ...view, ...extra }, { 'user-agent': 'Mozilla' });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(counts.rows).toEqual([
    {
      site_id: 'shop',
      hour: Date.parse('2026-11-22T10:00:00Z') / 1_000,
      path: '/shoes',
      referrer: 'search.example',
      channel: 'web',
      count: 1,
    },
  ]);
  expect(events.rows).toEqual([]);
  const metrics = await (await collector.app.request('/metrics')).text();
  expect(metrics).toContain('touchtrail_page_counts_total 1');
});

test('what names a person is taken out, a referrer is a host or nothing', async () => {
  const { post, counts } = counting();
  await post({ ...view, path: '/u/ada@example.org?token=1', referrer: 'https://y.example/?q=1' });
  await post({ ...view, referrer: undefined, channel: undefined });
  await post({ ...view, referrer: 'Localhost:8080' });
  await post({ ...view, referrer: '<b>x</b>' });
  expect(counts.rows.map(({ path, referrer }) => [path, referrer])).toEqual([
    ['/u/*', ''],
    ['/shoes', ''],
    ['/shoes', 'localhost'],
    ['/shoes', ''],
  ]);
});

test('is refused where the site does not want it, or not from there', async () => {
  const off = counting({ privacy: sitePrivacySchema.parse({}) });
  expect(await codeOf(await off.post(view))).toBe('aggregate_off');
  const on = counting();
  expect(await codeOf(await on.post({ ...view, site: 'wk_none' }))).toBe('unknown_key');
  expect(await codeOf(await on.post(view, { origin: 'https://evil.example' }))).toBe(
    'origin_not_allowed',
  );
  expect(await codeOf(await on.post({ ...view, path: '' }))).toBe('invalid_batch');
  expect(await codeOf(await on.post({ ...view, note: 'x'.repeat(5_000) }))).toBe('body_too_large');
  expect([...off.counts.rows, ...on.counts.rows]).toEqual([]);
});

test('names are bounded for each site and day', () => {
  let now = 0;
  const names = createBoundedNames(2, () => now);
  const seen = (site: string) => ['/a', '/b', '/c', '/a'].map((path) => names.name(site, path));
  expect(seen('one')).toEqual(['/a', '/b', '(other)', '/a']);
  expect(seen('two')).toEqual(['/a', '/b', '(other)', '/a']);
  now = 86_400_000;
  expect(names.name('one', '/c')).toBe('/c');
});
