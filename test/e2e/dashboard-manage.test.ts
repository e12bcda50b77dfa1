import type {
  RegistryAnswer,
  RegistryEffect,
  SavedJourney,
  Segment,
  SegmentCount,
  SegmentRule,
  SilentTouchpoint,
  SiteSummary,
  UnmappedGroup,
} from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchtrail, touchtrailJson } from '../command-line/run.ts';
import { axeFaults } from './browser/axe.ts';
import { openRig } from './browser/rig.ts';
import { dashboardFirstMinute } from './dashboard/first-minute.ts';
import { dashboardFocus } from './dashboard/focus.ts';
import { dashboardLive } from './dashboard/live.ts';
import { dashboardMembers } from './dashboard/members.ts';
import { dashboardOpenForms } from './dashboard/open-forms.ts';
import { dashboardPeople } from './dashboard/people.ts';
import { dashboardSessions } from './dashboard/sessions.ts';
import { dashboardSite } from './dashboard/site.ts';
import type { Rig } from './browser/rig.ts';

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
  // Its pages stand on this machine.
  rig = await openRig(undefined, undefined, { webhookPrivate: true });
  const loaded = await touchtrail(rig.dataDir, 'demo', '--people', '300');
  expect(loaded.err).toContain('0 refused');
  page = await signedIn(rig.service.adminToken ?? '');
});

afterAll(async () => {
  expect(problems).toEqual([]);
  await rig?.close();
});

async function isClean(): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
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
  const words = 'Put <b>something</b> in, bought nothing 🛒';
  await page.getByLabel('Who they are, in your words').fill(words);
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
  const [saved] = await ask<Segment[]>('/api/segments?site=demo');
  expect(saved).toMatchObject({ rule: cart, description: words });
  const row = page.getByRole('table', { name: 'Segments' }).locator('tbody tr');
  await row.getByText(`${people} of ${of}`).waitFor();
  expect(await row.textContent()).toContain('<img src=x onerror=alert(1)> سلة 🛒');
  expect(await row.textContent()).toContain(`✎ ${words}`);
});

test('reports are asked with it from the list', async () => {
  await open('segments');
  await page.getByRole('link', { name: 'Ask with it: in-cart' }).click();
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
  const [now] = await ask<Segment[]>('/api/segments?site=demo');
  expect(now?.rule).toEqual({ silentFor: 259_200_000 });
  expect(now?.description).toContain('bought nothing');
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

const registry = () => ask<RegistryAnswer>('/api/registry?site=demo');
const inForce = (version: number) =>
  page
    .getByText(new RegExp(`^Version ${version},`))
    .first()
    .waitFor();
const tryAndSave = async (version: number) => {
  await page.getByRole('button', { name: 'Try on live data' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(`Saved as version ${version}.`).waitFor();
};

test('the registry shows what is registered, how often it is seen, and what is not mapped', async () => {
  const { registry: demo, version } = await registry();
  const use = await ask<SilentTouchpoint[]>('/api/registry/use?site=demo');
  await open('registry');
  await inForce(version);
  const rows = page.getByRole('table', { name: 'Touchpoints' }).locator('tbody tr');
  expect(await rows.count()).toBe(Math.min(40, demo.touchpoints.length));
  const cartRow = rows.filter({ has: page.getByRole('link', { name: 'Edit cart', exact: true }) });
  const seen = use.find(({ key }) => key === 'cart')?.events ?? 0;
  expect(seen).toBeGreaterThan(0);
  await cartRow.getByText(seen.toLocaleString('en-GB'), { exact: true }).waitFor();
});

test('what is not mapped is mapped by one click, tried on live data, saved and taken back', async () => {
  const before = await registry();
  const { rules, touchpoints, ...vocabulary } = before.registry;
  // Nobody has heard of the cart.
  await ask('/api/registry', 'PUT', {
    registry: {
      ...vocabulary,
      touchpoints: touchpoints.filter(({ key }) => key !== 'cart'),
      rules: rules.filter(({ touchpoint }) => touchpoint !== 'cart'),
    },
    ifVersion: before.version,
  });
  const groups = await ask<UnmappedGroup[]>('/api/registry/unmapped?site=demo');
  const cartGroup = groups.find(({ pattern }) => pattern === 'cart');
  expect(cartGroup).toBeDefined();
  await open('registry', '&part=unmapped');
  await page.getByText(`Not mapped (${groups.length})`).waitFor();
  await page.getByRole('button', { name: 'Map cart', exact: true }).focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Try on live data' }).focus();
  await page.keyboard.press('Enter');
  const told = page.getByText(/^Of .* events of the last 30 days/);
  await told.waitFor();
  const key = cartGroup?.suggestion.key ?? '';
  const { registry: now } = await registry();
  const effect = await ask<RegistryEffect>('/api/registry/test', 'POST', {
    registry: {
      ...now,
      touchpoints: [...now.touchpoints, { key }],
      rules: [...now.rules, { ...cartGroup?.suggestion.rule, touchpoint: key }],
    },
  });
  expect((await told.textContent())?.replaceAll(',', '')).toContain(
    `Of ${effect.events} events of the last 30 days ${effect.mapped} are`,
  );
  const mine = effect.rules.at(-1);
  const row = page.getByRole('table', { name: 'What each rule would do' }).locator('tbody tr');
  expect((await row.first().textContent())?.replaceAll(',', '')).toContain(String(mine?.events));
  await isClean();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(`Saved as version ${before.version + 2}.`).waitFor();
  expect((await registry()).registry.touchpoints.some((one) => one.key === key)).toBe(true);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(`Saved as version ${before.version + 3}.`).waitFor();
  expect((await registry()).registry.touchpoints.some((one) => one.key === key)).toBe(false);
  // And all the way back, from the history.
  await page.getByRole('radio', { name: 'Versions' }).check();
  await page.getByRole('button', { name: `Put version ${before.version} back` }).click();
  await page.getByText(`Saved as version ${before.version + 4}.`).waitFor();
  expect((await registry()).registry).toEqual(before.registry);
  await page.getByRole('button', { name: `What changed in version ${before.version + 4}` }).click();
  await page
    .getByRole('region', { name: /What changed in version/ })
    .getByText('cart')
    .first()
    .waitFor();
});

test('a rule that can never be reached is not saved', async () => {
  const { registry: now, version } = await registry();
  await ask('/api/registry', 'PUT', {
    registry: { ...now, rules: [...now.rules, { touchpoint: 'cart', when: { path: '/deep/**' } }] },
    ifVersion: version,
  });
  await open('registry', '&part=rules');
  await page.getByRole('button', { name: 'New rule' }).click();
  await page.getByLabel('Texts, one a line').fill('/deep/er/*');
  await page.locator('.sheet select.touchpoint-select').selectOption('product');
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('button', { name: 'Try on live data' }).click();
  await page
    .getByText(/can never|never be reached|unreachable|fits everything/i)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Throw away' }).click();
  expect((await registry()).version).toBe(version + 1);
});

test('two who change the registry: theirs is shown, mine is put onto it', async () => {
  const before = await registry();
  await open('registry', '&at=cart');
  await page.getByLabel('Owner', { exact: true }).fill('<b>Mia</b>');
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('button', { name: 'Try on live data' }).click();
  await page.getByText(/^Of .* events of the last 30 days/).waitFor();
  const theirs = before.registry.touchpoints.map((one) =>
    one.key === 'product' ? { ...one, owner: 'Zoe' } : one,
  );
  await ask('/api/registry', 'PUT', {
    registry: { ...before.registry, touchpoints: theirs },
    ifVersion: before.version,
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const alert = page.getByRole('alert');
  await alert.getByText(/owner: .* → Zoe/).waitFor();
  await alert.getByRole('button', { name: 'Put mine onto theirs' }).click();
  await tryAndSave(before.version + 2);
  const owners = new Map(
    (await registry()).registry.touchpoints.map((one) => [one.key, one.owner]),
  );
  expect([owners.get('cart'), owners.get('product')]).toEqual(['<b>Mia</b>', 'Zoe']);
  await page.getByText('<b>Mia</b>').waitFor();
});

test('words have names in languages', async () => {
  const { version } = await registry();
  await open('registry', '&part=words');
  await page.getByLabel('Add to Departments').fill('logistics');
  await page.getByLabel('Add to Departments').press('Enter');
  await page.getByLabel('Name logistics: Add a language').selectOption('de');
  await page.getByLabel('Name logistics (en)').fill('Logistics');
  await page.getByLabel('Name logistics (de)').fill('Logistik');
  await isClean();
  await tryAndSave(version + 1);
  expect(
    (await registry()).registry.departments.find(({ key }) => key === 'logistics')?.name,
  ).toEqual({
    en: 'Logistics',
    de: 'Logistik',
  });
});

test('settings say what holds; a journey is defined, changed, and stands in the record', async () => {
  const shop = (await ask<SiteSummary[]>('/api/sites')).find(({ id }) => id === 'demo');
  await open('settings');
  const facts = page.getByRole('table', { name: 'Site' });
  await facts.getByText(shop?.timezone ?? '?', { exact: true }).waitFor();
  await open('settings', '&area=policy');
  const policy = page.getByRole('table', { name: 'Consent & retention' });
  const kept = policy.getByRole('row', { name: /^Events are kept/ });
  expect(await kept.textContent()).toContain(String(shop?.privacy.retention.events));
  await open('settings', '&area=keys');
  await page.getByText(shop?.writeKey ?? '?', { exact: true }).waitFor();
  await open('settings', '&area=journeys');
  await page.getByRole('button', { name: 'New journey' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'New journey' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('purchase-2');
  await page.keyboard.press('Tab');
  await page.keyboard.type('<i>orders</i>');
  await page.getByRole('button', { name: 'Add a goal' }).press('Enter');
  await page.getByLabel('Goal 1, name').fill('order');
  await page.getByLabel(/^Goal 1, reached by/).fill('event:order.completed');
  await page.getByLabel(/^Silence that ends it/).fill('soon');
  await isClean();
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await page
    .getByRole('alert')
    .getByText(/must be a duration/)
    .waitFor();
  await page.getByLabel(/^Silence that ends it/).fill('60d');
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await page.getByText('purchase-2 was saved as version 1.').waitFor();
  const saved = await ask<SavedJourney>('/api/journeys/purchase-2?site=demo');
  expect(saved.definition).toMatchObject({
    description: '<i>orders</i>',
    goals: [{ name: 'order', reached: ['event:order.completed'] }],
    inactivityLimit: 5_184_000_000,
  });
  await page.getByText('<i>orders</i>').waitFor();
  await page.getByRole('button', { name: 'Remove journey purchase-2' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('purchase-2 is as it was.').waitFor();
  await open('settings', '&area=audit');
  await page.getByLabel('Action begins with').fill('journey.');
  await page.keyboard.press('Enter');
  const rows = page.getByRole('table', { name: 'Audit log' }).locator('tbody tr');
  await rows.filter({ hasText: 'journey.removed' }).waitFor();
  const entries = await ask<{ action: string }[]>('/api/audit?site=demo&action=journey.');
  await expect.poll(() => rows.count()).toBe(entries.length);
  await open('settings', '&area=requests');
  await page.getByText('No request yet.').waitFor();
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
  await open('registry', '', viewer);
  await viewer
    .getByText('Your role may look. Changing the registry needs the role analyst.')
    .waitFor();
  await viewer.getByRole('table', { name: 'Touchpoints' }).waitFor();
  expect(await viewer.getByRole('button', { name: /New|Remove|Map/ }).count()).toBe(0);
  await open('settings', '', viewer);
  await viewer
    .getByText('Changing this needs the role admin; you are signed in as viewer.')
    .waitFor();
  expect(await viewer.getByRole('button', { name: /Change|New/ }).count()).toBe(0);
  await open('settings', '&area=members', viewer);
  await viewer.getByText('This needs the role admin; you are signed in as viewer.').waitFor();
  await open('settings', '&area=audit', viewer);
  await viewer.getByText('This needs the role admin; you are signed in as viewer.').waitFor();
  await viewer.close();
});

dashboardMembers(() => ({ rig, page }));
dashboardPeople(() => ({ rig, page }));
dashboardSite(() => ({ rig, page }));
dashboardSessions(() => ({ rig, page }));
dashboardFocus(() => ({ rig, page }));
dashboardOpenForms(() => ({ rig, page }));
dashboardFirstMinute(() => ({ rig, page }));
dashboardLive(() => ({ rig, page }));
