import type { SiteSummary } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import { consoleApi } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';

/** Setting up sites in the page: what the command line does too. */
export function dashboardSite(of: () => { rig: Rig; page: Page }): void {
  const setup = () => {
    const { rig, page } = of();
    const token = rig.service.adminToken ?? '';
    const site = async (id = 'demo') => {
      const all = await consoleApi(rig.service.url, token).get<SiteSummary[]>('/api/sites');
      const found = all.find((one) => one.id === id);
      if (!found) throw new Error(`There is no site ${id}.`);
      return found;
    };
    const change = async (changes: object) => {
      const { version } = await site();
      const answer = await fetch(`${rig.service.url}/api/sites/demo`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ version, ...changes }),
      });
      expect(answer.status).toBe(200);
    };
    const open = (area: string) => page.goto(`${rig.service.url}/settings?site=demo&area=${area}`);
    const save = () => page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    return { page, token, site, change, open, save };
  };

  test('a site is set up by keyboard; two who do are told of each other; an undo brings it back', async () => {
    const { page, token, site, change, open, save } = setup();
    const before = await site();
    const name = '<img src=x onerror="document.title=1"> سلة 🛒';
    await open('site');
    await page.getByRole('button', { name: 'Change the site' }).press('Enter');
    await page.getByRole('heading', { name: 'Change the site' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(name);
    await page.getByLabel(/^Time zone/).fill('Mars/Base');
    expect(await axeFaults(page)).toEqual([]);
    await save();
    await page
      .getByRole('alert')
      .getByText(/timezone: must be an IANA time zone/)
      .waitFor();
    await page.getByLabel(/^Time zone/).fill(before.timezone);
    // Somebody else, meanwhile; and the session is over.
    await change({ currency: 'CHF' });
    await page.context().clearCookies();
    await save();
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('Admin token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Change the site' }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(name);
    await save();
    const alert = page.getByRole('alert');
    await alert.getByText('Currency: CHF').waitFor();
    await alert.getByRole('button', { name: 'Save mine over it' }).press('Enter');
    await page.getByText(`${name} is changed; services have it within seconds.`).waitFor();
    expect(await site()).toMatchObject({ name, currency: 'CHF', timezone: before.timezone });
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText(`${before.name} is as it was.`).waitFor();
    expect(await site()).toMatchObject({ name: before.name, currency: 'CHF' });
    expect(await page.title()).not.toBe('1');
    await change({ currency: before.currency });
  });

  test('keeping data for a shorter time is asked once more, with what it would remove', async () => {
    const { page, site, open, save } = setup();
    await open('policy');
    await page.getByRole('button', { name: 'Change consent & retention' }).press('Enter');
    await page.getByLabel(/^Rules of places/).fill('US: opt_out');
    await page.getByLabel(/^Refused events are kept/).fill('3');
    await save();
    await page.getByRole('alert').getByText('0 refused events older than 3 days').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect((await site()).privacy.retention.quarantine).toBe(14);
    await page.getByRole('button', { name: 'No', exact: true }).press('Enter');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await save();
    await page.getByRole('button', { name: 'Yes, remove it' }).press('Enter');
    await page.getByText(/is changed; services have it/).waitFor();
    expect((await site()).privacy).toMatchObject({
      regions: { US: 'opt_out' },
      retention: { quarantine: 3 },
    });
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText(/is as it was/).waitFor();
    expect((await site()).privacy).toMatchObject({ regions: {}, retention: { quarantine: 14 } });
  });

  test('a site is added: its snippet, and its first minute', async () => {
    const { page, site, open, save } = setup();
    await open('site');
    await page.getByRole('button', { name: 'New site' }).press('Enter');
    await page.getByLabel('Name', { exact: true }).fill('Lamp shop');
    await page.getByLabel(/^Time zone/).fill('Europe/Berlin');
    await page.getByLabel(/^Origins/).fill('https://lamps.example');
    await save();
    const line = page.locator('.done pre');
    await line.waitFor();
    const made = await site('lamp-shop');
    expect(made).toMatchObject({ timezone: 'Europe/Berlin', origins: ['https://lamps.example'] });
    expect(await line.textContent()).toContain(`data-site="${made.writeKey}"`);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Wait for its first event' }).press('Enter');
    await page.getByText('Waiting for the first event…').waitFor();
    expect(await page.locator('.onboarding pre').first().textContent()).toContain(made.writeKey);
  });
}
