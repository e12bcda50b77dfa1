import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from '@touchtrail/standalone';
import type { Service } from '@touchtrail/standalone';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleApi, eventually } from './browser/console-api.ts';
import type { ConsoleApi } from './browser/console-api.ts';
import { launch, shiftClock, stored } from './browser/launch.ts';

const day = 86_400_000;

let dataDir: string;
let service: Service;
let browser: Browser;
let context: BrowserContext;
let api: ConsoleApi;
/** Both clocks are moved together: what a person does over days, a test does in seconds. */
let shift = -2 * day;

async function setClock(ms: number): Promise<void> {
  shift = ms;
  await shiftClock(context, ms);
}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'touchtrail-e2e-'));
  service = await startService({
    dataDir,
    port: 0,
    clock: () => Date.now() + shift,
  });
  expect(service.missing).toEqual([]);
  api = consoleApi(service.url, service.adminToken ?? '');
  browser = await launch();
  context = await browser.newContext();
});

afterAll(async () => {
  await browser?.close();
  await service?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const shop = (file = '') => `${service.url}/demo/shop/${file}`;

async function fill(page: Page, form: Record<string, string>): Promise<void> {
  for (const [selector, value] of Object.entries(form)) await page.fill(selector, value);
}

const address = {
  '#email': 'jo@example.org',
  '#name': 'Jo Example',
  '#street': 'Lane 1',
  '#zip': '10115',
  '#city': 'Berlin',
};

test('from one tag on a real page to a journey on the screen', async () => {
  await setClock(-2 * day);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  const toService: { method: string; url: string }[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/v1/')) {
      toService.push({ method: request.method(), url: request.url() });
    }
  });

  // Before the answer to the banner: nothing stored, nothing sent.
  await page.goto(shop());
  await page.waitForSelector('#cc-main .cm');
  await page.waitForTimeout(1_000);
  expect(await stored(context)).toEqual({ cookies: [], local: [], session: [], databases: [] });
  expect(toService).toEqual([]);

  await page.click('#cc-main .cm [data-role=all]');
  await eventually(
    () => Promise.resolve(toService.length),
    (count) => count > 0,
  );
  expect(toService).toEqual([{ method: 'POST', url: `${service.url}/v1/events` }]);

  // The visit: landing, category, product, into the cart, to the checkout, and away.
  await page.goto(shop('category.html'));
  await page.goto(shop('product.html?id=morel'));
  await page.click('#add');
  await page.waitForURL(/cart\.html/);
  await page.goto(shop('checkout.html?cart=morel:1'));
  await page.waitForSelector('#address');
  await page.waitForTimeout(300);
  await page.close();

  const first = await eventually(
    () => api.report('journeys', { site: service.site.id }),
    (report) => report.population.touches >= 6,
  );
  expect(first.population).toMatchObject({ people: 1, journeys: 1, touches: 6, open: 1 });
  expect(first.result.outcomes.open).toMatchObject({ count: 1, of: 1 });

  // Two days later a reminder brings the person back.
  await setClock(0);
  const back = await context.newPage();
  back.on('pageerror', (error) => problems.push(String(error)));
  await back.goto(shop('mail.html'));
  await back.click('#back');
  await back.waitForURL(/cart\.html/);
  await back.goto(shop('checkout.html?cart=morel:1'));
  await fill(back, address);
  await back.click('#address [type=submit]');
  await back.waitForURL(/payment\.html/);
  await back.check('#by-invoice').catch(() => undefined);
  const card = back.locator('.card-fields input:enabled');
  for (let index = 0; index < (await card.count()); index++) {
    await card.nth(index).fill(['4111111111111111', '12/30', '123'][index] ?? 'Jo Example');
  }
  await back.click('#payment [type=submit]');
  await back.waitForURL(/thanks\.html/);
  await back.waitForURL(/counted=1/);
  await back.close();

  const report = await eventually(
    () => api.report('journeys', { site: service.site.id }),
    // Links of ids become visible a moment after the events that show them.
    ({ result, population }) => result.outcomes.converted.count === 1 && population.people === 1,
  );
  expect(problems).toEqual([]);
  expect(report.population).toMatchObject({ people: 1, journeys: 1, open: 0 });
  expect(report.result.returned).toMatchObject({ count: 1, of: 1 });
  expect(report.result.value).toEqual([
    { currency: 'EUR', total: expect.any(Number) as number, conversions: 1 },
  ]);
  const [journey] = report.result.journeys;
  expect(journey).toMatchObject({ outcome: 'converted', visits: 2, pauses: 1 });
  expect(journey?.path).toEqual([
    'shop.home',
    'shop.category',
    'shop.product',
    'cart.add',
    'shop.cart',
    'checkout.address',
    'shop.cart',
    'checkout.address',
    'checkout.payment',
    'order.thanks',
    'order.placed',
  ]);

  const dropOff = await api.report('drop-off', { site: service.site.id });
  const left = dropOff.result.rows.find((row) => row.touchpoint === 'checkout.address');
  // The second visit's touch is younger than the gap: it is censored, not counted as no loss.
  expect(left?.hazard).toMatchObject({ count: 1, of: 1 });
  expect(left?.touches).toBe(2);
  expect(left?.returned).toMatchObject({ count: 1, of: 1 });

  const reEntry = await api.report('re-entry', { site: service.site.id });
  expect(reEntry.result.pauses).toBe(1);
  expect(reEntry.result.rows).toMatchObject([
    { from: 'checkout.address', to: 'shop.cart', channel: 'email', returns: 1 },
  ]);
  const delay = reEntry.result.rows[0]?.delay.p50 ?? 0;
  expect(Math.abs(delay - 2 * day)).toBeLessThan(10 * 60_000);

  const funnel = await api.report('funnel', {
    site: service.site.id,
    steps: ['shop.product', 'shop.cart', 'checkout.address', 'order.placed'],
  });
  expect(funnel.result.steps.map((step) => step.reached)).toEqual([1, 1, 1, 1]);

  const paths = await api.report('paths', { site: service.site.id });
  expect(paths.result.transitions).toContainEqual(
    expect.objectContaining({ from: 'order.placed', to: '(converted)', count: 1 }) as object,
  );

  // And on the screens: the live line names the last touch, the losses and returns their places.
  const screen = await context.newPage();
  await screen.goto(`${service.url}/#token=${service.adminToken}`);
  await screen.locator('.live-line', { hasText: 'order.placed' }).waitFor();
  await screen.goto(`${service.url}/drop-off?site=${service.site.id}`);
  await screen.locator('main').getByText('checkout.address').first().waitFor();
  await screen.locator('main').getByText('shop.cart').first().waitFor();
});
