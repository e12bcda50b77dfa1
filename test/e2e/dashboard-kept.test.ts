import { eventSchema } from '@touchtrail/contract';
import type { Annotation, SavedView } from '@touchtrail/contract';
import { firstQuestion, parseView, siteOf } from '@touchtrail/contract/view';
import type { AskedSite, Question } from '@touchtrail/contract/view';
import { toEventRow } from '@touchtrail/store';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { axeFaults } from './browser/axe.ts';
import { consoleApi, eventually } from './browser/console-api.ts';
import type { ConsoleApi } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { signIn } from './browser/sign-in.ts';

let rig: Rig;
let api: ConsoleApi;
let page: Page;
const problems: string[] = [];
const link = (screen: string, query = '') => `${rig.service.url}/${screen}?site=demo${query}`;

beforeAll(async () => {
  rig = await openRig();
  const loaded = await touchtrail(rig.dataDir, 'demo', '--people', '200');
  expect(loaded.err).toContain('0 refused');
  api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
  page = await rig.browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  await signIn(page, rig.service);
});

afterAll(async () => {
  expect(problems).toEqual([]);
  await rig?.close();
});

const views = () => api.get<SavedView[]>('/api/views?site=demo');
const notes = () => api.get<Annotation[]>('/api/annotations?site=demo');
const put = (path: string, body: object): Promise<Response> =>
  fetch(rig.service.url + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${rig.service.adminToken}` },
    body: JSON.stringify({ site: 'demo', ...body }),
  });
const dialog = () => page.getByRole('dialog');

test('a view is saved by the keyboard, found in the search, opened, renamed, removed and brought back', async () => {
  const name = 'Checkout <b>weekly</b> سلة 🛒';
  await page.goto(link('flow', '&steps=4&start=cart&person=u_1'));
  await page.getByRole('heading', { name: 'Step by step from a chosen start' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('save this');
  await page.keyboard.press('Enter');
  await page.getByLabel('Name of this view').waitFor();
  await page.locator('dialog input:focus').waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await dialog().getByText(`${name} was saved.`).waitFor();
  const [saved] = await views();
  expect(saved).toMatchObject({ name, version: 1 });
  // Whom somebody looked at is nobody else's question.
  expect(saved?.link).not.toContain('u_1');
  await dialog()
    .getByRole('button', { name: `Rename ${name}` })
    .click();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('End');
  await page.keyboard.type('!');
  await page.keyboard.press('Enter');
  await dialog().getByText(`${name}! was saved.`).waitFor();
  await dialog().getByRole('button', { name: 'Undo' }).click();
  await dialog().getByRole('link', { name, exact: true }).waitFor();
  await dialog()
    .getByRole('button', { name: `Remove ${name}` })
    .click();
  await dialog().getByText(`${name} was removed.`).waitFor();
  expect(await views()).toEqual([]);
  await dialog().getByRole('button', { name: 'Undo' }).click();
  await dialog().getByRole('link', { name }).waitFor();
  await page.keyboard.press('Escape');
  await page.goto(link('channels'));
  await page.getByRole('heading', { name: 'Channels' }).first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('weekly');
  await page.getByRole('option', { name: /weekly/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Step by step from a chosen start' }).waitFor();
  expect(new URL(page.url()).searchParams.get('steps')).toBe('4');
  expect(page.url()).not.toContain('u_1');
});

test('two who change one view: the second sees the first, and loses nothing', async () => {
  await page.goto(link('channels'));
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Saved views' }).click();
  await dialog()
    .getByRole('button', { name: /^Rename / })
    .click();
  const [before] = await views();
  const theirs = { name: 'Theirs', link: '/forms?v=1&site=demo' };
  expect(
    await put(`/api/views/${before?.id}`, { ...theirs, version: before?.version }),
  ).toHaveProperty('status', 200);
  await dialog().getByRole('textbox').fill('Mine');
  await page.keyboard.press('Enter');
  const alert = dialog().getByRole('alert');
  await alert.getByText(/Theirs: Theirs/).waitFor();
  expect(await dialog().getByRole('textbox').inputValue()).toBe('Mine');
  await alert.getByRole('button', { name: 'Save mine over it' }).click();
  await dialog().getByText('Mine was saved.').waitFor();
  expect(await views()).toMatchObject([{ name: 'Mine', link: theirs.link, version: 3 }]);
  await page.keyboard.press('Escape');
});

test('what happened on a day is a mark on the series, a line under it and a column of its table', async () => {
  await page.goto(link(''));
  const chart = page.getByRole('group', { name: /Journeys started by day/ });
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const told = await page.locator('.readout').first().textContent();
  await page.keyboard.press('Enter');
  await page.locator('dialog input[type=text]:focus').waitFor();
  const day = await page.getByLabel('Day', { exact: true }).inputValue();
  expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(told).toContain(String(Number(day.slice(-2))));
  await page.keyboard.type('<i>New checkout</i> live');
  await page.keyboard.press('Enter');
  await dialog().getByText('“<i>New checkout</i> live” was saved.').waitFor();
  expect(await notes()).toMatchObject([{ day, text: '<i>New checkout</i> live', version: 1 }]);
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('.day-note').waitFor();
  await page.locator('.day-notes').getByText('<i>New checkout</i> live').waitFor();
  await chart.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('.readout').first().textContent()).toContain('New checkout');
  await page.keyboard.press('t');
  const table = page.getByRole('table', { name: 'Journeys by day' });
  await table.getByRole('cell', { name: '<i>New checkout</i> live' }).waitFor();
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Edit <i>New checkout</i> live' }).click();
  await page.getByLabel('What happened').fill('Checkout is back');
  await page.keyboard.press('Enter');
  await dialog().getByText('“Checkout is back” was saved.').waitFor();
  await dialog().getByRole('button', { name: 'Remove Checkout is back' }).click();
  await dialog().getByText('was removed').waitFor();
  expect(await notes()).toEqual([]);
  await dialog().getByRole('button', { name: 'Undo' }).click();
  await dialog().getByRole('button', { name: 'Edit Checkout is back' }).waitFor();
  expect(await notes()).toMatchObject([{ day, text: 'Checkout is back' }]);
});

test('a session that ends keeps the note that was being typed', async () => {
  await page.getByRole('textbox', { name: 'What happened' }).fill('Half a');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByLabel(/token/i).fill(rig.service.adminToken ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'What happened' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'What happened' }).inputValue()).toBe('Half a');
  await page.keyboard.press('Escape');
});

test('a viewer opens views and reads notes; nothing is offered that is refused', async () => {
  const { token } = await touchtrailJson<{ token: string }>(
    rig.dataDir,
    'token',
    'create',
    '--role',
    'viewer',
  );
  const viewer = await rig.browser.newPage({ locale: 'en-GB' });
  await viewer.goto(`${rig.service.url}/#token=${token}`);
  await viewer.locator('.day-notes').getByText('Checkout is back').waitFor();
  expect(await viewer.getByRole('button', { name: /^Edit|Note what/ }).count()).toBe(0);
  await viewer.getByRole('button', { name: 'Menu' }).click();
  await viewer.getByRole('button', { name: 'Saved views' }).click();
  await viewer.getByText('Your role may look, not change.').waitFor();
  await viewer.getByRole('link', { name: 'Mine', exact: true }).click();
  await viewer.waitForURL(/\/forms/);
  await viewer.close();
});

interface Given {
  sites?: AskedSite[];
  asked?: Question;
}

const givenIn = (html: string): Given =>
  JSON.parse(/id="given">(.*?)<\/script>/.exec(html)?.[1] ?? '{}') as Given;

/** HTML with its report, also where that took the service too long, as on a busy machine it may. */
async function withReport(html: string): Promise<string> {
  const { asked } = givenIn(html);
  if (html.includes('id="first-report"') || !asked) return html;
  const report = JSON.stringify(await api.report(asked.name, asked.parameters));
  const json = report.replaceAll('<', String.raw`\u003c`);
  const block = `<script type="application/json" id="first-report">${json}</script>`;
  return html.replace('</body>', () => `${block}</body>`);
}

/**
 * Opens an address of a screen, and says what the page asked for itself and what came in its HTML.
 *
 * @param given `whole`: with the report, however long that takes.
 */
async function openedAt(address: string, given?: 'whole') {
  const asked: Question[] = [];
  const opened = await rig.browser.newPage({ storageState: await page.context().storageState() });
  opened.on('request', (request) => {
    const [, name] = /\/api\/reports\/(.+)/.exec(request.url()) ?? [];
    if (name === undefined) return;
    const { progress: _progress, ...parameters } = JSON.parse(request.postData() ?? '{}');
    asked.push({ name: name as Question['name'], parameters });
  });
  if (given) {
    await opened.route(`${rig.service.url}${address}`, async (route) => {
      let response = await route.fetch();
      // A service that is kept waiting leaves out what it was given, too: it is asked once more.
      for (
        let again = 0;
        again < 20 && givenIn(await response.text()).sites === undefined;
        again += 1
      ) {
        response = await route.fetch();
      }
      await route.fulfill({ response, body: await withReport(await response.text()) });
    });
  }
  const answer = await opened.goto(`${rig.service.url}${address}`);
  await opened.locator('.population').first().waitFor();
  const html = (await answer?.text()) ?? '';
  const told = givenIn(html);
  const { pathname, search } = new URL(opened.url());
  const { state } = parseView(pathname, search);
  const site = siteOf(state, told.sites ?? []) ?? expect.fail();
  // What took over a second lately is left to the page, without a word.
  const question = told.asked ?? firstQuestion(state, site, Date.now());
  expect(question).toBeDefined();
  await opened.close();
  return {
    question,
    came: html.includes('id="first-report"'),
    asked: asked.filter(({ name }) => name === question?.name),
  };
}

test.each(['flow?map=process', 'attribution'])(
  'the report of /%s comes with the page, or is asked for as the page was told; never both',
  async (screen) => {
    const { came, asked, question } = await openedAt(
      `/${screen}${screen.includes('?') ? '&' : '?'}site=demo&segment=channel:is:email`,
    );
    expect(asked).toEqual(came ? [] : [question]);
  },
);

/** A few touches: whatever is asked of them is answered at once. */
async function addSmallSite(id: string): Promise<void> {
  const { store } = rig.service;
  await store.sites.add({
    id,
    name: id,
    origins: [],
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    consentMode: 'opt_in',
    isDemo: false,
  });
  const now = Date.now();
  await store.insertEvents(
    ['home', 'cart', 'home', 'order'].map((touchpoint, n) =>
      toEventRow(
        id,
        eventSchema.parse({
          id: `${id}-${n}`,
          name: 'page.viewed',
          anonymousId: n < 2 ? 'ada' : 'bob',
          touchpoint,
          channel: 'web',
          at: now - (10 - n) * 3_600_000,
        }),
        { receivedAt: now, source: 'import' },
      ),
    ),
  );
}

let sites = 0;

test.each(['', 'flow', 'funnel'])(
  'the page of /%s is drawn from the report that comes with it, and asks it no more',
  async (screen) => {
    // What took a second once is left to the page for a while: each screen has a site of its own.
    const site = `small-${(sites += 1)}`;
    await addSmallSite(site);
    await eventually(
      () => api.sites(),
      (all) => all.some(({ id, touches }) => id === site && touches > 0),
    );
    expect((await openedAt(`/${screen}?site=${site}`, 'whole')).asked).toEqual([]);
  },
);
