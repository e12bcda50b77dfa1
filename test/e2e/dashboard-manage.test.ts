import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SegmentCount, SegmentRule } from '@touchtrail/contract';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface AxeScope {
  axe: { run(where: unknown, options: RunOptions): Promise<AxeResults> };
}
let rig: Rig;
let page: Page;
const problems: string[] = [];

const ask = async <T>(path: string, method = 'GET', body?: object): Promise<T> => {
  const response = await fetch(`${rig.service.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${rig.service.adminToken}`,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify({ site: 'demo', ...body }) }),
  });
  expect(response.status, `${method} ${path}`).toBe(200);
  return (await response.json()) as T;
};
const open = (screen: string, query = '', on: Page = page) =>
  on.goto(`${rig.service.url}/${screen}?site=demo${query}`);
const digits = (text: string | null) => (text ?? '').replaceAll(/[^\d ]/g, '').trim();

async function signedIn(token: string): Promise<Page> {
  const made = await rig.browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  made.on('pageerror', (error) => problems.push(String(error)));
  await made.goto(`${rig.service.url}/#token=${token}`);
  await made.getByRole('navigation').first().waitFor();
  return made;
}

beforeAll(async () => {
  rig = await openRig();
  const loaded = await touchtrail(rig.dataDir, 'demo', '--people', '300');
  expect(loaded.err).toContain('0 refused');
  page = await signedIn(rig.service.adminToken ?? '');
});

afterAll(async () => {
  expect(problems).toEqual([]);
  await rig?.close();
});

async function isClean(on: Page = page): Promise<void> {
  await on.evaluate(axe);
  const { violations } = await on.evaluate(() =>
    (globalThis as unknown as AxeScope).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
    }),
  );
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

const cart: SegmentRule = { touched: { touchpoint: 'cart' }, atLeast: 2, within: 2_592_000_000 };

test('a segment is written with the keyboard alone, counted as the API counts, and saved', async () => {
  await open('segments');
  await page.getByText('No segment is saved for this site.').waitFor();
  await page.getByRole('button', { name: 'New segment' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'New segment' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('in-cart');
  await page.keyboard.press('Tab');
  await page.keyboard.type('<img src=x onerror=alert(1)> سلة 🛒');
  await page.getByRole('combobox', { name: 'Value' }).focus();
  await page.keyboard.type('cart');
  const form = page.getByRole('group', { name: 'Condition 1' });
  await form.getByLabel('at least (times)').fill('2');
  await form.getByLabel('within (days)').fill('30');
  await page.getByRole('button', { name: 'Count people' }).focus();
  await page.keyboard.press('Enter');
  const counted = page.getByText(/people are in it now/);
  await counted.waitFor();
  const { people, of } = await ask<SegmentCount>('/api/segments/count', 'POST', { rule: cart });
  expect(people).toBeGreaterThan(0);
  expect(people).toBeLessThan(of);
  expect(digits(await counted.textContent()).split(/ +/)).toEqual([String(people), String(of)]);
  await isClean();
  await page.getByRole('button', { name: 'Save', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('in-cart was saved as version 1.').waitFor();
  const [saved] = await ask<{ rule: SegmentRule }[]>('/api/segments?site=demo');
  expect(saved?.rule).toEqual(cart);
  const row = page.getByRole('table', { name: 'Segments' }).locator('tbody tr');
  await row.getByText(`${people} of ${of}`).waitFor();
  expect(await row.textContent()).toContain('<img src=x onerror=alert(1)> سلة 🛒');
});

test('reports are asked with it from the list', async () => {
  await open('segments');
  await page.getByRole('link', { name: 'Ask reports with in-cart' }).click();
  await page.getByText('@in-cart').first().waitFor();
  expect(page.url()).toContain('segment=%40in-cart');
});

test('two who change one segment: the second sees the first, and loses nothing', async () => {
  await open('segments');
  await page.getByRole('button', { name: 'Change segment in-cart' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Mine');
  await ask('/api/segments', 'POST', { key: 'in-cart', rule: { silentFor: '3d' } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const alert = page.getByRole('alert');
  await alert.getByText(/silent for 3/).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Mine');
  await alert.getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByText('in-cart was saved as version 3.').waitFor();
  // Taken back: what stood there before, theirs.
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('in-cart is as it was.').waitFor();
  const [now] = await ask<{ rule: SegmentRule }[]>('/api/segments?site=demo');
  expect(now?.rule).toEqual({ silentFor: 259_200_000 });
});

test('a rule the form cannot hold stays text; what is removed comes back', async () => {
  const rule = { all: [{ any: [{ inPhase: 'purchase' }, cart] }, { silentFor: '1d' }] };
  await ask('/api/segments', 'POST', { key: 'deep', rule });
  await open('segments');
  await page.getByRole('button', { name: 'Change segment deep' }).click();
  const text = page.getByLabel('Rule (JSON)');
  expect(JSON.parse(await text.inputValue())).toMatchObject({ all: [{ any: [{}, {}] }, {}] });
  await page.getByRole('button', { name: 'Back to the form' }).click();
  await page.getByText('The form cannot hold this rule: it stays as text.').waitFor();
  await text.fill('{"all":');
  await page.getByText(/This is no JSON/).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove segment deep' }).click();
  await page.getByText('deep was removed.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('deep is as it was.').waitFor();
  expect(await ask<unknown[]>('/api/segments?site=demo')).toHaveLength(2);
});

test('a viewer is told what only others may do', async () => {
  const { token } = await touchtrailJson<{ token: string }>(
    rig.dataDir,
    'token',
    'create',
    '--role',
    'viewer',
  );
  const viewer = await signedIn(token);
  await open('segments', '', viewer);
  await viewer.getByText(/Your role may look and count/).waitFor();
  await viewer.getByText('@in-cart').waitFor();
  expect(await viewer.getByRole('button', { name: /Change|Remove|New segment/ }).count()).toBe(0);
  await isClean(viewer);
  await viewer.close();
});
