// @vitest-environment happy-dom
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createService } from './testing/service.ts';
import type { Service } from './testing/service.ts';
import type { Touchtrail } from './types.ts';

type Page = { touchtrail?: Touchtrail & { q?: unknown[] } };
const page = globalThis as unknown as Page;
let service: Service;
let urls: string[];

const tag = (attributes: string) => {
  document.head.innerHTML = `<script type="text/plain" src="https://t.example/t.js" ${attributes}></script>`;
};

beforeEach(() => {
  vi.resetModules();
  delete page.touchtrail;
  service = createService();
  urls = [];
  vi.stubGlobal('indexedDB', new IDBFactory());
  // The test environment's own Request has no keepalive, unlike a browser's.
  vi.stubGlobal('Request', { prototype: { keepalive: false } });
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    urls.push(url);
    return service.send(String(init.body));
  });
});
afterEach(() => {
  page.touchtrail?.consent('deny');
  document.head.innerHTML = '';
  localStorage.clear();
  vi.unstubAllGlobals();
});

test('calls made before the script loaded are played in order, and answered', async () => {
  tag('data-site="wk_1"');
  await import('./inline-stub.ts');
  const early = page.touchtrail!;
  early.consent({ measurement: true }, { source: 'early' });
  early.touch('one');
  early.touch('two');
  const flushed = early.flush();
  expect(early.q).toHaveLength(4);
  await import('./script.ts');
  expect(page.touchtrail).toBe(early);
  expect(early.q).toBeUndefined();
  await flushed;
  expect([...service.stored.values()].map((event) => event.name)).toEqual([
    'page.viewed',
    'one',
    'two',
  ]);
  expect(service.batches[0]!.site).toBe('wk_1');
});

test('the endpoint is on the origin of the script, and configuration is read from the tag', async () => {
  tag('data-site="wk_2" data-consent="granted" data-channel="pwa" data-page-views="false"');
  await import('./script.ts');
  page.touchtrail!.touch('only');
  await page.touchtrail!.flush();
  expect(urls).toEqual(['https://t.example/v1/events']);
  expect([...service.stored.values()]).toMatchObject([{ name: 'only', channel: 'pwa' }]);
});

test('data-endpoint wins, and a second tag changes nothing', async () => {
  tag('data-site="wk_3" data-consent="granted" data-endpoint="https://own.example/in"');
  await import('./script.ts');
  const first = page.touchtrail;
  vi.resetModules();
  await import('./script.ts');
  expect(page.touchtrail).toBe(first);
  await first!.flush();
  expect(urls).toEqual(['https://own.example/in']);
});

test('a tag without a key says what to do', async () => {
  tag('data-site=""');
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await import('./script.ts');
  expect(String(warn.mock.calls[0])).toContain('data-site');
  warn.mockRestore();
});
