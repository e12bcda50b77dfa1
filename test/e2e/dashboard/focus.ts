import type { RegistryAnswer } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Rig } from '../browser/rig.ts';

/** Runs in the page: what has the focus, and the row or card it stands in. */
const readFocus = (): string => {
  const at = document.activeElement;
  if (!at || at === document.body) return 'nothing';
  const name = at.getAttribute('aria-label') ?? (at as HTMLInputElement).labels?.[0]?.textContent;
  const around = at.closest('.action-card')?.querySelector('.action-title')?.textContent;
  const text = (name ?? at.textContent ?? '').trim();
  return around === undefined ? `${at.localName} ${text}` : `${at.localName} ${text} of ${around}`;
};

/** Where the focus is after what had it was moved, saved, closed, removed or taken back. */
export function dashboardFocus(of: () => { rig: Rig; page: Page }): void {
  const setup = () => {
    const { rig, page } = of();
    const site = 'demo';
    const ask = async <Answer>(path: string, method = 'GET', body?: object): Promise<Answer> => {
      const answer = await fetch(rig.service.url + path, {
        method,
        headers: { authorization: `Bearer ${rig.service.adminToken}` },
        ...(body && { body: JSON.stringify({ site, ...body }) }),
      });
      expect(answer.ok, `${method} ${path}`).toBe(true);
      return (await answer.json()) as Answer;
    };
    return {
      page,
      ask,
      open: (screen: string, query = '') =>
        page.goto(`${rig.service.url}/${screen}?site=${site}${query}`),
      press: (name: string | RegExp) =>
        page
          .getByRole('button', { name, exact: typeof name === 'string' })
          .first()
          .press('Enter'),
      /** Waits until it is there, and stays there. */
      isAt: async (wanted: string | RegExp) => {
        // What is asked of the service may take a while on a busy machine.
        await expect.poll(() => page.evaluate(readFocus), { timeout: 10_000 }).toMatch(wanted);
        await page.waitForTimeout(150);
        expect(await page.evaluate(readFocus)).toMatch(wanted);
      },
    };
  };

  describe('the focus is not lost', () => {
    test('on the board: it goes with a card, to the next one, and back from the form', async () => {
      const { page, ask, open, press, isAt } = setup();
      for (const title of ['first', 'second']) await ask('/api/actions', 'POST', { title });
      await open('actions');
      const card = (title: string) => page.locator('.action-card').filter({ hasText: title });
      const first = card('first');
      await first.getByRole('button', { name: 'Move on to Doing' }).press('Enter');
      await isAt('button Move on to Shipped of first');
      await page.keyboard.press('Enter');
      await isAt('button Move on to Measured of first');
      await page.keyboard.press('Enter');
      await isAt('button Move back to Shipped of first');
      await press('Undo');
      await isAt(/^button Move .* of first$/);
      await first.getByRole('button', { name: 'Edit' }).press('Enter');
      await page.getByLabel('Title').waitFor();
      await page.keyboard.press('Escape');
      await isAt('button Edit of first');
      await page.keyboard.press('Enter');
      await page.getByLabel('Owner').fill('Mia');
      await press('Save');
      await isAt('button Edit of first');
      await press('New action');
      await press('Cancel');
      await isAt('button New action');
      await card('second').getByRole('button', { name: 'Move on to Doing' }).press('Enter');
      await isAt('button Move on to Shipped of second');
      await page.keyboard.press('Enter');
      await isAt('button Move on to Measured of second');
      await card('first').getByRole('button', { name: 'Remove' }).press('Enter');
      await isAt('button Remove of second');
      await press('Undo');
      await isAt(/ of (first|second)$/);
      for (const title of ['second', 'first']) {
        await card(title).locator('.button:not(:disabled)').first().waitFor();
        await card(title).getByRole('button', { name: 'Remove' }).press('Enter');
        await card(title).waitFor({ state: 'detached' });
      }
      await isAt(/^h[12] /);
    });

    test('in segments', async () => {
      const { page, ask, open, press, isAt } = setup();
      const rule = { silentFor: '3d' };
      for (const key of ['a-one', 'a-two']) await ask('/api/segments', 'POST', { key, rule });
      await open('segments');
      await press('New segment');
      await isAt('h2 New segment');
      await press('Add a condition');
      await press('Remove condition 2');
      await isAt('input not');
      await press('Cancel');
      await isAt('button New segment');
      await press('Change segment a-one');
      await page.getByLabel('Name', { exact: true }).fill('One');
      await press('Save');
      await isAt('button Change segment a-one');
      await press('Remove segment a-one');
      await isAt('button Remove segment a-two');
      await press('Undo');
      await isAt(/^(div a-one is as it was|button .* a-(one|two)$)/);
      for (const key of ['a-one', 'a-two']) {
        await ask(`/api/segments/${key}?site=demo`, 'DELETE');
      }
    });

    test('in settings', async () => {
      const { page, ask, open, press, isAt } = setup();
      await open('settings');
      await press('Change the site');
      await isAt('h2 Change the site');
      await press('Cancel');
      await isAt('button Change the site');
      await open('settings', '&area=journeys');
      await press('New journey');
      await page.getByLabel('Name', { exact: true }).fill('focus');
      await press('Add a goal');
      await press('Remove goal 1');
      await isAt('h2 New journey');
      await press('Save');
      await isAt('button New journey');
      await press('Remove journey focus');
      await isAt(/^(h[12]|button (Remove|Change) journey)/);
      await press('Undo');
      await page.getByText('focus is as it was.').waitFor();
      await isAt(/^(h1 Settings|div focus is as it was|button (New journey|.* focus)$)/);
      await ask('/api/journeys/focus?site=demo', 'DELETE');
      for (const name of ['Ann', 'Ben']) {
        await ask('/api/tokens', 'POST', { role: 'viewer', name, site: undefined });
      }
      await open('settings', '&area=members');
      await page.getByLabel('Role of Ann').focus();
      await page.getByLabel('Role of Ann').selectOption('analyst');
      await page.getByText('Ann is analyst from now on.').waitFor();
      await isAt('select Role of Ann');
      await press('Shut out Ann');
      await isAt('button Shut out Ann for ever');
      await press('No');
      await isAt('button Shut out Ann');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByText('Ann is shut out.').waitFor();
      await isAt(/^(button Shut out|select Role of) /);
      await open('settings', '&area=keys');
      await press('New write key');
      await page.getByText('Works still:').waitFor();
      await isAt(/^button /);
      await press('End the old key');
      await press('Yes, end it');
      await page.getByText('Only the new write key works now.').waitFor();
      await isAt(/^(button|h2) /);
    });

    test('in the registry', async () => {
      const { page, ask, open, press, isAt } = setup();
      const { registry, version } = await ask<RegistryAnswer>('/api/registry?site=demo');
      await open('registry');
      const row = page.getByRole('table', { name: 'Touchpoints' }).locator('tbody tr');
      const keys = registry.touchpoints.map(({ key }) => key);
      await row.first().getByRole('link').press('Enter');
      await isAt(`h2 Edit ${keys[0]}`);
      await press('Take over');
      await isAt(`a Edit ${keys[0]}`);
      await press(`Remove ${keys[0]}`);
      await isAt(`button Remove ${keys[1]}`);
      await press('Try on live data');
      await page.getByText(/^Of .* events of the last 30 days/).waitFor();
      await isAt(/^button (Save|Save anyway|Throw away)$/);
      await press('Throw away');
      await isAt(/^(h1|button|a) /);
      await open('registry', '&part=words');
      const phases = page.locator('section').filter({ hasText: 'Phases' }).first();
      const [one, two] = registry.phases.map(({ key }) => key);
      await phases.getByRole('button', { name: `Move ${two} up` }).press('Enter');
      await isAt(`button Move ${two} up`);
      await page.keyboard.press('Enter');
      await isAt(`button Move ${two} up`);
      await phases.getByRole('button', { name: `Remove ${two}` }).press('Enter');
      await isAt(`button Remove ${one}`);
      await press('Throw away');
      const { touchpoints } = registry;
      const rules = ['/focus/one', '/focus/two'].map((path) => ({
        touchpoint: touchpoints[0]?.key,
        when: { path },
      }));
      await ask('/api/registry', 'PUT', { registry: { ...registry, rules }, ifVersion: version });
      await open('registry', '&part=rules');
      await press('Move rule 2 up');
      await isAt('button Move rule 1 up');
      await press('Throw away');
      await press('New rule');
      await press('Cancel');
      await isAt('button New rule');
      const back = { version, ifVersion: version + 1 };
      await ask('/api/registry/rollback', 'POST', back);
    });

    test('of a person’s rights, and of dialogs', async () => {
      const { page, ask, open, press, isAt } = setup();
      const rows = await of().rig.events<{ user_id: string }>('user_id');
      const person = rows.find(({ user_id }) => user_id !== '')?.user_id ?? expect.fail();
      await open('people', `&person=${encodeURIComponent(person)}`);
      await press(/^Erase for good/);
      await isAt(/^input Type /);
      await press('Cancel');
      await isAt('button Erase for good…');
      await press('Restrict');
      await page.getByText(/^Restricted:/).waitFor();
      await isAt(/^button End the restriction/);
      await page.keyboard.press('Enter');
      await isAt(/^button Restrict/);
      for (const name of ['one', 'two']) {
        await ask('/api/views', 'POST', { name, link: '/flow?v=1' });
      }
      await open('channels');
      await press('Menu');
      await press('Saved views');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Remove one' }).press('Enter');
      await dialog.getByText('one was removed.').waitFor();
      await isAt(/^button Remove /);
      await dialog.getByRole('button', { name: 'Undo' }).press('Enter');
      await dialog.getByRole('link', { name: 'one', exact: true }).waitFor();
      await isAt(/^(p|button|input) /);
      await page.keyboard.press('Escape');
      await isAt('button Menu');
    });
  });
}
