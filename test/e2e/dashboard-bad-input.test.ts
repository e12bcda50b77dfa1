import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { signIn } from './browser/sign-in.ts';

const dayMs = 86_400_000;
const long = 'x'.repeat(200);
const html = '<img src=x onerror="document.title=1">';
const odd = [
  html,
  '</script><script>document.title=1</script>',
  'שלום.עולם',
  '🧭🧭.🧭',
  long,
  '=1+1',
  '{n}',
];
const many = 10_000;
let rig: Rig;
let page: Page;
const problems: string[] = [];

const send = async (events: object[]) => {
  const answer = await fetch(`${rig.service.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      v: 1,
      site: rig.service.site.writeKey,
      context: {
        consent: {
          purposes: ['measurement'],
          source: 'api',
          decidedAt: Date.now() - 30 * dayMs,
        },
      },
      events,
    }),
  });
  const told = (await answer.json()) as { accepted?: number };
  expect(told).toMatchObject({ accepted: events.length });
};
const link = (screen: string, query = '') =>
  `${rig.service.url}/${screen}?site=my-site&range=all${query}`;

const touch = (person: number, at: number, touchpoint: string, type = 'touch') => ({
  id: `e${person}-${at}`,
  name: 'page.viewed',
  type,
  anonymousId: `p${person}`,
  at,
  touchpoint,
  channel: 'web',
});

beforeAll(async () => {
  rig = await openRig();
  const now = Date.now();
  // Everybody meets the odd names; each also somewhere nobody else was, ten thousand places in all.
  const events: object[] = [];
  for (let person = 0; person < many; person += 1) {
    const from = now - 20 * dayMs + (person % 1_000) * 60_000;
    const name = odd[person % odd.length] ?? '';
    events.push(touch(person, from, name), touch(person, from + 60_000, `place.${person}`));
    if (person % 5 === 0) events.push(touch(person, from + 120_000, 'order', 'conversion'));
  }
  for (let at = 0; at < events.length; at += 500) await send(events.slice(at, at + 500));
  page = await rig.browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  page.on('pageerror', (error) => problems.push(String(error)));
  await signIn(page, rig.service);
});

afterAll(async () => {
  expect(problems).toEqual([]);
  await rig?.close();
});

describe('whatever things are called, and however many there are', () => {
  const screens = [
    '',
    'flow',
    'flow?map=process',
    'drop-off',
    'make-or-break',
    'funnel',
    'journey-map',
    'live',
    'registry?part=unmapped',
  ];
  for (const screen of screens) {
    test(`/${screen} shows names as text, inside its room`, async () => {
      const [path = '', query = ''] = screen.split('?');
      await page.goto(link(path, query && `&${query}`));
      await page.locator('main :is(.population, .stream, table)').first().waitFor();
      expect(await page.title()).not.toBe('1');
      expect(await page.locator('main img[src="x"], main script').count()).toBe(0);
      const tooWide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(tooWide).toBeLessThanOrEqual(0);
    });
  }

  test('a touchpoint that is gone stays in the link and is marked', async () => {
    await page.goto(link('funnel', '&step=gone.long.ago&step=order'));
    await page.getByText('gone.long.ago (not seen here)').first().waitFor({ state: 'attached' });
    await page.goto(link('flow', '&start=gone.long.ago'));
    await page
      .getByText(/No path goes through here|No touches/)
      .first()
      .waitFor();
  });

  test('a session that ends keeps what was being written', async () => {
    await page.goto(link('actions'));
    await page.getByRole('button', { name: 'New action' }).click();
    await page.getByLabel('Title').fill(html);
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('Admin token').fill(rig.service.adminToken ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Title').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe(html);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.action-card').waitFor();
    expect(await page.locator('.action-title').textContent()).toBe(html);
  });

  test('two people write the same action: both are seen, neither is lost; a move is undone', async () => {
    const headers = {
      authorization: `Bearer ${rig.service.adminToken}`,
      'content-type': 'application/json',
    };
    const list = async () =>
      (await (await fetch(`${rig.service.url}/api/actions?site=my-site`, { headers })).json()) as {
        id: string;
        version: number;
        state: string;
        title: string;
      }[];
    const card = page.locator('.action-card');
    await card.getByRole('button', { name: 'Move on to Doing' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await list())[0]?.state).toBe('idea');
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Title').fill('mine');
    const [theirs] = await list();
    const changed = await fetch(`${rig.service.url}/api/actions/${theirs?.id}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ site: 'my-site', title: 'theirs', version: theirs?.version }),
    });
    expect(changed.status).toBe(200);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else changed it meanwhile.').waitFor();
    expect(await page.getByText('theirs · Idea').count()).toBe(1);
    expect(await page.getByLabel('Title').inputValue()).toBe('mine');
    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await expect.poll(async () => (await list())[0]?.title).toBe('mine');
  });
});
