import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openRig } from '../browser/rig.ts';
import type { Rig } from '../browser/rig.ts';
import { servePlatforms } from './platform-server.ts';
import type { PlatformServer } from './platform-server.ts';
import { gppPage, platforms, tcfPlatform } from './platforms.ts';
import { newVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

interface Api {
  touch(name: string): void;
  consent(choice: string, options?: object): void;
  flush(): Promise<void>;
}
declare const touchtrail: Api;
declare const cmp: { open(): void };
declare const privacy: { ready(fields: Record<string, number>): void };

const klaro = platforms.find(({ name }) => name === 'klaro')!;
const cookieconsent = platforms.find(({ name }) => name === 'vanilla-cookieconsent')!;

let rig: Rig;
let server: PlatformServer;
let visitor: Visitor;

const sdkTag = () =>
  `<script defer src="${rig.service.url}/t.core.js" data-site="${rig.service.site.writeKey}"></script>`;
const adapterTag = (name: string, options = '') =>
  `<script defer src="/sdk/t.consent-${name}.js" ${options}></script>`;
const put = (path: string, ...tags: string[]) =>
  server.pages.set(
    path,
    `<!doctype html><html lang="en"><head><title>Page</title>${tags.join('\n')}</head><body></body></html>`,
  );
/** Time for what should not happen. */
const tryHard = async () => {
  await visitor.page.evaluate(() => touchtrail.flush());
  await visitor.page.waitForTimeout(150);
};

beforeAll(async () => {
  rig = await openRig();
  await rig.service.store.sites.update(rig.service.site.id, { privacy: { aggregate: true } });
  server = await servePlatforms();
});
afterAll(async () => {
  await server?.close();
  await rig?.close();
});
afterEach(async () => {
  await visitor?.close();
});

test('TCF: the banner opened again repeats old purposes and decides nothing', async () => {
  put('/tcf', tcfPlatform.html, sdkTag(), adapterTag('tcf'), adapterTag('connect'));
  visitor = await newVisitor(rig.browser);
  await visitor.open(`${server.origin}/tcf`);
  await tcfPlatform.asks(visitor.page);
  await tcfPlatform.acceptStatistics(visitor.page);
  await visitor.next('page.viewed');
  await tcfPlatform.withdraw(visitor.page);
  await visitor.next('consent.withdrawn');
  const mark = visitor.sent.length;
  await visitor.page.evaluate(() => cmp.open());
  await visitor.page.evaluate(() => touchtrail.touch('never.leaves'));
  await tryHard();
  expect(visitor.sent.slice(mark)).toEqual([]);
});

test('TCF: the receipt holds the string, its hash, and that vendors were disclosed', async () => {
  put('/tcf', tcfPlatform.html, sdkTag(), adapterTag('tcf'), adapterTag('connect'));
  visitor = await newVisitor(rig.browser);
  await visitor.open(`${server.origin}/tcf`);
  await tcfPlatform.asks(visitor.page);
  await tcfPlatform.acceptAll(visitor.page);
  const { consent } = await visitor.next('page.viewed');
  const kept = (await visitor.context.cookies()).find(({ name }) => name === 'euconsent')!.value;
  expect(kept.split('.')).toHaveLength(3);
  expect(consent.signalHash).toBe(createHash('sha256').update(kept).digest('hex'));
  expect(consent).toMatchObject({ signal: kept, revision: '5', regime: 'opt_in' });
  expect(Math.abs(consent.decidedAt - Date.now())).toBeLessThan(60_000);
  // Days later the string itself says when.
  const mark = visitor.sent.length;
  await visitor.open(`${server.origin}/tcf`);
  const later = await visitor.next('page.viewed', mark);
  expect(Math.abs(later.consent.decidedAt - Date.now())).toBeLessThan(86_400_000);
  expect(visitor.refused).toEqual([]);
});

test.each(['blocked', 'partitioned'])(
  'TCF: a frame of another site asks the page above, storage %s',
  async (storage) => {
    put('/frame', sdkTag(), adapterTag('tcf', tcfPlatform.options), adapterTag('connect'));
    put(
      '/above',
      tcfPlatform.html,
      `<script>addEventListener('DOMContentLoaded', () => {
      const frame = document.createElement('iframe');
      frame.src = '${server.elsewhere}/frame';
      ${storage === 'blocked' ? "frame.sandbox = 'allow-scripts';" : ''}
      document.body.append(frame);
    })</script>`,
    );
    visitor = await newVisitor(rig.browser);
    await visitor.page.goto(`${server.origin}/above`);
    await tcfPlatform.asks(visitor.page);
    const frame = () =>
      visitor.page.frames().find((one) => one.url() === `${server.elsewhere}/frame`);
    await expect.poll(() => frame()?.evaluate(() => 'touchtrail' in globalThis)).toBe(true);
    await visitor.page.waitForTimeout(300);
    expect(visitor.sent).toEqual([]);
    await tcfPlatform.acceptAll(visitor.page);
    const view = await visitor.next('page.viewed');
    expect(view.consent).toMatchObject({ source: 'tcf', regime: 'opt_in' });
    const keys = () =>
      frame()!.evaluate(() => {
        try {
          return Object.keys(localStorage).length > 0 ? 'kept' : 'empty';
        } catch (error) {
          return (error as Error).name;
        }
      });
    expect(await keys()).toBe(storage === 'blocked' ? 'SecurityError' : 'kept');
    const mark = visitor.sent.length;
    await tcfPlatform.withdraw(visitor.page);
    await visitor.next('consent.withdrawn', mark);
    if (storage !== 'blocked') await expect.poll(keys).toBe('empty');
  },
);

test('a platform that ignores bots holds nobody up', async () => {
  const html = cookieconsent.html.replace('hideFromBots: false,', '');
  put(
    '/bots',
    html,
    sdkTag(),
    adapterTag('vanilla-cookieconsent'),
    adapterTag('connect', 'data-wait-ms="300"'),
  );
  visitor = await newVisitor(rig.browser);
  await visitor.open(`${server.origin}/bots`);
  await visitor.page.waitForTimeout(600);
  expect(visitor.sent).toEqual([]);
  expect(await visitor.stored(/^$/)).toEqual([]);
  await visitor.page.evaluate(() => touchtrail.consent('grant', { source: 'own' }));
  expect((await visitor.next('page.viewed')).consent.source).toBe('own');
});

test('withdrawn in one tab, gone in all', async () => {
  put('/tabs', klaro.html, sdkTag(), adapterTag('klaro', klaro.options), adapterTag('connect'));
  visitor = await newVisitor(rig.browser);
  await visitor.open(`${server.origin}/tabs`);
  await klaro.asks(visitor.page);
  await klaro.acceptAll(visitor.page);
  await visitor.next('page.viewed');
  const mark = visitor.sent.length;
  const tab = await visitor.context.newPage();
  await tab.goto(`${server.origin}/tabs`);
  await visitor.next('page.viewed', mark);

  // With events queued in both, and the service out of reach.
  await visitor.context.route('**/v1/events', (route) => route.abort());
  for (const page of [visitor.page, tab]) {
    await page.evaluate(() => touchtrail.touch('queued.then.withdrawn'));
  }
  await klaro.withdraw(visitor.page);
  await expect.poll(() => visitor.stored(klaro.own)).toEqual([]);
  await visitor.context.unroute('**/v1/events');
  const after = visitor.sent.length;
  for (const page of [visitor.page, tab]) {
    await page.evaluate(async () => {
      touchtrail.touch('never.leaves');
      dispatchEvent(new Event('pagehide'));
      dispatchEvent(new Event('online'));
      await touchtrail.flush();
    });
  }
  await visitor.page.waitForTimeout(300);
  expect(visitor.sent.slice(after)).toEqual([]);
  expect(await visitor.stored(klaro.own)).toEqual([]);
});

test('Global Privacy Control: an explicit choice made in spite of it holds, until it is withdrawn', async () => {
  put(
    '/gpc',
    klaro.html,
    sdkTag(),
    adapterTag('klaro', klaro.options),
    adapterTag('gpc'),
    adapterTag('connect'),
  );
  visitor = await newVisitor(rig.browser, { extraHTTPHeaders: { 'Sec-GPC': '1' } });
  await visitor.context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
  });
  await visitor.open(`${server.origin}/gpc`);
  await klaro.asks(visitor.page);
  await tryHard();
  expect(visitor.sent).toEqual([]);
  expect(await visitor.stored(klaro.own)).toEqual([]);
  await klaro.acceptAll(visitor.page);
  const first = await visitor.next('page.viewed');
  const mark = visitor.sent.length;
  await visitor.open(`${server.origin}/gpc`);
  const second = await visitor.next('page.viewed', mark);
  expect(second.anonymousId).toBe(first.anonymousId);
  expect(visitor.refused).toEqual([]);
  await klaro.withdraw(visitor.page);
  await expect.poll(() => visitor.stored(klaro.own)).toEqual([]);
});

test('GPP: nothing before the signal is ready; an opt-out takes sharing and nothing else', async () => {
  // The script that connects comes first here, and the adapter after it.
  put('/gpp', gppPage, adapterTag('connect'), sdkTag(), adapterTag('gpp'));
  visitor = await newVisitor(rig.browser);
  await visitor.open(`${server.origin}/gpp`);
  await visitor.page.waitForFunction(() => 'privacy' in globalThis);
  await tryHard();
  expect(visitor.sent).toEqual([]);
  expect(await visitor.stored(/^$/)).toEqual([]);
  await visitor.page.evaluate(() => privacy.ready({ SaleOptOut: 2, SharingOptOut: 2 }));
  const view = await visitor.next('page.viewed');
  expect(view.consent).toMatchObject({ source: 'region', regime: 'opt_out' });
  expect(view.consent.purposes).toContain('sharing');
  expect(view.consent.purposes).not.toContain('content');
  await visitor.page.evaluate(() => privacy.ready({ SaleOptOut: 1, SharingOptOut: 2 }));
  const mark = visitor.sent.length;
  await visitor.page.evaluate(() => touchtrail.touch('after.opt_out'));
  const later = await visitor.next('after.opt_out', mark);
  expect(later.consent.purposes).toContain('measurement');
  expect(later.consent.purposes).not.toContain('sharing');
});

test('who has not decided is counted, if the site says so, and neither stored nor measured', async () => {
  const { reader } = rig.service.store;
  const { id } = rig.service.site;
  put(
    '/counted/4711',
    klaro.html,
    sdkTag(),
    adapterTag('klaro', klaro.options),
    adapterTag('connect'),
    adapterTag('aggregate'),
  );
  visitor = await newVisitor(rig.browser);
  const counts = () =>
    reader.query<{ path: string; views: number }>({
      sql: 'SELECT path, toUInt32(sum(count)) AS views FROM aggregate_counts WHERE site_id = {id:String} GROUP BY path',
      params: { id },
    });
  await visitor.open(`${server.origin}/counted/4711`);
  await klaro.asks(visitor.page);
  await visitor.page.goto('about:blank');
  await expect.poll(counts, { timeout: 10_000 }).toEqual([{ path: '/counted/*', views: 1 }]);
  expect(visitor.sent).toEqual([]);
  expect(await visitor.stored(klaro.own)).toEqual([]);
});
