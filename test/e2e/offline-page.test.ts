import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { distFile } from './builds/dist-files.ts';
import { serveFiles } from './builds/serve.ts';
import type { FileServer } from './builds/serve.ts';

interface Row {
  name: string;
  type: string;
  touchpoint: string;
  channel: string;
  user_id: string;
  anonymous_id: string;
  page_path: string;
  campaign_name: string;
}
const columns =
  'name, toString(type) AS type, touchpoint, channel, user_id, anonymous_id, page_path, campaign_name';

declare const touchtrail: { consent(choice: unknown): void; flush(): Promise<void> };

let rig: Rig;
let server: FileServer;

beforeAll(async () => {
  rig = await openRig();
  const { url, site } = rig.service;
  const guide = await readFile(path.resolve(import.meta.dirname, '../../docs/offline.md'), 'utf8');
  const snippet = (/```js\n([^]*?)```/.exec(guide)?.[1] ?? '')
    .replace('https://touchtrail.example', url)
    .replace('wk_…', site.writeKey);
  const html = `<!doctype html><html lang="en">
    <head><title>Shop</title><script src="/t.js" data-site="${site.writeKey}"></script></head>
    <body><a data-phone href="tel:+4930123400">+4930123400</a><script>${snippet}</script></body></html>`;
  server = await serveFiles(
    (file) => ({ body: file === '/t.js' ? distFile('t.js') : file === '/favicon.ico' ? '' : html }),
    `${url}/v1/events`,
  );
  await rig.service.store.phone.setPool({
    siteId: site.id,
    numbers: ['+4930123401'],
    fallback: '+4930123400',
    leaseMs: 1_200_000,
    graceMs: 600_000,
  });
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});

/** A new person who opens an address and makes a choice. */
async function visit(address: string, choice: object): Promise<Page> {
  const page = await (await rig.browser.newContext()).newPage();
  await page.goto(server.origin + address);
  await page.evaluate(async (it) => {
    touchtrail.consent(it);
    await touchtrail.flush();
  }, choice);
  return page;
}

const stored = (file: string, count: number) =>
  eventually(
    async () => (await rig.events<Row>(columns)).filter((row) => row.page_path === file),
    (rows) => rows.length >= count,
  );

test('a poster is a touch before its page, without a word about who it is', async () => {
  const { id } = rig.service.site;
  const { token } = await rig.service.store.links.create(id, {
    url: server.origin,
    touchpoint: 'store.berlin',
    channel: 'store',
    campaign: { name: 'autumn' },
  });
  const page = await visit(`/poster?tt=${token}`, { measurement: true, storage: true });
  expect(page.url()).toBe(`${server.origin}/poster`);
  expect(await stored('/poster', 2)).toMatchObject([
    {
      name: 'link.opened',
      type: 'touch',
      touchpoint: 'store.berlin',
      channel: 'store',
      user_id: '',
    },
    { name: 'page.viewed', type: 'touch', user_id: '' },
  ]);
});

test('a mail tells who opened it, once they agree to that', async () => {
  const { id } = rig.service.site;
  const { token } = await rig.service.store.links.create(id, {
    url: server.origin,
    person: 'customer-17',
  });
  await visit(`/mail?tt=${token}`, { measurement: true, storage: true, identification: true });
  const rows = await stored('/mail', 2);
  expect(rows.find(({ name }) => name === 'link.opened')).toMatchObject({
    type: 'identify',
    user_id: 'customer-17',
  });
});

const shown = (page: Page) => page.textContent('[data-phone]');

test('the page of the guide shows a number of one’s own to who allows it, and to nobody else', async () => {
  const purposes = { measurement: true, storage: true };
  const other = await visit('/phone-no', purposes);
  await stored('/phone-no', 1);
  const page = await visit('/phone', { ...purposes, offline_join: true });
  await expect.poll(() => shown(page)).toBe('+4930123401');
  expect(await page.getAttribute('[data-phone]', 'href')).toBe('tel:+4930123401');
  expect(await shown(other)).toBe('+4930123400');
  const [view] = await stored('/phone', 1);
  const { store, site } = rig.service;
  const join = await store.phone.join(site.id, { from: 0, to: Date.now() });
  expect(join.anonymousIdOf('030 123401', Date.now())).toBe(view?.anonymous_id);
});
