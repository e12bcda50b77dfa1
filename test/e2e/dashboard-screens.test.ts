import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrail } from '../command-line/run.ts';
import { consoleApi } from './browser/console-api.ts';
import type { ConsoleApi } from './browser/console-api.ts';
import { openRig } from './browser/rig.ts';
import type { Rig } from './browser/rig.ts';
import { signIn } from './browser/sign-in.ts';
import { dashboardBoard } from './dashboard/board.ts';
import { dashboardDecide } from './dashboard/decide.ts';
import { dashboardChanges } from './dashboard/changes.ts';
import { dashboardCompared } from './dashboard/compared.ts';
import { dashboardForms } from './dashboard/forms.ts';
import { drag, flowChoices } from './dashboard/flow.ts';
import { dashboardInteractions } from './dashboard/interactions.ts';
import { dashboardNames } from './dashboard/names.ts';
import { namesOf } from './dashboard/shown.ts';
import { asked, digits } from './dashboard/stage.ts';
import { dashboardTables } from './dashboard/tables.ts';

let rig: Rig;
let api: ConsoleApi;
let page: Page;
const problems: string[] = [];
const link = (screen: string, query = '') =>
  `${rig.service.url}/${screen}?site=demo&range=all${query}`;
const open = async (screen: string, query = '') => {
  await page.goto(link(screen, query));
  await page.locator('.population').first().waitFor();
};

const behindOf = (): string | null => new URL(page.url()).searchParams.get('behind');
const people = () => page.getByRole('table', { name: 'The people behind it' }).locator('tbody tr');

/** As many as the figure says are counted, and the newest are listed. */
async function listed(figure: string): Promise<void> {
  const behind = behindOf();
  const { result } = await api.report('journeys', { ...asked, behind, list: 100 });
  expect([result.behind?.journeys, result.behind?.times].map(String)).toContain(figure);
  await people().first().waitFor();
  expect(await people().count()).toBe(Math.min(8, result.journeys.length));
  const note = await page.locator('.behind-panel').textContent();
  expect(digits(note)).toContain(String(result.behind?.people));
}

beforeAll(async () => {
  rig = await openRig();
  const loaded = await touchtrail(rig.dataDir, 'demo', '--people', '1500');
  expect(loaded.err).toContain('0 refused');
  api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
  page = await rig.browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    const { url } = message.location();
    // Going elsewhere breaks the live stream off.
    if (message.type() !== 'error' || url.includes('/api/live')) return;
    problems.push(`${message.text()} ${url}`);
  });
  await signIn(page, rig.service);
});

afterAll(async () => {
  expect(problems).toEqual([]);
  await rig?.close();
});

describe('what a screen shows is what the API says', () => {
  test('the journey map: a line where somebody rated or enough was seen, and a KPI beside its target', async () => {
    const { result } = await api.report('phases', { ...asked, experience: true, kpis: true });
    await open('journey-map');
    const lived = result.experience ?? [];
    const rated = lived.filter(({ measured }) => measured.value !== null);
    const inferred = lived.filter(
      ({ measured, inferred: { score } }) => measured.value === null && score !== null,
    );
    expect(rated.length).toBeGreaterThan(0);
    expect(inferred.length).toBeGreaterThan(0);
    await page.locator('circle.lived').first().waitFor();
    expect(await page.locator('circle.lived:not(.inferred)').count()).toBe(rated.length);
    expect(await page.locator('circle.lived.inferred').count()).toBe(inferred.length);
    expect(await page.getByRole('img', { name: /: not rated; inferred/ }).count()).toBe(
      inferred.length,
    );
    const [kpi] = result.kpis ?? [];
    expect(kpi).toMatchObject({ touchpoint: 'checkout.payment', target: 75, best: 85 });
    const band = page.getByRole('row', { name: /^Owners, actions, KPIs and targets/ });
    const made = await fetch(`${rig.service.url}/api/actions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.service.adminToken}` },
      body: JSON.stringify({
        site: 'demo',
        title: 'Guest checkout',
        owner: 'Mia',
        state: 'doing',
        target: { metric: 'conversion', touchpoint: 'checkout.payment', days: 28 },
      }),
    });
    expect(made.status).toBe(200);
    await open('journey-map');
    await band.getByRole('listitem').filter({ hasText: 'Guest checkout Doing · Mia' }).waitFor();
    const said = band.getByRole('listitem').filter({ hasText: 'target 75 · best 85' });
    const value = /([\d.]+) \(([\d.]+) to ([\d.]+)\)/.exec((await said.textContent()) ?? '');
    expect(Number(value?.[1])).toBeCloseTo(kpi?.actual.value ?? -1, 1);
    expect(Number(value?.[2])).toBeCloseTo(kpi?.actual.low ?? -1, 1);
    expect(Number(value?.[3])).toBeCloseTo(kpi?.actual.high ?? -1, 1);
  });

  test('the journey map of those in a saved segment, chosen by its name', async () => {
    const made = await fetch(`${rig.service.url}/api/segments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.service.adminToken}` },
      body: JSON.stringify({
        site: 'demo',
        key: 'callers',
        name: 'Who called',
        description: 'They rather <b>speak</b> to somebody',
        rule: { touched: { touchpoint: 'phone.support' } },
      }),
    });
    expect(made.status).toBe(200);
    const { population } = await api.report('phases', { ...asked, segment: ['@callers'] });
    await open('journey-map');
    await page.getByLabel('Whose journeys').selectOption({ label: 'Who called' });
    await page.waitForURL((url) => url.searchParams.get('segment')?.includes('@callers') ?? false);
    await expect
      .poll(async () => digits(await page.locator('.population').first().textContent()), {
        timeout: 30_000,
      })
      .toContain(`${population.people}${population.journeys}`);
    await page.locator('.map-persona').getByText('They rather <b>speak</b> to somebody').waitFor();
    await page.getByLabel('Whose journeys').selectOption({ label: 'everybody' });
    await page.waitForURL((url) => !url.searchParams.has('segment'));
  });

  test('the process map: as many boxes and lines as asked for, each with its steps', async () => {
    const { result } = await api.report('transitions', {
      ...asked,
      touchpoints: 12,
      top: 25,
      layout: true,
    });
    await open('flow', '&map=process');
    // Rare steps are in the table only.
    const nodes = result.nodes.filter(({ kind }) => kind !== 'rare');
    const edges = result.edges.filter(({ from, to }) => from !== '(rare)' && to !== '(rare)');
    expect(await page.locator('.process-node').count()).toBe(nodes.length);
    expect(await page.locator('.process-edge').count()).toBe(edges.length);
    expect(result.layout?.columns.flat().length).toBe(result.nodes.length);
    let questions = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/reports/transitions')) questions += 1;
    });
    const slider = page.getByRole('slider', { name: 'Least share' });
    await drag(slider, 20);
    await page.waitForURL((url) => url.searchParams.get('share') === '20');
    const broad = await api.report('transitions', {
      ...asked,
      touchpoints: 12,
      top: 25,
      minShare: 0.2,
    });
    const kept = broad.result.edges.filter(({ from, to }) => from !== '(rare)' && to !== '(rare)');
    expect(kept.every(({ share }) => (share.rate ?? 0) >= 0.2)).toBe(true);
    expect(edges.every(({ share }) => (share.rate ?? 0) >= 0.2)).toBe(false);
    const drawn = async () => {
      const titles = await page.locator('.process-edge title').allTextContents();
      return titles.map((title) => title.split(' steps,')[0]?.replaceAll(',', '')).toSorted();
    };
    await expect
      .poll(drawn)
      .toEqual(kept.map(({ from, to, count }) => `${from} to ${to}: ${count}`).toSorted());
    // Who drags asks when they pause, not at each step.
    expect(questions).toBe(1);
    await open('flow', '&map=process');
    const node = result.nodes.find(({ kind }) => kind === 'touchpoint');
    const box = page.locator(`[data-key="${node?.key}"]`);
    expect(digits(await box.locator('.figures').textContent())).toBe(String(node?.in));
    await box.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('start') === node?.key);
  });
});

describe('from a figure to the people behind it', () => {
  test.each([
    ['drop-off', '&view=table', 'Drop-off by touchpoint'],
    ['drop-off', '', 'Re-entry points'],
    ['channels', '', 'Where people begin, and what becomes of them'],
    ['channels', '', 'Who moves from where to where'],
    ['flow', '', 'Variants'],
    ['flow', '&view=table', 'Boxes of the flow'],
    ['flow', '&map=process&view=table', 'Steps between touchpoints'],
    ['journey-map', '&view=table', 'How people pass the phases'],
  ])('%s%s: %s, by the keyboard alone', async (screen, query, caption) => {
    await open(screen, query);
    const figure = page
      .getByRole('table', { name: caption, exact: true })
      .locator('a.behind')
      .first();
    const shown = digits(await figure.textContent());
    await figure.press('Enter');
    await page.waitForURL((url) => url.searchParams.has('behind'));
    // A share of moves says how many in its title.
    const title = await figure.locator('..').getAttribute('title');
    await listed(title === null ? shown : digits(title));
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('behind'));
    expect(await figure.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('a line of the map, a box of the flow, a tile, and on to one journey', async () => {
    await open('flow', '&map=process');
    await page.locator('.process-edge[data-lists]').first().dispatchEvent('click');
    await expect.poll(behindOf).toContain('"kind":"moved"');
    await people().first().waitFor();
    await page.locator('.process-edge[data-lists=open]').waitFor({ state: 'attached' });
    await page.locator('.process-node.touchpoint').first().press('p');
    await expect.poll(behindOf).toContain('"kind":"touched"');
    await open('drop-off');
    await page.locator('.interval-row').first().press('Enter');
    await expect.poll(behindOf).toContain('"kind":"paused"');
    const { touchpoint = '' } = JSON.parse(behindOf() ?? '{}') as { touchpoint?: string };
    await page.getByRole('link', { name: `See the paths from ${touchpoint}` }).press('Enter');
    await page.waitForURL(({ pathname, searchParams }) => {
      return pathname === '/flow' && searchParams.get('start') === touchpoint;
    });
    await people().first().waitFor();
    await open('flow');
    await page.locator('.box.touchpoint').first().press('p');
    await expect.poll(behindOf).toContain('"kind":"step"');
    await open('journey-map');
    await page.locator('.tile').first().press('Enter');
    await expect.poll(behindOf).toContain('"kind":"phase"');
    const who = people().first().getByRole('link');
    const name = (await who.textContent()) ?? '';
    await who.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('person') === name);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(behindOf()).toBeNull();
  });
});

test('a note stands beside the finding that began around its day, and at no other', async () => {
  const { result } = await api.report('findings', asked);
  const [first, ...others] = result.findings;
  expect(others.length).toBeGreaterThan(0);
  const text = '<b>Prices</b> were raised';
  const added = await fetch(`${rig.service.url}/api/annotations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rig.service.adminToken}` },
    body: JSON.stringify({ site: 'demo', day: first?.since.day, text }),
  });
  expect(added.status).toBe(200);
  // All findings of the demo have been so since its first day: one is told as if it had begun then.
  const answers = /\/api\/reports\/findings/;
  await page.route(answers, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('"from":"start"', '"from":"span"');
    await route.fulfill({ response, body });
  });
  await open('findings');
  const near = page.locator('.notes-near');
  await near.first().waitFor();
  expect(await near.count()).toBe(1);
  expect(await near.textContent()).toContain(text);
  const card = await page.locator('.finding').filter({ hasText: text }).textContent();
  const { sentence } = await namesOf(api);
  expect(card).toContain(sentence(first?.statement ?? '', first?.mentions ?? []));
  await page.unroute(answers);
});

describe('the question in the bar', () => {
  test('the unit offers visits where paths can be cut into them, and says why not elsewhere', async () => {
    await open('drop-off');
    const unit = page.getByRole('group', { name: 'Count by' });
    const visits = unit.getByRole('radio', { name: 'Visits' });
    expect(await visits.isDisabled()).toBe(true);
    expect(await visits.getAttribute('aria-description')).toContain('Flow');
    await open('flow');
    await visits.press('Space');
    await page.waitForURL((url) => url.searchParams.get('unit') === 'visit');
    await page.getByText('People are listed where one path is a journey.').waitFor();
    await unit.getByRole('radio', { name: 'Accounts' }).press('Space');
    await page.waitForURL(
      ({ searchParams }) => !searchParams.has('unit') && searchParams.get('subject') === 'account',
    );
  });

  test('a condition holds on every screen, stands in the link, and can be taken away', async () => {
    await open('channels');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByLabel('Value').fill('email');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('segment') === 'channel:is:email');
    const segment = [{ field: 'channel', op: 'is', value: 'email' }];
    for (const [screen, report] of [
      ['channels', 'channels'],
      ['', 'journeys'],
    ] as const) {
      const { population } = await api.report(report, { ...asked, segment });
      await open(screen, '&segment=channel:is:email');
      expect(digits(await page.locator('.population').first().textContent())).toContain(
        `${population.people}${population.journeys}`,
      );
    }
    await page.getByRole('button', { name: /^Remove channel is email/ }).click();
    await page.waitForURL((url) => !url.searchParams.has('segment'));
    await page.goBack();
    await page.getByRole('button', { name: /^Remove channel is email/ }).waitFor();
  });

  test('two groups of people side by side: the figures of the report compare', async () => {
    const { result } = await api.report('compare', {
      ...asked,
      report: 'journeys',
      list: 0,
      rows: 40,
      compareSegment: [{ field: 'channel', op: 'is', value: 'store' }],
    });
    await page.goto(link('', '&compare=segment&with=channel:is:store&view=table'));
    const table = page.getByRole('table', { name: 'Differences between the two sides' });
    await table.waitFor();
    const sure = result.figures.toSorted((a, b) => (a.q ?? 2) - (b.q ?? 2))[0];
    expect(await table.locator('tbody tr').first().textContent()).toContain(sure?.figure);
  });

  test('what a link asks and nobody knows is said, and the rest is shown', async () => {
    await page.goto(link('make-or-break', '&horizon=9y&at=gone.long.ago&segment=age:is:9'));
    await page.getByText('This touchpoint is not in the report for this view.').waitFor();
    const warning = await page.locator('main .warning').textContent();
    expect(warning).toContain('horizon=9y');
    expect(warning).toContain('segment');
  });

  test('German, by the menu, to the last word of the frame; kept for the next visit', async () => {
    await open('');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('radio', { name: 'Deutsch' }).check();
    await page.getByRole('link', { name: 'Abbruch & Rückkehr' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await open('funnel');
    await page.getByRole('heading', { name: 'Trichter' }).waitFor();
    expect(await page.locator('.kpi, .funnel-rate').first().textContent()).toMatch(/\d,\d/);
    await page.getByRole('button', { name: 'Menü' }).click();
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('heading', { name: 'Funnel' }).waitFor();
  });

  test('what a report defines and warns of is in the language of the link, from the first picture on', async () => {
    const begin = { de: 'Eine Journey ist eine Folge von', en: 'A journey is a run of one' };
    for (const lang of ['de', 'en'] as const) {
      await page.goto(link('', `&lang=${lang}`));
      const definitions = page.locator('.population .definition');
      await definitions.filter({ hasText: begin[lang] }).first().waitFor({ state: 'attached' });
      const other = begin[lang === 'de' ? 'en' : 'de'];
      expect(await definitions.filter({ hasText: other }).count()).toBe(0);
      await page.locator('.population summary').first().click();
      await definitions.first().locator('p').first().waitFor();
    }
  });
});

test('the first walk: where we lose people, who comes back, what decides, in four clicks', async () => {
  await open('');
  await page.locator('.sentence').waitFor();
  await page.getByRole('link', { name: 'All touchpoints and where people come back' }).click();
  await page.getByRole('heading', { name: 'Where journeys break' }).waitFor();
  await page.getByRole('heading', { name: 'Who comes back' }).waitFor();
  await page.keyboard.press('7');
  await page.getByRole('heading', { name: 'Which touchpoints decide' }).waitFor();
  await page.locator('.interval-row').first().press('Enter');
  await page.getByRole('heading', { name: /^Evidence for/ }).waitFor();
});

const stage = () => ({ rig, api, page, link, open });
dashboardChanges(stage);
dashboardNames(stage);
dashboardTables(stage);
dashboardDecide(stage);
dashboardInteractions(stage);
flowChoices(stage);
dashboardBoard(stage);
dashboardForms(stage);
dashboardCompared(stage);
