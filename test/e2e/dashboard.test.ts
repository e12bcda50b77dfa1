import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrail } from '../command-line/run.ts';
import { consoleApi } from './browser/console-api.ts';
import type { ConsoleApi } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { signIn } from './browser/sign-in.ts';

let rig: Rig;
let api: ConsoleApi;
let page: Page;
const problems: string[] = [];
/** All data, so that the page and the test ask the same question. */
const link = (screen: string, query = '') =>
  `${rig.service.url}/${screen}?site=demo&range=all${query}`;
const digits = (text: string | null | undefined) => (text ?? '').replaceAll(/\D/g, '');

beforeAll(async () => {
  rig = await openRig();
  const loaded = await touchtrail(rig.dataDir, 'demo', '--people', '1500');
  expect(loaded.err).toContain('0 refused');
  api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
  page = await rig.browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await signIn(page, rig.service);
  // The token must not stay in the address.
  expect(page.url()).not.toContain('token');
});

afterAll(async () => {
  expect(problems).toEqual([]);
  await rig?.close();
});

describe('what a screen shows is what the API says', () => {
  test('overview', async () => {
    const { population, result } = await api.report('journeys', { site: 'demo' });
    await page.goto(link(''));
    const journeys = page.locator('.kpi', { hasText: 'Journeys' }).first();
    await journeys.waitFor();
    expect(digits(await journeys.locator('.kpi-value').textContent())).toBe(
      String(population.journeys),
    );
    const rate = ((result.convertedWithin.rate ?? 0) * 100).toFixed(1);
    const shown = page.locator('.kpi', { hasText: 'Converted within' });
    expect(digits(await shown.locator('.kpi-value').textContent())).toBe(digits(rate));
    expect(digits(await page.locator('.population').first().textContent())).toContain(
      String(population.touches),
    );
  });

  test('funnel', async () => {
    const steps = ['product', 'cart', 'checkout.payment', 'order.placed'];
    const { result } = await api.report('funnel', { site: 'demo', steps });
    await page.goto(link('funnel', `&view=table${steps.map((step) => `&step=${step}`).join('')}`));
    const rows = page.getByRole('table').first().locator('tbody tr');
    await rows.nth(3).waitFor();
    for (const [index, step] of result.steps.entries()) {
      const text = await rows.nth(index).textContent();
      expect(text).toContain(step.touchpoint);
      expect(digits(text)).toContain(String(step.reached));
    }
    // One key turns all tables into charts and back.
    await page.keyboard.press('t');
    await page.waitForURL((url) => !url.searchParams.has('view'));
  });

  test('flow: every column holds all journeys', async () => {
    const { result } = await api.report('paths', { site: 'demo', mergeRepeats: true });
    for (let step = 1; step <= 6; step++) {
      const column = result.flow.nodes.filter((node) => node.step === step);
      expect(column.reduce((sum, node) => sum + node.paths, 0)).toBe(result.paths);
    }
    await page.goto(link('flow'));
    await page.locator('svg [tabindex="0"]').first().waitFor();
    expect(digits(await page.locator('.population').first().textContent())).toContain(
      String(result.paths),
    );
  });

  test('drop-off and re-entry', async () => {
    const dropOff = await api.report('drop-off', { site: 'demo' });
    const reEntry = await api.report('re-entry', { site: 'demo' });
    await page.goto(link('drop-off'));
    const [worst] = dropOff.result.rows;
    await page
      .getByText(worst?.touchpoint ?? '', { exact: true })
      .first()
      .waitFor();
    const [point] = reEntry.result.points;
    const table = page.getByRole('table', { name: 'Re-entry points' });
    const row = table.locator('tbody tr').first();
    await row.waitFor();
    expect(await row.textContent()).toContain(point?.to ?? '');
    expect(digits(await row.textContent())).toContain(String(point?.returns));
  });
});

test('the empty state shows the snippet and turns by itself with the first event', async () => {
  await page.goto(`${rig.service.url}/?site=my-site`);
  const snippet = page.getByText('data-site').first();
  await snippet.waitFor();
  expect(await page.locator('main').textContent()).toContain(rig.service.site.writeKey);
  await fetch(`${rig.service.url}/v1/events`, {
    method: 'POST',
    body: JSON.stringify({
      v: 1,
      site: rig.service.site.writeKey,
      context: {
        anonymousId: 'a',
        consent: { purposes: ['measurement'], source: 'api', decidedAt: Date.now() },
      },
      events: [{ id: 'first', name: 'hello.world', at: Date.now() }],
    }),
    headers: { 'content-type': 'application/json' },
  });
  await page.getByText('hello.world').first().waitFor({ timeout: 10_000 });
});

test('with the keyboard alone one gets from the address bar to every screen', async () => {
  await page.goto(link(''));
  await page.getByRole('navigation').first().waitFor();
  for (const screen of ['Flow', 'Funnel', 'Drop-off & re-entry', 'Live']) {
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
      if (focused === screen) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/' || screen === 'Overview');
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('');
    await page.getByRole('heading').first().waitFor();
    await page.goto(link(''));
    await page.getByRole('navigation').first().waitFor();
  }
});
