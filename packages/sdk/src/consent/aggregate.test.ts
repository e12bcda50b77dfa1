// @vitest-environment happy-dom
import { pageCountSchema } from '@touchtrail/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nothing, stored } from '../testing/visitor.ts';
import { aggregate } from './aggregate.ts';
import type { AggregateOptions } from './aggregate.ts';
import { fakeSdk } from './testing/sources.ts';

const sent: { url: string; init: RequestInit; body: unknown }[] = [];
let stop: () => void;

beforeEach(() => {
  sent.length = 0;
  localStorage.clear();
  history.replaceState(null, '', '/start');
  vi.stubGlobal('indexedDB', { databases: async () => [] });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push({ url, init, body: JSON.parse(String(init.body)) });
    return new Response(null, { status: 204 });
  });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

const begin = (options: Partial<AggregateOptions> = {}) => {
  const sdk = fakeSdk();
  stop = aggregate(sdk.touchtrail, { site: 'wk_1', ...options });
  return sdk;
};
const leave = () => window.dispatchEvent(new Event('pagehide'));

test('one count for each page view, without anything that tells visitors apart', async () => {
  begin();
  leave();
  leave();
  expect(sent).toHaveLength(1);
  expect(sent[0]!.body).toEqual({ v: 1, site: 'wk_1', path: '/start', channel: 'web' });
  expect(pageCountSchema.parse(sent[0]!.body)).toBeTruthy();
  expect(sent[0]!.init).toMatchObject({ keepalive: true, credentials: 'omit' });
  expect(await stored()).toEqual(nothing);
});

test('client-side routes are page views too, what comes after the path is not told', () => {
  begin();
  history.pushState(null, '', '/shop?email=a@b.example#x');
  history.pushState(null, '', '/shop?page=2');
  leave();
  expect(sent.map(({ body }) => body)).toMatchObject([
    { path: '/start' },
    { path: '/shop', referrer: location.host },
  ]);
});

test('segments that may name somebody become one', () => {
  begin();
  history.replaceState(null, '', '/orders/4711/a@b.example/list');
  leave();
  expect(sent[1]!.body).toMatchObject({ path: '/orders/*/*/list' });
});

test('a page view with consent is recorded, not counted; nor when consent ends', () => {
  const { emit } = begin();
  emit(['measurement']);
  leave();
  emit([]);
  leave();
  expect(sent).toEqual([]);
  history.pushState(null, '', '/next');
  leave();
  expect(sent).toHaveLength(1);
});

test('a refusal is no consent: the page is counted', () => {
  const { emit } = begin();
  emit([]);
  leave();
  expect(sent).toHaveLength(1);
});

test('after it is stopped nothing is counted', () => {
  begin();
  stop();
  history.pushState(null, '', '/other');
  leave();
  expect(sent).toEqual([]);
});

test('on a server it does nothing', () => {
  vi.stubGlobal('document', undefined);
  begin();
  vi.unstubAllGlobals();
  leave();
  expect(sent).toEqual([]);
});
