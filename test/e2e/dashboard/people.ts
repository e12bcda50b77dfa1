import type { Account, AccountSummary, Profile, RegistryNames } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { consoleApi, eventually } from '../browser/console-api.ts';
import type { ConsoleApi } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';
import { cellsOf, showsAll } from './shown.ts';

/** People and accounts: found, looked at, erased. */
export function dashboardPeople(of: () => { rig: Rig; page: Page }): void {
  describe('people and accounts', () => {
    let rig: Rig;
    let api: ConsoleApi;
    let page: Page;
    let buyer = '';
    const open = (screen: string, query = '') =>
      page.goto(`${rig.service.url}/${screen}?site=demo${query}`);

    beforeAll(async () => {
      ({ rig, page } = of());
      const rows = await rig.events<{ user_id: string; type: string; name: string }>(
        'user_id, type, name',
      );
      // One whose order was picked, too.
      buyer = rows.find((row) => row.user_id !== '' && row.name === 'order.picked')?.user_id ?? '';
      expect(buyer).not.toBe('');
      api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
    });

    test('a person is found by an id with the keyboard alone, and is who the API says', async () => {
      await open('people');
      await page.getByRole('searchbox', { name: 'Find a person' }).focus();
      await page.keyboard.type(buyer);
      await page.keyboard.press('Enter');
      const found = page.getByRole('link', { name: buyer });
      await found.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      const profile = await api.get<Profile>(
        `/api/people/${encodeURIComponent(buyer)}?site=demo&order=newest&limit=100`,
      );
      const drawing = page.getByRole('group', { name: 'What happened' });
      const { backstage } = await api.get<RegistryNames>('/api/registry/names?site=demo');
      const unseen = profile.touches.filter(
        ({ touchpoint, type }) => type === 'touch' && backstage.includes(touchpoint),
      );
      expect(unseen.length).toBeGreaterThan(0);
      expect(await drawing.locator('.moment.backstage').count()).toBe(unseen.length);
      expect(await drawing.locator('.moment.touch, .moment.conversion').count()).toBe(
        profile.touches.length - unseen.length,
      );
      expect(await drawing.locator('.moment.backstage').first().getAttribute('aria-label')).toMatch(
        / · backstage$/,
      );
      const text = await page.locator('main').textContent();
      for (const { id, kind } of profile.identity.ids) expect(text).toContain(`${kind}:${id}`);
      for (const link of profile.identity.links) expect(text).toContain(link.kind);
      expect(await page.getByRole('table', { name: 'Journeys' }).locator('tbody tr').count()).toBe(
        Math.min(12, profile.journeys.length),
      );
      // From touch to touch by arrow keys.
      const first = drawing.locator('.moment').first();
      await first.focus();
      await page.keyboard.press('ArrowRight');
      expect(
        await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''),
      ).toBe(await drawing.locator('.moment').nth(1).getAttribute('aria-label'));
    });

    test('a link leads to the same person, and nobody is told so', async () => {
      await open('people', `&person=${encodeURIComponent(buyer)}`);
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      await open('people', '&person=nobody-of-that-name');
      await page.getByText('Nothing is stored of this id.').waitFor();
      await open('people', '&q=nobody-of-that-name');
      await page.getByText('Nobody was found for “nobody-of-that-name”.').waitFor();
    });

    test('accounts: who belongs to a company, in which role, and what they met', async () => {
      await open('accounts');
      await page.getByText('No account is known.').waitFor();
      const shop = (await api.sites()).find(({ id }) => id === 'demo');
      const at = Date.now() - 60_000;
      const met = (person: string, touchpoint: string, later: number) => ({
        id: `${person}-${touchpoint}`,
        name: 'page.viewed',
        channel: 'web',
        userId: person,
        accountId: '<b>Acme</b>',
        touchpoint,
        at: at + later,
      });
      const answer = await fetch(`${rig.service.url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          v: 1,
          site: shop?.writeKey,
          context: {
            consent: {
              purposes: ['measurement', 'storage', 'identification'],
              source: 'api',
              decidedAt: at - 1_000,
            },
          },
          events: [met('ada', 'product', 0), met('ada', 'cart', 1_000), met('bob', 'cart', 2_000)],
        }),
      });
      expect(await answer.json()).toMatchObject({ accepted: 3 });
      const [one] = await eventually(
        () => api.get<AccountSummary[]>('/api/accounts?site=demo&limit=500'),
        ([first]) => first?.people === 2,
      );
      await page.reload();
      const link = page.getByRole('link', { name: '<b>Acme</b>', exact: true });
      const listed = await cellsOf(page, 'Accounts', [0, 1]);
      expect(listed).toEqual([[one?.id ?? '?', '2']]);
      await link.press('Enter');
      const account = await api.get<Account>(
        `/api/accounts/${encodeURIComponent(one?.id ?? '')}?site=demo`,
      );
      await showsAll(page, 'Members', account.members, {
        0: (member) => member.person,
        3: (member) => String(member.touches),
      });
      await showsAll(page, 'Who was reached where', account.coverage, {
        0: ({ touchpoint }) => touchpoint,
        1: ({ people }) => String(people),
        2: ({ touches }) => String(touches),
      });
      const drawing = page.getByRole('group', { name: 'What happened' });
      expect(await drawing.locator('.moment.touch').count()).toBe(account.touches.length);
      const [member] = account.members;
      await page
        .getByRole('table', { name: 'Members' })
        .getByRole('link', { name: member?.person ?? '?', exact: true })
        .press('Enter');
      await page.waitForURL(({ searchParams }) => searchParams.get('person') !== null);
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
    });

    test('an erasure must be typed, is followed to its end, and leaves nothing to see', async () => {
      await open('people', `&person=${encodeURIComponent(buyer)}`);
      await page.getByRole('button', { name: 'Erase for good…' }).click();
      const sure = page.getByRole('button', { name: 'Erase for good', exact: true });
      expect(await sure.isDisabled()).toBe(true);
      await page.getByLabel(/There is no way back/).fill(buyer);
      await sure.click();
      await page.getByText(/Erased. Request .* has the proof\./).waitFor({ timeout: 60_000 });
      await open('people', `&person=${encodeURIComponent(buyer)}`);
      await page.getByText('Its events are refused, and nothing of it is shown.').waitFor();
    });
  });
}
