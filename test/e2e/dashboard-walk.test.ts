import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchtrailJson } from '../command-line/run.ts';
import { axeFaults } from './browser/axe.ts';
import { openOffice, sideBySide } from './dashboard/desk.ts';
import type { Desk, Office } from './dashboard/desk.ts';
import { boxFaults, keyboardFaults } from './dashboard/keyboard.ts';
import { dashboardNumbers } from './dashboard/numbers.ts';
import { printFaults } from './dashboard/print.ts';
import { dashboardSecurity } from './dashboard/security.ts';
import { twinFaults } from './dashboard/twins.ts';

/** Screens that ask reports, in every form that they have. */
const reportScreens = [
  '',
  'findings',
  'journey-map',
  'flow',
  'flow?map=process',
  'funnel?listed=2.lost&tell=channel',
  'drop-off',
  'make-or-break',
  'attribution',
  'channels',
  'forms',
  'feedback',
];
const otherScreens = [
  'people',
  'accounts',
  'actions',
  'live',
  'registry',
  'registry?part=unmapped',
  'registry?part=rules',
  'registry?part=words',
  'registry?part=versions',
  'segments',
  'settings',
  'settings?area=policy',
  'settings?area=journeys',
  'settings?area=keys',
  'settings?area=members',
  'settings?area=requests',
  'settings?area=audit',
];
const screens = [...reportScreens, ...otherScreens];
/** Screens that ask for something else than reports. */
const asking = [
  'people?q=ada',
  'accounts',
  'actions',
  'live',
  'registry',
  'segments',
  'settings?area=journeys',
  'settings?area=members',
  'settings?area=requests',
  'settings?area=audit',
];

const answers = new Map<string, Buffer>();

let office: Office;

beforeAll(async () => {
  office = await openOffice(1_500);
});

afterAll(async () => {
  expect(office.problems).toEqual([]);
  await office?.close();
});

describe('every screen', () => {
  const found = new Map<string, string[]>();
  const walk = async ({ page, open }: Desk, screen: string): Promise<string[]> => {
    await open(screen);
    const faults = await axeFaults(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    faults.push(...(await axeFaults(page, { coloursOnly: true })).map((one) => `dark: ${one}`));
    await page.emulateMedia({ colorScheme: 'light' });
    faults.push(...(await printFaults(page)));
    faults.push(...(await twinFaults(page)));
    faults.push(...(await keyboardFaults(page)));
    faults.push(...(await boxFaults(page)));
    found.set(screen, faults);
    return faults;
  };
  beforeAll(async () => {
    await sideBySide(office, screens, walk, { answers });
  }, 300_000);

  test.each(screens)(
    '/%s: axe in light and dark, table twins, paper, and the keyboard alone',
    (screen) => {
      expect(found.get(screen)).toEqual([]);
    },
  );
});

const named = (screen: string, faults: string[]) => faults.map((one) => `/${screen}: ${one}`);
/** Whether something comes to stand on the page, as a fault where it does not. */
const wants = async (desk: Desk, selector: string): Promise<string[]> => {
  try {
    await desk.page.locator(selector).first().waitFor({ timeout: 60_000 });
    return [];
  } catch {
    return [`no ${selector}: ${await desk.page.locator('main').textContent()}`.slice(0, 300)];
  }
};

const pressed = async (desk: Desk, name: string): Promise<string[]> => {
  try {
    await desk.page.getByRole('button', { name }).first().click({ timeout: 60_000 });
    return [];
  } catch {
    return [`no ${name}`];
  }
};

describe('states of every screen', () => {
  const refusal = {
    status: 503,
    json: { error: { code: 'query_too_heavy', message: 'Too much.', hint: 'Ask for less.' } },
  };
  const told = 'main [role="alert"]:has-text("Ask for less.")';

  test('what takes long can be stopped, what fails says the way out, nothing leads to data', async () => {
    const found = await sideBySide(
      office,
      reportScreens,
      async (desk, screen) => {
        const { page } = desk;
        // Never answered: only the page can end it.
        await page.route('**/api/reports/**', () => undefined);
        // From a screen that asks no report: the first one of a page comes with it.
        await page.goto(office.link('settings'));
        await desk.settled();
        await desk.follow(office.link(screen));
        const faults = await wants(desk, 'main :text("Still counting")');
        faults.push(...(await pressed(desk, 'Cancel')));
        faults.push(...(await wants(desk, 'main :text("Stopped.")')));
        await page.unroute('**/api/reports/**');
        await page.route('**/api/reports/**', (route) => route.fulfill(refusal));
        faults.push(...(await pressed(desk, 'Ask again')));
        faults.push(...(await wants(desk, told)));
        await page.unroute('**/api/reports/**');
        faults.push(...(await pressed(desk, 'Try again')));
        faults.push(...(await wants(desk, 'main :is(.population, .empty)')));
        await desk.follow(office.link(screen).replace('range=all', 'range=2020-01-01..2020-01-02'));
        faults.push(...(await wants(desk, 'main :text("No touches in this period.")')));
        faults.push(...(await pressed(desk, 'Show all data')));
        if (!page.url().includes('range=all')) faults.push('does not lead to the data');
        return named(screen, faults);
      },
      // Two seconds of each are waiting.
      { network: 'quiet', answers, desks: 4 },
    );
    expect(found).toEqual([]);
  });

  test('where what is no report cannot be had, the page says why and the way out', async () => {
    const found = await sideBySide(
      office,
      asking,
      async (desk, screen) => {
        const { page, follow } = desk;
        const data = /\/api\/(?!session|sites|live|touchpoints)/;
        await page.route(data, (route) => route.fulfill(refusal));
        await follow(office.link(screen));
        const faults = await wants(desk, told);
        await page.unroute(data);
        faults.push(...(await pressed(desk, 'Try again')));
        return named(screen, faults);
      },
      { network: 'quiet' },
    );
    expect(found).toEqual([]);
  });

  test('a site without data shows how to connect it, on every screen that needs data', async () => {
    const desk = await office.sit();
    const found: string[] = [];
    for (const screen of screens.filter((one) => !/^(registry|segments|settings)/.test(one))) {
      await desk.follow(office.link(screen).replace('site=demo', 'site=my-site'));
      found.push(...named(screen, await wants(desk, '.onboarding :text("data-site")')));
    }
    expect(found).toEqual([]);
  });

  test('a viewer sees what a viewer may, with hidden names, and is told what is not for them', async () => {
    const { token } = await touchtrailJson<{ token: string }>(
      office.rig.dataDir,
      'token',
      'create',
      '--role',
      'viewer',
    );
    const users = await office.rig.events<{ user_id: string }>(
      "DISTINCT user_id, 1 AS ts, '' AS seq, '' AS event_id",
    );
    const ids = new Set(users.map(({ user_id }) => user_id).filter((id) => id !== ''));
    expect(ids.size).toBeGreaterThan(10);
    const found = await sideBySide(
      office,
      [
        ...screens.filter((one) => !one.includes('?')),
        'funnel?listed=2.lost',
        'settings?area=audit',
      ],
      async ({ page, open }, screen) => {
        await open(screen);
        const faults: string[] = [];
        const refused = await page.locator('main [role="alert"]').allTextContents();
        faults.push(...refused.filter((text) => !/role/i.test(text)));
        const text = (await page.locator('main').textContent()) ?? '';
        if (text.length < 40) faults.push(`says nothing: ${text}`);
        const seen = text.match(/[\w-]{6,}/g)?.filter((word) => ids.has(word)) ?? [];
        faults.push(...seen.map((id) => `shows ${id}`));
        const may = await page
          .locator('main button:visible')
          .filter({ hasText: /^(New|Remove|Edit|Save$|Move)/ })
          .allTextContents();
        faults.push(...may.map((name) => `offers ${name}`));
        return named(screen, faults);
      },
      { token, network: 'quiet' },
    );
    expect(found).toEqual([]);
  });
});

dashboardNumbers(() => office);
dashboardSecurity(() => office);
