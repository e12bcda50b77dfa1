import type { SiteSummary, TokenSummary } from '@touchtrail/contract';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from '../browser/axe.ts';
import { consoleApi } from '../browser/console-api.ts';
import type { Rig } from '../browser/rig.ts';

/** Letting people in and shutting them out, and replacing the write key. */
export function dashboardMembers(of: () => { rig: Rig; page: Page }): void {
  test('an admin lets somebody in, changes their role and shuts them out, by keyboard', async () => {
    const { rig, page } = of();
    const api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
    const ofName = async (name: string) =>
      (await api.get<TokenSummary[]>('/api/tokens')).find((one) => one.name === name);
    const name = '<i>Ada</i> 🦊';
    await page.goto(`${rig.service.url}/settings?site=demo&area=members`);
    const table = page.getByRole('table', { name: 'Members' });
    await table.getByText('you', { exact: true }).waitFor();
    await page.getByLabel('Who it is for').focus();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    const shown = page.locator('.done code');
    await shown.waitFor();
    const token = (await shown.textContent()) ?? '';
    expect(await ofName(name)).toMatchObject({ role: 'viewer', lastUsed: null });
    const row = table.getByRole('row').filter({ hasText: name });
    await row.waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByLabel(`Role of ${name}`).selectOption('analyst');
    await page.getByText(`${name} is analyst from now on.`).waitFor();
    expect(await ofName(name)).toMatchObject({ role: 'analyst' });
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText(`${name} is viewer from now on.`).waitFor();
    const theirs = consoleApi(rig.service.url, token);
    expect(await theirs.get('/api/session')).toMatchObject({ role: 'viewer' });
    await page.getByRole('button', { name: `Shut out ${name}` }).press('Enter');
    await page.getByRole('button', { name: `Shut out ${name} for ever` }).press('Enter');
    await page.getByText(`${name} is shut out.`).waitFor();
    await row.waitFor({ state: 'detached' });
    expect(await ofName(name)).toBeUndefined();
  });

  test('a new write key is made in the page, and the old one ended', async () => {
    const { rig, page } = of();
    const api = consoleApi(rig.service.url, rig.service.adminToken ?? '');
    const key = async () =>
      (await api.get<SiteSummary[]>('/api/sites')).find(({ id }) => id === 'demo');
    const before = (await key())?.writeKey ?? '?';
    await page.goto(`${rig.service.url}/settings?site=demo&area=keys`);
    await page.getByRole('button', { name: 'New write key' }).press('Enter');
    await page.getByText('Works still:').waitFor();
    const after = await key();
    expect(after?.previousWriteKey).toBe(before);
    await page.getByText(after?.writeKey ?? '?', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'End the old key' }).press('Enter');
    await page.getByRole('button', { name: 'Yes, end it' }).press('Enter');
    await page.getByText('Only the new write key works now.').waitFor();
    expect((await key())?.previousWriteKey).toBeUndefined();
  });
}
