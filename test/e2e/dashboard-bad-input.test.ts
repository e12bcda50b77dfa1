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
/** Asks the console as an admin. */
const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(rig.service.url + path, {
    method,
    headers: { authorization: `Bearer ${rig.service.adminToken}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const told = (await answer.json()) as unknown;
  expect(answer.ok, `${method} ${path} ${JSON.stringify(told)}`).toBe(true);
  return told;
};

/** Everything that people may name, by names that nobody should. */
async function nameEverything(): Promise<void> {
  const site = 'my-site';
  const [{ version }] = (await ask('GET', '/api/sites')) as [{ version: string }];
  await ask('PUT', `/api/sites/${site}`, { version, name: `${html}${long}`.slice(0, 200) });
  const { registry, version: ifVersion } = (await ask('GET', `/api/registry?site=${site}`)) as {
    registry: object;
    version: number;
  };
  const order = {
    key: 'order',
    name: { en: html },
    owner: long.slice(0, 100),
    kpi: html,
    measure: 'conversion',
  };
  await ask('PUT', '/api/registry', {
    site,
    registry: { ...registry, touchpoints: [order] },
    ifVersion,
  });
  const day = new Date(Date.now() - 10 * dayMs).toISOString().slice(0, 10);
  for (const [at, name] of odd.entries()) {
    await ask('POST', '/api/tokens', { role: 'viewer', name: name.slice(0, 120), sites: [site] });
    await ask('POST', '/api/views', { site, name: name.slice(0, 120), link: '/flow?v=1&steps=4' });
    await ask('POST', '/api/annotations', { site, day, text: name });
    await ask('POST', '/api/segments', { site, key: `odd-${at}`, name, rule: { silentFor: '3d' } });
  }
}

/** Names are text, and nothing is wider than its room. */
async function isText(): Promise<void> {
  expect(await page.title()).not.toBe('1');
  expect(await page.locator('img[src="x"], main script').count()).toBe(0);
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(tooWide).toBeLessThanOrEqual(0);
}

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
  await nameEverything();
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
      await isText();
    });
  }

  test('so are the names of tokens, segments, sites, owners, views and notes', async () => {
    const name = page.locator('main').getByText(html).filter({ visible: true }).first();
    for (const [screen, query] of [
      ['settings', '&area=members'],
      ['segments', ''],
      ['registry', ''],
    ] as const) {
      await page.goto(link(screen, query));
      await name.waitFor();
      await isText();
    }
    await page.goto(link('settings'));
    await page.getByRole('button', { name: 'Change the site' }).click();
    const field = page.getByLabel('Name', { exact: true });
    expect(await field.inputValue()).toBe(`${html}${long}`.slice(0, 200));
    await isText();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Nothing was changed.').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Saved views' }).click();
    const dialog = page.getByRole('dialog');
    for (const one of odd) await dialog.getByText(one.slice(0, 120), { exact: true }).waitFor();
    await isText();
  });

  test('so are they in the list of the people behind a figure', async () => {
    const behind = encodeURIComponent(JSON.stringify({ kind: 'touched', touchpoint: html }));
    await page.goto(link('flow', `&map=process&behind=${behind}`));
    const panel = page.getByRole('region', { name: 'The people behind the figure' });
    await panel.getByText(html).filter({ visible: true }).first().waitFor();
    await panel.locator('table').first().waitFor();
    await isText();
  });

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
    await page.getByLabel('Title', { exact: true }).fill(html);
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('Admin token').fill(rig.service.adminToken ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Title', { exact: true }).waitFor();
    expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe(html);
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
    await page.getByLabel('Title', { exact: true }).fill('mine');
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
    expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('mine');
    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await expect.poll(async () => (await list())[0]?.title).toBe('mine');
  });

  test('two moves and one step back, before the board was asked anew: one step', async () => {
    const states = async () => {
      const all = (await ask('GET', '/api/actions?site=my-site')) as { state: string }[];
      return all.map(({ state }) => state);
    };
    await page.goto(link('actions'));
    const card = page.locator('.action-card[aria-busy="false"]');
    await card.waitFor();
    expect(await states()).toEqual(['idea']);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const isList = (url: URL) => url.pathname === '/api/actions';
    await page.route(isList, async (route) => {
      await released;
      // What was given up meanwhile cannot go on.
      await route.continue().catch(() => undefined);
    });
    try {
      await card.getByRole('button', { name: 'Move on to Doing' }).click();
      await card.getByRole('button', { name: 'Move on to Shipped' }).click();
      await expect.poll(states).toEqual(['shipped']);
      await page.getByText(/moved to Shipped/).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await card.getByRole('button', { name: 'Move on to Shipped' }).waitFor();
      await expect.poll(states).toEqual(['doing']);
    } finally {
      release();
      await page.unroute(isList);
    }
  });
});
