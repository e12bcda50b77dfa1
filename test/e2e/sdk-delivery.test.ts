import type { BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from './browser/console-api.ts';
import { stored } from './browser/launch.ts';
import { servePage } from './browser/page-server.ts';
import type { PageServer } from './browser/page-server.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';

interface Api {
  consent(choice: unknown): void;
  touch(name: string, options?: object): void;
  flush(): Promise<void>;
}
declare const touchtrail: Api;

let rig: Rig;
let pages: PageServer;
let context: BrowserContext;
let page: Page;
let requests: Request[] = [];

beforeAll(async () => {
  rig = await openRig();
  pages = await servePage(`<!doctype html><html lang="en"><head><title>Page</title>
    <script async src="${rig.service.url}/t.js" data-site="${rig.service.site.writeKey}"></script>
    </head><body><button data-touchpoint="hero.button">Go</button></body></html>`);
});

afterAll(async () => {
  await pages?.close();
  await rig?.close();
});

beforeEach(async () => {
  await context?.close();
  context = await rig.browser.newContext();
  page = await context.newPage();
  requests = [];
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/v1/events') requests.push(request);
  });
  await page.goto(`${pages.origin}/start`);
  await page.waitForFunction(() => 'touchtrail' in globalThis);
});

const namesOf = async (prefix: string): Promise<string[]> =>
  (await rig.events<{ name: string }>('name'))
    .map((row) => row.name)
    .filter((name) => name.startsWith(prefix));

/** What was stored of the routes but their ends. */
const routed = async () =>
  (await rig.events<{ name: string; path: string }>('name, page_path AS path'))
    .filter(({ name, path }) => path.startsWith('/routed') && name !== 'page.left')
    .map(({ name, path }) => `${name} ${path}`)
    .toSorted();

const grant = () => page.evaluate(() => touchtrail.consent('grant'));

describe('from a page of another site', () => {
  test('before consent nothing is stored or sent, whatever is called', async () => {
    await page.evaluate(() => touchtrail.touch('early.touch'));
    await page.click('button');
    await page.evaluate(() => history.pushState({}, '', '/next'));
    await page.waitForTimeout(1_500);
    expect(requests).toEqual([]);
    expect(await stored(context)).toEqual({ cookies: [], local: [], session: [], databases: [] });
    await page.evaluate(() => touchtrail.consent('deny'));
    await page.waitForTimeout(500);
    expect(requests).toEqual([]);
    expect(await stored(context)).toEqual({ cookies: [], local: [], session: [], databases: [] });
    expect(await namesOf('early.')).toEqual([]);
  });

  test('the first page view is one request without a preflight', async () => {
    const client = await context.newCDPSession(page);
    const sent: string[] = [];
    client.on('Network.requestWillBeSent', ({ request }) => {
      if (request.url.includes('/v1/')) sent.push(request.method);
    });
    await client.send('Network.enable');
    await grant();
    await eventually(
      () => Promise.resolve(sent),
      (list) => list.length > 0,
    );
    await page.waitForTimeout(2_500);
    expect(sent).toEqual(['POST']);
  });

  test('what is tracked in the task that leaves the page arrives', async () => {
    await grant();
    await eventually(
      () => Promise.resolve(requests.length),
      (count) => count > 0,
    );
    await page.evaluate(() => {
      touchtrail.touch('leaving.now');
      location.href = 'about:blank';
    });
    await eventually(
      () => namesOf('leaving.'),
      (names) => names.length === 1,
    );
  });

  test('a route by the Navigation API alone is a view, also when it is left at once', async () => {
    await grant();
    await eventually(
      () => Promise.resolve(requests.length),
      (count) => count > 0,
    );
    await page.evaluate(async () => {
      const { navigation } = globalThis as unknown as {
        navigation: EventTarget & { navigate(url: string): { finished: Promise<void> } };
      };
      navigation.addEventListener('navigate', (event) => {
        if (/routed/.test((event as Event & { destination: { url: string } }).destination.url)) {
          (event as Event & { intercept(): void }).intercept();
        }
      });
      await navigation.navigate('/routed/one').finished;
      touchtrail.touch('routed.touch');
      await navigation.navigate('/routed/two').finished;
      location.href = 'about:blank';
    });
    await eventually(routed, (list) => list.length === 3);
    expect(await routed()).toEqual([
      'page.viewed /routed/one',
      'page.viewed /routed/two',
      'routed.touch /routed/one',
    ]);
  });

  test('an outage loses nothing and doubles nothing', async () => {
    await grant();
    await eventually(
      () => Promise.resolve(requests.length),
      (count) => count > 0,
    );
    await context.route('**/v1/events', (route) => route.abort());
    await page.evaluate(() => {
      for (let index = 0; index < 120; index++) touchtrail.touch(`outage.${index}`);
    });
    await page.waitForTimeout(1_500);
    // The tab is closed in the outage; another one comes later.
    await page.close();
    expect(await namesOf('outage.')).toEqual([]);
    await context.unroute('**/v1/events');
    page = await context.newPage();
    await page.goto(`${pages.origin}/later`);
    await page.waitForFunction(() => 'touchtrail' in globalThis);
    await grant();
    await page.evaluate(() => {
      dispatchEvent(new Event('online'));
    });
    const names = await eventually(
      () => namesOf('outage.'),
      (list) => list.length >= 120,
      40_000,
    );
    expect(names).toHaveLength(120);
    expect(new Set(names).size).toBe(120);
  });

  test('an answer lost after the commit does not store anything twice', async () => {
    await grant();
    await eventually(
      () => Promise.resolve(requests.length),
      (count) => count > 0,
    );
    let lost = 0;
    await context.route('**/v1/events', async (route) => {
      // The service takes it, the browser never learns.
      if (lost++ === 0) {
        await route.fetch();
        await route.abort();
      } else await route.continue();
    });
    await page.evaluate(() => touchtrail.touch('lost.answer'));
    await eventually(
      () => Promise.resolve(lost),
      (count) => count >= 2,
      40_000,
    );
    await eventually(
      () => namesOf('lost.'),
      (names) => names.length > 0,
    );
    await page.waitForTimeout(1_500);
    expect(await namesOf('lost.')).toEqual(['lost.answer']);
  });

  test('withdrawal empties every store and ends all sending', async () => {
    await grant();
    await eventually(
      () => Promise.resolve(requests.length),
      (count) => count > 0,
    );
    const kept = await stored(context);
    expect([...kept.local, ...kept.databases].length).toBeGreaterThan(0);
    await page.evaluate(() => touchtrail.consent('deny'));
    await eventually(
      () => stored(context),
      ({ cookies, local, session, databases }) =>
        [...cookies, ...local, ...session, ...databases].length === 0,
    );
    const before = requests.length;
    await page.evaluate(() => touchtrail.touch('after.withdrawal'));
    await page.click('button');
    await page.waitForTimeout(1_500);
    // At most the one receipt of the withdrawal itself.
    expect(requests.length - before).toBeLessThanOrEqual(1);
    expect(await namesOf('after.')).toEqual([]);
  });
});
